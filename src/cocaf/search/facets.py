"""Counts of what a list holds, along everything by which it can be narrowed, and its kilograms. Read from the cells
that `records` keeps for each policy class, of those classes alone that the reader may see, or grouped live where a
filter looks at single records. A record that the reader may not see moves no count."""

from __future__ import annotations

import datetime
import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from cocaf.domain import words
from cocaf.domain.policy import Actor
from cocaf.records import cells, selectors
from cocaf.records.models import Card, Cell, CellAmount, QuantityRow
from cocaf.search.cards import cards, codes_in
from cocaf.search.filters import Filters

TREES: Final[Mapping[str, str]] = {
    "substance": "substance", "mode": "transport", "concealment": "concealment", "place_type": "place_type",
}  # fmt: skip
"""Dimensions whose codes stand in a tree, with the list; a parent's count holds its children, each record once."""

DIMENSIONS: Final = ("what", "substance", "country", "year", "mode", "concealment", "place_type", "flag", "origin")
"""Everything that is counted; `what` is the kind of a record and, below it, the event of a report."""

_COLUMNS: Final = (
    "pk", "kind", "event", "substances", "country", "year", "mode", "concealments", "place_type", "flags",
    "origin",
)  # fmt: skip
_SUMS: Final = ("records", "kilograms", "unconverted")


@dataclass(frozen=True, slots=True)
class Weight:
    """Kilograms, and how many quantities have no factor: what is not converted is said, never guessed."""

    kilograms: Decimal = Decimal(0)
    unconverted: int = 0

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.kilograms + other.kilograms, self.unconverted + other.unconverted)


@dataclass(frozen=True)
class Counted:
    """How many records fit, what they weigh, and how many there would be for each value of each dimension with its own
    filter left out. `weights` is what they hold of each substance, with what stands below it, likewise."""

    records: int
    weight: Weight
    values: Mapping[str, Mapping[str, int]]
    weights: Mapping[str, Weight] = field(default_factory=dict)


@dataclass(slots=True)
class _Group:
    """A cell with as many of its records as are looked at; `live` where these were counted one by one."""

    key: int
    values: tuple[tuple[str, ...], ...]
    substances: str
    records: int
    weight: Weight
    live: bool


def counted(actor: Actor, purpose: str, filters: Filters, today: datetime.date | None = None) -> Counted:
    """The counts of the visible current records that fit the filters."""
    day = today or timezone.now().date()
    wanted = _wanted(filters)
    found: list[Counter[str]] = [Counter() for _ in DIMENSIONS]
    fitting, weighed = [], []
    for group in _groups(actor, purpose, filters.by_row, day):
        failing = [place for place, fits in wanted if fits.isdisjoint(group.values[place])]
        if not failing:
            fitting.append(group)
        if set(failing) <= {1}:  # substance, whose own filter is left out
            weighed.append(group)
        for place in range(len(DIMENSIONS)) if not failing else failing if len(failing) == 1 else ():
            for value in group.values[place]:
                found[place][value] += group.records
    weights = _weights(weighed, cards(actor, purpose, filters.by_row, today=day))
    total = weights.get(filters.substance, Weight()) if filters.substance else _sum(each.weight for each in fitting)
    values = dict(zip(DIMENSIONS, found, strict=True))
    return Counted(sum(each.records for each in fitting), total, values, weights)


def _sum(weights: Iterable[Weight]) -> Weight:
    return sum(weights, Weight())


def _wanted(filters: Filters) -> list[tuple[int, frozenset[str]]]:
    """The dimensions that the filters narrow, by their place, with the values that fit."""
    asked = {
        "what": filters.event or filters.kind, "substance": filters.substance, "country": filters.country,
        "mode": filters.mode, "concealment": filters.concealment, "place_type": filters.place_type,
        "flag": filters.flag, "origin": filters.origin,
    }  # fmt: skip
    found = {name: frozenset((value,)) for name, value in asked.items() if value}
    if filters.years:
        first, last = filters.years
        found["year"] = frozenset(str(year) for year in range(first, last + 1))
    return [(DIMENSIONS.index(name), values) for name, values in found.items()]


def _groups(actor: Actor, purpose: str, by_row: Filters, day: datetime.date) -> Iterator[_Group]:
    """Every cell of which the actor may see a record that the filters by row let through."""
    seen = cards(actor, purpose, by_row, today=day)
    if by_row != Filters():
        yield from _live(seen)
        return
    # the month in which records end is counted day by day; what ended before is seen by nobody
    this_month = cells.month(day)
    classes = selectors.allowed_classes(actor, purpose)
    kept = Cell.objects.filter(policy_class__in=classes, retain_month__gt=this_month, records__gt=0)
    for row in kept.values_list(*_COLUMNS, *_SUMS):
        yield _Group(row[0], _values(*row[1:11]), row[3], row[11], Weight(row[12], row[13]), live=False)
    yield from _live(seen.filter(cell__retain_month=this_month))


def _live(seen: QuerySet[Card]) -> Iterator[_Group]:
    grouped = seen.order_by().values_list("cell").annotate(Count("document"), Sum("kilograms"), Sum("unconverted"))
    sums = {key: (records, Weight(kilograms or Decimal(0), left)) for key, records, kilograms, left in grouped}
    for row in Cell.objects.filter(pk__in=sums).values_list(*_COLUMNS) if sums else ():
        yield _Group(row[0], _values(*row[1:11]), row[3], *sums[row[0]], live=True)


def _values(
    kind: str, event: str, substances: str, country: str, year: int | None, mode: str, concealments: str,
    place_type: str, flags: str, origin: str,
) -> tuple[tuple[str, ...], ...]:  # fmt: skip
    """The values of a cell in each dimension, in their order, with every code above them."""
    return (
        _kinds(kind, event), codes_in("substance", substances), codes_in("", country), codes_in("", str(year or "")),
        codes_in("transport", mode), codes_in("concealment", concealments), codes_in("place_type", place_type),
        codes_in("", flags), codes_in("", origin),
    )  # fmt: skip


@functools.lru_cache(1024)
def _kinds(kind: str, event: str) -> tuple[str, ...]:
    return (kind, event) if event else (kind,)


def _weights(groups: Sequence[_Group], seen: QuerySet[Card]) -> dict[str, Weight]:
    """What groups hold of each substance, with what stands below it."""
    found: dict[str, Weight] = defaultdict(Weight)
    for group in groups:
        if "|" not in group.substances:
            found[group.substances] += group.weight
    several = [group for group in groups if "|" in group.substances]
    for substance, weight in _apart(several, seen):
        found[substance] += weight
    held: dict[str, Weight] = defaultdict(Weight)
    for substance, weight in found.items():
        for code in words.above("substance", substance) if substance else ():
            held[code] += weight
    return held


def _apart(groups: Sequence[_Group], seen: QuerySet[Card]) -> Iterator[tuple[str, Weight]]:
    """What cells of several substances hold of each: from the kept counts, or record by record."""
    kept = [group.key for group in groups if not group.live]
    rows = CellAmount.objects.filter(cell__in=kept) if kept else CellAmount.objects.none()
    for substance, kilograms, left in rows.values_list("substance", "kilograms", "unconverted"):
        yield substance, Weight(kilograms, left)
    live = [group.key for group in groups if group.live]
    if not live:
        return
    documents = seen.filter(cell__in=live).values("document")
    quantities = QuantityRow.objects.filter(document__in=documents).values_list("substance", "value", "kilograms")
    for substance, value, weight in quantities:
        yield substance, Weight(weight or Decimal(0), int(value is not None and weight is None))
