"""The cards of the visible current records that fit some filters: the one query behind lists, counts and exports."""

from __future__ import annotations

import datetime
import functools
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from cocaf.domain import words
from cocaf.domain.policy import Action, Actor
from cocaf.records import selectors
from cocaf.records.models import Card, Cell, Document, IdentifierKey, Term
from cocaf.search import text
from cocaf.search.filters import Filters

FREQUENT: Final = 5_000
"""A word of more documents is frequent; how much more matters little."""


def cards(
    actor: Actor,
    purpose: str,
    filters: Filters,
    action: Action = Action.LIST,
    today: datetime.date | None = None,
    *,
    walk: bool = False,
) -> QuerySet[Card]:
    """Cards of the current records with which the actor may do the action and that fit the filters, in no order. The
    same class and retention terms as `records.selectors.visible_to`, asked of the narrow row; a test holds them equal.
    `walk` is for many records of which the first few in some order are wanted: no index gathers them all before."""
    day = today or timezone.now().date()
    classes = selectors.allowed_classes(actor, purpose, action)
    found = Card.objects.filter(current=True, retain_until__gte=day, policy_class__in=classes)
    bounds: dict[str, object] = {
        "occurred_on__gte": filters.since,
        "occurred_on__lte": filters.until,
        "kilograms__gte": filters.lightest,
        "kilograms__lte": filters.heaviest,
    }
    found = found.filter(**{name: value for name, value in bounds.items() if value is not None})
    if (wanted := _cells(filters)) is not None:
        fitting = wanted.filter(policy_class__in=classes).values("pk")
        found = found.alias(held=F("cell") + 0).filter(held__in=fitting) if walk else found.filter(cell__in=fitting)
    return _by_other_tables(found, filters, actor.member)


def _by_other_tables(found: QuerySet[Card], filters: Filters, member: str) -> QuerySet[Card]:
    rarest, *others = _rarest_first(_terms(filters, member)) or [()]
    if rarest:
        found = found.filter(document__in=Term.objects.filter(term__in=rarest).values("document"))
    for terms in others:
        # asked of each document that has the rarest word: gathering all that have a frequent one takes longer
        found = found.filter(Exists(Term.objects.filter(document=OuterRef("document"), term__in=terms)))
    if reference := filters.reference or text.reference_in(filters.text):
        found = found.filter(document__in=Document.objects.filter(reference=reference).values("seq"))
    if filters.identifier:
        held = IdentifierKey.objects.filter(value__in=text.numbers(filters.identifier, member))
        found = found.filter(document__in=held.values("document"))
    return found


def _cells(filters: Filters) -> QuerySet[Cell] | None:
    """The cells that fit what is the same for all records of one; None where nothing of that is asked."""
    wanted: dict[str, object] = {
        "kind": filters.kind,
        "event": filters.event,
        "origin": filters.origin,
        "country": filters.country,
        "mode__in": filters.mode and words.below("transport", filters.mode),
        "place_type__in": filters.place_type and words.below("place_type", filters.place_type),
    }
    for column, (list_name, code) in _coded(filters).items():
        wanted[f"{column}__in"] = code and _texts_with(column, list_name, code)
    wanted = {name: value for name, value in wanted.items() if value != ""}
    return Cell.objects.filter(**wanted) if wanted else None


def _coded(filters: Filters) -> dict[str, tuple[str, str]]:
    """The columns of cells that hold several codes, with their list and the code that is asked."""
    return {
        "substances": ("substance", filters.substance),
        "concealments": ("concealment", filters.concealment),
        "flags": ("", filters.flag),
    }


def _texts_with(column: str, list_name: str, code: str) -> list[str]:
    """The texts of a column that hold the code or one below it: there are few different ones."""
    held = Cell.objects.order_by().values_list(column, flat=True).distinct()
    return [text for text in held if code in codes_in(list_name, text)]


@functools.lru_cache(65536)
def codes_in(list_name: str, joined: str) -> tuple[str, ...]:
    """The codes of a text of a cell, each with all codes above it where they are of a list."""
    given = [code for code in joined.split("|") if code]
    if not list_name:
        return tuple(given)
    return tuple(dict.fromkeys(each for code in given for each in words.above(list_name, code)))


def _rarest_first(asked: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    if len(asked) < 2:
        return asked
    return sorted(asked, key=lambda terms: Term.objects.filter(term__in=terms)[:FREQUENT].count())


def _terms(filters: Filters, member: str) -> list[tuple[str, ...]]:
    """For each word of the question the terms that will do."""
    return [] if text.reference_in(filters.text) else text.asked(filters.text, member)
