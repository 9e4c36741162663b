"""Versions of a record: each can be read, and what it says otherwise than the one before is told field by field."""

from __future__ import annotations

import contextlib
import json
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action
from cocaf.domain.things.record import Plain, Record, check, new_id
from cocaf.intake import services as intake
from cocaf.records.models import Document
from cocaf.web.versions_page import differences, everything
from tests.conftest import ALICE, PURPOSE

EXAMPLES = Path(__file__).parents[2] / "docs" / "reference" / "examples"
UNTOLD = {
    # what the page's own frame says, or what only machines compare
    "head.kind", "head.id", "head.version", "head.previous", "head.reference", "head.schema", "head.owner.member",
    # ids and versions of other records lead to pages; their reference is what is read
    "body.triggers.0.id", "body.concerns.0.id", "body.about.id", "body.record.id", "body.records.0.id",
    "body.records.1.id",
    # by which script a name was written is plain from the name
    "body.persons.0.names.0.script", "body.persons.0.names.1.script", "body.persons.0.parents.0.script",
    "body.organisations.0.names.0.script", "body.consignment.parties.0.names.0.script",
    "body.person.names.0.script", "body.person.names.1.script", "body.person.parents.0.script",
    "body.organisation.names.0.script",
}  # fmt: skip


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every value of a document with the thing that holds it and its key there."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        here = f"{path}.{key}" if path else str(key)
        if isinstance(each, dict | list) and each != {"refused": True}:
            yield from leaves(each, here)
        else:
            yield here, value, key


CANDIDATES: tuple[Any, ...] = (
    "2001-02-03", "04:05", "2026-10-01T00:00:00Z", "FR", "MAAGA", "12.25", "seizure", "full", "Grek", "file", "6x6",
    "unsure", "MA-OTHER", "9" * 64, "0912", "USD", "es", new_id(0), "OTHER", "api", 7, 8, True, False, "otherwise",
)  # fmt: skip


def changed(text: str, path: str) -> Record | None:
    """The document with another value at this place, the first that its model takes; None where there is none."""
    for value in CANDIDATES:
        after = json.loads(text)
        holder, key = next((holder, key) for place, holder, key in leaves(after) if place == path)
        if type(holder[key]) is not type(value) and not isinstance(holder[key], dict | types.NoneType):
            continue
        if holder[key] != value:
            holder[key] = value
            with contextlib.suppress(CocafError):
                return check(after)
    return None


@pytest.mark.parametrize("name", ["report", "subject", "subject-organisation", "subject-conveyance", "subject-account",
                                  "outcome", "release", "recall", "statement", "decision"])  # fmt: skip
def test_every_field_that_changes_shows_as_a_difference(name: str) -> None:
    text = (EXAMPLES / f"{name}.json").read_text(encoding="utf-8")
    before = json.loads(text)
    paths = [path for path, _holder, _key in leaves(before) if path not in UNTOLD]
    with override("en"):
        told = everything(check(before))
        others = {path: changed(text, path) for path in paths}
        silent = [path for path, other in others.items() if other and not differences(told, everything(other))]
    assert silent == []
    assert {path for path, other in others.items() if other is None} <= {"body.kind"}


@pytest.fixture
def corrected(filed: Callable[..., Document]) -> Document:
    """A report whose second version names another place, adds a detection and leaves a telephone out."""
    first = filed()

    def correct(plain: Plain) -> None:
        plain["body"]["place"]["name"] = "Marrakech Ménara"
        plain["body"]["detection"] = "behaviour"
        del plain["body"]["persons"][0]["phones"]

    return intake.amend(ALICE, first.record_id, correct, PURPOSE, Action.AMEND)


def test_a_version_says_what_was_added_removed_and_changed(as_user: Callable[..., Client], corrected: Document) -> None:
    page = as_user("alice").get(f"/records/{corrected.record_id}/versions/2").content.decode()
    assert "What is otherwise than in version 1" in page
    assert "<del><bdi>Casablanca Mohammed V</bdi></del>" in page
    assert "<ins><bdi>Marrakech Ménara</bdi></ins>" in page
    assert page.count("<td>Added</td>") == 1
    assert page.count("<td>Removed</td>") == 1
    assert "The current version" in page


def test_an_earlier_version_can_still_be_read_and_says_that_it_no_longer_holds(
    as_user: Callable[..., Client], corrected: Document
) -> None:
    page = as_user("alice").get(f"/records/{corrected.record_id}/versions/1").content.decode()
    assert "Casablanca Mohammed V" in page
    assert "Marrakech" not in page
    assert "An earlier version: it no longer holds" in page


def test_the_record_lists_its_versions_with_who_and_when(as_user: Callable[..., Client], corrected: Document) -> None:
    page = as_user("alice").get(f"/records/{corrected.record_id}").content.decode()
    for number in (1, 2):
        assert f'href="/records/{corrected.record_id}/versions/{number}"' in page


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_version_that_is_not_there_is_no_page(
    as_user: Callable[..., Client], corrected: Document, number: int
) -> None:
    assert as_user("alice").get(f"/records/{corrected.record_id}/versions/{number}").status_code == 404


def test_an_outsider_gets_for_a_version_what_one_gets_for_nothing(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    hidden = filed(units=("MA-CMN-AIR",))
    browser = as_user("charlie")
    asked, nothing = (browser.get(f"/records/{key}/versions/1") for key in (hidden.record_id, new_id()))
    assert asked.status_code == nothing.status_code == 404


def test_whoever_may_not_read_the_record_as_it_is_now_reads_no_earlier_version(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    first = filed()
    assert as_user("charlie").get(f"/records/{first.record_id}/versions/1").status_code == 200

    def narrow(plain: Plain) -> None:
        plain["head"]["audience"]["units"] = ["MA-CMN-AIR"]

    intake.amend(ALICE, first.record_id, narrow, PURPOSE, Action.AMEND)
    assert as_user("charlie").get(f"/records/{first.record_id}/versions/1").status_code == 404
    assert as_user("alice").get(f"/records/{first.record_id}/versions/1").status_code == 200
