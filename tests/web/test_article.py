"""What pages show of the article's sentences, where no other test does: the directory of units, the evaluation."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from django.test import Client

from cocaf import vocab
from cocaf.members.models import Member
from cocaf.records.models import Document
from cocaf.records.selectors import open_record
from tests.conftest import ALICE


def test_the_directory_names_units_and_whom_to_call_abroad(as_user: Callable[..., Client], senegal: Member) -> None:
    page = as_user("alice").get("/units").content.decode()
    for shown in ("MA-CMN-AIR", "MA-TNG-PORT", senegal.desk, senegal.phone):
        assert shown in page


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_senders_evaluation_stands_on_the_record_with_the_name_of_its_scheme(
    as_user: Callable[..., Client], filed: Callable[..., Document], language: str
) -> None:
    record = filed()
    page = html.unescape(as_user("alice", language).get(f"/records/{record.record_id}").content.decode())
    assert "4×4" in page
    grade = open_record(ALICE, record.record_id, "identify_person").record.head.evaluation
    assert vocab.load("evaluation_4x4_source").label(grade.source, language) in page
    assert vocab.load("evaluation_4x4_information").label(grade.information, language) in page
