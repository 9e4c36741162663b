"""The page on which a list becomes a file."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from cocaf.members.models import Member
from cocaf.records.models import Document
from cocaf.search import exporting
from cocaf.web.forms.export import FORMATS
from tests.web.test_outsiders import bytes_of

PAGE = "/records/export"
CSV = {"format": "csv", "purpose": "identify_person"}


def words(browser: Client, address: str = PAGE) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_list_leads_to_the_export_with_its_filters(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed()
    assert 'href="/records/export?country=MA"' in words(as_user("bob"), "/records?country=MA")


def test_the_page_says_how_many_records_leave_and_to_what_they_are_narrowed(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed()
    page = words(as_user("bob"), f"{PAGE}?country=MA&since=2026-11-01")
    assert "1 record<" in page
    assert "Morocco" in page
    assert "1 Nov 2026" in page
    assert "left out" not in page.lower()


def test_the_form_offers_every_format_that_there_is() -> None:
    assert [code for code, _words in FORMATS] == [*exporting.FORMATS]


def test_the_file_comes_as_a_download_that_no_cache_keeps(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    document = filed()
    answer = as_user("bob").post(PAGE, CSV)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="cocaf-csv-')
    assert answer["Cache-Control"] == "no-store"
    assert document.reference in b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]


def test_an_arabic_reader_gets_arabic_headings_although_the_file_is_written_after_the_answer_began(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed()
    answer = as_user("bob", "ar").post(PAGE, CSV)
    assert "المرجع" in b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"format": "doc"}, {"format": ""}, {"purpose": "curiosity"}])
def test_a_form_that_cannot_be_read_says_what_to_correct(
    as_user: Callable[..., Client], filed: Callable[..., Document], wrong: dict[str, str]
) -> None:
    filed()
    answer = as_user("bob").post(PAGE, CSV | wrong)
    assert answer.status_code == 422
    assert "There is something to correct" in answer.content.decode()


def test_an_outsider_sees_no_trace_of_a_hidden_record_and_takes_nothing(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    browser = as_user("charlie")
    before = browser.get(PAGE).content
    filed(units=("MA-CMN-AIR",))
    assert bytes_of(browser.get(PAGE).content) == bytes_of(before)
    assert b"Nothing to take out" in before
    assert browser.post(PAGE, CSV).status_code == 422


def test_nobody_exports_without_signing_in(node: Member) -> None:
    for answer in (Client().get(PAGE), Client().post(PAGE, CSV)):
        assert answer.status_code == 302
