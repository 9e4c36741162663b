"""A list as a timeline and as a map: what the pages say, and that they say no more to anybody than the list does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cocaf.domain import countries
from cocaf.members.models import Member
from cocaf.records.models import Document
from cocaf.web.result_views import breaks, key_of, step_of
from tests.conftest import COURIER
from tests.web.test_outsiders import bytes_of

TIMELINE, MAP = "/records/timeline", "/records/map"


@pytest.fixture
def seized(filed: Callable[..., Document]) -> Callable[..., Document]:
    def file(day: str = "2026-11-21", country: str = "MA", left: str = "", **head: Any) -> Document:
        route = {"route": [{"role": "departure", "country": left}]} if left else {}
        body = {**COURIER, "occurred_on": day, "place": {"country": country}} | route
        return filed(body=body, **head)

    return file


def words(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def data(page: str, name: str) -> dict[str, Any]:
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', page, re.S)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_three_views_of_a_list_keep_its_filters(
    as_user: Callable[..., Client], seized: Callable[..., Document]
) -> None:
    seized()
    for address in ("/records", TIMELINE, MAP):
        page = words(as_user("bob"), f"{address}?country=MA")
        for other in ("/records", TIMELINE, MAP):
            assert f'href="{other}?country=MA"' in page


def test_the_drawing_and_the_table_of_a_timeline_say_the_same(
    as_user: Callable[..., Client], seized: Callable[..., Document]
) -> None:
    for day in ("2026-09-01", "2026-11-21", "2026-11-22"):
        seized(day)
    page = words(as_user("bob"), TIMELINE)
    drawn = data(page, "timeline-seizures-data")
    assert [(bar["label"], bar["value"]) for bar in drawn["bars"]] == [
        ("Sep 2026", 1.0),
        ("Oct 2026", 0.0),
        ("Nov 2026", 2.0),
    ]
    assert drawn["bars"][2]["text"] == "2 seizures, 3.6 kg"
    assert [bar["value"] for bar in data(page, "timeline-weights-data")["bars"]] == [1.8, 0.0, 3.6]
    assert 'href="/records?since=2026-11-01&until=2026-11-30"' in page


def test_the_map_draws_countries_and_ways_and_names_them_in_its_tables(
    as_user: Callable[..., Client], seized: Callable[..., Document]
) -> None:
    seized(left="BR")
    seized(country="ES", left="BR")
    seized(country="ES")
    page = words(as_user("bob", "fr"), f"{MAP}?draw=ways")
    drawn = data(page, "map-data")
    assert {country["key"]: country["text"] for country in drawn["countries"]} == {
        "504": "Maroc: 1 saisie, 1,8 kg",
        "724": "Espagne: 2 saisies, 3,6 kg",
    }
    assert {(way["from"], way["to"]) for way in drawn["ways"]} == {("76", "504"), ("76", "724")}
    assert "Pour 1 saisie, aucun départ" in page
    assert not data(words(as_user("bob"), MAP), "map-data")["ways"]


@pytest.mark.parametrize("address", [TIMELINE, MAP])
def test_an_outsider_sees_no_trace_of_a_hidden_seizure(
    as_user: Callable[..., Client], seized: Callable[..., Document], address: str
) -> None:
    browser = as_user("charlie")
    before = browser.get(address).content
    seized(left="BR", units=("MA-CMN-AIR",))
    assert bytes_of(browser.get(address).content) == bytes_of(before)
    assert b"No seizure in this list" in before


@pytest.mark.parametrize("address", [TIMELINE, MAP])
def test_a_filter_that_cannot_be_read_is_said(as_user: Callable[..., Client], address: str) -> None:
    assert "There is something to correct" in words(as_user("bob"), f"{address}?since=yesterday", 422)


@pytest.mark.parametrize("address", [TIMELINE, MAP])
def test_nobody_sees_them_without_signing_in(node: Member, address: str) -> None:
    assert Client().get(address).status_code == 302


def test_a_map_parts_its_amounts_at_round_numbers_into_five_steps_at_most() -> None:
    limits = breaks(Decimal(each) for each in (0, 1, 7, 40, 300, 2500, 18_954))
    assert limits == sorted(limits)
    assert len(limits) == 4
    assert [step_of(Decimal(each), limits) for each in (0, 1, 18_954)] == [0, 1, 5]
    assert len(key_of(limits, "kg")) == 5
    assert breaks([Decimal(3)]) == []
    assert step_of(Decimal(3), []) == 1


def test_a_country_has_one_number_and_no_two_share_one() -> None:
    numbers = [countries.numeric(code) for code in countries.present() if countries.numeric(code)]
    assert len(set(numbers)) == len(numbers) > 240
    assert (countries.numeric("DE"), countries.numeric("BR"), countries.numeric("XK")) == ("276", "76", "983")
