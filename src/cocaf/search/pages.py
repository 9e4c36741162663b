"""Pages of a sorted list of cards. A page is named by the value and the key of the row beside it, never by a number: a
number would tell how many records stand before, and move when one is stored."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db.models import Q, QuerySet

from cocaf.records.models import Card

ORDERS: Final[Mapping[str, tuple[str, bool]]] = {
    "stored": ("", True), "stored_up": ("", False), "day": ("occurred_on", True), "day_up": ("occurred_on", False),
    "weight": ("kilograms", True), "weight_up": ("kilograms", False),
}  # fmt: skip
"""Orders of a list: the column (none: as stored) and whether the highest value comes first; what has none is last."""

LARGEST: Final = 2**63 - 1


@dataclass(frozen=True)
class Mark:
    """Where a row stands in a sorted list: its value, if it has one, and its key."""

    value: Any
    seq: int

    @property
    def text(self) -> str:
        """As an address carries it."""
        return f"{'' if self.value is None else self.value}~{self.seq}"


def mark(text: str, order: str) -> Mark | None:
    """Reads what `text` of a mark wrote; None for anything else, which is the list's beginning."""
    value, _, seq = text.rpartition("~")
    if not (seq.isascii() and seq.isdigit()):
        return None
    column = ORDERS[order][0]
    try:
        read: Any = None
        if column and value:
            read = datetime.date.fromisoformat(value) if column == "occurred_on" else Decimal(value)
    except (ValueError, InvalidOperation):
        return None
    if isinstance(read, Decimal) and not read.is_finite():
        return None
    return Mark(read, min(int(seq), LARGEST))


def rows(found: QuerySet[Card], order: str, at: Mark | None, size: int, *, back: bool = False) -> list[Mark]:
    """Up to `size` marks that follow `at` in the order, or with `back` come before it, nearest first."""
    column, highest_first = ORDERS[order]
    down = highest_first != back
    if not column:
        return _part(found, "", down, at, size)
    parts = [(column, found.filter(**{f"{column}__isnull": False})), ("", found.filter(**{f"{column}__isnull": True}))]
    if back:
        parts.reverse()
    begin = 0 if at is None or (at.value is None) == (parts[0][0] == "") else 1
    kept: list[Mark] = []
    for by, part in parts[begin:]:
        here = at if at is not None and (at.value is None) == (by == "") else None
        kept += _part(part, by, down, here, size - len(kept))
        if len(kept) == size:
            break
    return kept


def _part(found: QuerySet[Card], column: str, down: bool, at: Mark | None, size: int) -> list[Mark]:
    sign, beyond = ("-", "lt") if down else ("", "gt")
    if at is not None and column:
        same = Q(**{column: at.value}, **{f"document__{beyond}": at.seq})
        # the first term bounds the walk along the index, the second passes over those that were shown
        found = found.filter(**{f"{column}__{beyond}e": at.value}).filter(Q(**{f"{column}__{beyond}": at.value}) | same)
    elif at is not None:
        found = found.filter(**{f"document__{beyond}": at.seq})
    keys: Sequence[str] = (f"{sign}{column}", f"{sign}document") if column else (f"{sign}document",)
    if column:
        return [Mark(*row) for row in found.order_by(*keys).values_list(column, "document")[:size]]
    return [Mark(None, seq) for seq in found.order_by(*keys).values_list("document", flat=True)[:size]]
