"""The processes of the node: whoever holds the keys, and the worker."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from cocaf import config
from cocaf.crypto.client import keys
from cocaf.exchange import heartbeat
from cocaf.exchange.models import Heartbeat
from cocaf.members import selectors as members
from cocaf.upkeep.checks.fault import Fault, wrong


def key_process() -> Iterator[Fault]:
    """The key process answers, and holds this member's keys, which the directory knows. Raises CocafError keys.away."""
    member = keys().status()["member"]
    if member != config.current().member:
        yield wrong("doctor.keys_member", found=member, expected=config.current().member)
    own = members.self_member()
    if own.signing_id and own.signing_id != keys().public().signing_id:
        yield wrong("doctor.keys_other", member=own.code)


def worker() -> Iterator[Fault]:
    """The worker gave a sign of life a short while ago."""
    if heartbeat.is_alive():
        return
    last = Heartbeat.objects.values_list("beat_at", flat=True).first()
    if last is None:
        yield wrong("doctor.worker_never")
    else:
        yield wrong("doctor.worker", minutes=int((timezone.now() - last).total_seconds() // 60))
