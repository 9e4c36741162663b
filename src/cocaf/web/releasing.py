"""What goes to whom, before it goes: the countries that can be chosen, the exact preview, and who was told already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cocaf.domain import countries
from cocaf.domain.things.record import Record
from cocaf.exchange import conversations
from cocaf.members import selectors as members
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.web import photos
from cocaf.web.asking import Reader
from cocaf.web.facts import Fact, Section, evaluation, origin
from cocaf.web.photos import Leaving
from cocaf.web.words import language


@dataclass(frozen=True)
class Preview:
    """Exactly what leaves: the record as its recipients will read it, and to whom."""

    document: Document
    record: Record
    to: Sequence[str]
    names: str
    note: str
    sections: Sequence[Section]
    evaluation: Sequence[Fact]
    origin: Sequence[Fact]
    audience: Sequence[str]
    widened: bool
    photos: Leaving


def partners(reader: Reader) -> list[tuple[str, str]]:
    """Code and name of every member that can be written to."""
    codes = members.partners().values_list("code", flat=True)
    return sorted(((code, countries.name(code, reader.language)) for code in codes), key=lambda each: each[1])


def preview(reader: Reader, record_id: uuid.UUID, to: Sequence[str], note: str) -> Preview:
    """The preview of a release to these members."""
    opened = selectors.open_record(reader.actor, record_id, reader.purpose)
    head = opened.record.head
    audience = sorted({*head.audience.members, *to})
    return Preview(
        opened.document, opened.record, to, named(to), note, photos.sections_beside(opened.record), evaluation(head),
        origin(head), audience, widened=set(audience) != set(head.audience.members),
        photos=photos.leaving(opened.record, record_id),
    )  # fmt: skip


def named(codes: Sequence[str]) -> str:
    """The countries' names in the reader's language, in one line."""
    return ", ".join(countries.name(code, language()) for code in codes)


def told(document: Document) -> str:
    """The countries to which a record was sent, in one line."""
    ways = conversations.deliveries_of(document.record_id)
    return named(sorted({way.recipient for way in ways if way.message.kind == "release"}))
