"""Seals messages when they first leave: documents opened, inner text signed and sealed in batches by the key process.
Only the outbox calls it; the sealed frame is kept until every recipient has it."""

from __future__ import annotations

import datetime
import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import timezone

from cocaf.crypto import envelope
from cocaf.crypto.client import keys
from cocaf.domain import delivery as rules
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import moment
from cocaf.exchange import inner, pictures
from cocaf.exchange.models import Delivery, OutItem, OutMessage
from cocaf.members import selectors as members
from cocaf.records import selectors
from cocaf.records.models import Document, Relation

log = logging.getLogger("cocaf.exchange")


def seal_missing(batch: Sequence[Delivery]) -> list[Exception]:
    """Seals the batch's messages that have no frame yet; returns the errors of our own making.

    Where a batch fails, each message is tried alone; one that fails is pushed far ahead, so that it blocks no other
    and no loop spins on it. Deliveries of messages that are not ready lose `waiting` in memory.
    """
    missing = {each.message_id: each.message for each in batch if not each.message.frame}
    faults: list[Exception] = []
    for part in _parts(list(missing.values())):
        try:
            _seal(part)
        except Exception as error:  # noqa: BLE001 - whatever it was, the other messages must go
            faults += _one_by_one(part, error)
    for each in batch:
        sealed = missing.get(each.message_id)
        if sealed is not None:
            each.message = sealed
        each.waiting = bool(each.message.frame)
    return faults


def _parts(messages: Sequence[OutMessage]) -> list[list[OutMessage]]:
    """All in one, but each that carries photographs by itself: some megabytes of each stand in memory at once."""
    large = pictures.carrying(messages) if messages else set()
    small = [each for each in messages if each.id not in large]
    return [*([small] if small else []), *([each] for each in messages if each.id in large)]


def _one_by_one(messages: Sequence[OutMessage], first: Exception) -> list[Exception]:
    if isinstance(first, CocafError) and first.code == "keys.away":
        # nothing is wrong with the messages: they wait for the key process
        _push([each.id for each in messages], first.code, datetime.timedelta(seconds=rules.FIRST_WAIT))
        return [first]
    faults: list[Exception] = []
    for each in messages:
        try:
            _seal([each])
        except Exception as error:  # noqa: BLE001 - see above
            code = error.code if isinstance(error, CocafError) else "internal"
            log.error("message %s cannot be sealed: %s", each.id, code)
            _push([each.id], code, rules.POISON_WAIT)
            faults.append(error)
    return faults


def _push(messages: Sequence[uuid.UUID], code: str, wait: datetime.timedelta) -> None:
    now = timezone.now()
    rows = Delivery.objects.filter(message_id__in=messages, waiting=True)
    for row in rows:
        row.attempts, row.next_attempt_at, row.claimed_until = row.attempts + 1, now + wait, now
        row.claim, row.reason = None, code[:60]
    Delivery.objects.bulk_update(rows, ["attempts", "next_attempt_at", "claimed_until", "claim", "reason"])


def _seal(messages: Sequence[OutMessage]) -> None:
    documents = _documents(messages)
    recipients = _recipients(messages)
    carriers = pictures.carrying(messages)
    own = members.self_member().code
    public = members.sealing_keys(code for codes in recipients.values() for code in codes)
    sent = timezone.now()
    outgoing, ready = [], []
    for each in messages:
        carried = documents[each.id]
        if carried is None or any(code not in public for code in recipients[each.id]):
            _end(each, "exchange.erased" if carried is None else "release.no_key")
            continue
        ready.append(each)
        outgoing.append(
            envelope.outgoing(
                message=str(each.id),
                sender=own,
                recipients={code: public[code] for code in recipients[each.id]},
                sent=moment(sent),
                expires=moment(each.expires_at),
                content=inner.content(each, carried, sent, pictures.packed(carried) if each.id in carriers else ()),
            )
        )
    for each, frame in zip(ready, keys().seal(outgoing) if outgoing else [], strict=True):
        each.frame = envelope.to_bytes(frame)
    # an upsert, because Django's bulk_update costs ten times as much; the rows are there
    OutMessage.objects.bulk_create(ready, update_conflicts=True, update_fields=["frame"], unique_fields=["id"])


def _recipients(messages: Sequence[OutMessage]) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {each.id: [] for each in messages}
    for message, code in Delivery.objects.filter(message__in=messages).values_list("message_id", "recipient"):
        found[message].append(code)
    return found


def _documents(messages: Sequence[OutMessage]) -> dict[uuid.UUID, list[inner.Signed] | None]:
    """Exact bytes and signatures of each message's documents, opened in one batch; None where one was erased.

    A message that releases several records goes without those that were taken back before it left."""
    items = _still_told(OutItem.objects.filter(message__in=messages).order_by("message_id", "position"))
    rows = {row.seq: row for row in Document.objects.filter(seq__in=[item.document for item in items])}
    gone = {item.message_id for item in items if item.document not in rows}
    present = [item for item in items if item.message_id not in gone]
    opened = selectors.exact_bytes([rows[item.document] for item in present]) if present else []
    found: dict[uuid.UUID, list[inner.Signed] | None] = {each.id: None if each.id in gone else [] for each in messages}
    for item, signed in zip(present, opened, strict=True):
        carried = found[item.message_id]
        assert carried is not None
        carried.append(signed)
    return found


def _still_told(items: Iterable[OutItem]) -> list[OutItem]:
    found: dict[uuid.UUID, list[OutItem]] = defaultdict(list)
    for item in items:
        found[item.message_id].append(item)
    several = {item.record_id for carried in found.values() if len(carried) > 2 for item in carried}
    taken_back = set(
        Relation.objects.filter(relation="recalls", target__in=several).values_list("target", flat=True)
        if several else ()
    )  # fmt: skip
    return [
        item for carried in found.values() for item in carried if len(carried) <= 2 or item.record_id not in taken_back
    ]


def _end(message: OutMessage, reason: str) -> None:
    """A message that cannot be sealed: its deliveries become dead letters with the reason."""
    Delivery.objects.filter(message=message, waiting=True).update(
        waiting=False, state="failed", failed_at=timezone.now(), claim=None, reason=reason
    )
