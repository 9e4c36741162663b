"""Photographs in a message: packed beside the documents when a release is sealed, unpacked and held against their
digests when one is opened. Called by `seal` and `inbox`; which ones travel is `intake.travelling`'s to say."""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from collections.abc import Mapping, Sequence

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.domain.things import record as records
from cocaf.exchange.inner import CarriedFile, Signed
from cocaf.exchange.models import OutItem, OutMessage
from cocaf.intake import travelling
from cocaf.intake.arrivals import Received
from cocaf.intake.photographs import JPEG
from cocaf.intake.travelling import Came, Picture
from cocaf.records.models import StoredFile

Packed = dict[str, str]
"""A file as a message carries it."""


def carrying(messages: Sequence[OutMessage]) -> set[uuid.UUID]:
    """Which of these messages release a record with files here: each of them is sealed by itself, for its size."""
    releases = OutItem.objects.filter(message__in=messages, message__kind="release")
    kept = StoredFile.objects.filter(record_id__in=releases.values("record_id")).values("record_id")
    return set(releases.filter(record_id__in=kept).values_list("message_id", flat=True))


def packed(documents: Sequence[Signed]) -> list[Packed]:
    """The photographs that travel with the documents of a release."""
    told = [records.parse(text) for text, _ in documents]
    held = travelling.sizes([each.head.id for each in told])
    found: dict[str, Packed] = {}
    left = limits.RELEASE_PICTURE_BYTES
    for record in told:
        here = held.get(record.head.id, {})
        for sha256 in travelling.going(travelling.photo_digests(record), here):
            # one that was taken out since may have made room for a larger one that was not counted
            picture = travelling.load(record.head.id, sha256) if here[sha256] <= left else None
            if picture is not None:
                found[sha256] = _packed(picture)
                left -= here[sha256]
    return list(found.values())


def _packed(picture: Picture) -> Packed:
    copy, small = (base64.b64encode(each).decode() for each in (picture.copy, picture.small))
    return {"sha256": picture.sha256, "media_type": JPEG, "bytes": copy, "small": small}


def unpacked(carried: Sequence[CarriedFile]) -> dict[str, Picture]:
    """The photographs of a message by digest. Raises CocafError: "exchange.picture" where one is not what its digest
    says, "exchange.pictures_large"."""
    found = [_unpacked(each) for each in carried]
    if sum(len(each.copy) + len(each.small) for each in found) > limits.RELEASE_PICTURE_BYTES:
        raise CocafError("exchange.pictures_large")
    return {each.sha256: each for each in found}


def _unpacked(each: CarriedFile) -> Picture:
    try:
        copy, small = (base64.b64decode(text, validate=True) for text in (each.bytes, each.small))
    except binascii.Error as error:
        raise CocafError("exchange.picture") from error
    if hashlib.sha256(copy).hexdigest() != each.sha256:
        raise CocafError("exchange.picture")
    return Picture(each.sha256, copy, small)


def take_in(came: Sequence[tuple[str, Sequence[Received], Mapping[str, Picture]]]) -> None:
    """Stores the photographs of messages that were taken, by sender and answers, in the transaction of their documents.
    What no document of the same message names is dropped."""
    travelling.take_in(
        [
            Came(sender, answer.record, pictures)
            for sender, answers, pictures in came
            for answer in answers
            if answer.record is not None and answer.state in {"stored", "held"}
        ]
    )
