"""Lists of visible records. Counts stop at 10,000 visible hits, after visibility; the order is by time stored and
never by anything that hidden rows could move."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from cocaf import limits, vocab
from cocaf.domain.policy import Actor
from cocaf.records import selectors
from cocaf.records.models import Document


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; an empty field narrows nothing."""

    kind: str = ""
    event: str = ""
    substance: str = ""
    country: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    flag: str = ""
    origin: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list: rows, their count (exact up to the limit), and the keys of the neighbouring pages."""

    rows: Sequence[Document]
    count: int
    more: bool
    before: int | None
    after: int | None

    @property
    def count_text(self) -> str:
        """The count as it is shown: exact, or "10,000+"."""
        return f"{limits.COUNT_EXACT:,}+" if self.more else f"{self.count:,}"


def listing(
    actor: Actor, purpose: str, filters: Filters, *, before: int | None = None, after: int | None = None
) -> Page:
    """A page of visible current records, newest first. `before` gives older rows than that key, `after` newer."""
    found = _filtered(selectors.visible_to(actor, purpose).filter(current=True), filters)
    count = found.order_by()[: limits.COUNT_EXACT + 1].count()
    rows, has_newer, has_older = _page(found.select_related("summary"), before, after)
    return Page(
        rows,
        count=min(count, limits.COUNT_EXACT),
        more=count > limits.COUNT_EXACT,
        before=rows[-1].seq if rows and has_older else None,
        after=rows[0].seq if rows and has_newer else None,
    )


def _page(found: QuerySet[Document], before: int | None, after: int | None) -> tuple[list[Document], bool, bool]:
    size = limits.PAGE_ROWS
    if after is not None:
        rows = list(found.filter(seq__gt=after).order_by("seq")[: size + 1])
        return rows[:size][::-1], len(rows) > size, True
    if before is not None:
        found = found.filter(seq__lt=before)
    rows = list(found.order_by("-seq")[: size + 1])
    return rows[:size], before is not None, len(rows) > size


def _filtered(found: QuerySet[Document], filters: Filters) -> QuerySet[Document]:
    wanted: dict[str, object] = {
        "kind": filters.kind,
        "event": filters.event,
        "origin": filters.origin,
        "reference": filters.reference,
        "summary__country": filters.country,
        "summary__occurred_on__gte": filters.since,
        "summary__occurred_on__lte": filters.until,
        "flags__code": filters.flag,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if filters.substance:
        substances = vocab.load("substance")
        below = [code for code in substances.codes if substances.is_in(code, filters.substance)]
        found = found.filter(summary__substance__in=below)
    return found.distinct() if filters.flag else found
