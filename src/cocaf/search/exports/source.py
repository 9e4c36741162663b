"""The records of an export, opened in batches, and what every format tells about itself: who, when, for what, how many.
`search.exporting` makes it; the formats read it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cocaf import config, limits, vocab
from cocaf.domain.policy import Actor
from cocaf.domain.things.record import Record
from cocaf.records import selectors as records
from cocaf.records.models import Document
from cocaf.search.selectors import Filters


@dataclass(frozen=True)
class Source:
    """What an export holds. `found` are the rows that the policy lets out; `count` how many they were when it began;
    `left_out` how many more the exporter may read but not take out."""

    actor: Actor
    purpose: str
    filters: Filters
    language: str
    at: datetime.datetime
    found: QuerySet[Document]
    count: int
    left_out: int

    def entries(self, found: QuerySet[Document] | None = None) -> Iterator[tuple[Document, Record]]:
        """Each row with its opened record, in the order in which they were stored; only a batch is open at a time."""
        last = 0
        wanted = (self.found if found is None else found).order_by("seq").defer(None)
        while batch := list(wanted.filter(seq__gt=last)[: limits.EXPORT_BATCH]):
            last = batch[-1].seq
            yield from zip(batch, records.reveal(batch), strict=True)

    def told(self) -> list[tuple[str, str]]:
        """Term and text of what stands beside the records, in the language that is active."""
        told = [
            (_("Exported by"), records.actor_name(self.actor)),
            (_("Exported at"), self.at.strftime("%Y-%m-%d %H:%M UTC")),
            (_("Purpose"), vocab.load("purpose").label(self.purpose, self.language)),
            (_("Narrowed to"), narrowed(self.filters) or _("nothing, all records")),
            (_("Number of records"), str(self.count)),
        ]
        if self.left_out:
            told.append((_("Left out, their handling forbids export"), str(self.left_out)))
        if config.current().demo:
            told.append((_("Demonstration: invented persons"), ""))
        return told


def narrowed(filters: Filters) -> str:
    """The filters as `name=value`, in their order; nothing where none is set."""
    given = ((each.name, getattr(filters, each.name)) for each in dataclasses.fields(filters))
    return "; ".join(f"{name}={value}" for name, value in given if value not in (None, "", ()))
