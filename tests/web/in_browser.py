"""A real browser on a live server in the world of `every_page`: for the tests over every page and the screenshots."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cocaf.members.models import User
from tests.web import every_page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium. Playwright's loop runs in this thread; Django would take its own queries for asynchronous."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def context(browser: Browser, address: str, user: User, language: str, width: int) -> BrowserContext:
    """A window of this width in which the person is signed in and reads the language."""
    opened = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    client = every_page.signed_in(user, language)
    name = settings.SESSION_COOKIE_NAME
    opened.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
    return opened


def visits(
    browser: Browser, address: str, people: Mapping[str, User], pages: list[every_page.Page], language: str, width: int
) -> Iterator[tuple[every_page.Page, Page]]:
    """Every page, opened one after the other in one window for each reader."""
    for name, user in people.items():
        opened = context(browser, address, user, language, width)
        tab = opened.new_page()
        for page in pages:
            if page.reader == name:
                tab.goto(address + page.address)
                yield page, tab
        opened.close()


def violations(tab: Page) -> list[str]:
    """What axe finds on a page: rule and places."""
    if not tab.evaluate("typeof axe === 'object'"):
        tab.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = tab.evaluate(
        "axe.run().then((r) => r.violations.map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))"
    )
    return found
