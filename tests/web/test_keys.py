"""Every key of the list is pressed in a real browser and does what its words say: also on an Arabic keyboard, never
while somebody types, and not at all for who switched them off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from cocaf.members.models import User
from cocaf.records import services
from cocaf.records.models import Document, Flag
from cocaf.web import key_list
from tests.conftest import COURIER
from tests.web import in_browser

pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[[str], Page]
ARABIC = {"j": "ت", "k": "ن", "u": "ع", "y": "غ", "n": "ى", "x": "ء", "g": "ل", "d": "ي"}
"""What the keys of these Latin letters write on an Arabic keyboard."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with in_browser.chromium() as opened:
        yield opened


@pytest.fixture
def doubted(filed: Callable[..., Document]) -> list[Flag]:
    """Five doubts of one reason about reports that name nobody."""
    rows = [filed(body=COURIER | {"persons": []}) for _ in range(5)]
    return [services.flag(row, "quantity_small", detail="3.9 g < 10 g") for row in rows]


@pytest.fixture
def visit(browser: Browser, live_server: object, people: dict[str, User]) -> Iterator[Visit]:
    """A page as bob's browser shows it."""
    User.objects.filter(username="bob").update(role="liaison", language="en")
    window = in_browser.context(browser, str(live_server), people["bob"], "en", 1280)
    window.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = window.new_page()

    def go(address: str) -> Page:
        tab.goto(str(live_server) + address)
        return tab

    yield go
    window.close()


def pressed_in_arabic(tab: Page, letter: str) -> None:
    told = {"key": ARABIC[letter], "code": f"Key{letter.upper()}", "bubbles": True}
    tab.evaluate("(told) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', told))", told)


def focused(tab: Page) -> str:
    return str(tab.evaluate("document.activeElement.closest('[id]')?.id ?? ''"))


def search(visit: Visit) -> bool:
    tab = visit("/records")
    tab.keyboard.press("/")
    return focused(tab) == "bar-search"


def keys(visit: Visit) -> bool:
    tab = visit("/records")
    tab.keyboard.press("?")
    return tab.locator("#keys").is_visible()


def copy(visit: Visit) -> bool:
    row = Document.objects.latest("pk")
    tab = visit(f"/records/{row.record_id}")
    tab.keyboard.press("c")
    tab.wait_for_function("document.querySelector('.copied').textContent !== ''")
    return bool(tab.evaluate("navigator.clipboard.readText()") == row.reference)


def check(visit: Visit) -> bool:
    tab = visit("/check")
    tab.fill("#q", "XK0417217")
    tab.press("#q", "Enter")
    tab.get_by_text("no clearance").or_(tab.get_by_text("Known here")).first.wait_for()
    return True


def courier(visit: Visit) -> bool:
    tab = visit("/check")
    tab.fill("#q", "XK0417217")
    tab.press("#q", "Enter")
    tab.locator("[data-fkey=F2]").wait_for()
    tab.press("#q", "F2")
    tab.wait_for_url(re.compile("/report/courier"))
    return True


def move(visit: Visit) -> bool:
    tab = visit("/review")
    places = []
    for key in ("j", "j", "k"):
        tab.keyboard.press(key)
        places.append(focused(tab))
    return places[0] == places[2] != places[1]


def pair(visit: Visit) -> bool:
    one, other = Document.objects.filter(unit="MA-CMN-AIR", kind="report", summary__persons=1).order_by("pk")[:2]
    for key, verdict in (("y", "same"), ("n", "different"), ("u", "unsure")):
        tab = visit(f"/pairs/{other.record_id}/{one.record_id}")
        with tab.expect_request(lambda asked: asked.method == "POST") as told:
            tab.keyboard.press(key)
        if f"verdict={verdict}" not in (told.value.post_data or ""):
            return False
    return True


def doubt(visit: Visit) -> bool:
    tab = visit("/review")
    tab.keyboard.press("y")
    if Flag.objects.exclude(judged="").exists():
        return False  # a stray key without a row decides nothing
    for key, judgement in (("y", "right"), ("u", "unsure")):
        tab = visit("/review")
        tab.keyboard.press("j")
        with tab.expect_navigation():
            tab.keyboard.press(key)
        if not Flag.objects.filter(judged=judgement).exists():
            return False
    return True


def mark(visit: Visit) -> bool:
    tab = visit("/review?reason=quantity_small")
    tab.keyboard.press("j")
    tab.keyboard.press("x")
    return tab.locator("input[name=flag]:checked").count() == 1


def goes(letter: str, url: str) -> Callable[[Visit], bool]:
    def go(visit: Visit) -> bool:
        tab = visit("/records" if url != "/records" else "/")
        tab.keyboard.press("g")
        tab.keyboard.press(letter)
        tab.wait_for_url(re.compile(re.escape(url) + "$"))
        return True

    return go


PRESSED = {"search": search, "keys": keys, "copy": copy, "check": check, "courier": courier, "move": move, "pair": pair,
           "doubt": doubt, "mark": mark}  # fmt: skip


@pytest.mark.browser
def test_every_key_of_the_list_does_what_its_words_say(
    visit: Visit, filed: Callable[..., Document], doubted: list[Flag]
) -> None:
    filed(), filed()
    listed = [key for group in key_list.groups() for key in group.keys]
    assert len(listed) > 15
    done = {key.name: (PRESSED.get(key.name) or goes(key.go, key.url))(visit) for key in listed}
    assert [name for name, right in done.items() if not right] == []


@pytest.mark.browser
def test_keys_stand_where_the_latin_letter_stands_on_an_arabic_keyboard(visit: Visit, doubted: list[Flag]) -> None:
    tab = visit("/review?reason=quantity_small")
    pressed_in_arabic(tab, "j")
    first = focused(tab)
    pressed_in_arabic(tab, "j")
    assert focused(tab) != first != ""
    pressed_in_arabic(tab, "x")
    assert tab.locator("input[name=flag]:checked").count() == 1
    pressed_in_arabic(tab, "g")
    pressed_in_arabic(tab, "d")
    tab.wait_for_url(re.compile("/$"))


@pytest.mark.browser
def test_no_letter_is_a_key_while_somebody_types(visit: Visit, doubted: list[Flag]) -> None:
    tab = visit("/review")
    note = tab.locator("input[name=note]").first
    note.fill("")
    note.press_sequentially("yunxgd/?")
    assert note.input_value() == "yunxgd/?"
    assert not tab.locator("#keys").is_visible()
    assert not Flag.objects.exclude(judged="").exists()


@pytest.mark.browser
def test_who_switched_the_letters_off_presses_them_without_effect(visit: Visit, doubted: list[Flag]) -> None:
    tab = visit("/help/keys")
    tab.click("button[value=off]")
    tab.wait_for_url(re.compile("/help/keys$"))
    tab = visit("/review")
    tab.locator("[data-rows] a").first.focus()
    for key in ("?", "/", "y", "g", "c"):
        tab.keyboard.press(key)
    assert not tab.locator("#keys").is_visible()
    assert focused(tab).startswith("flag-")
    assert not Flag.objects.exclude(judged="").exists()
    tab = visit("/help/keys")
    tab.click("button[value=on]")
    tab.wait_for_url(re.compile("/help/keys$"))
    tab.keyboard.press("?")
    assert tab.locator("#keys").is_visible()


def test_the_choice_is_kept_and_any_other_word_is_passed_over(
    as_user: Callable[..., Client], people: dict[str, User]
) -> None:
    browser = as_user("alice")
    for word, kept in (("off", False), ("perhaps", False), ("on", True)):
        browser.post("/preferences", {"letter_keys": word, "next": "/help/keys"})
        people["alice"].refresh_from_db()
        assert people["alice"].letter_keys is kept
