"""The courier sheet: opened from what was checked, suspected at first, then negative or seized in the same record; with
the medical warning for who carries drugs in the body, and numbers that fail kept with their warning."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cocaf.records import selectors
from cocaf.records.models import Document
from tests.conftest import ALICE, PURPOSE
from tests.web.test_reporting import TYPED, ZONE, file

SHEET: dict[str, Any] = TYPED | {
    "substance": "", "quantity": "", "unit": "", "concealment": "", "sex": "F", "residence_absent": "refused",
    "profession": "commerce", "languages": "fr\nar", "issuer": "ES", "expires_on": "2030-01-01", "flight": "AT 501",
    "flight_absent": "", "from_country": "BR", "from_place": "São Paulo", "to_country": "MA",
    "flight_on": "2026-11-21", "seat": "14C", "new_ticket": "yes", "locator": "XPNR01", "booked_on": "2026-11-20",
    "payment": "cash", "agency": "Agence inventée", "companions": "1", "luggage_pieces": "2",
    "luggage_kilograms": "23,5", "luggage_tags": "AT111111", "stay_days": "3", "purpose_declared": "tourisme",
    "contact_at_destination_absent": "unknown", "detection": "routine_control", "search_methods": ["x_ray", "hospital"],
    "consent": "yes", "result": "pending", "emergency": "no", "follow_up": ["prosecutor_informed"],
    "number_kind": "imei", "number": "490154203237519",
}  # fmt: skip


def body_of(document: Document) -> dict[str, Any]:
    return selectors.open_record(ALICE, document.record_id, PURPOSE).record.plain["body"]


def test_everything_on_the_sheet_stands_in_the_document(as_user: Callable[..., Client]) -> None:
    body = body_of(file(as_user("alice"), SHEET))
    person = body["persons"][0]
    assert (body["event"], body["stage"], body["detection"]) == ("courier", "suspected", "routine_control")
    assert (person["sex"], person["residence"], person["languages"]) == ("F", {"refused": True}, ["fr", "ar"])
    assert person["documents"][0] == {
        "issuer": "ES", "expires_on": "2030-01-01", "kind": "passport", "number": "XK0417217",
    }  # fmt: skip
    assert person["search"] == {
        "methods": ["x_ray", "hospital"], "consent": True, "result": "pending", "medical_emergency": False,
    }  # fmt: skip
    journey = body["journeys"][0]
    assert journey.pop("legs") == [{
        "flight": "AT 501", "from_country": "BR", "from_place": "São Paulo", "to_country": "MA", "on": "2026-11-21",
        "seat": "14C", "new_ticket": True,
    }]  # fmt: skip
    assert journey == {
        "person": 0, "locator": "XPNR01", "booked_on": "2026-11-20", "payment": "cash", "agency": "Agence inventée",
        "companions": 1, "luggage_pieces": 2, "luggage_kilograms": "23.5", "luggage_tags": ["AT111111"],
        "stay_days": 3, "purpose_declared": "tourisme", "contact_at_destination": None,
    }  # fmt: skip
    assert body["identifiers"] == [{"kind": "imei", "value": "490154203237519", "warnings": ["check_digit"]}]
    assert body["follow_up"] == ["prosecutor_informed"]


def test_a_sheet_with_a_drug_is_a_seizure_from_the_start(as_user: Callable[..., Client]) -> None:
    assert body_of(file(as_user("alice"), TYPED))["stage"] == "seized"
    assert body_of(file(as_user("alice"), TYPED | {"stage": "suspected"}))["stage"] == "suspected"


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        (ZONE, "passport", "L898902C3"), (ZONE, "name", "ANNA MARIA ERIKSSON"), ("XK0417217", "passport", "XK0417217"),
        ("Inventado Ejemplo", "name", "Inventado Ejemplo"), ("إنفنتادو إخيمبلو", "name", "إنفنتادو إخيمبلو"),
        ("+212 600 000417", "phone", "+212 6 00 00 04 17"), ("RR473124829GB", "number", "RR 473 124 829 GB"),
    ],
)  # fmt: skip
def test_what_was_checked_fills_the_sheet(as_user: Callable[..., Client], typed: str, field: str, value: str) -> None:
    page = as_user("alice").post("/report/courier", {"text": typed}).content.decode()
    assert re.search(rf'name="{field}"[^>]*value="{re.escape(value)}"', page)
    assert "field-wrong" not in page
    assert not Document.objects.exists()


def test_what_is_asked_about_a_person_is_posted_only(as_user: Callable[..., Client]) -> None:
    assert as_user("alice").get("/report/courier?text=XK0417217").status_code == 405


@pytest.fixture
def suspected(as_user: Callable[..., Client]) -> Document:
    return file(as_user("alice"), SHEET)


def test_a_negative_control_is_kept_with_selection_and_search(
    as_user: Callable[..., Client], suspected: Document
) -> None:
    browser = as_user("alice")
    assert f"/records/{suspected.record_id}/negative" in browser.get(f"/records/{suspected.record_id}").content.decode()
    address = f"/records/{suspected.record_id}/negative"
    assert re.search(r'value="routine_control" selected', browser.get(address).content.decode())
    done = browser.post(address, {"detection": "behaviour", "search_methods": ["x_ray", "ultrasound"], "consent": "no"})
    assert done.status_code == 302
    body = body_of(suspected)
    assert (body["event"], body["stage"], body["detection"]) == ("negative_control", "negative", "behaviour")
    assert body["persons"][0]["search"] == {
        "methods": ["x_ray", "ultrasound"], "consent": False, "result": "negative", "medical_emergency": False,
    }  # fmt: skip
    assert body["journeys"][0]["locator"] == "XPNR01"
    assert not selectors.unfinished(ALICE, PURPOSE).exists()
    assert "/negative" not in browser.get(f"/records/{suspected.record_id}").content.decode()


def test_a_suspected_courier_becomes_a_seizure_in_the_same_record(
    as_user: Callable[..., Client], suspected: Document
) -> None:
    browser = as_user("alice")
    assert suspected.reference in browser.get("/").content.decode()
    typed = {"substance": "cocaine.hcl", "quantity": "1,8", "unit": "kg", "concealment": "body.ingested",
             "capsules": "83", "capsule_grams": "1800", "arrested": "yes", "search_methods": ["x_ray"]}  # fmt: skip
    done = browser.post(f"/records/{suspected.record_id}/seized", typed, follow=True).content.decode()
    assert suspected.reference in done
    assert "Danger to life" in done
    plain = selectors.open_record(ALICE, suspected.record_id, PURPOSE).record.plain
    assert (plain["head"]["version"], plain["body"]["stage"], plain["body"]["event"]) == (2, "seized", "courier")
    assert plain["body"]["substances"][0]["kilograms"]["value"] == "1.8"
    assert plain["body"]["concealment"] == [{"code": "body.ingested"}]
    person = plain["body"]["persons"][0]
    assert person["arrested"] is True
    assert (person["search"]["capsules"], person["search"]["capsule_grams"]) == (83, "1800")
    assert (person["search"]["result"], person["search"]["consent"]) == ("positive", True)


def test_a_seizure_without_a_substance_is_told_so(as_user: Callable[..., Client], suspected: Document) -> None:
    page = as_user("alice").post(f"/records/{suspected.record_id}/seized", {"quantity": "viel"})
    assert page.status_code == 422
    assert 'href="#id_substance_field"' in page.content.decode()


def test_a_quantity_that_is_no_number_is_told_at_its_box(as_user: Callable[..., Client], suspected: Document) -> None:
    typed = {"substance": "cocaine.hcl", "quantity": "viel", "unit": "kg", "capsules": "beaucoup"}
    page = as_user("alice", "fr").post(f"/records/{suspected.record_id}/seized", typed)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'id="id_quantity_error"' in text
    assert 'id="id_capsules_error"' in text
    assert selectors.versions(ALICE, suspected.record_id, PURPOSE).count() == 1


def test_only_a_courier_sheet_has_stages(as_user: Callable[..., Client]) -> None:
    seizure = file(as_user("alice"), TYPED | {"arrests": "1"}, "seizure")
    page = as_user("alice").get(f"/records/{seizure.record_id}/negative")
    assert page.status_code == 422
    assert "Only a courier sheet" in page.content.decode()


@pytest.mark.parametrize("way", ["negative", "seized", "complete"])
def test_an_outsider_gets_nothing_of_a_sheet_that_he_cannot_see(as_user: Callable[..., Client], way: str) -> None:
    hidden = file(as_user("alice"), SHEET | {"audience": "unit"})
    address = f"/records/{hidden.record_id}/{way}"
    assert as_user("charlie").get(address).status_code == 404
    assert as_user("charlie").post(address, {"substance": "heroin"}).status_code == 404
    assert body_of(hidden)["stage"] == "suspected"


def test_the_medical_warning_stands_beside_the_capsules_and_on_top(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    form = browser.get("/report/new?event=courier").content.decode()
    assert form.index("Danger to life") < form.index('name="capsules"')
    answers = browser.post("/report/new?event=courier", SHEET | {"role": "swallower"}).content.decode()
    assert "Danger to life" in answers
    row = file(browser, SHEET | {"emergency": "yes"})
    page = browser.get(f"/records/{row.record_id}").content.decode()
    assert "Medical emergency · Danger to life" in re.sub(r"\s+", " ", page)


@pytest.mark.parametrize(
    ("capsules", "grams", "words"),
    [("83", "1800", ""), ("100", "3,9", "weighs less than 5 g"), ("309", "4850", "More than 150 capsules"),
     ("12", "240", "Fewer than 20 capsules")],
)  # fmt: skip
def test_capsules_that_are_unusual_are_told_and_filed_all_the_same(
    as_user: Callable[..., Client], capsules: str, grams: str, words: str
) -> None:
    typed = SHEET | {"capsules": capsules, "capsule_grams": grams}
    answers = as_user("alice").post("/report/new?event=courier", typed)
    assert answers.status_code == 200
    told = [
        each for each in ("weighs less than 5 g", "More than 150", "Fewer than 20") if each in answers.content.decode()
    ]
    assert bool(told) == bool(words)
    assert words in answers.content.decode()
    file(as_user("alice"), typed)
    assert Document.objects.count() == 1


def test_an_error_in_the_sheets_own_boxes_stands_at_its_box(as_user: Callable[..., Client]) -> None:
    wrong = {"capsules": "beaucoup", "flight_on": "demain", "luggage_kilograms": "lourd", "expires_on": "jamais"}
    page = as_user("alice").post("/report/new?event=courier", SHEET | wrong)
    assert page.status_code == 422
    assert all(f'id="id_{field}_error"' in page.content.decode() for field in wrong)
