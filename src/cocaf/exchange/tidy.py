"""Puts away what has had its time: expired deliveries and frames, used numbers, receipts that went out. Called by the
worker every minute."""

from __future__ import annotations

import datetime

from django.utils import timezone

from cocaf.exchange import hub, outbox, request
from cocaf.exchange.models import Delivery, OutMessage

RECEIPTS_KEPT = datetime.timedelta(days=7)


def tidy() -> int:
    """Ends and deletes what has expired; returns how many rows were touched."""
    old = OutMessage.objects.filter(kind="receipts", prepared_at__lt=timezone.now() - RECEIPTS_KEPT)
    gone = old.exclude(id__in=Delivery.objects.filter(waiting=True).values("message_id")).delete()[0]
    return outbox.expire() + hub.expire() + request.forget_nonces() + gone
