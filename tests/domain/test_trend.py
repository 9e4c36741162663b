"""A trend's word follows from its interval, and an interval from the years that are there."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaf.domain.trend import (
    Fit,
    Parameters,
    PeakRule,
    Word,
    coefficient_of_variation,
    end_to_end_change,
    fit_yearly_change,
    is_isolated_peak,
    judge,
    word_for,
)


def grows(yearly: float, years: range = range(2000, 2008), wobble: float = 0.0) -> dict[int, float]:
    return {year: 100 * (1 + yearly) ** i * (1 + (wobble if i % 2 else -wobble)) for i, year in enumerate(years)}


@pytest.mark.parametrize("yearly", [0.14, 0.0, -0.3])
def test_a_series_of_constant_growth_gives_that_growth_and_no_interval_to_speak_of(yearly: float) -> None:
    fit = fit_yearly_change(grows(yearly))
    assert isclose(fit.change, yearly, abs_tol=1e-9)
    assert isclose(fit.low, fit.high, abs_tol=1e-6)


def test_the_interval_is_the_one_of_a_worked_example() -> None:
    # y = 1, 2, 2, 4: slope of log2 is 0.6 with residual variance 0.1 on two degrees of freedom, se = sqrt(0.1 / 5)
    fit = fit_yearly_change({1: 1, 2: 2, 3: 2, 4: 4})
    reach = 2.919985580 * (0.1 / 5) ** 0.5  # Student's t, 95 %, two degrees of freedom
    assert isclose(fit.change, 2**0.6 - 1, rel_tol=1e-9)
    assert isclose(fit.low, 2 ** (0.6 - reach) - 1, rel_tol=1e-6)
    assert isclose(fit.high, 2 ** (0.6 + reach) - 1, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.06, 0.20, Word.INCREASING),
        (0.05, 0.20, Word.NOT_CLEAR),
        (-0.20, -0.06, Word.DECREASING),
        (-0.14, 0.14, Word.STABLE),
        (-0.15, 0.15, Word.STABLE),
        (0.06, 0.07, Word.INCREASING),
        (-0.01, 0.16, Word.NOT_CLEAR),
        (-0.40, 0.60, Word.NOT_CLEAR),
    ],
)
def test_the_word_comes_from_the_interval(low: float, high: float, word: Word) -> None:
    assert word_for(Fit((low + high) / 2, low, high, 0.9, (1, 2, 3)), Parameters()) is word


def test_the_limits_can_be_changed_and_come_back_with_the_verdict() -> None:
    strict = Parameters(rise=0.2)
    assert judge(grows(0.14)).word is Word.INCREASING
    assert judge(grows(0.14), strict).word is Word.STABLE
    assert judge(grows(0.14), strict).parameters == strict


def test_too_few_years_is_a_verdict_and_not_an_error() -> None:
    assert judge({2000: 1.0, 2001: 2.0}).word is Word.TOO_FEW
    assert judge({}).fit is None
    with pytest.raises(ValueError, match="three years"):
        fit_yearly_change({2000: 1.0, 2001: 2.0})


def test_a_missing_year_is_left_out_and_never_taken_for_zero() -> None:
    whole = grows(0.14)
    gap = {year: amount for year, amount in whole.items() if year != 2003}
    assert isclose(fit_yearly_change(gap).change, 0.14, abs_tol=1e-9)
    assert 2003 not in fit_yearly_change(gap | {2003: 0.0}).years


@given(st.floats(-0.5, 1.0), st.floats(0.01, 0.4), st.floats(0.001, 1e6))
def test_the_unit_changes_nothing(yearly: float, wobble: float, factor: float) -> None:
    here = fit_yearly_change(grows(yearly, wobble=wobble))
    there = fit_yearly_change({year: amount * factor for year, amount in grows(yearly, wobble=wobble).items()})
    assert isclose(here.low, there.low, rel_tol=1e-6, abs_tol=1e-9)
    assert here.low <= here.change <= here.high


def test_from_end_to_end() -> None:
    change = end_to_end_change({2000: 344.0, 2003: 9.0, 2007: 731.0})
    assert change is not None
    assert round(change, 2) == 0.11
    assert end_to_end_change({2000: 0.0, 2007: 1.0}) is None
    assert end_to_end_change({2000: 1.0}) is None


def test_the_coefficient_of_variation_is_that_of_a_sample() -> None:
    assert isclose(coefficient_of_variation([1, 2, 3]), 0.5)
    with pytest.raises(ValueError, match="two amounts"):
        coefficient_of_variation([1])


NEAR = {1999: 2_000.0, 2000: 10_000.0, 2001: 100_000.0, 2002: 12_000.0, 2003: 9_000.0}


def test_one_figure_that_stands_alone_is_a_peak() -> None:
    assert is_isolated_peak(90_000, 2001, NEAR, 120_000)


@pytest.mark.parametrize(
    ("why_not", "amount", "own", "world"),
    [
        ("a neighbour is nearly as great", 90_000, NEAR | {2002: 40_000.0}, 120_000),
        ("the world reported far more", 90_000, NEAR, 400_000),
        ("one neighbour is too little to compare with", 90_000, {2001: 90_000.0, 2002: 1.0}, 90_000),
        ("years further off do not count", 90_000, {1990: 1.0, 1991: 1.0, 2001: 90_000.0}, 90_000),
        ("its neighbours are zero, which no multiple exceeds", 0, {2000: 0.0, 2001: 0.0, 2002: 0.0}, 10),
    ],
)
def test_what_is_no_isolated_peak(why_not: str, amount: float, own: dict[int, float], world: float) -> None:
    assert not is_isolated_peak(amount, 2001, own, world), why_not


def test_the_rule_of_peaks_can_be_changed() -> None:
    assert not is_isolated_peak(90_000, 2001, NEAR, 120_000, PeakRule(times=8))
