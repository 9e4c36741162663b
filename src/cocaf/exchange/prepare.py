"""Prepares messages: rows that name their documents and recipients, committed with the change that they tell of.
Only the verbs of this room call it (release, recall, outcome, receipts, statements)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from cocaf import limits
from cocaf.domain.things.record import new_id
from cocaf.exchange.models import Delivery, Epoch, OutItem, OutMessage
from cocaf.exchange.wake import wake_worker
from cocaf.records.models import Document


@dataclass(frozen=True)
class Outward:
    """A message to be: what kind, by whom, to whom, about what, with which documents or receipts."""

    kind: str
    by: str
    recipients: tuple[str, ...]
    documents: tuple[Document, ...] = ()
    about: uuid.UUID | None = None
    reference: str = ""
    conversation: uuid.UUID | None = None
    receipts: tuple[dict[str, str], ...] = ()


def epoch() -> int:
    """The node's present epoch; 1 until a restore begins another."""
    return Epoch.objects.aggregate(last=Max("number"))["last"] or 1


def prepare(batch: Sequence[Outward]) -> list[OutMessage]:
    """Writes messages with one delivery per recipient, due at once, in the caller's transaction."""
    now, present = timezone.now(), epoch()
    messages = [_message(each, present, now) for each in batch]
    OutMessage.objects.bulk_create(messages)
    pairs = list(zip(messages, batch, strict=True))
    OutItem.objects.bulk_create(
        OutItem(message=message, position=position, document=row.seq, record_id=row.record_id, version=row.version,
                kind=row.kind, reference=row.reference)
        for message, each in pairs for position, row in enumerate(each.documents)
    )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(message=message, recipient=recipient, state="approved", next_attempt_at=now, claimed_until=now)
        for message, each in pairs for recipient in each.recipients
    )  # fmt: skip
    wake_worker()
    return messages


def _message(each: Outward, present: int, now: datetime.datetime) -> OutMessage:
    identity = uuid.UUID(new_id())
    conversation = each.conversation or uuid.UUID(new_id())
    return OutMessage(
        id=identity,
        kind=each.kind,
        conversation=conversation,
        sequence=_next_in(conversation, present) if each.conversation else 1,
        epoch=present,
        about=each.about,
        reference=each.reference,
        by=each.by,
        receipts=list(each.receipts),
        prepared_at=now,
        # the person who sends is the person who may: a second pair of eyes is asked for where a rule demands it
        approved_at=now,
        expires_at=now + datetime.timedelta(days=limits.MESSAGE_DAYS),
    )


def begin_epoch() -> int:
    """Begins the node's next epoch, after a restore: what it sent since the backup it does not know, so its
    sequences begin anew. Returns its number."""
    return Epoch.objects.create(number=epoch() + 1, since=timezone.now()).number


def _next_in(conversation: uuid.UUID, present: int) -> int:
    # the lock orders two writers on PostgreSQL; SQLite has one writer at a time anyway
    sent = OutMessage.objects.select_for_update().filter(conversation=conversation, epoch=present)
    last = sent.order_by("-sequence").first()
    return (last.sequence if last else 0) + 1
