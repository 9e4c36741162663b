"""Photographs beside a record. The file lies in the encrypted file store; the record names it by its digest."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cocaf.domain.things.values import Digest, Line, RecordId, Thing

Pixels = Annotated[int, Field(ge=1, le=100_000)]


class Photo(Thing):
    """A photograph: the file that is kept and shown, re-encoded, and the digest of the original as it was handed in.

    Where the original told where it was taken, that stays with the owner and leaves with no release."""

    file: RecordId
    sha256: Digest
    original_sha256: Digest
    width: Pixels
    height: Pixels
    caption: Line | None = None
