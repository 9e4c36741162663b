"""Erasing a record: its key, its document, its index rows go; a tombstone stays; records that name it as their
trigger are flagged. Called when an owner recalls and when retention ends."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from cocaf.records import cells, files, journal, services
from cocaf.records.models import Document, Relation, Tombstone

ERASED = ("payload", "key", "index", "search")
"""What goes, as codes of a recall's statement."""


@dataclass(frozen=True)
class Erasure:
    """What an erasure did: whether the record was held, and references of this node's records that it flagged."""

    held: bool
    flagged: tuple[str, ...]


def erase(record_id: uuid.UUID | str, why: str, cause: uuid.UUID | str | None = None) -> Erasure:
    """Erases all versions of a record. Once erased, erasing again changes nothing and says so.

    The rows of the index go with the document's row (their foreign keys cascade); the document's key is the
    wrapped key in that row and exists nowhere else.
    """
    with transaction.atomic():
        documents = list(Document.objects.filter(record_id=record_id))
        flagged = _flag_dependents(record_id)
        if not documents:
            return Erasure(False, flagged)
        first = documents[0]
        stone, laid = Tombstone.objects.get_or_create(
            record_id=record_id,
            owner=first.owner,
            defaults={
                "reference": first.reference,
                "kind": first.kind,
                "versions": len(documents),
                "why": why,
                "cause": cause,
                "erased_at": timezone.now(),
            },
        )
        if laid:
            journal.note_stone(stone)
        files.drop_files_of(record_id)
        counted = cells.forget([each.seq for each in documents])
        Document.objects.filter(record_id=record_id).delete()
        cells.sweep(counted)
        transaction.on_commit(scrub)
    return Erasure(True, flagged)


def forbid(record_id: uuid.UUID | str, reference: str, owner: str, why: str, cause: uuid.UUID | str) -> None:
    """Lays the tombstone of a record that was not held: its owner took it back before it came."""
    stone, laid = Tombstone.objects.get_or_create(
        record_id=record_id,
        owner=owner,
        defaults={
            "reference": reference,
            "kind": "",
            "versions": 0,
            "why": why,
            "cause": cause,
            "erased_at": timezone.now(),
        },
    )
    if laid:
        journal.note_stone(stone)


def _flag_dependents(record_id: uuid.UUID | str) -> tuple[str, ...]:
    about = record_id if isinstance(record_id, uuid.UUID) else uuid.UUID(record_id)
    named = Relation.objects.filter(target=about, relation="triggered_by").values("document_id")
    found = list(Document.objects.filter(seq__in=named, current=True))
    for document in found:
        services.flag(document, "trigger_recalled", about=about)
    return tuple(sorted({document.reference for document in found}))


def scrub() -> None:
    """Drives erased pages out of the write-ahead log; `secure_delete` has zeroed them in the file (SQLite)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
