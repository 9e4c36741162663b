"""The only writers of records: storing checked, signed documents with their index, and raising flags. Called by
`intake` for everything that comes in, by a form, a file or the inbox; erasing is in `erasure`."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cocaf.domain.policy import Terms
from cocaf.domain.things.record import Record
from cocaf.records import bulk, cells, index
from cocaf.records.cells import Standing
from cocaf.records.models import Document, Flag, PolicyClass


@dataclass(frozen=True)
class Prepared:
    """A checked record with its protected bytes, ready to be stored."""

    record: Record
    digest: bytes
    signature: bytes
    sealed: bytes
    wrapped_key: bytes
    origin: str
    source_key: bytes | None = None
    flags: tuple[tuple[str, str], ...] = ()

    @cached_property
    def derived(self) -> index.Derived:
        """What the index holds of the record. An import asks for it on another thread, before the record is stored."""
        return index.derive(self.record)


COLUMNS = (
    "seq",
    "record_id",
    "version",
    "kind",
    "event",
    "owner",
    "unit",
    "reference",
    "origin",
    "policy_class_id",
    "digest",
    "signature",
    "sealed",
    "wrapped_key",
    "known_at",
    "stored_at",
    "retain_until",
    "current",
    "source_key",
)


def store(batch: Sequence[Prepared]) -> list[int]:
    """Stores documents and their index in one transaction; returns their keys in the batch's order.

    The caller has seen to it that no (record, version) of the batch is held already.
    """
    if not batch:
        return []
    with transaction.atomic():
        keys = bulk.reserve(Document, len(batch))
        classes = _intern({Terms.of(each.record.head) for each in batch})
        now = _time(timezone.now())
        _retire_earlier(batch)
        bare = connection.vendor == "sqlite"
        rows = [_row(key, each, classes, now, bare) for key, each in zip(keys, batch, strict=True)]
        bulk.insert(Document, COLUMNS, rows)
        index.write([(key, each.derived, _standing(each, classes)) for key, each in zip(keys, batch, strict=True)])
        raised = [
            (key, code, detail[:200], now) for key, each in zip(keys, batch, strict=True) for code, detail in each.flags
        ]
        bulk.insert(Flag, ("document_id", "code", "detail", "raised_at"), raised)
    return keys


def _time(value: datetime.datetime) -> object:
    # as Django itself writes it: SQLite has no time zone, everything is UTC
    return value.replace(tzinfo=None).isoformat(" ") if connection.vendor == "sqlite" else value


@lru_cache(1024)
def _known(moment: str) -> object:
    return _time(datetime.datetime.fromisoformat(moment))


def _row(key: int, each: Prepared, classes: dict[Terms, int], now: object, bare: bool) -> tuple[object, ...]:
    # `bare`: SQLite keeps a UUID as 32 hexadecimal digits, PostgreSQL in a type of its own
    head = each.record.head
    return (
        key,
        head.id.replace("-", "") if bare else head.id,
        head.version,
        head.kind,
        getattr(each.record.body, "event", ""),
        head.owner.member,
        head.owner.unit,
        head.reference,
        each.origin,
        classes[Terms.of(head)],
        each.digest,
        each.signature,
        each.sealed,
        each.wrapped_key,
        _known(head.times.known),
        now,
        head.retain_until,
        True,
        each.source_key,
    )


def _standing(each: Prepared, classes: dict[Terms, int]) -> Standing:
    head, event = each.record.head, getattr(each.record.body, "event", "")
    until = datetime.date.fromisoformat(str(head.retain_until))
    flags = tuple(code for code, _ in each.flags)
    return Standing(classes[Terms.of(head)], until, head.kind, event, each.origin, flags=flags)


def _retire_earlier(batch: Sequence[Prepared]) -> None:
    later = [each.record.head.id for each in batch if each.record.head.version > 1]
    if later:
        _settle(Document.objects.filter(record_id__in=later, current=True), current=False)


def _settle(documents: QuerySet[Document], *, current: bool) -> None:
    """Marks documents as the current versions of their records, or as no longer so, in the counts too."""
    seqs = list(documents.values_list("seq", flat=True))
    Document.objects.filter(seq__in=seqs).update(current=current)
    cells.settle(seqs, current=current)


def _intern(terms: set[Terms]) -> dict[Terms, int]:
    found: dict[Terms, int] = {}
    for each in terms:
        plain = each.to_plain()
        digest = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).digest()
        row, _ = PolicyClass.objects.get_or_create(digest=digest, defaults={"terms": plain})
        found[each] = row.pk
    return found


def settle_current(record_ids: Sequence[str]) -> None:
    """After documents came in in any order: the highest version held of each record is the current one."""
    for record_id in set(record_ids):
        newest = Document.objects.filter(record_id=record_id).order_by("-version").first()
        if newest is not None:
            _settle(Document.objects.filter(record_id=record_id).exclude(seq=newest.seq), current=False)
            _settle(Document.objects.filter(seq=newest.seq), current=True)


def known_sources(owner: str, keys: Sequence[bytes]) -> set[bytes]:
    """Which of these source rows the owner holds already."""
    if not keys:
        return set()
    held = Document.objects.filter(owner=owner, source_key__in=keys).values_list("source_key", flat=True)
    return {bytes(key) for key in held if key is not None}


def flag(document: Document, code: str, *, about: uuid.UUID | None = None, detail: str = "") -> Flag:
    """Raises a flag on a document; the same open flag is not raised twice."""
    with transaction.atomic():
        row, _ = Flag.objects.get_or_create(
            document=document,
            code=code,
            about=about,
            cleared_at=None,
            defaults={"detail": detail[:200], "raised_at": timezone.now()},
        )
        cells.reflag([document.seq])
    return row
