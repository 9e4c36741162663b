"""Every page in a real browser: nothing wider than a phone, nothing that the content policy refuses, nothing that axe
finds, in French and in Arabic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cocaf.crypto import client as crypto
from cocaf.members.models import User
from tests.web import every_page, in_browser
from tests.web.test_every_page import one_by_one, takes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESKTOP = 390, 1280


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with in_browser.chromium() as opened:
        yield opened


@pytest.fixture
def people(transactional_db: None, key_process: crypto.KeyClient) -> dict[str, User]:
    return every_page.cast(key_process.public())


@pytest.fixture
def pages(people: dict[str, User], tmp_path: Path) -> list[every_page.Page]:
    world = every_page.build(people, tmp_path)
    return every_page.pages(world, lambda reader, address: takes(people[reader], address))


def looked_at(tab: Page, width: int, *, by_axe: bool) -> list[str]:
    """What is wrong with the page as the browser has it."""
    wide = tab.evaluate("document.documentElement.scrollWidth")
    found = [f"{wide} pixels wide"] if wide > width else []
    found += [said.text for said in tab.console_messages() if said.type == "error"]
    found += [str(error) for error in tab.page_errors()]
    return found + (in_browser.violations(tab) if by_axe else [])


@pytest.mark.parametrize(("language", "turn"), [("fr", 0), ("ar", 1)])
def test_no_page_is_wider_than_a_phone_breaks_the_policy_or_shuts_anybody_out(
    browser: Browser, live_server: object, people: dict[str, User], pages: list[every_page.Page],
    language: str, turn: int,
) -> None:  # fmt: skip
    # axe looks at every second page in French and at the others in Arabic; the long run looks at all in both
    by_axe = {page.name for page in pages[turn::2]}
    visits = in_browser.visits(browser, str(live_server), people, pages, language, PHONE)
    found = {page.name: looked_at(tab, PHONE, by_axe=page.name in by_axe) for page, tab in visits}
    assert one_by_one(found) == ""


@pytest.mark.long
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_at_every_width_shuts_nobody_out(
    browser: Browser, live_server: object, people: dict[str, User], pages: list[every_page.Page],
    language: str, width: int,
) -> None:  # fmt: skip
    visits = in_browser.visits(browser, str(live_server), people, pages, language, width)
    found = {page.name: looked_at(tab, width, by_axe=True) for page, tab in visits}
    assert one_by_one(found) == ""
