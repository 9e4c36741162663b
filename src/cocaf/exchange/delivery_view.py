"""Where a message is, state by state, as pages and commands show it. Read through `exchange.selectors`."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from cocaf.domain import delivery as rules
from cocaf.exchange.models import Delivery, InItem, InMessage

_TIMES = (
    ("sent", "sent_at"),
    ("at_hub", "at_hub_at"),
    ("delivered", "delivered_at"),
    ("opened", "opened_at"),
    ("acknowledged", "acknowledged_at"),
    ("answered", "answered_at"),
    ("refused", "refused_at"),
    ("failed", "failed_at"),
)


@dataclass(frozen=True)
class DeliveryView:
    """Where one message to one recipient is, and since when. `waits_since` tells that the line keeps it."""

    id: int
    message: uuid.UUID
    kind: str
    recipient: str
    state: str
    since: datetime.datetime
    times: tuple[tuple[str, datetime.datetime], ...]
    waiting: bool
    waits_since: datetime.datetime | None
    next_attempt_at: datetime.datetime | None
    attempts: int
    reason: str
    detail: str

    @property
    def ended_badly(self) -> bool:
        """Whether a person must look at it: refused, or a dead letter."""
        return self.state in rules.ENDED


def delivery_view(row: Delivery) -> DeliveryView:
    """A delivery as pages show it; `times` are its states in the order of the rules."""
    first = [("prepared", row.message.prepared_at), ("approved", row.message.approved_at)]
    later = [(state, getattr(row, column)) for state, column in _TIMES]
    times = tuple((state, at) for state, at in (*first, *later) if at is not None)
    since = next((at for state, at in times if state == row.state), row.message.prepared_at)
    return DeliveryView(
        row.pk, row.message_id, row.message.kind, row.recipient, row.state, since, times, row.waiting,
        row.waits_since if row.waiting else None, row.next_attempt_at if row.waiting else None, row.attempts,
        row.reason, row.detail,
    )  # fmt: skip


def deliveries(record_id: uuid.UUID | str) -> list[DeliveryView]:
    """Every message that carried a record of this node, to each recipient, newest first."""
    rows = Delivery.objects.filter(message__items__record_id=record_id).select_related("message")
    return [delivery_view(row) for row in rows.order_by("-message__prepared_at", "recipient").distinct()]


def arrivals(record_id: uuid.UUID | str) -> list[InMessage]:
    """The messages that brought a received record, newest first."""
    brought = InItem.objects.filter(record_id=record_id).values("message_id")
    return list(InMessage.objects.filter(id__in=brought, state="stored").defer("frame").order_by("-id"))
