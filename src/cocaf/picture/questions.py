"""What the picture is asked and how it answers: pure functions over figures, without database or language.

For the pages, the exports and the command line. An answer carries everything that its sentence rests on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from cocaf import vocab
from cocaf.domain.trend import Parameters, Verdict, judge
from cocaf.picture.lists import Region


@dataclass(frozen=True)
class Topic:
    """A question's subject: a code and the substances that it adds up."""

    code: str
    substances: frozenset[str]


def _below(code: str) -> frozenset[str]:
    """The code and every one below it in the substance tree."""
    tree = vocab.load("substance")
    return frozenset(one for one in tree.codes if tree.is_in(one, code))


# Weights of a plant and of what is made of it do not add up.
COCAINE = _below("cocaine") - _below("cocaine.leaf") - _below("cocaine.plant") - _below("cocaine.seed")

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        topic.code: topic
        for topic in (
            Topic("cocaine", COCAINE),
            Topic("heroin", _below("opioid.heroin")),
            Topic("synthetic", _below("ats")),
            Topic("amphetamine", _below("ats.amphetamine")),
            Topic("methamphetamine", _below("ats.methamphetamine")),
            Topic("ecstasy", _below("ats.mdma")),
        )
    }
)
MAIN = ("cocaine", "heroin", "synthetic")
SYNTHETIC = ("amphetamine", "methamphetamine", "ecstasy")
DRIVEN_BY_ONE = 0.5


@dataclass(frozen=True)
class Figure:
    """One counted cell of a series, with what the rules found in it. `kilograms` None: the source gives no figure."""

    country: str
    substance: str
    year: int
    kilograms: Decimal | None
    peak: bool = False
    repeated: bool = False
    doubled: bool = False


@dataclass(frozen=True)
class Year:
    """One year of an answer: kilograms without and with flagged peaks, and how many countries gave a figure.

    None is a year without any figure; it is not zero.
    """

    year: int
    kilograms: Decimal | None
    with_peaks: Decimal | None
    countries: int


@dataclass(frozen=True)
class Share:
    """A country's part of a total, as a fraction."""

    country: str
    share: float


@dataclass(frozen=True)
class Coverage:
    """What an answer rests on.

    years: with a figure, of how many asked. countries: smallest and greatest number that gave a figure in a year.
    panel: how many countries gave one in every year of the period, and the verdict on these alone.
    """

    years: int
    asked_years: int
    fewest: int
    most: int
    panel: int
    panel_verdict: Verdict
    largest: Share | None

    @property
    def driven_by_one(self) -> bool:
        """Whether one country holds more than half of the whole."""
        return self.largest is not None and self.largest.share > DRIVEN_BY_ONE


@dataclass(frozen=True)
class Answer:
    """The answer to one question. `verdict` leaves flagged peaks out; `verdict_with_peaks` only where there are any."""

    topic: Topic
    region: Region
    years: tuple[Year, ...]
    verdict: Verdict
    verdict_with_peaks: Verdict | None
    coverage: Coverage
    peaks: tuple[Figure, ...]
    repeated: int
    doubled: Decimal

    @property
    def first(self) -> int:
        """The first year asked for."""
        return self.years[0].year

    @property
    def last(self) -> int:
        """The last year asked for."""
        return self.years[-1].year


def ask(
    figures: Iterable[Figure], topic: Topic, region: Region, first: int, last: int, parameters: Parameters | None = None
) -> Answer:
    """Answer how much of a topic was seized in a region from `first` to `last`, and whether it rises or falls.

    figures: any; those of other topics, places and years are left aside. ValueError: `last` before `first`.
    """
    if last < first:
        raise ValueError("the last year lies before the first")
    span = range(first, last + 1)
    asked = [
        figure
        for figure in figures
        if figure.year in span and figure.substance in topic.substances and region.holds(figure.country)
    ]
    sound = [figure for figure in asked if not figure.peak]
    peaks = tuple(figure for figure in asked if figure.peak)
    without, whole = _totals(sound), _totals(asked)
    return Answer(
        topic=topic,
        region=region,
        years=tuple(_year(year, without, whole, asked) for year in span),
        verdict=judge(_plain(without), parameters),
        verdict_with_peaks=judge(_plain(whole), parameters) if peaks else None,
        coverage=_coverage(sound, asked, span, parameters),
        peaks=peaks,
        repeated=sum(1 for figure in asked if figure.repeated),
        doubled=sum((figure.kilograms or Decimal() for figure in asked if figure.doubled), Decimal()),
    )


def _totals(figures: Iterable[Figure]) -> dict[int, Decimal]:
    """Year -> kilograms; a year in which nobody gives a figure is not there."""
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for figure in figures:
        if figure.kilograms is not None:
            totals[figure.year] += figure.kilograms
    return dict(totals)


def _plain(totals: Mapping[int, Decimal]) -> dict[int, float]:
    return {year: float(kilograms) for year, kilograms in totals.items()}


def _year(year: int, without: Mapping[int, Decimal], whole: Mapping[int, Decimal], asked: Sequence[Figure]) -> Year:
    reporters = {f.country for f in asked if f.year == year and f.kilograms is not None}
    return Year(year, without.get(year), whole.get(year), len(reporters))


def _coverage(sound: Sequence[Figure], asked: Sequence[Figure], span: range, parameters: Parameters | None) -> Coverage:
    by_year: dict[int, set[str]] = {year: set() for year in span}
    for figure in asked:
        if figure.kilograms is not None:
            by_year[figure.year].add(figure.country)
    panel = set.intersection(*by_year.values())
    counts = [len(places) for places in by_year.values()]
    return Coverage(
        years=sum(1 for count in counts if count),
        asked_years=len(span),
        fewest=min(counts),
        most=max(counts),
        panel=len(panel),
        panel_verdict=judge(_plain(_totals(f for f in sound if f.country in panel)), parameters),
        largest=_largest(sound),
    )


def _largest(figures: Sequence[Figure]) -> Share | None:
    by_country: dict[str, Decimal] = defaultdict(Decimal)
    for figure in figures:
        if figure.kilograms:
            by_country[figure.country] += figure.kilograms
    if not by_country:
        return None
    country = max(by_country, key=lambda one: (by_country[one], one))
    return Share(country, float(by_country[country] / sum(by_country.values())))
