"""A subject of interest: begun from nothing or from a record in which it appears, checked before it is filed, corrected
in its next version, found by the check, and shown at the record that it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cocaf.exchange import services as exchange
from cocaf.members.models import Member
from cocaf.records import selectors
from cocaf.records.models import Document, Relation
from tests.conftest import ALICE, BOB, COURIER, PURPOSE
from tests.domain.test_mrz import TD3

NOBODYS = "01a21504-5e99-7730-a7d6-2af2acb697eb"

LINES = TD3.replace("L898902C3", "L898902C4")
"""The specimen's lines with a number that does not fit its check digit."""
WHO: dict[str, dict[str, Any]] = {
    "person": {
        "person__names": "Anna Maria Eriksson", "person__role": "organiser", "person__status": "subject_of_interest",
        "person__nationality": "!refused", "person__documents-0-row": "", "person__documents-0-kind": "passport",
        "person__documents-0-number": "L898902C4", "person__documents-0-mrz": LINES,
        "person__identifiers-0-row": "", "person__identifiers-0-kind": "imei",
        "person__identifiers-0-value": "490154203237519",
    },
    "organisation": {"organisation__names": "Société Inventée", "organisation__role": "front_company"},
    "conveyance": {
        "conveyance__kind": "sea.fishing", "conveyance__name": "L’Inventé", "conveyance__identifiers-0-row": "",
        "conveyance__identifiers-0-kind": "imo", "conveyance__identifiers-0-value": "9074720",
    },
    "account": {"account__platform": "essai", "account__handle": "snow_man"},
}  # fmt: skip
TOLD: dict[str, dict[str, Any]] = {
    "person": {
        "names": [{"text": "Anna Maria Eriksson", "script": "Latn"}], "role": "organiser",
        "status": "subject_of_interest", "nationality": {"refused": True},
        "documents": [{"kind": "passport", "number": "L898902C4", "mrz": LINES, "warnings": ["check_digit"]}],
        "identifiers": [{"kind": "imei", "value": "490154203237519", "warnings": ["check_digit"]}],
    },
    "organisation": {"names": [{"text": "Société Inventée", "script": "Latn"}], "role": "front_company"},
    "conveyance": {
        "kind": "sea.fishing", "name": "L’Inventé",
        "identifiers": [{"kind": "imo", "value": "9074720", "warnings": ["check_digit"]}],
    },
    "account": {"platform": "essai", "handle": "snow_man"},
}  # fmt: skip


def begin(browser: Client, kind: str, concerns: str = "") -> str:
    """Begins a subject; returns the address of its draft."""
    answer = browser.post("/report/subject", {"kind": kind, "concerns": concerns})
    assert answer.status_code == 302
    return str(answer["Location"]).removesuffix("/who")


def body_of(document: Document) -> dict[str, Any]:
    body: dict[str, Any] = selectors.open_record(ALICE, document.record_id, PURPOSE).record.plain["body"]
    return body


@pytest.mark.parametrize("kind", WHO)
def test_a_subject_of_each_kind_is_filed_after_its_answers_were_checked(
    as_user: Callable[..., Client], filed: Callable[..., Document], kind: str
) -> None:
    alice, report = as_user("alice"), filed()
    way = begin(alice, kind)
    assert alice.post(f"{way}/who", WHO[kind] | {"go": "next"})["Location"] == f"{way}/why"
    why = {"why": "Nommé par deux passeurs.", "substances": ["cocaine.hcl"], "concerns-0-row": "",
           "concerns-0-reference": report.reference.lower(), "go": "answers"}  # fmt: skip
    assert alice.post(f"{way}/why", why)["Location"] == f"{way}/answers"
    page = alice.get(f"{way}/answers").content.decode()
    assert "Nommé par deux passeurs." in page
    assert "File the subject" in page
    assert Document.objects.filter(kind="subject").count() == 0
    done = alice.post(f"{way}/answers")
    row = Document.objects.get(kind="subject")
    assert done["Location"] == f"/report/done/{row.record_id}"
    assert body_of(row) == {
        "kind": kind, kind: TOLD[kind], "why": "Nommé par deux passeurs.", "substances": ["cocaine.hcl"],
        "concerns": [{"id": str(report.record_id), "version": 1, "reference": report.reference}],
    }  # fmt: skip
    assert Relation.objects.filter(document=row, relation="concerns", target=report.record_id).exists()
    shown = alice.get(f"/records/{row.record_id}").content.decode()
    assert "Why it is of interest" in shown
    assert ("The check digit does not fit" in shown) == (kind in {"person", "conveyance"})
    assert row.reference in alice.get(f"/records/{report.record_id}").content.decode()


@pytest.mark.parametrize(("kind", "missing"), [("person", 2), ("organisation", 1), ("conveyance", 1), ("account", 1)])
def test_a_subject_that_says_nothing_is_told_what_is_missing_at_its_boxes(
    as_user: Callable[..., Client], node: Member, kind: str, missing: int
) -> None:
    alice = as_user("alice")
    way = begin(alice, kind)
    answer = alice.post(f"{way}/who", {"go": "next"})
    assert answer.status_code == 422
    assert answer.content.decode().count(f'href="#id_{kind}__') == missing
    assert alice.post(f"{way}/answers").status_code == 422
    assert not Document.objects.exists()


def test_a_person_is_taken_from_the_record_without_what_belongs_to_its_event(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    person = COURIER["persons"][0] | {"arrested": True, "search": {"capsules": 83}, "minor": False}
    report = filed(body=COURIER | {"persons": [person]})
    alice = as_user("alice")
    page = alice.get(f"/records/{report.record_id}").content.decode()
    assert f'href="/report/subject?concerns={report.reference}"' in page
    way = begin(alice, "person", report.reference)
    alice.post(f"{way}/answers")
    body = body_of(Document.objects.get(kind="subject"))
    assert body["person"] == COURIER["persons"][0]
    assert [each["reference"] for each in body["concerns"]] == [report.reference]


def test_the_lines_of_a_document_fill_what_was_left_empty(as_user: Callable[..., Client], node: Member) -> None:
    alice = as_user("alice")
    way = begin(alice, "person")
    lines = {"person__documents-0-row": "", "person__documents-0-mrz": TD3, "go": "answers"}
    alice.post(f"{way}/who", lines)
    page = alice.get(f"{way}/who").content.decode()
    assert "ANNA MARIA ERIKSSON" in page
    assert 'value="L898902C3"' in page


def test_a_record_that_is_hidden_gives_a_subject_nothing(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    hidden = filed(units=("MA-CMN-AIR",))
    charlie = as_user("charlie")
    ways = [begin(charlie, "person", reference) for reference in (hidden.reference, "MA-0000-0000")]
    pages = [charlie.get(f"{way}/who").content.decode() for way in ways]
    assert "Inventado" not in pages[0] + pages[1]
    told = [charlie.get(f"{way}/why").content.decode() for way in ways]
    assert hidden.reference not in told[0]


def test_a_subject_is_corrected_in_its_next_version(as_user: Callable[..., Client], node: Member) -> None:
    alice = as_user("alice")
    way = begin(alice, "account")
    alice.post(f"{way}/who", WHO["account"] | {"go": "answers"})
    alice.post(f"{way}/answers")
    row = Document.objects.get(kind="subject")
    page = alice.get(f"/records/{row.record_id}").content.decode()
    assert f"/records/{row.record_id}/complete" in page
    later = alice.get(f"/records/{row.record_id}/complete")["Location"].removesuffix("/who")
    alice.post(f"{later}/who", {"account__platform": "essai", "account__handle": "ice_man", "go": "answers"})
    alice.post(f"{later}/answers")
    current = Document.objects.get(record_id=row.record_id, current=True)
    assert current.version == 2
    assert body_of(current)["account"]["handle"] == "ice_man"
    assert "ice_man" in alice.get(f"/records/{row.record_id}/versions/2").content.decode()


@pytest.mark.parametrize(("kind", "typed"), [
    ("person", "Eriksson Anna"), ("person", "L898902C4"), ("account", "@snow_man"), ("conveyance", "IMO 9074720"),
    ("organisation", "Societe Inventee"),
])  # fmt: skip
def test_the_check_finds_a_subject(as_user: Callable[..., Client], node: Member, kind: str, typed: str) -> None:
    alice = as_user("alice")
    way = begin(alice, kind)
    alice.post(f"{way}/who", WHO[kind] | {"go": "answers"})
    alice.post(f"{way}/why", {"why": "Nommé par deux passeurs.", "go": "answers"})
    alice.post(f"{way}/answers")
    page = as_user("bob").post("/check", {"q": typed}).content.decode()
    assert "Known here" in page
    assert "Nommé par deux passeurs." in page


def test_a_subject_is_released_as_a_report_is(as_user: Callable[..., Client], senegal: Member) -> None:
    alice = as_user("alice")
    way = begin(alice, "account")
    alice.post(f"{way}/who", WHO["account"] | {"go": "answers"})
    alice.post(f"{way}/answers")
    row = Document.objects.get(kind="subject")
    bob = as_user("bob")
    preview = bob.post(f"/records/{row.record_id}/release", {"to": "SN"}).content.decode()
    assert "snow_man" in preview
    message = exchange.release(BOB, row.record_id, ["SN"], "", PURPOSE)
    assert {item.kind for item in message.items.all()} == {"release", "subject"}


@pytest.mark.parametrize("way", ["/report/subject", f"/report/full/{NOBODYS}/who"])
def test_nobody_begins_a_subject_without_signing_in(node: Member, way: str) -> None:
    assert Client().get(way).status_code == 302


def test_a_subject_of_no_kind_is_no_page(as_user: Callable[..., Client]) -> None:
    assert as_user("alice").post("/report/subject", {"kind": "rumour"}).status_code == 404
