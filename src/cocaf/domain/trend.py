"""Whether a series of yearly amounts rises, falls or stays, said in words that come from an interval.

For the picture and for whoever prints a trend. Numbers go in and come out; where they came from is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import expm1, log, sqrt
from statistics import fmean, stdev

from scipy import stats


class Word(StrEnum):
    """What is said of a trend; `TOO_FEW` where there are fewer years than the parameters ask for."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    STABLE = "stable"
    NOT_CLEAR = "not_clear"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Parameters:
    """The limits behind the words, as yearly changes (0.05 is 5 %); shown wherever a verdict is shown.

    This project's own proposal, not a rule of the United Nations, which prints no such limits.
    """

    rise: float = 0.05
    fall: float = -0.05
    band: float = 0.15
    level: float = 0.90
    minimum_years: int = 3


@dataclass(frozen=True)
class Fit:
    """A yearly change with its interval, as fractions (0.14 is +14 % a year), and the years that it rests on."""

    change: float
    low: float
    high: float
    level: float
    years: tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """The word, the fit behind it (absent where there are too few years) and the limits that were used."""

    word: Word
    fit: Fit | None
    parameters: Parameters


def fit_yearly_change(amounts: Mapping[int, float], level: float = 0.90) -> Fit:
    """Fit `log(amount) = a + b * year` by least squares; the yearly change is `exp(b) - 1`.

    amounts: year -> amount, any unit. Years without an amount are simply not there and are not filled in; a zero has
    no logarithm and is left out. The interval is the two-sided Student interval of the slope with n - 2 degrees of
    freedom, carried through the same transformation (NIST/SEMATECH e-Handbook of Statistical Methods, 4.4.3 and
    4.5.1; the log-linear growth rate is the one national accounts use). It takes the years as independent.
    ValueError: fewer than three years with an amount above zero.
    """
    years = tuple(sorted(year for year, amount in amounts.items() if amount > 0))
    if len(years) < 3:
        raise ValueError("a yearly change needs at least three years with an amount above zero")
    logs = [log(amounts[year]) for year in years]
    slope, error = _slope(years, logs)
    reach = float(stats.t.ppf(0.5 + level / 2, len(years) - 2)) * error
    return Fit(expm1(slope), expm1(slope - reach), expm1(slope + reach), level, years)


def _slope(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """Least-squares slope and its standard error; exact fits and constant series have an error of zero."""
    middle_x, middle_y = fmean(x), fmean(y)
    spread = sum((one - middle_x) ** 2 for one in x)
    slope = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True)) / spread
    rest = sum((b - middle_y - slope * (a - middle_x)) ** 2 for a, b in zip(x, y, strict=True))
    return slope, sqrt(rest / (len(x) - 2) / spread)


def word_for(fit: Fit, parameters: Parameters) -> Word:
    """The word for an interval: it decides, never the point inside it."""
    if fit.low > parameters.rise:
        return Word.INCREASING
    if fit.high < parameters.fall:
        return Word.DECREASING
    if -parameters.band <= fit.low and fit.high <= parameters.band:
        return Word.STABLE
    return Word.NOT_CLEAR


def judge(amounts: Mapping[int, float], parameters: Parameters | None = None) -> Verdict:
    """The verdict on a series (year -> amount); never an error: too few years is a verdict too."""
    limits = parameters or Parameters()
    usable = sum(1 for amount in amounts.values() if amount > 0)
    if usable < max(3, limits.minimum_years):
        return Verdict(Word.TOO_FEW, None, limits)
    fit = fit_yearly_change(amounts, limits.level)
    return Verdict(word_for(fit, limits), fit, limits)


def end_to_end_change(amounts: Mapping[int, float]) -> float | None:
    """The constant yearly change that leads from the first year to the last; None where it cannot be said."""
    years = sorted(amounts)
    if len(years) < 2 or amounts[years[0]] <= 0 or amounts[years[-1]] <= 0:
        return None
    return expm1(log(amounts[years[-1]] / amounts[years[0]]) / (years[-1] - years[0]))


def coefficient_of_variation(amounts: Sequence[float]) -> float:
    """Sample standard deviation (n - 1) over the mean, as a fraction. ValueError: fewer than two, or a mean of 0."""
    if len(amounts) < 2 or fmean(amounts) == 0:
        raise ValueError("a coefficient of variation needs two amounts and a mean that is not zero")
    return stdev(amounts) / fmean(amounts)


@dataclass(frozen=True)
class PeakRule:
    """When one figure alone makes a peak that has to be checked before anyone believes it.

    `times`: at least so many times the greatest yearly total of the same country and substance within `span` years on
    either side (at least `minimum_years` of them known); `share`: and at least this share of the whole world's total
    of that substance in that year. Both are this project's own limits.
    """

    times: float = 3.0
    span: int = 3
    minimum_years: int = 2
    share: float = 0.5


def is_isolated_peak(
    amount: float, year: int, own: Mapping[int, float], world_total: float, rule: PeakRule | None = None
) -> bool:
    """Whether one reported amount stands alone.

    amount: the figure; own: year -> total of the same country and substance; world_total: that year's, the figure
    included, in the same unit. An absent year tells nothing and is not taken as zero.
    """
    limits = rule or PeakRule()
    near = [own[y] for y in range(year - limits.span, year + limits.span + 1) if y != year and y in own]
    if len(near) < limits.minimum_years or world_total <= 0:
        return False
    return amount >= limits.times * max(near) > 0 and amount >= limits.share * world_total
