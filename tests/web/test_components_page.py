"""The frame and every component in a real browser: accessible in four languages, both schemes and three widths, nothing
wider than the screen, nothing that the content policy refuses, and the keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from cocaf.members.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django would take its own queries for asynchronous ones.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: object) -> Iterator[Callable[..., Page]]:
    opened, complaints = [], []

    def go(language: str, path: str, width: int = 1280, scheme: str = "light", *, stranger: bool = False) -> Page:
        address = str(live_server)
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, color_scheme=scheme,
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        opened.append(context)
        if not stranger:
            client = Client()
            user, _ = User.objects.get_or_create(username=f"reader-{language}", language=language)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield go
    for context in opened:
        context.close()
    assert complaints == []


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        "axe.run().then((r) => r.violations.map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))"
    )
    return found


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        ("fr", 1280, "dark"),
        ("ar", 390, "light"),
        pytest.param("es", 1000, "dark", marks=pytest.mark.long),
        pytest.param("en", 390, "dark", marks=pytest.mark.long),
        pytest.param("ar", 1280, "light", marks=pytest.mark.long),
    ],
)
def test_every_component_is_accessible_and_fits_the_screen(
    visit: Callable[..., Page], language: str, width: int, scheme: str
) -> None:
    page = visit(language, "/components", width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 390)])
def test_the_sign_in_page_is_accessible_and_fits_the_screen(
    visit: Callable[..., Page], language: str, width: int
) -> None:
    page = visit(language, "/account/login/", width, stranger=True)
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_the_rail_stands_at_the_start_side_and_becomes_a_bottom_bar_on_a_phone(visit: Callable[..., Page]) -> None:
    left_to_right = visit("fr", "/components").locator(".rail").bounding_box()
    right_to_left = visit("ar", "/components").locator(".rail").bounding_box()
    assert left_to_right is not None
    assert right_to_left is not None
    assert left_to_right["x"] == 0
    assert right_to_left["x"] + right_to_left["width"] == 1280
    phone = visit("ar", "/components", 390)
    assert not phone.locator(".rail").is_visible()
    assert phone.locator(".bottom-bar > a").count() == 4
    phone.click(".bottom-bar summary")
    assert phone.locator(".bottom-more a").first.is_visible()


def test_an_empty_box_begins_on_the_pages_side_and_follows_what_is_typed(visit: Callable[..., Page]) -> None:
    box = visit("ar", "/components").locator("#bar-search")
    assert box.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    box.fill("XK0417217 Ejemplo")
    assert box.evaluate("(one) => getComputedStyle(one).direction") == "ltr"


def test_keys_search_list_the_keys_and_copy_the_reference(visit: Callable[..., Page]) -> None:
    page = visit("fr", "/components")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_function("document.querySelector('.copied').textContent !== ''")
    assert page.evaluate("navigator.clipboard.readText()") == "MA-7K3Q-92F5"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "bar-search"
    page.keyboard.type("a/b?c")
    assert page.locator("#bar-search").input_value() == "a/b?c"
