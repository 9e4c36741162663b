"""Counts what a result of the search holds, by place, time or way: seizures, kilograms, persons arrested. Each event
counts once: a record by its current version, and reports that a person found to be of the same event together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.expressions import Combinable

from cocaf.domain.policy import Actor
from cocaf.domain.things import arrests
from cocaf.domain.things.events import one_event
from cocaf.domain.things.report import Report
from cocaf.matching import selectors as matching
from cocaf.records import selectors as records
from cocaf.records.models import Document, QuantityRow, Summary
from cocaf.search import selectors as search
from cocaf.search.selectors import Filters

Key = tuple[Any, ...]
Told = tuple[Document, Report]


@dataclass
class Figures:
    """What is counted. `unconverted` are amounts for which there is no factor to kilograms."""

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


def total(counted: Iterator[Figures] | Sequence[Figures]) -> Figures:
    """All figures together."""
    summed = Figures()
    for each in counted:
        summed.add(each)
    return summed


@dataclass(frozen=True)
class Counted:
    """A result to count: its reports, and the groups of them that tell of one event."""

    found: QuerySet[Document]
    events: Sequence[Sequence[Told]]

    @property
    def apart(self) -> QuerySet[Document]:
        """The reports that tell of an event alone."""
        return self.found.exclude(seq__in=[row.seq for event in self.events for row, _ in event])

    @property
    def once(self) -> QuerySet[Document]:
        """One report for each event: of several the earliest."""
        firsts = {first(event).seq for event in self.events}
        return self.found.exclude(seq__in=[row.seq for each in self.events for row, _ in each if row.seq not in firsts])


def counted(actor: Actor, purpose: str, filters: Filters) -> Counted:
    """The visible reports that fit the filters, ready to be counted."""
    found = search.matching(actor, purpose, filters).filter(kind="report").defer(None).order_by()
    return Counted(found, _events(actor, purpose, found))


def by(result: Counted, fields: Mapping[str, Combinable], key: Callable[[Summary], Key]) -> dict[Key, Figures]:
    """Figures by the values of `fields`; `key` reads the same values of a summary, for an event that several reports
    tell of: it stands where its earliest report does."""
    found: dict[Key, Figures] = defaultdict(Figures)
    for values, figures in _added_up(result.apart, fields):
        found[values].add(figures)
    for event in result.events:
        found[key(first(event).summary)].add(_of_event(event))
    return dict(found)


def with_amounts(found: QuerySet[Document]) -> QuerySet[Document]:
    """Those reports that are seizures: they name something found, with or without an amount."""
    return found.filter(Exists(QuantityRow.objects.filter(document=OuterRef("seq"))))


def first(event: Sequence[Told]) -> Document:
    """The earliest report of an event, the node's own before another's (field 10.3)."""
    return min((row for row, _ in event), key=lambda row: (row.summary.occurred_on, row.origin != "own", row.seq))


def _added_up(found: QuerySet[Document], fields: Mapping[str, Combinable]) -> Iterator[tuple[Key, Figures]]:
    """Figures as the database adds them up."""
    amounts = QuantityRow.objects.filter(document=OuterRef("seq"))
    rows: Any = found.annotate(**{f"by_{name}": of for name, of in fields.items()})
    rows = rows.values_list(*(f"by_{name}" for name in fields)).annotate(
        reports=Count("seq"), seizures=Count("seq", filter=Exists(amounts)), weight=Sum("summary__kilograms"),
        lacking=Sum("card__unconverted"), taken=Sum("arrested__persons"), carried=Sum("arrested__couriers"),
    )  # fmt: skip
    for *key, reports, seizures, kilograms, lacking, persons, couriers in rows:
        figures = (reports, seizures, kilograms or Decimal(0), lacking or 0, persons or 0, couriers or 0)
        yield tuple(key), Figures(*figures)


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


def _of_event(event: Sequence[Told]) -> Figures:
    """One seizure at most; of two reports of its amount the one that weighs more is taken, not their sum."""
    bodies = [body for _, body in event]
    taken = arrests.of_event(bodies)
    weights = [sum(Decimal(it.kilograms.value) for it in body.substances if it.kilograms) for body in bodies]
    return Figures(
        reports=len(event),
        seizures=int(any(body.substances for body in bodies)),
        kilograms=Decimal(max(weights)),
        unconverted=min(sum(it.kilograms is None for it in body.substances) for body in bodies),
        persons=taken.persons,
        couriers=taken.couriers,
    )
