"""Whether the derived tables still say what the documents say: some documents are opened, derived anew and compared
row by row. Asked by the doctor and after a restore; `cocaf rebuild` is the cure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Final

from django.db import models, transaction

from cocaf.records import index, rebuild, selectors
from cocaf.records.models import Document

SAMPLE: Final = 50
"""Documents that one look compares."""

BY_DOCUMENT: Final[list[Any]] = [
    model for model in rebuild.DERIVED if any(field.name == "document" for field in model._meta.get_fields())
]
"""The derived tables whose rows belong to one document each."""


class _Undo(Exception):  # noqa: N818 - no error: it takes back what was written for the comparison
    """Takes a transaction back."""


def differing(sample: int = SAMPLE) -> list[str]:
    """References of documents of which a derived row is missing, other or too many, among `sample` drawn at random.

    The comparison writes the rows as `rebuild` would, in a transaction that is taken back. Raises CocafError keys.away.
    """
    keys = list(Document.objects.values_list("seq", flat=True))
    drawn = sorted(random.sample(keys, min(sample, len(keys))))
    if not drawn:
        return []
    documents = list(Document.objects.filter(seq__in=drawn).order_by("seq"))
    opened = selectors.reveal(documents)
    found: dict[int, list[Any]] = {}
    made: dict[int, list[Any]] = {}
    try:
        with transaction.atomic():
            found = _rows(drawn)
            for model in BY_DOCUMENT:
                model.objects.filter(document_id__in=drawn).delete()
            index.write(rebuild.indexed(documents, opened))
            made = _rows(drawn)
            raise _Undo
    except _Undo:
        pass
    return [row.reference for row in documents if found.get(row.seq) != made.get(row.seq)]


def _rows(drawn: Sequence[int]) -> dict[int, list[Any]]:
    """The derived rows of documents, without what a database numbers by itself."""
    found: dict[int, list[Any]] = {}
    for model in BY_DOCUMENT:
        fields = [field.attname for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        for row in model.objects.filter(document_id__in=drawn).values("document_id", *fields):
            plain = sorted((name, str(value)) for name, value in row.items())
            found.setdefault(row["document_id"], []).append((model.__name__, plain))
    return {key: sorted(rows) for key, rows in found.items()}
