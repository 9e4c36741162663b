"""Lists of visible records. Counts stop at 10,000 visible hits, after visibility; the order is by time stored and
never by anything that hidden rows could move."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from cocaf import limits
from cocaf.domain import words
from cocaf.domain.policy import Action, Actor
from cocaf.records import selectors
from cocaf.records.models import Document, Flag, IdentifierKey, Term
from cocaf.records.terms import CODED
from cocaf.search import text


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; an empty field narrows nothing. `substance`, `mode`, `concealment` and `place_type`
    take what stands below them in their lists too; `lightest` and `heaviest` are kilograms, bounds included; `flag` is
    a doubt that nobody has cleared."""

    text: str = ""
    kind: str = ""
    event: str = ""
    substance: str = ""
    country: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    mode: str = ""
    concealment: str = ""
    place_type: str = ""
    lightest: Decimal | None = None
    heaviest: Decimal | None = None
    identifier: str = ""
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
    found = matching(actor, purpose, filters)
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


def matching(actor: Actor, purpose: str, filters: Filters, action: Action = Action.LIST) -> QuerySet[Document]:
    """The current records with which the actor may do the action and that fit the filters, in no order, each once. The
    encrypted bytes are fetched only when somebody asks a row for them."""
    found = selectors.visible_to(actor, purpose, action).filter(current=True)
    return _filtered(found, filters, actor.member).defer("sealed", "wrapped_key", "signature")


def _filtered(found: QuerySet[Document], filters: Filters, member: str) -> QuerySet[Document]:
    wanted: dict[str, object] = {
        "kind": filters.kind,
        "event": filters.event,
        "origin": filters.origin,
        "reference": filters.reference or text.reference_in(filters.text),
        "summary__country": filters.country,
        "summary__occurred_on__gte": filters.since,
        "summary__occurred_on__lte": filters.until,
        "summary__mode__in": filters.mode and words.below("transport", filters.mode),
        "summary__place_type__in": filters.place_type and words.below("place_type", filters.place_type),
        "summary__kilograms__gte": filters.lightest,
        "summary__kilograms__lte": filters.heaviest,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value or value == 0})
    for terms in _terms(filters, member):
        found = found.filter(seq__in=Term.objects.filter(term__in=terms).values("document"))
    if filters.identifier:
        held = IdentifierKey.objects.filter(value__in=text.numbers(filters.identifier, member))
        found = found.filter(seq__in=held.values("document"))
    if filters.flag:
        found = found.filter(seq__in=Flag.objects.filter(code=filters.flag, cleared_at=None).values("document"))
    return found


def _terms(filters: Filters, member: str) -> list[tuple[str, ...]]:
    """For each thing that must be among a record's terms, the terms that will do."""
    coded = [(name, getattr(filters, name)) for name in CODED]
    typed = [] if text.reference_in(filters.text) else text.asked(filters.text, member)
    return [*typed, *((f"{name}:{code}",) for name, code in coded if code)]
