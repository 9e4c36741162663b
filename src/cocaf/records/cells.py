"""The counts by which lists are narrowed: current records grouped by policy class, month of retention and everything by
which they are counted, kept up with each record that is stored, superseded or erased. Written by this room alone;
`search` reads them, and only those of the classes that a reader may see."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Count, F, Sum

from cocaf.records import bulk
from cocaf.records.models import Card, Cell, CellAmount, Flag, QuantityRow

KEY: Final = (
    "policy_class_id", "retain_month", "kind", "event", "origin", "country", "year", "mode", "place_type",
    "substances", "concealments", "flags",
)  # fmt: skip
_COLUMNS: Final = ("digest", *KEY, "records", "kilograms", "unconverted")
_CARD: Final = (
    "document_id", "cell_id", "policy_class_id", "current", "retain_until", "occurred_on", "kilograms", "unconverted",
)  # fmt: skip
_AT_ONCE: Final = 60
"""Cells written by one statement; SQLite takes 999 values on old machines."""


@dataclass(frozen=True)
class Standing:
    """What is known of a document beside its content: who may see it, until when, whether it is the current version,
    which doubts about it nobody cleared."""

    policy_class: int
    retain_until: datetime.date
    kind: str
    event: str
    origin: str
    current: bool = True
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """What a record adds to the counts. `weight` is what lists show and sort by, in kilograms; `amounts` holds
    (substance, kilograms, not converted) for each quantity."""

    occurred_on: str | None
    country: str
    mode: str
    place_type: str
    substances: tuple[str, ...]
    concealments: tuple[str, ...]
    weight: str | None
    amounts: tuple[tuple[str, Decimal, int], ...]

    @property
    def kilograms(self) -> Decimal:
        """Kilograms of all substances together."""
        return sum((each for _, each, _ in self.amounts), Decimal(0))

    @property
    def unconverted(self) -> int:
        """How many quantities have no factor."""
        return sum(each for _, _, each in self.amounts)


@dataclass
class _Sum:
    records: int = 0
    kilograms: Decimal = Decimal(0)
    unconverted: int = 0
    amounts: dict[str, tuple[Decimal, int]] = field(default_factory=dict)

    def add(self, counted: Counted, *, several: bool) -> None:
        self.records += 1
        self.kilograms += counted.kilograms
        self.unconverted += counted.unconverted
        for substance, kilograms, unconverted in counted.amounts if several else ():
            before = self.amounts.get(substance, (Decimal(0), 0))
            self.amounts[substance] = (before[0] + kilograms, before[1] + unconverted)


Key = tuple[Any, ...]


def month(day: datetime.date) -> int:
    """The month of a day as a number: 203111."""
    return day.year * 100 + day.month


def joined(codes: Iterable[str]) -> str:
    """Different codes as one text of a cell."""
    return "|".join(sorted(set(codes)))


def _key(counted: Counted, standing: Standing) -> Key:
    return (
        standing.policy_class, month(standing.retain_until), standing.kind, standing.event, standing.origin,
        counted.country, int(counted.occurred_on[:4]) if counted.occurred_on else None, counted.mode,
        counted.place_type, _substances(counted), joined(counted.concealments), joined(standing.flags),
    )  # fmt: skip


def _substances(counted: Counted) -> str:
    # a quantity without code beside others stands as an empty one, so that the text tells whether they are several
    return joined((*counted.substances, *(substance for substance, _, _ in counted.amounts)))


def write(rows: Sequence[tuple[int, Counted, Standing]]) -> None:
    """Counts documents and writes their cards; inside the caller's transaction."""
    sums: dict[Key, _Sum] = defaultdict(_Sum)
    keys = [_key(counted, standing) for _, counted, standing in rows]
    for key, (_, counted, standing) in zip(keys, rows, strict=True):
        found = sums[key]
        if standing.current:
            # where its records name one substance alone, a cell's kilograms are of that one
            found.add(counted, several="|" in key[9])
    ids = _add(sums)
    bulk.insert(
        Card,
        _CARD,
        [
            (seq, ids[key], standing.policy_class, standing.current, standing.retain_until, counted.occurred_on,
             counted.weight, counted.unconverted)
            for key, (seq, counted, standing) in zip(keys, rows, strict=True)
        ],
    )  # fmt: skip


def _add(sums: dict[Key, _Sum]) -> dict[Key, int]:
    """Adds to the cells, making those that are new; in one order, so that two writers never wait for each other."""
    digests = {hashlib.blake2b(repr(key).encode(), digest_size=16).digest(): key for key in sums}
    ids: dict[Key, int] = {}
    ordered = sorted(digests)
    for start in range(0, len(ordered), _AT_ONCE):
        part = ordered[start : start + _AT_ONCE]
        found = _upsert([(digest, digests[digest], sums[digests[digest]]) for digest in part])
        ids |= {digests[digest]: pk for pk, digest in found}
    _add_amounts({ids[key]: each.amounts for key, each in sums.items() if each.amounts}, 1)
    return ids


def _upsert(cells: Sequence[tuple[bytes, Key, _Sum]]) -> list[tuple[int, bytes]]:
    table = Cell._meta.db_table
    marks = "(" + ", ".join(["%s"] * len(_COLUMNS)) + ")"
    values: list[Any] = []
    for digest, key, each in cells:
        values += [digest, *key, each.records, each.kilograms, each.unconverted]
    grown = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in ("records", "kilograms", "unconverted"))
    statement = (
        f"INSERT INTO {table} ({', '.join(_COLUMNS)}) VALUES {', '.join([marks] * len(cells))} "  # noqa: S608 - our own names
        f"ON CONFLICT (digest) DO UPDATE SET {grown} RETURNING id, digest"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [(pk, bytes(digest)) for pk, digest in cursor.fetchall()]


def _add_amounts(amounts: dict[int, dict[str, tuple[Decimal, int]]], sign: int) -> None:
    for cell in sorted(amounts):
        for substance, (kilograms, unconverted) in sorted(amounts[cell].items()):
            row, _ = CellAmount.objects.get_or_create(cell_id=cell, substance=substance)
            CellAmount.objects.filter(pk=row.pk).update(
                kilograms=F("kilograms") + sign * kilograms, unconverted=F("unconverted") + sign * unconverted
            )


def settle(documents: Sequence[int], *, current: bool) -> None:
    """Counts documents that became the current version, or no longer those that ceased to be; what stands so already
    stays."""
    cards = Card.objects.filter(document__in=documents, current=not current)
    seqs = list(cards.values_list("document", flat=True))
    if not seqs:
        return
    sign = 1 if current else -1
    changed = Card.objects.filter(document__in=seqs).order_by("cell").values("cell")
    for row in list(changed.annotate(n=Count("document"), kg=Sum("kilograms"), left=Sum("unconverted"))):
        Cell.objects.filter(pk=row["cell"]).update(
            records=F("records") + sign * row["n"], kilograms=F("kilograms") + sign * (row["kg"] or 0),
            unconverted=F("unconverted") + sign * row["left"],
        )  # fmt: skip
    _add_amounts(_amounts_of(seqs), sign)
    Card.objects.filter(document__in=seqs).update(current=current)


def _amounts_of(seqs: Sequence[int]) -> dict[int, dict[str, tuple[Decimal, int]]]:
    """What documents hold of each substance, in the cells whose records name several."""
    several = Card.objects.filter(document__in=seqs, cell__substances__contains="|")
    held = dict(several.values_list("document", "cell"))
    found: dict[int, dict[str, tuple[Decimal, int]]] = defaultdict(dict)
    quantities = QuantityRow.objects.filter(document__in=held)
    for seq, substance, value, kilograms in quantities.values_list("document", "substance", "value", "kilograms"):
        here = found[held[seq]]
        before = here.get(substance, (Decimal(0), 0))
        left = int(value is not None and kilograms is None)
        here[substance] = (before[0] + (kilograms or 0), before[1] + left)
    return found


def reflag(documents: Sequence[int]) -> None:
    """Counts documents anew after a doubt about them was raised, cleared or moved."""
    left: dict[int, set[str]] = {seq: set() for seq in documents}
    for seq, code in Flag.objects.filter(document__in=documents, cleared_at=None).values_list("document", "code"):
        left[seq].add(code)
    for card in Card.objects.filter(document__in=documents).select_related("cell").order_by("document"):
        flags = joined(left[card.document_id])
        if flags == card.cell.flags:
            continue
        settle([card.document_id], current=False)
        key = (*(getattr(card.cell, name) for name in KEY[:-1]), flags)
        Card.objects.filter(pk=card.pk).update(cell=_add({key: _Sum()})[key])
        if card.current:
            settle([card.document_id], current=True)
        sweep([card.cell_id])


def forget(documents: Sequence[int]) -> list[int]:
    """Takes documents that are about to be erased out of the counts; returns the cells to `sweep` after that."""
    settle(documents, current=False)
    return list(Card.objects.filter(document__in=documents).values_list("cell", flat=True).distinct())


def sweep(cells: Sequence[int]) -> None:
    """Removes cells that no document has any more: what was erased leaves no empty row that tells of it."""
    Cell.objects.filter(pk__in=cells, records=0, card=None).delete()
