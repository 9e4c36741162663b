"""Reads captures for the pages: the list that a person may see, and the original bytes of one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.things.capture import Capture
from cocaf.records import files
from cocaf.records import selectors as records
from cocaf.search import selectors as search
from cocaf.search.selectors import Filters, Page


@dataclass(frozen=True)
class Original:
    """The bytes of a captured page, in chunks, with its reference and digest."""

    reference: str
    sha256: str
    size: int
    chunks: Iterator[bytes]


def listing(actor: Actor, purpose: str, *, before: int | None = None, after: int | None = None) -> Page:
    """A page of the captures that the actor may see, newest first."""
    return search.listing(actor, purpose, Filters(kind="capture"), before=before, after=after)


def original(actor: Actor, record_id: uuid.UUID | str, purpose: str) -> Original:
    """The page as it was saved, for whoever may read its record; the reading is logged. Raises CocafError:
    "record.not_found" as `open_record` does, "file.missing" where the bytes are kept by the owner alone."""
    opened = records.open_record(actor, record_id, purpose)
    body = opened.record.body
    if not isinstance(body, Capture) or body.file.id is None or opened.document.origin != "own":
        raise CocafError("file.missing")
    chunks = files.read_file(body.file.id)
    return Original(opened.document.reference, body.file.sha256, body.file.size, chunks)
