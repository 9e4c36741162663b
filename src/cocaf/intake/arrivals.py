"""What other members sent comes in here, in batches: validate, store, index, match. Called by the inbox, which has
verified every signature; a message comes in with all its documents or with none."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Count

from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.things import record as records
from cocaf.domain.things.record import Record
from cocaf.domain.things.small import Recall
from cocaf.matching import services as matching
from cocaf.records import services
from cocaf.records.models import Document, Tombstone
from cocaf.records.services import Prepared


@dataclass(frozen=True)
class Arrival:
    """A message's documents, each with its signature by `sender`, which was verified."""

    sender: str
    documents: Sequence[tuple[bytes, bytes]]
    message: str


@dataclass(frozen=True)
class Received:
    """What became of one document that another member sent: stored, held already, recalled before it came, or refused
    with a code."""

    state: str
    record: Record | None = None
    reason: str = ""
    record_id: str = ""
    version: int = 0
    reference: str = ""
    kind: str = ""


@dataclass
class _Held:
    """What the node holds of the batch's records: digests by id and version, and what was erased, by owner."""

    digests: dict[tuple[str, int], bytes]
    erased: set[tuple[str, str]]
    owners: dict[str, str]


def receive(batch: Sequence[Arrival]) -> list[list[Received]]:
    """Takes in a batch of messages; answers for each document of each, in their order.

    The sender must be the owner. A version that is held already changes nothing, and another text under its number is
    refused; one refusal refuses its whole message. A record that was recalled before it came is left out, and where
    the message brings no other, refused.
    """
    parsed = [[_parse(arrival.sender, document) for document, _ in arrival.documents] for arrival in batch]
    held = _held([each.record for answers in parsed for each in answers if each.record])
    answers: list[list[Received]] = []
    accepted: list[tuple[Record, bytes, bytes]] = []
    for arrival, found in zip(batch, parsed, strict=True):
        judged = [_judge(each, document, held) for each, (document, _) in zip(found, arrival.documents, strict=True)]
        judged = _without_purpose(judged)
        answers.append(judged)
        if any(each.state == "refused" for each in judged):
            continue
        for each, (document, signature) in zip(judged, arrival.documents, strict=True):
            if each.state == "stored" and each.record is not None:
                held.digests[each.record_id, each.version] = hashlib.sha256(document).digest()
                accepted.append((each.record, document, signature))
    with transaction.atomic():
        _store(accepted)
        _log(batch, answers)
    return answers


def _parse(sender: str, document: bytes) -> Received:
    try:
        record = records.parse(document)
    except CocafError as error:
        return Received("refused", reason=error.code)
    head = record.head
    told = Received("stored", record, "", head.id, head.version, head.reference, head.kind)
    return told if head.owner.member == sender else replace(told, state="refused", reason="record.owner")


def _held(found: Sequence[Record]) -> _Held:
    ids = {record.head.id for record in found}
    versions = Document.objects.filter(record_id__in=ids).values_list("record_id", "version", "digest")
    erased = Tombstone.objects.filter(record_id__in=ids).values_list("record_id", "owner")
    taken_back = {record.body.record.id for record in found if isinstance(record.body, Recall)}
    owners = Document.objects.filter(record_id__in=taken_back).values_list("record_id", "owner") if taken_back else ()
    return _Held(
        {(str(record_id), version): bytes(digest) for record_id, version, digest in versions},
        {(str(record_id), owner) for record_id, owner in erased},
        {str(record_id): owner for record_id, owner in owners},
    )


def _judge(each: Received, document: bytes, held: _Held) -> Received:
    if each.state == "refused" or each.record is None:
        return each
    # only the owner's own recall counts: nobody else can keep its record out, or take it back
    owner = each.record.head.owner.member
    if (each.record_id, owner) in held.erased:
        return replace(each, state="recalled")
    body = each.record.body
    if isinstance(body, Recall) and held.owners.get(body.record.id, owner) != owner:
        return replace(each, state="refused", reason="record.owner")
    digest = held.digests.get((each.record_id, each.version))
    if digest is None:
        return each
    if digest == hashlib.sha256(document).digest():
        return replace(each, state="held")
    return replace(each, state="refused", reason="record.conflict")


def _without_purpose(judged: list[Received]) -> list[Received]:
    """A message whose every record was recalled is refused, with the permission that came for them."""
    left = [each for each in judged if each.state != "recalled"]
    if len(left) == len(judged) or any(each.kind != "release" for each in left):
        return judged
    return [replace(each, state="refused", reason="record.recalled") if each not in left else each for each in judged]


def _store(accepted: Sequence[tuple[Record, bytes, bytes]]) -> None:
    if not accepted:
        return
    protected = keys().protect([document for _, document, _ in accepted], sign=False)
    prepared = [
        Prepared(record, done.digest, signature, done.sealed, done.wrapped_key, "received")
        for (record, _, signature), done in zip(accepted, protected, strict=True)
    ]
    matching.match(services.store(prepared))
    ids = {record.head.id for record, _, _ in accepted}
    several = Document.objects.filter(record_id__in=ids).values("record_id").annotate(held=Count("seq"))
    services.settle_current([str(each["record_id"]) for each in several if each["held"] > 1])


def _log(batch: Sequence[Arrival], answers: Sequence[Sequence[Received]]) -> None:
    abouts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for arrival, found in zip(batch, answers, strict=True):
        for each in found:
            abouts[arrival.sender, each.reason or each.state].append(each.record_id)
    for (sender, outcome), ids in abouts.items():
        audit.record_each(f"{sender}/node", "receive", ids, outcome=outcome)
