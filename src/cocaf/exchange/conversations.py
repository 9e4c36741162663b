"""Reads messages for people: a message is seen by whoever may see a record that it carries or speaks of. Pages call
it; `selectors` answers for the node as a whole."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.exchange.models import Delivery, HubFrame, HubPair, InItem, InMessage, OutItem, OutMessage
from cocaf.records import selectors
from cocaf.records.models import Document

SHOWN = 60
"""Most messages of each direction that one page shows."""

TALK = ("release", "recall", "outcome", "statement")
"""Kinds of messages that people read; receipts are shown as the states of these."""


@dataclass(frozen=True)
class Waiting:
    """Messages that wait for the line to one recipient, and since when."""

    recipient: str
    messages: int
    since: Any


def _about_seen(actor: Actor, purpose: str, message: str, about: str) -> Q:
    """Whether a message carries or speaks of a record that the actor may see. Asked row by row, by key: a node holds
    few messages and many records."""
    seen = selectors.visible_to(actor, purpose)
    items = OutItem.objects.filter(message=OuterRef(message))
    carried = items.filter(Exists(seen.filter(record_id=OuterRef("record_id"))))
    return Q(Exists(carried)) | Q(Exists(seen.filter(record_id=OuterRef(about))))


def sent(actor: Actor, purpose: str) -> QuerySet[OutMessage]:
    """Messages of this node about records that the actor may see, newest first."""
    rows = OutMessage.objects.filter(_about_seen(actor, purpose, "pk", "about"), kind__in=TALK)
    return rows.defer("frame").order_by("-prepared_at")


def received(actor: Actor, purpose: str) -> QuerySet[InMessage]:
    """Messages from others that brought records which the actor may see, newest first."""
    seen = selectors.visible_to(actor, purpose).filter(record_id=OuterRef("record_id"))
    brought = InItem.objects.filter(message=OuterRef("pk")).filter(Exists(seen))
    rows = InMessage.objects.filter(Exists(brought), state="stored", kind__in=TALK)
    return rows.defer("frame").order_by("-received_at")


def _deliveries(actor: Actor, purpose: str) -> QuerySet[Delivery]:
    seen = _about_seen(actor, purpose, "message", "message__about")
    return Delivery.objects.filter(seen, message__kind__in=TALK)


def deliveries_of(record_id: uuid.UUID | str) -> QuerySet[Delivery]:
    """The ways of the messages that released a record or took it back, earliest first. For callers that were allowed
    to open the record."""
    carrying = OutItem.objects.filter(record_id=record_id, message__kind="release").values("message_id")
    rows = Delivery.objects.filter(Q(message__kind="recall", message__about=record_id) | Q(message_id__in=carrying))
    return rows.select_related("message").defer("message__frame").order_by("message__prepared_at", "recipient")


def waiting(actor: Actor, purpose: str) -> list[Waiting]:
    """Messages that wait for the line, by recipient, longest first."""
    rows = _deliveries(actor, purpose).filter(waiting=True, waits_since__isnull=False)
    grouped = rows.values("recipient").annotate(n=Count("id"), since=Min("waits_since")).order_by("since")
    return [Waiting(row["recipient"], row["n"], row["since"]) for row in grouped]


def unread(actor: Actor, purpose: str) -> QuerySet[InMessage]:
    """Messages from others that no person has opened, oldest first."""
    return received(actor, purpose).filter(opened_at=None).order_by("received_at")


def opened_only(actor: Actor, purpose: str) -> QuerySet[InMessage]:
    """Messages from others that somebody opened, but of which nobody has taken note, oldest first."""
    rows = received(actor, purpose).filter(kind__in=("release", "outcome"), acknowledged_at=None)
    return rows.exclude(opened_at=None).order_by("received_at")


def dead(actor: Actor, purpose: str) -> QuerySet[Delivery]:
    """Deliveries that nothing tries any more and that can still be put into the outbox again, oldest first."""
    rows = _deliveries(actor, purpose).filter(state="failed", message__expires_at__gt=timezone.now())
    rows = rows.exclude(reason="exchange.withdrawn").select_related("message").defer("message__frame")
    return rows.order_by("message__prepared_at")


def unanswered_recalls(actor: Actor, purpose: str) -> QuerySet[Delivery]:
    """Recalls of this node upon which the recipient has not stated yet what it did, oldest first."""
    rows = _deliveries(actor, purpose).filter(message__kind="recall", answered_at=None, failed_at=None, refused_at=None)
    return rows.select_related("message").defer("message__frame").order_by("message__prepared_at")


def records_of(actor: Actor, purpose: str, messages: Sequence[OutMessage | InMessage]) -> dict[uuid.UUID, Document]:
    """The visible current records that messages carry or speak of, by their ids."""
    wanted = {item.record_id for message in messages for item in message.items.all()}
    wanted |= {message.about for message in messages if isinstance(message, OutMessage) and message.about}
    seen = selectors.visible_to(actor, purpose).filter(current=True, record_id__in=wanted)
    return {row.record_id: row for row in seen.select_related("summary")}


def unacknowledged(document: Document) -> InMessage | None:
    """The message that brought a received record and of which no person took note yet."""
    rows = InMessage.objects.filter(items__record_id=document.record_id, sender=document.owner, state="stored")
    return rows.filter(acknowledged_at=None, kind__in=("release", "outcome")).order_by("-received_at").first()


def visible_delivery(actor: Actor, purpose: str, delivery_id: int) -> Delivery:
    """A delivery about a record that the actor may see. Raises CocafError("record.not_found") for any other."""
    row = _deliveries(actor, purpose).filter(pk=delivery_id).first()
    if row is None:
        raise CocafError("record.not_found")
    return row


def hub_frames() -> QuerySet[HubFrame]:
    """The frames that this hub holds, without their bytes: who, to whom, how much, since when."""
    return HubFrame.objects.defer("frame").order_by("-received_at")


def hub_pairs() -> QuerySet[HubPair]:
    """How much this hub carried between whom."""
    return HubPair.objects.order_by("-last_at")
