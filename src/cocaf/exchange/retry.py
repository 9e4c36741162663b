"""A person sends a dead letter again, once its cause is gone."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.exchange.models import Delivery
from cocaf.exchange.wake import wake_worker
from cocaf.records import selectors

MAY_RETRY = frozenset({"liaison", "approver"})


def retry(actor: Actor, delivery_id: int, purpose: str) -> Delivery:
    """Puts a dead letter into the outbox again. Raises CocafError("exchange.role"), and ("exchange.not_dead") for one
    that is under way, was withdrawn or has expired."""
    if actor.role not in MAY_RETRY:
        raise CocafError("exchange.role")
    now = timezone.now()
    with transaction.atomic():
        dead = Delivery.objects.filter(pk=delivery_id, state="failed", message__expires_at__gt=now)
        row = dead.exclude(reason="exchange.withdrawn").select_related("message").first()
        if row is None:
            raise CocafError("exchange.not_dead")
        Delivery.objects.filter(pk=row.pk).update(
            state="approved", waiting=True, failed_at=None, attempts=0, next_attempt_at=now, claimed_until=now,
            reason="", detail="",
        )  # fmt: skip
        audit.record(selectors.actor_name(actor), "retry", about=str(row.message_id), purpose=purpose)
        wake_worker()
    row.refresh_from_db()
    return row
