"""Photographs that travel with a release: which of a record's go with it, and those that came with another member's
record. Only copies drawn anew travel, never an original. Called by `exchange`, and by the preview of a release."""

from __future__ import annotations

import io
import logging
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import Record
from cocaf.intake.photographs import JPEG, PREFIX
from cocaf.records import files
from cocaf.records.models import Document, StoredFile

log = logging.getLogger("cocaf.intake")
SENT: Final = ("shown", "small")
"""What goes of a photograph: the copy, and the small one so that the recipient need not draw it."""

Sizes = Mapping[str, Mapping[str, int]]
"""Bytes that each photograph takes in a message, by record id and by digest of the copy."""


@dataclass(frozen=True)
class Picture:
    """A photograph on its way: the digest of its copy, and the JPEG bytes of the copy and of the small one."""

    sha256: str
    copy: bytes = field(repr=False)
    small: bytes = field(repr=False)


@dataclass(frozen=True)
class Came:
    """A record that `sender` sent, checked, and the photographs that came in its message, by digest."""

    sender: str
    record: Record
    pictures: Mapping[str, Picture]


def sizes(record_ids: Collection[uuid.UUID | str]) -> dict[str, dict[str, int]]:
    """The photographs of records that lie here."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    named = Q(name__startswith=f"{PREFIX['shown']}:") | Q(name__startswith=f"{PREFIX['small']}:")
    rows = StoredFile.objects.filter(named, record_id__in=record_ids)
    for record_id, name, size in rows.values_list("record_id", "name", "size"):
        found[str(record_id)][name.partition(":")[2]] += size
    return {record_id: dict(each) for record_id, each in found.items()}


def going(named: Iterable[str], held: Mapping[str, int]) -> list[str]:
    """Which photographs of one record travel, by digest and in the record's order: each that still fits after those
    before it. The others stay what the record says of them. The preview and the sealing both ask here."""
    left, found = limits.RELEASE_PICTURE_BYTES, list[str]()
    for sha256 in named:
        size = held.get(sha256, left + 1)
        if size <= left and sha256 not in found:
            found.append(sha256)
            left -= size
    return found


def weight(named: Iterable[str], held: Mapping[str, int]) -> int:
    """Bytes of the photographs of one record that travel."""
    return sum(held[sha256] for sha256 in going(named, held))


def load(record_id: str, sha256: str) -> Picture | None:
    """A photograph that lies here, whole; None where its bytes are damaged or gone, which must hold no release up."""
    names = [f"{PREFIX[which]}:{sha256}" for which in SENT]
    rows = StoredFile.objects.filter(record_id=record_id, name__in=names).values_list("name", "pk")
    found = {name.partition(":")[0]: str(key) for name, key in rows}
    try:
        parts = [b"".join(files.read_file(found.get(PREFIX[which], str(uuid.UUID(int=0))))) for which in SENT]
    except CocafError as error:
        if error.code not in {"file.missing", "file.damaged"}:
            raise
        log.error("a photograph of %s cannot be sent: %s", record_id, error.code)
        return None
    return Picture(sha256, *parts)


def photo_digests(record: Record) -> list[str]:
    """The copies that a record names, in its order."""
    return [each.sha256 for each in getattr(record.body, "photos", ())]


def take_in(arrived: Sequence[Came]) -> None:
    """Stores the photographs that the newest version held here of each record names, each once, and erases those that
    it names no more. In the caller's transaction, with the documents; a record of anybody else's is not touched."""
    held = sizes({each.record.head.id for each in arrived})
    about = [each for each in arrived if photo_digests(each.record) or each.record.head.id in held]
    newest = _newest({each.record.head.id for each in about})
    for each in about:
        head = each.record.head
        if newest.get(head.id) == (each.sender, head.version):
            _settle(each, held.setdefault(head.id, {}))


def _newest(record_ids: Collection[str]) -> dict[str, tuple[str, int]]:
    """Owner and newest version of records that all came from one owner."""
    rows = Document.objects.filter(record_id__in=record_ids).order_by("version")
    found: dict[str, tuple[str, int]] = {}
    mixed: set[str] = set()
    for record_id, owner, version, origin in rows.values_list("record_id", "owner", "version", "origin"):
        before = found.get(str(record_id), (owner, 0))
        if origin != "received" or before[0] != owner:
            mixed.add(str(record_id))
        found[str(record_id)] = (owner, version)
    return {record_id: each for record_id, each in found.items() if record_id not in mixed}


def _settle(came: Came, held: dict[str, int]) -> None:
    record_id, named = came.record.head.id, photo_digests(came.record)
    gone = [sha256 for sha256 in held if sha256 not in named]
    if gone:
        files.drop_named(record_id, [f"{PREFIX[which]}:{sha256}" for sha256 in gone for which in SENT])
    for sha256 in named:
        picture = came.pictures.get(sha256)
        if picture is None or sha256 in held:
            continue
        for which, content in (("shown", picture.copy), ("small", picture.small)):
            ref = files.store_file(io.BytesIO(content), f"{PREFIX[which]}:{sha256}", JPEG)
            files.attach_file(ref.id, record_id)
        held[sha256] = len(picture.copy) + len(picture.small)
