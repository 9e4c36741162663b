"""Words that our lists lack, counted over the records that the reader may see. Called by the bureau's page and the
command; a hidden record adds to no count and brings no word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from cocaf import limits
from cocaf.domain.policy import Actor
from cocaf.records import selectors
from cocaf.records.models import Document, ForeignValue


@dataclass(frozen=True)
class Word:
    """A word of a source that the list `name` has no code for, and how many current records keep it."""

    name: str
    text: str
    records: int


def words(actor: Actor, purpose: str, name: str = "") -> Sequence[Word]:
    """The most frequent words (at most `limits.LIST_ITEMS`), of one list where it is named."""
    found = ForeignValue.objects.filter(document__in=_visible(actor, purpose))
    if name:
        found = found.filter(list=name)
    counted = found.values("list", "text").annotate(records=Count("document", distinct=True))
    return [
        Word(row["list"], row["text"], row["records"])
        for row in counted.order_by("-records", "list", "text")[: limits.LIST_ITEMS]
    ]


def records_with(actor: Actor, purpose: str, name: str, text: str) -> Sequence[Document]:
    """The newest records that keep a word, one page of them."""
    keeping = ForeignValue.objects.filter(list=name, text=text).values("document_id")
    found = _visible(actor, purpose).filter(seq__in=keeping).select_related("summary").order_by("-seq")
    return list(found[: limits.PAGE_ROWS])


def _visible(actor: Actor, purpose: str) -> QuerySet[Document]:
    return selectors.visible_to(actor, purpose).filter(current=True)
