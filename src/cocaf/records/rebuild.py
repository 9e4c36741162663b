"""`cocaf rebuild`: makes the derived tables again from the documents, row for row as storing made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.db import transaction

from cocaf import limits
from cocaf.domain.things.record import Record
from cocaf.records import index, selectors
from cocaf.records.cells import Standing
from cocaf.records.index import Derived
from cocaf.records.models import (
    Arrested,
    Card,
    Cell,
    CellAmount,
    Document,
    Flag,
    ForeignValue,
    IdentifierKey,
    NameKey,
    QuantityRow,
    Relation,
    RoutePointRow,
    Summary,
    Term,
    Unfinished,
)

DERIVED = (
    Summary, IdentifierKey, NameKey, QuantityRow, RoutePointRow, Relation, ForeignValue, Arrested, Unfinished, Term,
    Card, CellAmount, Cell,
)  # fmt: skip


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Empties and fills the derived tables in one transaction; returns the number of documents."""
    done = 0
    with transaction.atomic():
        for model in DERIVED:
            model.objects.all().delete()
        for batch in _batches():
            opened = selectors.reveal(batch)
            index.write(indexed(batch, opened))
            done += len(batch)
            progress(done)
    return done


def indexed(batch: list[Document], opened: list[Record]) -> list[tuple[int, Derived, Standing]]:
    """What the index holds of documents, from their opened records and what their rows say."""
    return list(zip((row.seq for row in batch), map(index.derive, opened), _standing(batch), strict=True))


def _standing(batch: list[Document]) -> Iterator[Standing]:
    flags: dict[int, list[str]] = defaultdict(list)
    for seq, code in Flag.objects.filter(document__in=batch, cleared_at=None).values_list("document", "code"):
        flags[seq].append(code)
    for row in batch:
        yield Standing(
            row.policy_class_id, row.retain_until, row.kind, row.event, row.origin, row.current, tuple(flags[row.seq])
        )


def _batches() -> Iterator[list[Document]]:
    last = 0
    while batch := list(Document.objects.filter(seq__gt=last).order_by("seq")[: limits.IMPORT_BATCH]):
        yield batch
        last = batch[-1].seq
