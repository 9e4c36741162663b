"""Receipts: what became of a message at the one who has it. Made by the inbox (delivered, refused) and by people
(opened, acknowledged); noted on the deliveries at the one who sent it."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.domain import delivery as rules
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.domain.things.record import moment
from cocaf.exchange.inner import RECEIPTS, Receipt
from cocaf.exchange.models import Delivery, InItem, InMessage, OutMessage
from cocaf.exchange.prepare import Outward, prepare
from cocaf.records import selectors
from cocaf.records.models import Document

_TIMES = {
    "delivered": "delivered_at",
    "opened": "opened_at",
    "acknowledged": "acknowledged_at",
    "refused": "refused_at",
}


def send(told: Iterable[tuple[InMessage, str, str]], by: str) -> None:
    """Prepares one message of receipts per sender; `told` are messages with what became of them and why."""
    at = moment(timezone.now())
    by_sender: dict[str, list[dict[str, str]]] = defaultdict(list)
    for message, state, reason in told:
        receipt = {"message": str(message.message_id), "state": state, "at": at}
        by_sender[message.sender].append(receipt | ({"reason": reason[:60]} if reason else {}))
    prepare(
        [
            Outward("receipts", by, (sender,), receipts=tuple(receipts[start : start + RECEIPTS]))
            for sender, receipts in by_sender.items()
            for start in range(0, len(receipts), RECEIPTS)
        ]
    )


def note_opened(document: Document, actor: Actor) -> None:
    """Tells the sender that a person read what it sent, the first time. For pages that have opened the record."""
    if document.origin != "received":
        return
    carrying = InItem.objects.filter(record_id=document.record_id, version=document.version).values("message_id")
    unread = InMessage.objects.filter(id__in=carrying, sender=document.owner, state="stored", opened_at=None)
    if not unread.exists():
        return
    with transaction.atomic():
        rows = list(unread)
        if unread.update(opened_at=timezone.now()):
            send(((row, "opened", "") for row in rows), selectors.actor_name(actor))


def acknowledge(actor: Actor, message_id: uuid.UUID | str, purpose: str) -> InMessage:
    """Tells the sender that a person takes note of the message; the second time changes nothing.

    Raises CocafError("exchange.message") for a message that is not here or brought nothing that the actor may read.
    """
    row = InMessage.objects.filter(message_id=message_id, state="stored").first()
    if row is None or not _readable(actor, row, purpose):
        raise CocafError("exchange.message")
    with transaction.atomic():
        now = timezone.now()
        if InMessage.objects.filter(id=row.pk, acknowledged_at=None).update(acknowledged_at=now):
            audit.record(selectors.actor_name(actor), "acknowledge", about=str(row.message_id), purpose=purpose)
            send([(row, "acknowledged", "")], selectors.actor_name(actor))
    row.refresh_from_db()
    return row


def _readable(actor: Actor, row: InMessage, purpose: str) -> bool:
    brought = row.items.values_list("record_id", flat=True)
    return selectors.visible_to(actor, purpose, Action.READ).filter(record_id__in=list(brought)).exists()


def note(told: Sequence[tuple[str, Sequence[Receipt]]]) -> None:
    """Notes receipts by recipients on their deliveries; what one says of another's deliveries is not heard."""
    groups: dict[tuple[str, str, str, str], list[uuid.UUID]] = defaultdict(list)
    for sender, receipts in told:
        for each in receipts:
            groups[sender, each.state, each.at, each.reason or ""].append(uuid.UUID(each.message))
    for (sender, state, at, reason), messages in groups.items():
        _note_all(sender, state, datetime.datetime.fromisoformat(at), reason, messages)


def _note_all(sender: str, state: str, at: datetime.datetime, reason: str, messages: Sequence[uuid.UUID]) -> None:
    rows = Delivery.objects.filter(message_id__in=messages, recipient=sender)
    moving: dict[str, Any] = {"state": state} | ({"reason": reason} if reason else {})
    rows.filter(state__in=rules.ahead_of(state)).update(**moving)
    # a receipt proves the arrival, even where the answer to the sending was lost on the line
    rows.filter(**{_TIMES[state]: None}).update(**{_TIMES[state]: at}, waiting=False, waits_since=None, claim=None)
    pending = Delivery.objects.filter(
        message_id__in=messages, delivered_at=None, refused_at=None, failed_at=None
    ).values("message_id")  # fmt: skip
    OutMessage.objects.filter(id__in=messages).exclude(id__in=pending).update(frame=None)
