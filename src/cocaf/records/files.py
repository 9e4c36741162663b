"""Files beside records: streamed in and out in chunks, each encrypted by the key process under a key of its own, the
whole held by its SHA-256. Called by `online` and whoever keeps evidence; dropping the wrapped keys erases a file."""

from __future__ import annotations

import datetime
import hashlib
import os
import struct
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import msgpack
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cocaf import config, limits
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import new_id
from cocaf.records.models import StoredFile

CHUNK_BYTES: Final = limits.MIB
_LENGTH: Final = struct.Struct(">I")


@dataclass(frozen=True)
class FileRef:
    """A stored file: SHA-256 in hexadecimal, size in bytes, and its id in this node's store."""

    sha256: str
    size: int
    id: str


def _path(file_id: str) -> Path:
    # the last digits are random; the first ones are a time and would fill one folder a day
    return config.current().files / file_id[-2:] / file_id


def store_file(stream: BinaryIO, name: str, media_type: str, *, limit: int = limits.IMPORT_FILE_BYTES) -> FileRef:
    """Stores a stream of at most `limit` bytes; memory holds one chunk. Raises CocafError("file.too_large").

    The chunks are on the disk before the row with their keys is; without the row they are noise.
    """
    file_id = new_id()
    path = _path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size, wrapped = hashlib.sha256(), 0, list[bytes]()
    try:
        with path.open("xb") as out:
            while chunk := stream.read(CHUNK_BYTES):
                size += len(chunk)
                if size > limit:
                    raise CocafError("file.too_large", limit=f"{limit // limits.MIB} MiB")
                digest.update(chunk)
                (done,) = keys().protect([chunk], sign=False)
                out.write(_LENGTH.pack(len(done.sealed)) + done.sealed)
                wrapped.append(done.wrapped_key)
            out.flush()
            os.fsync(out.fileno())
        StoredFile.objects.create(
            id=file_id,
            name=name[:200],
            media_type=media_type[:100],
            size=size,
            sha256=digest.digest(),
            wrapped_keys=msgpack.packb(wrapped),
            stored_at=timezone.now(),
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileRef(digest.hexdigest(), size, file_id)


def read_file(file_id: str) -> Iterator[bytes]:
    """The file's bytes in chunks. Raises CocafError("file.missing"), and ("file.damaged") at the first chunk that was
    changed, or at the end where chunks are missing. The caller has decided that it may be read."""
    row = StoredFile.objects.filter(pk=file_id).first()
    path = _path(file_id)
    if row is None or not path.exists():
        raise CocafError("file.missing")
    digest = hashlib.sha256()
    with path.open("rb") as source:
        for wrapped in msgpack.unpackb(bytes(row.wrapped_keys)):
            chunk = _reveal(_sealed(source), wrapped)
            digest.update(chunk)
            yield chunk
    if digest.digest() != bytes(row.sha256):
        raise CocafError("file.damaged")


def _sealed(source: BinaryIO) -> bytes:
    head = source.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    if not 0 < length <= CHUNK_BYTES * 2:
        raise CocafError("file.damaged")
    return source.read(length)


def _reveal(sealed: bytes, wrapped: bytes) -> bytes:
    try:
        return keys().reveal([(sealed, wrapped)])[0]
    except CocafError as error:
        if error.code == "keys.away":
            raise
        raise CocafError("file.damaged") from error


def attach_file(file_id: str, record_id: uuid.UUID | str) -> None:
    """Says which record a file belongs to, once; it is erased with that record. Raises CocafError("file.missing")
    for a file that is gone or belongs to another record."""
    if StoredFile.objects.filter(pk=file_id, record_id=None).update(record_id=record_id) != 1:
        raise CocafError("file.missing")


def drop_file(file_id: str) -> bool:
    """Erases a file that belongs to no record yet; says whether there was one."""
    return _drop(StoredFile.objects.filter(pk=file_id, record_id=None)) == 1


def drop_files_of(record_id: uuid.UUID | str) -> int:
    """Erases the files of a record: the keys with their rows, the chunks after the commit; returns how many."""
    return _drop(StoredFile.objects.filter(record_id=record_id))


def drop_named(record_id: uuid.UUID | str, names: Collection[str]) -> int:
    """Erases some files of a record, by their names; returns how many."""
    return _drop(StoredFile.objects.filter(record_id=record_id, name__in=names))


def drop_abandoned(stored_before: datetime.datetime) -> int:
    """Erases files that were taken in before that moment and never tied to a record; returns how many."""
    return _drop(StoredFile.objects.filter(record_id=None, stored_at__lt=stored_before))


def _drop(found: QuerySet[StoredFile]) -> int:
    paths = [_path(str(key)) for key in found.values_list("pk", flat=True)]
    found.delete()
    for path in paths:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    return len(paths)
