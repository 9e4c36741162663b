"""An answer adds up what was asked, says what it rests on, and shows a flagged figure with and without."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cocaf.domain.trend import Word
from cocaf.picture.lists import regions
from cocaf.picture.questions import TOPICS, Answer, Figure, ask

WORLD = regions()["world"]


def figure(year: int, kilograms: float | None, country: str = "MA", substance: str = "cocaine.hcl") -> Figure:
    return Figure(country, substance, year, None if kilograms is None else Decimal(str(kilograms)))


def cocaine(*figures: Figure, first: int = 2000, last: int = 2003, region: str = "world") -> Answer:
    return ask(figures, TOPICS["cocaine"], regions()[region], first, last)


def test_labels_of_one_drug_are_added_and_leaf_is_left_aside() -> None:
    answer = cocaine(
        figure(2000, 10),
        figure(2000, 5, substance="cocaine.crack"),
        figure(2000, 2, substance="cocaine"),
        figure(2000, 90_000, substance="cocaine.leaf"),
        figure(2000, 7, substance="opioid.heroin"),
    )
    assert answer.years[0].kilograms == 17


def test_a_year_without_a_figure_is_absent_and_a_reported_zero_is_zero() -> None:
    answer = cocaine(figure(2000, 10), figure(2001, None), figure(2002, 0))
    assert [year.kilograms for year in answer.years] == [10, None, 0, None]
    assert [year.countries for year in answer.years] == [1, 0, 1, 0]
    assert (answer.coverage.years, answer.coverage.asked_years) == (2, 4)
    assert answer.verdict.word is Word.TOO_FEW


def test_a_region_counts_its_own_countries_only() -> None:
    west = "west_central_africa.west"
    answer = cocaine(figure(2000, 10, "SN"), figure(2000, 900, "MA"), figure(2000, 4, "CM"), region=west)
    assert answer.years[0].kilograms == 10
    both = cocaine(figure(2000, 10, "SN"), figure(2000, 4, "CM"), region="west_central_africa")
    assert both.years[0].kilograms == 14


def test_a_flagged_peak_is_left_out_of_the_verdict_and_shown_beside_it() -> None:
    calm = [figure(year, 100 + year % 2) for year in range(2000, 2008)]
    peak = replace(figure(2003, 5_000, "US"), peak=True)
    answer = cocaine(*calm, peak, last=2007)
    assert answer.verdict.word is Word.STABLE
    assert answer.verdict_with_peaks is not None
    assert answer.verdict_with_peaks.word is Word.NOT_CLEAR
    assert (answer.years[3].kilograms, answer.years[3].with_peaks) == (101, 5_101)
    assert answer.peaks == (peak,)
    assert cocaine(*calm, last=2007).verdict_with_peaks is None


def test_a_country_that_begins_to_report_does_not_move_the_panel() -> None:
    steady = [figure(year, 100) for year in range(2000, 2008)]
    late = [figure(year, 400, "SN") for year in range(2004, 2008)]
    answer = cocaine(*steady, *late, last=2007)
    assert answer.verdict.word is Word.INCREASING
    assert answer.coverage.panel == 1
    assert answer.coverage.panel_verdict.word is Word.STABLE
    assert (answer.coverage.fewest, answer.coverage.most) == (1, 2)


def test_the_largest_country_is_named_and_more_than_half_is_said() -> None:
    answer = cocaine(figure(2000, 60), figure(2000, 40, "SN"))
    assert answer.coverage.largest is not None
    assert (answer.coverage.largest.country, answer.coverage.largest.share) == ("MA", 0.6)
    assert answer.coverage.driven_by_one
    assert not cocaine(figure(2000, 50), figure(2000, 50, "SN")).coverage.driven_by_one


def test_repeated_rows_and_what_may_be_counted_twice_are_told() -> None:
    answer = cocaine(replace(figure(2000, 60), repeated=True), replace(figure(2001, 40), doubled=True))
    assert (answer.repeated, answer.doubled) == (1, 40)


def test_an_empty_series_has_an_answer_too() -> None:
    answer = cocaine()
    assert answer.coverage.largest is None
    assert answer.coverage.panel == 0
    assert [year.kilograms for year in answer.years] == [None] * 4


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before the first"):
        ask([], TOPICS["heroin"], WORLD, 2007, 2000)
