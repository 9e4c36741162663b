"""Reporting: three ways of having no value, errors at their boxes, answers checked before anything is stored, filed
once, and a machine-readable zone that fills what is empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cocaf.members.models import Member
from cocaf.records import selectors
from cocaf.records.models import Document
from tests.conftest import ALICE, PURPOSE

ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
"""The specimen of ICAO 9303: Utopia is no country, Anna Maria Eriksson is nobody."""

TYPED = {
    "country": "MA", "occurred_on": "2026-11-21", "place": "Aéroport d’essai", "place_type": "airport",
    "name": "Inventado Ejemplo", "name_other": "إنفنتادو إخيمبلو", "passport": "XK0417217", "phone": "+212 600 000417",
    "born_on_absent": "refused", "flight_absent": "unknown", "role": "courier", "status": "suspect",
    "substance": "cocaine.hcl", "quantity": "١٫٨", "unit": "kg", "audience": "service", "source": "B",
    "information": "2", "handling": ["H1"], "tlp": "AMBER", "desk": "Permanence d’essai", "desk_phone": "+212 5 00",
}  # fmt: skip


def packed_in(page: str) -> str:
    found = re.search(r'name="packed" value="([^"]+)"', page)
    assert found, "the page has no answers to file"
    return found[1]


def file(browser: Client, typed: dict[str, Any], event: str = "courier") -> Document:
    """Fills the form, checks the answers, files them; returns the record's row."""
    answers = browser.post(f"/report/new?event={event}", typed)
    assert answers.status_code == 200, answers.content.decode()
    done = browser.post("/report/check", {"packed": packed_in(answers.content.decode()), "file": "1"}, follow=True)
    assert done.status_code == 200
    return Document.objects.latest("seq")


def test_nothing_is_stored_before_the_answers_are_checked(as_user: Callable[..., Client]) -> None:
    page = as_user("alice").post("/report/new?event=courier", TYPED)
    assert page.status_code == 200
    assert "Check your answers" in page.content.decode()
    assert not Document.objects.exists()


def test_unknown_refused_and_empty_are_three_things_in_the_document(as_user: Callable[..., Client]) -> None:
    document = file(as_user("alice"), TYPED)
    body = selectors.open_record(ALICE, document.record_id, PURPOSE).record.plain["body"]
    assert body["flight"] is None
    assert body["persons"][0]["born_on"] == {"refused": True}
    assert "narrative" not in body
    assert "arrests" not in body


def test_what_was_typed_stands_in_the_document(as_user: Callable[..., Client]) -> None:
    document = file(as_user("alice"), TYPED)
    record = selectors.open_record(ALICE, document.record_id, PURPOSE).record
    person = record.plain["body"]["persons"][0]
    assert [name["script"] for name in person["names"]] == ["Latn", "Arab"]
    assert person["documents"] == [{"kind": "passport", "number": "XK0417217"}]
    assert record.plain["body"]["substances"][0]["quantity"] == {"value": "1.8", "unit": "kg"}
    assert record.plain["body"]["substances"][0]["kilograms"]["value"] == "1.8"
    assert (record.head.evaluation.source, record.head.evaluation.information) == ("B", "2")
    assert record.head.handling.codes == ("H1",)
    assert record.head.contact is not None
    assert record.head.contact.desk == "Permanence d’essai"


def test_the_same_answers_are_filed_once(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    packed = packed_in(browser.post("/report/new?event=courier", TYPED).content.decode())
    first, second = (browser.post("/report/check", {"packed": packed, "file": "1"}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Document.objects.count() == 1


def test_answers_of_another_person_or_altered_ones_are_not_taken(as_user: Callable[..., Client]) -> None:
    packed = packed_in(as_user("alice").post("/report/new?event=courier", TYPED).content.decode())
    assert as_user("bob").post("/report/check", {"packed": packed, "file": "1"}).status_code == 404
    assert as_user("alice").post("/report/check", {"packed": packed + "x", "file": "1"}).status_code == 404
    assert not Document.objects.exists()


def test_the_answers_can_be_changed_and_nothing_typed_is_lost(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    packed = packed_in(browser.post("/report/new?event=courier", TYPED).content.decode())
    page = browser.post("/report/check", {"packed": packed, "change": "1"}).content.decode()
    assert 'value="Inventado Ejemplo"' in page
    assert 'value="XK0417217"' in page
    assert re.search(r'name="flight_absent" value="unknown"[^>]*checked', page)


def test_my_unit_only_narrows_the_audience(as_user: Callable[..., Client]) -> None:
    document = file(as_user("alice"), TYPED | {"audience": "unit"})
    assert selectors.open_record(ALICE, document.record_id, PURPOSE).record.head.audience.units == ("MA-CMN-AIR",)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("country", ""), ("quantity", "beaucoup"), ("occurred_on", "21/11/2026"), ("role", ""), ("born_on", "hier")],
)
def test_an_error_stands_at_its_box_and_in_the_summary(as_user: Callable[..., Client], field: str, typed: str) -> None:
    page = as_user("alice").post("/report/new?event=courier", TYPED | {field: typed, "born_on_absent": ""})
    assert page.status_code == 422
    text = page.content.decode()
    assert f'href="#id_{field}_field"' in text
    assert f'id="id_{field}_error"' in text
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Choisissez le pays."), ("es", "Elija el país."), ("ar", "اختر البلد."), ("en", "Choose the country.")],
)
def test_an_error_speaks_the_readers_language(as_user: Callable[..., Client], language: str, words: str) -> None:
    page = as_user("alice", language).post("/report/new?event=courier", TYPED | {"country": ""})
    assert words in page.content.decode()


def test_everything_wrong_is_told_at_once(as_user: Callable[..., Client]) -> None:
    wrong = {"country": "", "quantity": "beaucoup", "role": "", "trigger": "MA-0000-0000"}
    page = as_user("alice").post("/report/new?event=courier", TYPED | wrong).content.decode()
    assert all(f'href="#id_{field}_field"' in page for field in wrong)


def test_the_machine_readable_lines_fill_what_is_empty_and_nothing_else(as_user: Callable[..., Client]) -> None:
    typed = TYPED | {"mrz": ZONE, "name": "", "passport": "", "born_on": "1990-01-01", "born_on_absent": ""}
    document = file(as_user("alice"), typed)
    person = selectors.open_record(ALICE, document.record_id, PURPOSE).record.plain["body"]["persons"][0]
    assert person["names"][0]["text"] == "ANNA MARIA ERIKSSON"
    assert person["documents"][0]["number"] == "L898902C3"
    assert person["born_on"] == "1990-01-01"


def test_a_failing_check_digit_is_told_and_filed_all_the_same(as_user: Callable[..., Client]) -> None:
    answers = as_user("alice").post("/report/new?event=courier", TYPED | {"mrz": ZONE.replace("C36UTO", "C35UTO")})
    assert answers.status_code == 200
    assert "A check digit does not fit" in answers.content.decode()


def test_the_lines_fill_the_form_without_judging_it(as_user: Callable[..., Client]) -> None:
    part = as_user("alice").post("/report/mrz?event=courier", {"mrz": ZONE}).content.decode()
    assert 'value="L898902C3"' in part
    assert "field-wrong" not in part
    assert "<html" not in part


def test_a_seizure_names_the_information_that_led_to_it(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    told = filed()
    browser = as_user("alice")
    form = browser.get(f"/report/new?event=seizure&trigger={told.reference}").content.decode()
    assert f'value="{told.reference}"' in form
    seizure = file(browser, TYPED | {"arrests": "2", "trigger": told.reference.lower()}, "seizure")
    body = selectors.open_record(ALICE, seizure.record_id, PURPOSE).record.plain["body"]
    assert body["triggers"] == [{"id": str(told.record_id), "version": 1, "reference": told.reference}]
    assert body["arrests"] == 2
    page = browser.get(f"/records/{told.record_id}").content.decode()
    assert "2 persons arrested" in page
    assert seizure.reference in page


def test_the_form_begins_with_the_desk_of_the_service(as_user: Callable[..., Client]) -> None:
    Member.objects.filter(code="MA").update(desk="Permanence d’essai", hours="24 h")
    page = as_user("alice").get("/report/new?event=seizure").content.decode()
    assert 'value="Permanence d’essai"' in page


def test_an_event_without_a_form_is_no_page(as_user: Callable[..., Client]) -> None:
    assert as_user("alice").get("/report/new?event=laboratory").status_code == 404
