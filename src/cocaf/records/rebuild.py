"""`cocaf rebuild`: makes the derived tables again from the documents, row for row as storing made them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction

from cocaf import limits
from cocaf.records import index, selectors
from cocaf.records.models import (
    Arrested,
    Document,
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
    Summary,
    IdentifierKey,
    NameKey,
    QuantityRow,
    RoutePointRow,
    Relation,
    ForeignValue,
    Arrested,
    Unfinished,
    Term,
)


def rebuild(progress: Callable[[int], None] = lambda done: None) -> int:
    """Empties and fills the derived tables in one transaction; returns the number of documents."""
    done = 0
    with transaction.atomic():
        for model in DERIVED:
            model.objects.all().delete()
        for batch in _batches():
            opened = selectors.reveal(batch)
            index.write([(row.seq, index.derive(record)) for row, record in zip(batch, opened, strict=True)])
            done += len(batch)
            progress(done)
    return done


def _batches() -> Iterator[list[Document]]:
    last = 0
    while batch := list(Document.objects.filter(seq__gt=last).order_by("seq")[: limits.IMPORT_BATCH]):
        yield batch
        last = batch[-1].seq
