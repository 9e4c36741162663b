"""The page of sites: the period it opens with, its order, its file, and what an outsider sees of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from cocaf.audit.models import Entry
from cocaf.members.models import Member
from cocaf.records.models import Document
from tests.conftest import COURIER
from tests.web.test_outsiders import bytes_of

PAGE = "/sites"
FILE = "/sites.csv"


def words(browser: Client, query: str = "", status: int = 200) -> str:
    answer = browser.get(f"{PAGE}{query}")
    assert answer.status_code == status
    return unescape(answer.content.decode())


@pytest.fixture
def arrests(filed: Callable[..., Document]) -> None:
    """Two arrested at one airport in 2026, one at another, and one in 2025."""
    person = {**COURIER["persons"][0], "arrested": True}
    other = {
        "names": [{"text": "Inventada Muestra", "script": "Latn"}],
        "arrested": True,
        "role": "companion",
        "status": "suspect",
    }
    filed(body={**COURIER, "persons": [person, other]})
    filed(body={**COURIER, "persons": [other], "place": {"country": "MA", "name": "Agadir", "type": "airport"}})
    filed(body={**COURIER, "persons": [person], "occurred_on": "2025-03-01"})


def rows(page: str) -> list[list[str]]:
    """The cells of the table's body and foot."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.S)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in found]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_the_page_opens_with_the_last_year_and_adds_up_its_sites(as_user: Callable[..., Client], arrests: None) -> None:
    page = words(as_user("bob"))
    assert 'value="2026-01-01"' in page
    assert rows(page)[1:] == [
        ["Casablanca Mohammed V", "Airport", "Morocco", "1", "1.8", "2", "1"],
        ["Agadir", "Airport", "Morocco", "1", "1.8", "1", "0"],
        ["Total", "", "", "2", "3.6", "3", "1"],
    ]


def test_a_heading_sorts_and_says_so_to_a_screen_reader(as_user: Callable[..., Client], arrests: None) -> None:
    page = words(as_user("bob"), "?since=2026-01-01&until=2026-12-31&sort=place")
    assert [row[0] for row in rows(page)[1:]] == ["Agadir", "Casablanca Mohammed V", "Total"]
    assert page.count("aria-sort") == 1
    assert 'aria-sort="ascending"' in page


def test_a_year_is_one_click_away(as_user: Callable[..., Client], arrests: None) -> None:
    browser = as_user("bob")
    year = re.search(r'href="(/sites\?[^"]*since=2025-01-01[^"]*)"', words(browser))
    assert year is not None
    page = unescape(browser.get(year[1]).content.decode())
    assert [row[-1] for row in rows(page)[1:]] == ["1", "1"]


def test_a_place_leads_to_its_records(as_user: Callable[..., Client], arrests: None) -> None:
    browser = as_user("bob")
    address = re.search(r'<a href="(/records\?[^"]*Agadir[^"]*)"', words(browser))
    assert address is not None
    assert browser.get(address[1]).status_code == 200
    assert {"country=MA", "place_type=airport", "since=2026-01-01"} <= set(re.split("[?&]", address[1]))


def test_the_file_has_every_line_the_total_and_who_took_it(as_user: Callable[..., Client], arrests: None) -> None:
    answer = as_user("bob").get(f"{FILE}?since=2026-01-01&until=2026-12-31")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["Exported by", "MA/MA-NCB/bob"]
    assert lines[-3:] == [
        ["Casablanca Mohammed V", "Airport", "Morocco", "1", "1.8", "0", "2", "1"],
        ["Agadir", "Airport", "Morocco", "1", "1.8", "0", "1", "0"],
        ["Total", "", "", "2", "3.6", "0", "3", "1"],
    ]
    assert Entry.objects.get(action="export").detail == {"format": "sites", "count": 2}


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_a_period_that_ends_before_it_begins_is_said(as_user: Callable[..., Client], address: str) -> None:
    answer = as_user("bob").get(f"{address}?since=2026-02-01&until=2026-01-01")
    assert answer.status_code == 422
    assert "The period ends before it begins" in answer.content.decode()


def test_an_outsider_sees_no_trace_of_a_hidden_arrest(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    browser = as_user("charlie")
    before = browser.get(PAGE).content
    filed(body={**COURIER, "occurred_on": "2024-01-01"}, units=("MA-CMN-AIR",))
    assert bytes_of(browser.get(PAGE).content) == bytes_of(before)
    assert "No seizure and no arrest" in before.decode()


def test_nobody_sees_statistics_without_signing_in(node: Member) -> None:
    assert {Client().get(address).status_code for address in (PAGE, FILE)} == {302}
