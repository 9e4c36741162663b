"""The flash report: eight fields, filed at once, with what a post's reports have in common filled in; completed later
from the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cocaf.members.models import Unit
from cocaf.records import rebuild, selectors
from cocaf.records.models import Document, Unfinished
from tests.conftest import ALICE, BOB, CHARLIE, PURPOSE

TYPED = {
    "occurred_on": "2026-11-21", "country": "MA", "place": "Aéroport d’essai", "place_type": "airport",
    "substance": "cocaine.hcl", "quantity": "1,8", "unit": "kg", "transport": "air.scheduled",
    "concealment": "luggage.false_bottom", "arrests": "2", "mark": "a1",
}  # fmt: skip


def file(browser: Client, **changes: str) -> Document:
    """Files a flash report; returns the record's row."""
    answer = browser.post("/report/flash", TYPED | changes)
    assert answer.status_code == 302, answer.content.decode()
    return Document.objects.latest("seq")


def body_of(document: Document) -> dict[str, Any]:
    return selectors.open_record(ALICE, document.record_id, PURPOSE).record.plain["body"]


def test_eight_fields_are_filed_at_once(as_user: Callable[..., Client]) -> None:
    assert body_of(file(as_user("alice"))) == {
        "event": "seizure", "form": "flash", "occurred_on": "2026-11-21", "arrests": 2,
        "place": {"country": "MA", "name": "Aéroport d’essai", "type": "airport"},
        "substances": [{"substance": "cocaine.hcl", "quantity": {"value": "1.8", "unit": "kg"},
                        "kilograms": {"value": "1.8", "factor": "mass.kg"}}],
        "transport": {"code": "air.scheduled"}, "concealment": [{"code": "luggage.false_bottom"}],
    }  # fmt: skip


def test_the_page_begins_with_today_this_country_and_the_units_own_place(as_user: Callable[..., Client]) -> None:
    Unit.objects.filter(pk=ALICE.unit).update(place="Casablanca Mohammed V")
    page = as_user("alice").get("/report/new").content.decode()
    assert f'value="{timezone.now().date().isoformat()}"' in page
    assert 'value="Casablanca Mohammed V"' in page
    for chosen in ("MA", "airport", "kg"):
        assert re.search(rf'value="{chosen}" selected', page)


def test_the_next_report_begins_with_what_the_last_one_said(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    file(browser)
    page = browser.get("/report/new").content.decode()
    for chosen in ("cocaine.hcl", "air.scheduled", "luggage.false_bottom"):
        assert re.search(rf'value="{re.escape(chosen)}" selected', page)
    assert 'value="1,8"' not in page


def test_the_confirmation_says_the_number_and_how_to_go_on(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    row = file(browser)
    page = browser.get(f"/report/done/{row.record_id}").content.decode()
    assert row.reference in page
    assert f"/records/{row.record_id}/complete" in page


def test_a_second_click_files_nothing(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    assert file(browser).pk == file(browser).pk
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("country", "", "Choisissez le pays."),
        ("quantity", "beaucoup", "Écrivez un nombre, par exemple 1,2 ou 850."),
        ("occurred_on", "hier", "Écrivez la date"),
        ("arrests", "deux", "le nombre de personnes arrêtées"),
    ],
)
def test_what_does_not_fit_is_told_at_its_box_and_nothing_is_filed(
    as_user: Callable[..., Client], field: str, typed: str, words: str
) -> None:
    page = as_user("alice", "fr").post("/report/flash", TYPED | {field: typed})
    assert page.status_code == 422
    text = page.content.decode()
    assert f'href="#id_{field}_field"' in text
    assert words in text
    assert not Document.objects.exists()


def test_a_quantity_that_is_not_known_yet_is_no_empty_one(as_user: Callable[..., Client]) -> None:
    row = file(as_user("alice"), quantity="", quantity_absent="unknown")
    assert body_of(row)["substances"][0]["quantity"] == {"value": None, "unit": "kg"}


def test_the_desk_asks_the_unit_to_complete_it(as_user: Callable[..., Client]) -> None:
    row = file(as_user("alice"))
    assert f"/records/{row.record_id}/complete" in as_user("alice").get("/").content.decode()
    assert f"/records/{row.record_id}/complete" not in as_user("charlie").get("/").content.decode()


def test_only_the_own_unit_is_asked_and_only_for_what_is_left(as_user: Callable[..., Client]) -> None:
    row = file(as_user("alice"))
    assert [each.pk for each in selectors.unfinished(ALICE, PURPOSE)] == [row.pk]
    assert not selectors.unfinished(BOB, PURPOSE).exists()
    assert not selectors.unfinished(CHARLIE, PURPOSE).exists()


def test_what_is_left_to_do_is_derived_again_row_for_row(as_user: Callable[..., Client]) -> None:
    row = file(as_user("alice"))
    before = list(Unfinished.objects.values_list("document_id", "what"))
    rebuild.rebuild()
    assert list(Unfinished.objects.values_list("document_id", "what")) == before == [(row.pk, "flash")]


def test_a_swallower_brings_the_medical_warning(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    safe, danger = file(browser), file(browser, concealment="body.ingested", mark="b2")
    assert "Danger to life" not in browser.get(f"/report/done/{safe.record_id}").content.decode()
    assert "Danger to life" in browser.get(f"/report/done/{danger.record_id}").content.decode()
