"""Lists of visible records. Counts stop at 10,000 visible hits, after visibility; the order is by time stored and
never by anything that hidden rows could move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import QuerySet

from cocaf import limits
from cocaf.domain.policy import Action, Actor
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.search import pages
from cocaf.search.cards import cards
from cocaf.search.filters import Filters

BYTES: Final = ("sealed", "wrapped_key", "signature")
"""Columns that no list looks at, and that are most of a row."""

WALKED: Final = 5_000
"""Beyond so many records the list is walked in its order until a page is full; fewer are gathered, then sorted."""

__all__ = ["Filters", "Page", "listing", "matching", "page"]


@dataclass(frozen=True)
class Page:
    """One page of a list: rows, their count (exact up to the limit), and the keys of the neighbouring pages: `before`
    leads to what follows the last row, `after` to what comes before the first."""

    rows: Sequence[Document]
    count: int
    more: bool
    before: int | str | None
    after: int | str | None

    @property
    def count_text(self) -> str:
        """The count as it is shown: exact, or "10,000+"."""
        return f"{limits.COUNT_EXACT:,}+" if self.more else f"{self.count:,}"


def listing(
    actor: Actor, purpose: str, filters: Filters, *, before: int | None = None, after: int | None = None
) -> Page:
    """A page of visible current records, newest first, with their count. `before` gives older rows than that key,
    `after` newer."""
    count = cards(actor, purpose, filters).order_by()[: limits.COUNT_EXACT + 1].count()
    marks = [f"~{key}" if key is not None else "" for key in (before, after)]
    found = page(actor, purpose, filters, count, before=marks[0], after=marks[1])
    older, newer = (
        int(key.rpartition("~")[2]) if key else None for key in (str(found.before or ""), str(found.after or ""))
    )
    return replace(found, before=older, after=newer)


def page(
    actor: Actor, purpose: str, filters: Filters, count: int, *, order: str = "stored", before: str = "",
    after: str = "",
) -> Page:  # fmt: skip
    """A page of the visible current records in an order of `pages.ORDERS`; how many they are the caller knows. The
    marks are those of a page given before; what is no mark is the beginning."""
    found = cards(actor, purpose, filters, walk=count > WALKED)
    size = limits.PAGE_ROWS
    here = pages.mark(before or after, order)
    back = bool(after) and not before and here is not None
    marks = pages.rows(found, order, here, size + 1, back=back)
    beyond, marks = len(marks) > size, marks[:size]
    if back:
        marks.reverse()
    earlier, later = (beyond, True) if back else (here is not None, beyond)
    return Page(
        _documents(actor, purpose, [each.seq for each in marks]),
        count=min(count, limits.COUNT_EXACT),
        more=count > limits.COUNT_EXACT,
        before=marks[-1].text if marks and later else None,
        after=marks[0].text if marks and earlier else None,
    )


def _documents(actor: Actor, purpose: str, seqs: Sequence[int]) -> list[Document]:
    rows = selectors.visible_to(actor, purpose).filter(seq__in=seqs).select_related("summary").defer(*BYTES)
    held = {row.seq: row for row in rows}
    return [held[seq] for seq in seqs if seq in held]


def matching(actor: Actor, purpose: str, filters: Filters, action: Action = Action.LIST) -> QuerySet[Document]:
    """The current records with which the actor may do the action and that fit the filters, in no order, each once. The
    encrypted bytes are fetched only when somebody asks a row for them."""
    found = cards(actor, purpose, filters, action).values("document")
    seen = selectors.visible_to(actor, purpose, action).filter(current=True, seq__in=found)
    return seen.defer(*BYTES)
