"""Takes saved listing pages in as evidence: the bytes are kept and hashed at once, then read, corrected by an officer,
and filed as a `capture` through the one way in. Called by the pages, the commands and the API."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

from django.db import transaction
from django.utils import timezone

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import moment
from cocaf.intake import services as intake
from cocaf.online import correction
from cocaf.online.extract.apart import read_page
from cocaf.online.extract.listing import EXTRACTOR, UNKNOWN_FIELDS, Reading, read_listing
from cocaf.online.extract.page import Page
from cocaf.records import files
from cocaf.records.models import Document

MEDIA_TYPE: Final = "text/html"
KEPT_UNFILED: Final = datetime.timedelta(days=1)
"""How long a page waits for an officer to file it; longer than the signed form that files it is good for."""
_SHOWN_LINES: Final = 400


@dataclass(frozen=True)
class Taken:
    """A page that was kept and read, not yet filed: JSON values only, so that it can travel with the form."""

    file: Mapping[str, Any]
    fields: Mapping[str, Any]
    found: tuple[Mapping[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Circumstances:
    """How the page came to be saved. `pap` says what may be done with it (field 5.8): RED, AMBER, GREEN or CLEAR."""

    seen_at: datetime.datetime
    method: str = "saved_page"
    pap: str = "AMBER"
    note: str = ""


def _bytes_of(upload: BinaryIO) -> bytes:
    raw = upload.read(limits.CAPTURE_BYTES + 1)
    if len(raw) > limits.CAPTURE_BYTES:
        size = getattr(upload, "size", None) or len(raw)
        over = f"{size // limits.MIB} MiB"
        raise CocafError("capture.too_large", size=over, limit=f"{limits.CAPTURE_BYTES // limits.MIB} MiB")
    return raw


def take(actor: Actor, upload: BinaryIO, name: str, seen_at: datetime.datetime) -> Taken:
    """Keeps the page's bytes, then reads them. A page that cannot be read within the limits is kept all the same,
    with every field unknown. Raises CocafError("capture.too_large" | "capture.empty" | "capture.not_a_page"),
    and then nothing is kept."""
    raw = _bytes_of(upload)
    ref = files.store_file(io.BytesIO(raw), name, MEDIA_TYPE)
    try:
        reading = read_listing(read_page(raw), seen_at.date(), actor.member)
    except CocafError as error:
        if error.code != "capture.too_hard":
            files.drop_file(ref.id)
            raise
        reading = Reading(fields=dict.fromkeys(UNKNOWN_FIELDS) | {"identifiers": []}, notes=["too_hard"])
    file = {"sha256": ref.sha256, "size": ref.size, "media_type": MEDIA_TYPE, "id": ref.id}
    return Taken(file, reading.fields, tuple(reading.found), tuple(reading.notes))


def correct(taken: Taken, typed: Mapping[str, str], substances: list[str]) -> Taken:
    """The page with the officer's corrections. Raises CocafError("capture.field") for a text that does not fit."""
    fields, found = correction.corrected(dict(taken.fields), [dict(row) for row in taken.found], typed, substances)
    return replace(taken, fields=fields, found=tuple(found))


def draft(actor: Actor, taken: Taken, how: Circumstances, purpose: str, language: str) -> Draft:
    """The draft of the capture's record."""
    body = {
        "captured_at": moment(how.seen_at),
        "captured_by": actor.unit,
        "method": how.method,
        "pap": how.pap,
        "file": dict(taken.file),
        "extractor": EXTRACTOR,
        **taken.fields,
        "found": [dict(row) for row in taken.found],
    } | ({"note": how.note} if how.note else {})
    return Draft(kind="capture", body=body, purpose=purpose, language=language)


def file_taken(actor: Actor, taken: Taken, how: Circumstances, purpose: str, language: str) -> Document:
    """Files a page that was taken in, and ties its bytes to the record. Raises CocafError("capture.changed") where
    it was filed or set aside before, and what `intake.file_record` raises."""
    with transaction.atomic():
        document = intake.file_record(actor, draft(actor, taken, how, purpose, language))
        try:
            files.attach_file(taken.file["id"], document.record_id)
        except CocafError as error:
            raise CocafError("capture.changed") from error
    return document


def set_aside(taken: Taken) -> bool:
    """Erases the bytes of a page that is not to be filed; says whether they were still there."""
    return files.drop_file(taken.file["id"])


def tidy() -> int:
    """Erases pages that were taken in a day ago and never filed; returns how many. For the worker."""
    return files.drop_abandoned(timezone.now() - KEPT_UNFILED)


def capture(actor: Actor, upload: BinaryIO, name: str, how: Circumstances, *, purpose: str, language: str) -> Document:
    """Takes a page in and files it as it was read, without an officer's corrections: for commands and files."""
    taken = take(actor, upload, name, how.seen_at)
    try:
        return file_taken(actor, taken, how, purpose, language)
    except CocafError:
        set_aside(taken)
        raise


def page_text(taken: Taken) -> list[str]:
    """The page's lines as text, to compare with what was read; empty for one that cannot be read or is gone."""
    try:
        page: Page = read_page(b"".join(files.read_file(taken.file["id"])))
    except CocafError:
        return []
    return [line.text for line in page.lines[:_SHOWN_LINES]]
