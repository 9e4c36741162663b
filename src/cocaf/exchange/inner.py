"""The sealed part of a message: its place in the conversation, documents and receipts; who, to whom and until when is
added by `crypto.envelope`. Written by the outbox, read by the inbox; the models are the one definition."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, ValidationError

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import moment
from cocaf.domain.things.values import Digest, Line, MemberCode, Moment, RecordId, Thing, listed
from cocaf.exchange.models import OutMessage

Signed = tuple[bytes, bytes]
"""A document's exact bytes and its signature."""

RECEIPTS = 1_000
"""Most receipts in one message."""


class Carried(Thing):
    """A document as a message carries it: its exact bytes as text, and its detached signature."""

    bytes: Annotated[str, Field(min_length=2, max_length=limits.DOCUMENT_BYTES)]
    signature: Annotated[str, Field(min_length=64, max_length=1_000)]


_BASE64: Final = -(-limits.RELEASE_PICTURE_BYTES // 3) * 4


class CarriedFile(Thing):
    """A photograph that a document of the message names: the copy, whose digest `sha256` is, and the small one, both
    in Base64 (RFC 4648, section 4)."""

    sha256: Digest
    media_type: Literal["image/jpeg"]
    bytes: Annotated[str, Field(min_length=4, max_length=_BASE64)]
    small: Annotated[str, Field(min_length=4, max_length=_BASE64)]


class Receipt(Thing):
    """What became of an earlier message at the one who sends this."""

    message: RecordId
    state: Literal["delivered", "opened", "acknowledged", "refused"]
    at: Moment
    reason: Annotated[str, Field(max_length=60)] | None = None


class Inner(Thing):
    """What the recipients, and nobody else, read."""

    message: RecordId
    conversation: RecordId
    sequence: Annotated[int, Field(ge=1, le=2**31 - 1)]
    epoch: Annotated[int, Field(ge=1, le=2**31 - 1)]
    sender: MemberCode
    recipients: Annotated[tuple[MemberCode, ...], BeforeValidator(listed), Field(min_length=1)]
    sent: Moment
    expires: Moment
    suite: Line
    documents: Annotated[tuple[Carried, ...], BeforeValidator(listed), Field(max_length=limits.MESSAGE_DOCUMENTS)] = ()
    files: Annotated[tuple[CarriedFile, ...], BeforeValidator(listed), Field(max_length=limits.MESSAGE_PICTURES)] = ()
    receipts: Annotated[tuple[Receipt, ...], BeforeValidator(listed), Field(max_length=RECEIPTS)] = ()


def content(
    message: OutMessage, documents: Sequence[Signed], sent: datetime.datetime, files: Sequence[dict[str, str]] = ()
) -> dict[str, Any]:
    """A message's inner part without what its header says. `files` stands in it only where there are any: a node that
    does not know the field reads every other message, and refuses this one whole."""
    told: dict[str, Any] = {
        "conversation": str(message.conversation),
        "sequence": message.sequence,
        "epoch": message.epoch,
        "sent": moment(sent),
        "documents": [{"bytes": text.decode(), "signature": signature.decode()} for text, signature in documents],
        "receipts": message.receipts,
    }
    return told | {"files": list(files)} if files else told


def read(plain: Mapping[str, Any]) -> Inner:
    """Checks a verified inner part. Raises CocafError("exchange.inner", field) for what does not fit."""
    try:
        return Inner.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise CocafError("exchange.inner", field=".".join(str(step) for step in first["loc"])) from error
