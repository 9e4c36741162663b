"""Counts of what a list holds, along everything by which it can be narrowed, and its kilograms. Read from the cells
that `records` keeps for each policy class, of those classes alone that the reader may see, or grouped live where a
filter looks at single records. A record that the reader may not see moves no count."""

from __future__ import annotations

import datetime
import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
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

SUBSTANCE: Final = DIMENSIONS.index("substance")

_COLUMNS: Final = (
    "kind", "event", "substances", "country", "year", "mode", "concealments", "place_type", "flags", "origin",
)  # fmt: skip
_SUMS: Final = ("pk", "digest", "records", "kilograms", "unconverted")

Values = tuple[tuple[str, ...], ...]
"""The values of a cell in each dimension, in their order, with every code above them."""


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


class _Group(NamedTuple):
    """A cell with as many of its records as are looked at; `live` where these were counted one by one. Kilograms are
    as the database gives them: they are many, and made exact once they are summed."""

    key: int
    values: Values
    substances: str
    records: int
    kilograms: Any
    unconverted: int
    live: bool


def counted(actor: Actor, purpose: str, filters: Filters, today: datetime.date | None = None) -> Counted:
    """The counts of the visible current records that fit the filters."""
    day = today or timezone.now().date()
    groups = _groups(actor, purpose, filters.by_row, day)
    fitting, aside = _sorted(groups, _wanted(filters))
    found = {name: _tally([*fitting, *aside[place]], place) for place, name in enumerate(DIMENSIONS)}
    weights = _weights([*fitting, *aside[SUBSTANCE]], cards(actor, purpose, filters.by_row, today=day))
    total = weights.get(filters.substance, Weight()) if filters.substance else _weight(fitting)
    return Counted(sum(each.records for each in fitting), total, found, weights)


def _sorted(
    groups: Iterable[_Group], wanted: Sequence[tuple[int, frozenset[str]]]
) -> tuple[list[_Group], list[list[_Group]]]:
    """The groups that fit, and for each dimension those that fit but for it: its own filter is left out of its
    counts."""
    aside: list[list[_Group]] = [[] for _ in DIMENSIONS]
    if not wanted:
        return list(groups), aside
    fitting = []
    # cells share their values: whether these fit is looked at once
    judged: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    places = [place for place, _ in wanted]
    for group in groups:
        values = tuple([group.values[place] for place in places])
        failing = judged.get(values)
        if failing is None:
            failing = judged[values] = [
                place for (place, fits), held in zip(wanted, values, strict=True) if fits.isdisjoint(held)
            ]
        if not failing:
            fitting.append(group)
        elif len(failing) == 1:
            aside[failing[0]].append(group)
    return fitting, aside


def _tally(groups: Iterable[_Group], place: int) -> dict[str, int]:
    # cells of one combination of values first: they are few, and a value may have codes above it
    together: dict[tuple[str, ...], int] = defaultdict(int)
    for group in groups:
        together[group.values[place]] += group.records
    found: dict[str, int] = defaultdict(int)
    for values, records in together.items():
        for value in values:
            found[value] += records
    return dict(found)


def _weight(groups: Iterable[_Group]) -> Weight:
    kilograms, left = 0, 0
    for group in groups:
        kilograms += group.kilograms
        left += group.unconverted
    return Weight(_exact(kilograms), left)


def _exact(kilograms: Any) -> Decimal:
    """A sum as SQLite gives it, without the noise beyond its fifteen digits; PostgreSQL's is exact."""
    return kilograms if isinstance(kilograms, Decimal) else Decimal(f"{kilograms:.15g}")


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
    kept = Cell.objects.filter(policy_class__in=classes, records__gt=0)
    yield from _known(_raw(kept.filter(retain_month__gt=this_month).values_list(*_SUMS)), live=False)
    ending = list(kept.filter(retain_month=this_month).values_list("pk", flat=True))
    if ending:
        yield from _live(seen.filter(cell__in=ending))


def _raw(rows: Any) -> list[tuple[Any, ...]]:
    """Rows as the database's driver gives them: thousands of them, of which only the sums are converted."""
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:  # the reader may see no class at all
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _live(seen: QuerySet[Card]) -> Iterator[_Group]:
    grouped = seen.order_by().values_list("cell").annotate(Count("document"), Sum("kilograms"), Sum("unconverted"))
    sums = {row[0]: row[1:] for row in _raw(grouped)}
    cells_of = dict(Cell.objects.filter(pk__in=sums).values_list("pk", "digest")) if sums else {}
    rows = [(key, digest, sums[key][0], sums[key][1] or 0, sums[key][2]) for key, digest in cells_of.items()]
    yield from _known(rows, live=True)


_VALUES: Final[dict[bytes, tuple[Values, str]]] = {}
"""The values of cells and their text of substances by digest: it is that of the content, so it never says otherwise."""
_VALUES_KEPT: Final = 300_000


def _known(rows: list[tuple[Any, ...]], *, live: bool) -> Iterator[_Group]:
    digests = [bytes(row[1]) for row in rows]
    new = [digest for digest in digests if digest not in _VALUES]
    if len(_VALUES) + len(new) > _VALUES_KEPT:
        _VALUES.clear()
        new = digests
    for start in range(0, len(new), 500):
        for digest, *columns in Cell.objects.filter(digest__in=new[start : start + 500]).values_list(
            "digest", *_COLUMNS
        ):
            _VALUES[bytes(digest)] = _values(*columns), columns[2]
    for digest, (key, _, records, kilograms, left) in zip(digests, rows, strict=True):
        if (known := _VALUES.get(digest)) is not None:
            yield _Group(key, known[0], known[1], records, kilograms, left, live)


def _values(
    kind: str, event: str, substances: str, country: str, year: int | None, mode: str, concealments: str,
    place_type: str, flags: str, origin: str,
) -> Values:  # fmt: skip
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
    alone: dict[str, list[_Group]] = defaultdict(list)
    for group in groups:
        alone[group.substances].append(group)
    several = [group for text in list(alone) if "|" in text for group in alone.pop(text)]
    held: dict[str, Weight] = defaultdict(Weight)
    for substance, weight in (*((text, _weight(found)) for text, found in alone.items()), *_apart(several, seen)):
        for code in words.above("substance", substance) if substance else ():
            held[code] += weight
    return dict(held)


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
