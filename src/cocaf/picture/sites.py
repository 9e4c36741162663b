"""Statistics of sites: how many seizures, kilograms and persons arrested at each place in a period. Each event counts
once: a record by its current version, and reports that a person found to be of the same event together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from cocaf.domain import normal
from cocaf.domain.policy import Actor
from cocaf.domain.things import arrests
from cocaf.domain.things.events import one_event
from cocaf.domain.things.report import Report
from cocaf.matching import selectors as matching
from cocaf.records import selectors as records
from cocaf.records.models import Document, QuantityRow
from cocaf.search import selectors as search
from cocaf.search.selectors import Filters

_SITE = ("summary__country", "summary__place_type", "summary__place")
Key = tuple[str, str, str]
"""Country, kind of place, and the place's name as it is compared."""


@dataclass
class Figures:
    """What is counted of a site. `unconverted` are amounts for which there is no factor to kilograms."""

    reports: int = 0
    seizures: int = 0
    kilograms: Decimal = Decimal(0)
    unconverted: int = 0
    persons: int = 0
    couriers: int = 0

    def add(self, other: Figures) -> None:
        """Adds another's figures."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Site:
    """A place with its figures; `place` as most of its reports write it."""

    country: str
    kind: str
    figures: Figures = field(default_factory=Figures)
    spellings: Counter[str] = field(default_factory=Counter)

    @property
    def place(self) -> str:
        """The name, as most reports write it."""
        return min(self.spellings, key=lambda name: (-self.spellings[name], name)) if self.spellings else ""


def of_period(actor: Actor, purpose: str, filters: Filters) -> list[Site]:
    """The sites of the visible reports that fit the filters, in no order; without seizures and arrests it is none."""
    found = search.matching(actor, purpose, filters).filter(kind="report").defer(None)
    events = _events(actor, purpose, found)
    sites: dict[Key, Site] = {}
    grouped = [row.seq for each in events for row, _ in each]
    for country, kind, place, figures in _counted(found.exclude(seq__in=grouped)):
        _into(sites, country, kind, place, figures)
    for event in events:
        first = min((row for row, _ in event), key=_earliest).summary
        _into(sites, first.country, first.place_type, first.place, _of_event(event))
    return [site for site in sites.values() if site.figures.seizures or site.figures.persons]


def years(actor: Actor, purpose: str) -> list[int]:
    """The years in which visible reports say that something happened, the earliest first."""
    days = search.matching(actor, purpose, Filters(kind="report")).exclude(summary__occurred_on=None).order_by()
    return [day.year for day in days.dates("summary__occurred_on", "year")]


def total(sites: Iterable[Site]) -> Figures:
    """The figures of all sites together."""
    summed = Figures()
    for site in sites:
        summed.add(site.figures)
    return summed


def _into(sites: dict[Key, Site], country: str, kind: str, place: str, figures: Figures) -> None:
    key = (country, kind, normal.text(place))
    site = sites.setdefault(key, Site(country, kind))
    site.figures.add(figures)
    site.spellings[place] += figures.reports


def _counted(found: QuerySet[Document]) -> Iterator[tuple[str, str, str, Figures]]:
    """Figures of the reports by site as the database adds them up, those amounts that have no kilograms after."""
    amounts = QuantityRow.objects.filter(document=OuterRef("seq"))
    rows = found.order_by().values_list(*_SITE).annotate(
        reports=Count("seq"), seizures=Count("seq", filter=Exists(amounts)), weight=Sum("summary__kilograms"),
        taken=Sum("arrested__persons"), couriers=Sum("arrested__couriers"),
    )  # fmt: skip
    for country, kind, place, reports, seizures, kilograms, persons, couriers in rows:
        yield country, kind, place, Figures(reports, seizures, kilograms or Decimal(0), 0, persons or 0, couriers or 0)
    without = QuantityRow.objects.filter(document__in=found.order_by().values("seq"), kilograms=None)
    places = without.values_list(*(f"document__{name}" for name in _SITE)).annotate(amounts=Count("pk"))
    for country, kind, place, unconverted in places:
        yield country, kind, place, Figures(unconverted=unconverted)


Told = tuple[Document, Report]


def _events(actor: Actor, purpose: str, found: QuerySet[Document]) -> list[list[Told]]:
    """The groups of reports that tell of one event, of those found: a person decided that both speak of the same, and
    their days and countries do not say otherwise. Only such reports are opened."""
    pairs = matching.decided_same(actor, purpose)
    opened = _opened(found.filter(seq__in={seq for pair in pairs for seq in pair}))
    groups: dict[int, list[int]] = {seq: [seq] for seq in opened}
    for one, other in sorted(pairs):
        if one in opened and other in opened and one_event(opened[one][1], opened[other][1]):
            joined = groups[one] if groups[one] is groups[other] else groups[one] + groups[other]
            groups |= dict.fromkeys(joined, joined)
    distinct = {id(group): group for group in groups.values() if len(group) > 1}
    return [[opened[seq] for seq in group] for group in distinct.values()]


def _opened(found: QuerySet[Document]) -> dict[int, Told]:
    rows = list(found.select_related("summary"))
    opened = zip(rows, records.reveal(rows) if rows else [], strict=True)
    return {row.seq: (row, record.body) for row, record in opened if isinstance(record.body, Report)}


def _earliest(row: Document) -> tuple[Any, ...]:
    """An event stands at the place of its earliest report, the node's own before another's (field 10.3)."""
    return (row.summary.occurred_on, row.origin != "own", row.seq)


def _of_event(event: Sequence[Told]) -> Figures:
    """One seizure at most; of two reports of its amount the one that weighs more is taken, not their sum."""
    bodies = [body for _, body in event]
    taken = arrests.of_event(bodies)
    weights = [
        sum((Decimal(it.kilograms.value) for it in body.substances if it.kilograms), Decimal(0)) for body in bodies
    ]
    return Figures(
        reports=len(event),
        seizures=int(any(body.substances for body in bodies)),
        kilograms=Decimal(max(weights)),
        unconverted=min(sum(it.kilograms is None for it in body.substances) for body in bodies),
        persons=taken.persons,
        couriers=taken.couriers,
    )
