"""The check at the counter: whatever number is typed is found under whatever kind it is held, a person who is searched
for stands before everything else, and nothing held is never clearance. The scanner's Enter and the one key are tried
in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cocaf.audit.models import Entry
from cocaf.members.models import Member, User
from cocaf.records.models import Document
from tests.conftest import COURIER
from tests.domain.test_mrz import TD1, TD3

NO_CLEARANCE = {
    "en": "no clearance",
    "fr": "pas une levée de doute",
    "es": "no descarta nada",
    "ar": "ليس إخلاء من الشبهة",
}
HELD: dict[str, Any] = COURIER | {
    "identifiers": [
        {"kind": "seal", "value": "Sceau 4711/B"}, {"kind": "parcel", "value": "RR473124829GB"},
        {"kind": "plate", "value": "12345-A-6", "country": "MA"}, {"kind": "mmsi", "value": "242123456"},
        {"kind": "awb", "value": "147-12345675"}, {"kind": "email", "value": "essai@example.org"},
        {"kind": "container", "value": "CSQU3054384", "warnings": ["check_digit"]},
    ],
    "conveyances": [{"kind": "air.scheduled", "identifiers": [{"kind": "aircraft_reg", "value": "CN-XYZ"}]}],
    "flight": "AT 501",
}  # fmt: skip


def wanted() -> dict[str, Any]:
    return COURIER | {"persons": [COURIER["persons"][0] | {"status": "wanted"}]}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("sceau 4711 B", "Seal"), ("rr 473 124 829 gb", "Parcel"), ("12345 A 6", "Registration plate"),
        ("242 123 456", "Ship radio (MMSI)"), ("14712345675", "Air waybill"), ("ESSAI@example.org", "E-mail address"),
        ("CSQU 305438-4", "Container"), ("cnxyz", "Aircraft registration"), ("AT501", "Flight"),
        ("+212600000417", "Telephone number"), ("XK0417217", "Passport"),
    ],
)  # fmt: skip
def test_a_number_is_found_under_the_kind_under_which_it_is_held(
    as_user: Callable[..., Client], filed: Callable[..., Document], typed: str, words: str
) -> None:
    held = filed(body=HELD)
    page = as_user("bob").post("/check", {"q": typed}).content.decode()
    assert re.search(rf'The same number.*<span class="muted">{re.escape(words)}</span>', page, re.S)
    assert held.reference in page
    assert "<title>Known here · Check" in page


def test_what_the_officer_says_that_it_is_is_looked_for_alone(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed(body=HELD)
    seal, bill = (
        as_user("bob").post("/check", {"q": "Sceau 4711/B", "kind": kind}).content.decode() for kind in ("seal", "bl")
    )
    assert "Known here" in seal
    assert "Nothing is held about this" in bill
    assert as_user("bob").post("/check", {"q": "x", "kind": "shoe"}).status_code == 422


def test_a_failing_check_digit_is_said_and_the_number_is_still_looked_for(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed(body=HELD)
    page = as_user("bob").post("/check", {"q": "CSQU3054384"}).content.decode()
    assert "The check digit does not fit" in page
    assert "Known here" in page


def test_the_fields_of_a_document_that_fail_their_check_are_named(as_user: Callable[..., Client]) -> None:
    page = as_user("bob").post("/check", {"q": TD3.replace("L898902C3", "L898902C4")}).content.decode()
    assert "A check digit does not fit: document number, the whole zone." in page
    assert "A check digit does not fit:" not in as_user("bob").post("/check", {"q": TD3}).content.decode()


def test_a_person_who_is_searched_for_stands_in_the_alert_before_everything_else(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed()
    filed(body=wanted())
    page = as_user("bob").post("/check", {"q": "XK0417217"}).content.decode()
    assert page.index("Alert: a person who is searched for") < page.index("band band-known")
    assert "<title>Alert: a person who is searched for, Known here" in page
    # the number of another of the same case is no alert about that person
    other = {"names": [{"text": "Autre Inventé"}], "phones": ["+212 6 00 00 09 99"], "role": "contact",
             "status": "witness"}  # fmt: skip
    filed(body=wanted() | {"persons": [*wanted()["persons"], other]})
    page = as_user("bob").post("/check", {"q": "+212600000999"}).content.decode()
    assert "band-alert" not in page
    assert "Autre Inventé" in page


def test_an_alert_on_a_hidden_record_tells_an_outsider_nothing(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed(body=wanted(), units=("MA-CMN-AIR",))
    page = as_user("charlie").post("/check", {"q": "XK0417217"}).content.decode()
    assert "<title>Nothing is held about this" in page
    assert "band-alert" not in page


def test_a_hit_says_whom_to_call_whether_or_not_its_record_names_a_desk(
    as_user: Callable[..., Client], filed: Callable[..., Document], node: Member
) -> None:
    Member.objects.filter(is_self=True).update(desk="Permanence de Rabat", phone="+212 500 00 00 01")
    filed()
    page = as_user("bob").post("/check", {"q": "XK0417217"}).content.decode()
    assert "Unit MA-CMN-AIR" in page
    assert "+212 500 00 00 01" in page
    named = filed(contact={"desk": "Cellule aéroportuaire", "phone": "+212 500 00 00 02"})
    page = as_user("bob").post("/check", {"q": "XK0417217"}).content.decode()
    assert named.reference in page
    assert "Cellule aéroportuaire" in page


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_nothing_held_is_never_clearance_and_says_who_can_ask_further(
    as_user: Callable[..., Client], node: Member, language: str
) -> None:
    Member.objects.filter(is_self=True).update(desk="Permanence de Rabat", phone="+212 500 00 00 01")
    page = as_user("bob", language).post("/check", {"q": "Nobody Invented"}).content.decode()
    nothing = page[page.index("band-nothing") : page.index('class="courier-sheet"')]
    assert "Permanence de Rabat" in nothing
    assert "+212 500 00 00 01" in nothing
    assert NO_CLEARANCE[language] in nothing
    assert "success" not in nothing


def test_every_check_is_a_query_in_the_log_with_its_purpose_and_without_its_words(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    held = filed()
    as_user("bob").post("/check", {"q": "XK0417217"})
    as_user("bob").post("/check", {"q": "Nobody Invented"})
    asked = list(Entry.objects.filter(action="check").order_by("pk"))
    assert [(each.outcome, each.purpose) for each in asked] == [
        ("hit", "identify_person"),
        ("nothing", "identify_person"),
    ]
    assert Entry.objects.filter(action="read", about=str(held.record_id)).exists()
    assert not [each for each in asked if "XK0417217" in str(each.detail) or "Invented" in str(each.detail)]


def test_the_courier_sheet_is_offered_with_what_was_checked(as_user: Callable[..., Client]) -> None:
    page = as_user("alice").post("/check", {"q": TD3}).content.decode()
    form = page[page.index('class="courier-sheet"') :]
    assert 'action="/report/courier"' in form
    assert 'data-fkey="F2"' in form
    typed = re.search(r'name="text" value="([^"]*)"', form)
    assert typed
    assert "L898902C3" in typed[1]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django would take its own queries for asynchronous ones.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def counter(browser: Browser, live_server: object, people: dict[str, User]) -> Iterator[Page]:
    """The check's page as alice has it before her."""
    context = browser.new_context()
    client = Client()
    client.force_login(people["alice"], backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": str(live_server)}])
    page = context.new_page()
    page.goto(f"{live_server}/check")
    yield page
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("zone", [TD3, TD1])
def test_a_scanner_that_presses_enter_after_each_line_checks_once_and_the_next_scan_takes_its_place(
    counter: Page, filed: Callable[..., Document], zone: str
) -> None:
    for line in zone.splitlines():
        counter.keyboard.type(line)
        counter.keyboard.press("Enter")
    expect(counter.locator(".taken")).to_contain_text("ANNA MARIA ERIKSSON")
    assert Entry.objects.filter(action="check").count() == 1
    filed()
    counter.keyboard.type("XK0417217")
    counter.keyboard.press("Enter")
    expect(counter.locator(".band-known")).to_contain_text("Inventado Ejemplo Ruiz")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_one_key_opens_the_courier_sheet_from_within_the_field(counter: Page, node: Member) -> None:
    counter.keyboard.type("XK0417217")
    counter.keyboard.press("Enter")
    expect(counter.locator(".band-nothing")).to_be_visible()
    counter.wait_for_load_state()  # the answer is seen before the page's keys are
    counter.keyboard.press("F2")
    expect(counter.locator("[name=passport]")).to_have_value("XK0417217")
    assert not Document.objects.exists()
