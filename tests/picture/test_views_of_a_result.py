"""A result over time and on the map: every seizure once, in the period and country in which it happened."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from cocaf.domain.policy import Action
from cocaf.domain.things.draft import Draft
from cocaf.intake import decisions
from cocaf.intake import services as intake
from cocaf.members.models import Member
from cocaf.picture.on_the_map import on_the_map
from cocaf.picture.over_time import PERIODS_SHOWN, timeline
from cocaf.records.models import Document
from cocaf.search.selectors import Filters
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE


@pytest.fixture
def seized(node: Member, courier: Callable[..., Draft]) -> Callable[..., Document]:
    def file(day: str | None = "2026-11-21", country: str = "MA", left: str = "", **more: Any) -> Document:
        head = {name: more.pop(name) for name in ("units",) if name in more}
        body = {**COURIER, "occurred_on": day, "place": {"country": country}} | more
        if left:
            body["route"] = [{"role": "departure", "country": left}]
        return intake.file_record(ALICE, courier(body=body, **head))

    return file


def test_months_follow_each_other_and_an_empty_one_stands_between(seized: Callable[..., Document]) -> None:
    for day in ("2025-11-03", "2026-01-15", "2026-01-31"):
        seized(day)
    found = timeline(BOB, PURPOSE, Filters())
    assert found.step == "month"
    assert [(str(month)[:7], figures.seizures, float(figures.kilograms)) for month, figures in found.periods] == [
        ("2025-11", 1, 1.8),
        ("2025-12", 0, 0.0),
        ("2026-01", 2, 3.6),
    ]


def test_a_long_result_is_shown_by_years_unless_months_are_asked_for(seized: Callable[..., Document]) -> None:
    seized("2019-02-01")
    seized("2026-02-01")
    assert [day.year for day, _ in timeline(BOB, PURPOSE, Filters()).periods] == [*range(2019, 2027)]
    assert len(timeline(BOB, PURPOSE, Filters(), "month").periods) == 85


def test_what_has_no_day_or_lies_far_back_is_counted_apart_and_nothing_is_lost(seized: Callable[..., Document]) -> None:
    for day in (None, "1066-10-14", "2026-02-01"):
        seized(day)
    found = timeline(BOB, PURPOSE, Filters())
    assert (found.undated.seizures, found.before.seizures, len(found.periods)) == (1, 1, PERIODS_SHOWN)
    assert found.total.seizures == 3


def test_an_amount_without_a_factor_stands_beside_the_kilograms_of_its_period(seized: Callable[..., Document]) -> None:
    bags = {"substance": "cocaine.hcl", "quantity": {"value": "3", "unit": "sachet"}}
    seized(substances=[*COURIER["substances"], bags])
    ((_, figures),) = timeline(BOB, PURPOSE, Filters()).periods
    assert (float(figures.kilograms), figures.unconverted) == (1.8, 1)


def test_a_way_leads_from_the_departure_to_the_seizure_and_never_from_a_country_to_itself(
    seized: Callable[..., Document],
) -> None:
    for country, left in (("MA", "BR"), ("MA", "BR"), ("ES", "BR"), ("MA", "MA"), ("MA", "")):
        seized(country=country, left=left)
    found = on_the_map(BOB, PURPOSE, Filters())
    assert {country: figures.seizures for country, figures in found.countries.items()} == {"MA": 4, "ES": 1}
    assert [(way.departure, way.seizure, way.seizures, float(way.kilograms)) for way in found.ways] == [
        ("BR", "MA", 2, 3.6),
        ("BR", "ES", 1, 1.8),
    ]
    assert found.without_way == 2


def test_the_filters_of_the_list_narrow_both(seized: Callable[..., Document]) -> None:
    seized()
    seized(country="ES")
    wanted = Filters(country="ES", since=datetime.date(2026, 1, 1))
    assert set(on_the_map(BOB, PURPOSE, wanted).countries) == {"ES"}
    assert timeline(BOB, PURPOSE, wanted).total.seizures == 1


def test_an_outsider_sees_no_trace_of_a_hidden_seizure_in_either(seized: Callable[..., Document]) -> None:
    before = timeline(CHARLIE, PURPOSE, Filters()), on_the_map(CHARLIE, PURPOSE, Filters())
    seized(left="BR", units=("MA-CMN-AIR",))
    assert (timeline(CHARLIE, PURPOSE, Filters()), on_the_map(CHARLIE, PURPOSE, Filters())) == before
    assert on_the_map(ALICE, PURPOSE, Filters()).ways


def test_one_event_that_two_reports_tell_of_is_one_seizure_and_one_way(seized: Callable[..., Document]) -> None:
    one, other = seized("2026-10-31", left="BR"), seized("2026-11-02", left="BR")
    decisions.decide(BOB, (one.record_id, other.record_id), "same", note="", purpose=PURPOSE, language="en")
    ((month, figures),) = timeline(BOB, PURPOSE, Filters()).periods
    assert (str(month), figures.seizures, float(figures.kilograms)) == ("2026-10-01", 1, 1.8)
    assert [way.seizures for way in on_the_map(BOB, PURPOSE, Filters()).ways] == [1]


@pytest.mark.parametrize("seed", range(3))
def test_both_hold_what_the_list_holds_in_any_world(seized: Callable[..., Document], seed: int) -> None:
    dice = random.Random(seed)
    months: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for number in range(25):
        day = dice.choice([None, f"202{dice.randint(5, 6)}-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}"])
        country, hidden = dice.choice(["MA", "SN", "ES"]), dice.random() < 0.3
        row = seized(day, country, units=("MA-CMN-AIR",) if hidden else ())
        if dice.random() < 0.3:
            change = lambda plain, n=number: plain["body"].update(flight=f"AT {n}")  # noqa: E731
            intake.amend(ALICE, row.record_id, change, PURPOSE, Action.AMEND)
        if not hidden:
            months[(day or "none")[:7]] += 1
            countries[country] += 1
    found = timeline(CHARLIE, PURPOSE, Filters(), "month")
    told = {str(month)[:7]: figures.seizures for month, figures in found.periods if figures.seizures}
    assert told | ({"none": found.undated.seizures} if found.undated.seizures else {}) == months
    map_ = on_the_map(CHARLIE, PURPOSE, Filters())
    assert {country: figures.seizures for country, figures in map_.countries.items()} == countries
