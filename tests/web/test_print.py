"""What a page is on paper: the handling and who printed it, when, on every sheet; nothing to click."""

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
PRINTED = ("desk", "record", "version", "records", "review", "pair", "sites", "picture", "exchange", "units", "bureau",
           "report_answers", "check", "person")  # fmt: skip
CLICKED = "nav, .bar, .rail, .bottom-bar, .skip, dialog, .button, .filters, .icon-button"
SEEN = "(selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length"
HEADS = """() => [...document.querySelectorAll('.page > .handling, .page > .print-head')]
    .filter((one) => getComputedStyle(one).display === 'table-header-group').length"""
FOOT = """() => { const one = document.querySelector('.print-foot');
    return getComputedStyle(one).display === 'table-footer-group' ? one.innerText : '' }"""
ADDRESSES = """() => [...document.querySelectorAll('a')]
    .filter((one) => /http|\\//.test(getComputedStyle(one, '::after').content)).length"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with in_browser.chromium() as opened:
        yield opened


@pytest.fixture
def people(transactional_db: None, key_process: crypto.KeyClient) -> dict[str, User]:
    return every_page.cast(key_process.public())


def on_paper(tab: Page, reader: User) -> list[str]:
    """What is wrong with the page as it is printed."""
    tab.emulate_media(media="print")
    found = [f"{tab.evaluate(SEEN, CLICKED)} things to click"] if tab.evaluate(SEEN, CLICKED) else []
    found += ["no handling at the head of the sheets"] if tab.evaluate(HEADS) != 1 else []
    foot = tab.evaluate(FOOT)
    found += [f"{words} is not at the foot" for words in (reader.get_full_name(), "UTC") if words not in foot]
    found += ["addresses of links"] if tab.evaluate(ADDRESSES) else []
    wide = tab.evaluate("document.documentElement.scrollWidth")
    found += [f"{wide} pixels wide on a sheet of 794"] if wide > 794 else []
    found += [] if tab.pdf(format="A4").startswith(b"%PDF") else ["no PDF"]
    tab.emulate_media(media="screen")
    return found


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_sheet_says_how_to_handle_it_and_who_printed_it_when(
    browser: Browser, live_server: object, people: dict[str, User], tmp_path: Path, language: str
) -> None:
    world = every_page.build(people, tmp_path)
    pages = every_page.pages(world, lambda reader, address: takes(people[reader], address))
    printed = [page for page in pages if page.name in PRINTED]
    assert len(printed) == len(PRINTED)
    visits = in_browser.visits(browser, str(live_server), people, printed, language, 794)
    found = {page.name: on_paper(tab, people[page.reader]) for page, tab in visits}
    assert one_by_one(found) == ""
