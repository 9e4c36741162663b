"""Photographs beside a record: drawn anew without camera and place, kept with their original in the encrypted file
store, and named by the record's next version. Called by the pages; `pixels` does the drawing."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.db import transaction

from cocaf import limits
from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.domain.things.record import Plain
from cocaf.intake import services as intake
from cocaf.records import files, selectors
from cocaf.records.files import FileRef
from cocaf.records.models import Document, StoredFile

WALL_SECONDS: Final = 30
KINDS: Final = frozenset({"report", "subject"})
JPEG: Final = "image/jpeg"
_PIXELS: Final = Path(__file__).with_name("pixels.py")
PREFIX: Final = {"shown": "photograph", "small": "small", "original": "original"}
"""The copy that is shown, its small one, and the file as it was handed in, which stays with the owner."""


@dataclass(frozen=True)
class Drawn:
    """A photograph drawn anew: JPEG bytes of the copy and of the small one, and the copy's size in pixels."""

    copy: bytes
    small: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Opened:
    """A photograph's bytes in chunks, and how many there are."""

    chunks: Iterator[bytes]
    size: int


def draw(raw: bytes) -> Drawn:
    """Draws a JPEG, PNG or WebP anew. Raises CocafError: "photo.empty", "photo.heic", "photo.kind", "photo.pixels",
    "photo.damaged"."""
    _look(raw)
    command = [sys.executable, "-I", str(_PIXELS), str(limits.PHOTO_PIXELS)]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=WALL_SECONDS, env={}, check=False)  # noqa: S603 own program
    except subprocess.TimeoutExpired as error:
        raise CocafError("photo.damaged") from error
    if done.returncode != 0:
        raise CocafError("photo.damaged")
    line, _, rest = done.stdout.partition(b"\n")
    head = json.loads(line)
    if "error" in head:
        raise CocafError(head["error"], most=limits.PHOTO_PIXELS // 1_000_000)
    return Drawn(rest[: head["copy"]], rest[head["copy"] :], head["width"], head["height"])


def _look(raw: bytes) -> None:
    """Refuses what is no picture that is read here, by its first bytes; a file's name says nothing."""
    if not raw:
        raise CocafError("photo.empty")
    if raw[4:8] == b"ftyp" and raw[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}:
        raise CocafError("photo.heic")
    jpeg, png = raw.startswith(b"\xff\xd8\xff"), raw.startswith(b"\x89PNG\r\n\x1a\n")
    if not (jpeg or png or (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP")):
        raise CocafError("photo.kind")


def add(actor: Actor, record_id: uuid.UUID | str, upload: BinaryIO, caption: str, purpose: str) -> Document:
    """Files the next version of a record with a photograph more. Nothing is kept of one that is refused.

    Raises as `records.selectors.permitted` does for AMEND, as `draw` does, and CocafError: "photo.record" for a kind
    that has none, "photo.too_large", "photo.twice", "photo.count".
    """
    if selectors.permitted(actor, record_id, Action.AMEND, purpose).kind not in KINDS:
        raise CocafError("photo.record")
    raw = upload.read(limits.PHOTO_BYTES + 1)
    if len(raw) > limits.PHOTO_BYTES:
        raise CocafError("photo.too_large", limit=f"{limits.PHOTO_BYTES // limits.MIB} MiB")
    drawn = draw(raw)
    original, shown = hashlib.sha256(raw).hexdigest(), hashlib.sha256(drawn.copy).hexdigest()
    kept: dict[str, FileRef] = {}
    try:
        for which, content in (("shown", drawn.copy), ("small", drawn.small), ("original", raw)):
            name = f"{PREFIX[which]}:{shown}"
            kind = JPEG if which != "original" else "application/octet-stream"
            kept[which] = files.store_file(io.BytesIO(content), name, kind)
        entry = {"file": kept["shown"].id, "sha256": shown, "original_sha256": original, "width": drawn.width,
                 "height": drawn.height} | ({"caption": caption} if caption else {})  # fmt: skip
        with transaction.atomic():
            document = intake.amend(actor, record_id, _adding(entry), purpose, Action.AMEND)
            for ref in kept.values():
                files.attach_file(ref.id, document.record_id)
    except BaseException:
        for ref in kept.values():
            files.drop_file(ref.id)
        raise
    return document


def _adding(entry: dict[str, Any]) -> Callable[[Plain], None]:
    def change(plain: Plain) -> None:
        held = plain["body"].get("photos", [])
        if any(each["original_sha256"] == entry["original_sha256"] for each in held):
            raise CocafError("photo.twice")
        if len(held) >= limits.PHOTOS:
            raise CocafError("photo.count", most=limits.PHOTOS)
        plain["body"]["photos"] = [*held, entry]

    return change


def remove(actor: Actor, record_id: uuid.UUID | str, sha256: str, purpose: str) -> Document:
    """Files the next version without a photograph, and erases its bytes: the earlier version says that there was one.

    Raises as `records.selectors.permitted` does for AMEND, and CocafError("photo.missing").
    """

    def change(plain: Plain) -> None:
        held = plain["body"].get("photos", [])
        left = [each for each in held if each["sha256"] != sha256]
        if len(left) == len(held):
            raise CocafError("photo.missing")
        plain["body"]["photos"] = left
        if not left:
            del plain["body"]["photos"]

    with transaction.atomic():
        document = intake.amend(actor, record_id, change, purpose, Action.AMEND)
        files.drop_named(document.record_id, [f"{prefix}:{sha256}" for prefix in PREFIX.values()])
    return document


def held(record_id: uuid.UUID | str) -> set[str]:
    """SHA-256 of the photographs of a record whose bytes are here; of a received one, those that came with it."""
    found = StoredFile.objects.filter(record_id=record_id, name__startswith="photograph:")
    return {name.partition(":")[2] for name in found.values_list("name", flat=True)}


def open_photo(actor: Actor, record_id: uuid.UUID | str, sha256: str, which: str, purpose: str) -> Opened:
    """A photograph's bytes; the looking is in the log. The original is for whoever may correct the record.

    Raises as `records.selectors.permitted` does, and CocafError("photo.missing") where no such photograph is here.
    """
    document = selectors.permitted(actor, record_id, Action.AMEND if which == "original" else Action.READ, purpose)
    named = f"{PREFIX.get(which, '')}:{sha256}"
    row = StoredFile.objects.filter(record_id=document.record_id, name=named).first()
    if row is None:
        raise CocafError("photo.missing")
    about = str(document.record_id)
    audit.record(selectors.actor_name(actor), Action.READ, about=about, purpose=purpose, detail={"photo": which})
    return Opened(files.read_file(str(row.pk)), row.size)
