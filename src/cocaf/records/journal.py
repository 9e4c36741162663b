"""The journal of erasures and recalls, a file apart from the database: what was erased or taken back stays so when an
older database is restored. Signed and chained, one line each, never content. `erasure` and the recall note at once;
the worker adds what a crash left out; a restore reads it back."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from cocaf import config
from cocaf.crypto import signing
from cocaf.crypto.client import keys
from cocaf.domain import canonical
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import moment
from cocaf.records.models import Document, Tombstone

PURPOSE: Final = "erasure"
START: Final = "0" * 64
"""What the first line follows."""

_BLOCK: Final = 64 * 1024
_LINE_BYTES: Final = 1024 * 1024

Key = tuple[str, str, str]
"""What was done, to which record, of which owner."""


@dataclass(frozen=True)
class Line:
    """One line: what was done (`erased`, `recalled`) to which record, and for a recall the sealed document of it."""

    number: int
    hash: str
    plain: dict[str, Any]

    @property
    def key(self) -> Key:
        """By which the same act is known again."""
        return self.plain["what"], self.plain["record"], self.plain["owner"]


def note_stone(stone: Tombstone) -> None:
    """Notes a tombstone once its transaction is committed; an erasure does not fail because the journal does."""
    transaction.on_commit(partial(append, [_of_stone(stone)]), robust=True)


def note_recall(recall: Document) -> None:
    """Notes a recall of this node's own once its transaction is committed."""
    transaction.on_commit(partial(append, [_of_recall(recall)]), robust=True)


def complete() -> int:
    """Adds what the tables hold and the journal lacks; returns how many lines. Safe to call at any time."""
    with _locked() as journal:
        known = {line.key for line in _lines(journal)}
        wanted = [_of_stone(stone) for stone in Tombstone.objects.order_by("id").iterator(chunk_size=1000)]
        own = Document.objects.filter(kind="recall", origin="own").order_by("seq")
        wanted += [_of_recall(row) for row in own.iterator(chunk_size=100)]
        missing = [each for each in wanted if (each["what"], each["record"], each["owner"]) not in known]
        _append(journal, missing)
    return len(missing)


def append(entries: Sequence[dict[str, Any]]) -> None:
    """Writes lines at the end; they are on the disk when this returns. Raises CocafError keys.away, OSError."""
    with _locked() as journal:
        _append(journal, entries)


def _of_stone(stone: Tombstone) -> dict[str, Any]:
    return {
        "what": "erased",
        "at": moment(stone.erased_at),
        "record": str(stone.record_id),
        "owner": stone.owner,
        "reference": stone.reference,
        "kind": stone.kind,
        "versions": stone.versions,
        "why": stone.why,
        "cause": str(stone.cause) if stone.cause else None,
    }


def _of_recall(recall: Document) -> dict[str, Any]:
    return {
        "what": "recalled",
        "at": moment(recall.stored_at),
        "record": str(recall.record_id),
        "owner": recall.owner,
        "reference": recall.reference,
        "signature": bytes(recall.signature).decode(),
        "sealed": base64.b64encode(bytes(recall.sealed)).decode(),
        "wrapped_key": base64.b64encode(bytes(recall.wrapped_key)).decode(),
    }


@contextmanager
def _locked() -> Iterator[int]:
    descriptor = os.open(config.current().journal, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _append(journal: int, entries: Sequence[dict[str, Any]]) -> None:
    if not entries:
        return
    end, last = _tail(journal)
    number, previous = (last.number, last.hash) if last else (0, START)
    made = []
    for entry in entries:
        number += 1
        payload = _payload({"number": number, "previous": previous, **entry})
        previous = hashlib.sha256(payload).hexdigest()
        made.append(payload)
    signatures = keys().sign(PURPOSE, made)
    lines = [_written(payload, signature) for payload, signature in zip(made, signatures, strict=True)]
    # a line that a crash cut off is written over: its act is in the tables, and `complete` finds it missing
    os.ftruncate(journal, end)
    os.pwrite(journal, b"".join(lines), end)
    os.fsync(journal)


def _payload(plain: dict[str, Any]) -> bytes:
    return canonical.encode(plain, size=_LINE_BYTES)


def _written(payload: bytes, signature: bytes) -> bytes:
    return payload[:-1] + b',"signed":"' + base64.b64encode(signature) + b'"}\n'


def _tail(journal: int) -> tuple[int, Line | None]:
    """Where the last whole line ends, and that line."""
    size = os.fstat(journal).st_size
    length = _BLOCK
    while True:
        start = max(0, size - length)
        read = os.pread(journal, size - start, start)
        end = read.rfind(b"\n")
        before = read.rfind(b"\n", 0, end) if end > 0 else -1
        if end >= 0 and (before >= 0 or start == 0):
            return start + end + 1, _parse(read[before + 1 : end], 0)
        if start == 0:
            return 0, None
        length *= 2


def _lines(journal: int) -> Iterator[Line]:
    with os.fdopen(os.dup(journal), "rb") as source:
        source.seek(0)
        yield from _parsed(source)


def _parsed(source: Iterable[bytes]) -> Iterator[Line]:
    for number, line in enumerate(source, 1):
        if line.endswith(b"\n"):
            yield _parse(line[:-1], number)


def _parse(line: bytes, number: int) -> Line:
    try:
        plain = json.loads(line)
        signed = plain.pop("signed")
        payload = _payload(plain)
        return Line(plain["number"], hashlib.sha256(payload).hexdigest(), plain | {"signed": signed})
    except (ValueError, KeyError, TypeError, AttributeError, CocafError) as error:
        raise CocafError("journal.wrong", number=number) from error


def read(path: Path, signing_key: bytes) -> list[Line]:
    """All lines of a journal, after each was proved: it follows the one before it and this key signed it.

    A last line that a crash cut off is left out. Raises CocafError journal.missing, journal.wrong with the line."""
    try:
        with path.open("rb") as source:
            return list(_proved(source, signing_key))
    except OSError as error:
        raise CocafError("journal.missing", path=str(path)) from error


def _proved(source: Iterable[bytes], signing_key: bytes) -> Iterator[Line]:
    previous = START
    for number, line in enumerate(_parsed(source), 1):
        plain = dict(line.plain)
        signature = base64.b64decode(plain.pop("signed"))
        follows = plain["previous"] == previous and plain["number"] == number
        if not (follows and signing.verify(PURPOSE, _payload(plain), signature, signing_key)):
            raise CocafError("journal.wrong", number=number)
        previous = line.hash
        yield line


def head() -> tuple[int, str]:
    """The number and the hash of this node's last line; (0, START) where nothing was noted yet."""
    if not config.current().journal.exists():
        return 0, START
    with _locked() as journal:
        _, last = _tail(journal)
    return (last.number, last.hash) if last else (0, START)


def stone_of(line: Line) -> Tombstone:
    """The tombstone that a line tells of, not stored."""
    plain = line.plain
    return Tombstone(
        record_id=uuid.UUID(plain["record"]),
        reference=plain["reference"],
        kind=plain["kind"],
        owner=plain["owner"],
        versions=plain["versions"],
        why=plain["why"],
        cause=uuid.UUID(plain["cause"]) if plain["cause"] else None,
        erased_at=plain["at"],
    )
