"""The only readers of the exchange: where a message is, what waits, how the line is, what came of a record, and what
the hub's own screen shows. What speaks of a record is for callers that were allowed to open it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from cocaf.domain import delivery as rules
from cocaf.exchange.chain import Answer, Chain, OutcomeTold, Recalled, chain, statements
from cocaf.exchange.delivery_view import DeliveryView, arrivals, deliveries, delivery_view
from cocaf.exchange.models import Delivery, HubFrame, HubPair, InMessage, Line

__all__ = [
    "Answer", "Chain", "DeliveryView", "OutcomeTold", "Recalled", "arrivals", "chain", "deliveries", "delivery_view",
    "statements",
]  # fmt: skip


@dataclass(frozen=True)
class LineState:
    """The state of this node's lines as one: up, or down since; and how many messages wait."""

    up: bool
    since: datetime.datetime | None
    waiting: int
    peer: str = ""
    detail: str = ""


def waiting() -> int:
    """How many deliveries of records wait to leave; receipts are not counted."""
    return Delivery.objects.filter(waiting=True).exclude(message__kind="receipts").count()


def line_state() -> LineState:
    """How the lines are, as the last real attempts found them; up where none was made yet."""
    down = Line.objects.filter(up=False).order_by("since").first()
    shown = down or Line.objects.order_by("-tried_at").first()
    if shown is None:
        return LineState(True, None, waiting())
    return LineState(shown.up, shown.since, waiting(), shown.peer, shown.detail)


def lines() -> QuerySet[Line]:
    """Every line that was ever tried, by peer."""
    return Line.objects.order_by("peer")


def dead_letters() -> list[DeliveryView]:
    """Deliveries that ended without arriving, newest first: a person must look at them."""
    rows = Delivery.objects.filter(state__in=rules.ENDED).exclude(message__kind="receipts")
    rows = rows.exclude(reason="exchange.withdrawn").select_related("message")
    return [delivery_view(row) for row in rows.order_by("-failed_at", "-id")[:100]]


def refused() -> list[InMessage]:
    """Messages that this node refused, with the reason, newest first."""
    return list(InMessage.objects.filter(state="refused").defer("frame").order_by("-id")[:100])


def hub_totals() -> dict[str, int]:
    """Frames that a hub holds now, and those it has carried in all."""
    held = HubFrame.objects.aggregate(frames=Count("id"), octets=Sum("size"))
    carried = HubPair.objects.aggregate(frames=Sum("frames"), octets=Sum("octets"))
    return {
        "held": held["frames"], "held_octets": held["octets"] or 0,
        "carried": carried["frames"] or 0, "carried_octets": carried["octets"] or 0,
    }  # fmt: skip
