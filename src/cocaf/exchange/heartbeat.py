"""The worker's sign of life, which pages and `cocaf doctor` read. Written by the worker."""

from __future__ import annotations

import datetime

from django.utils import timezone

from cocaf.exchange.models import Heartbeat

SILENT = datetime.timedelta(seconds=30)
"""After this long without a sign the worker counts as stopped."""


def beat(process: int, started_at: datetime.datetime) -> None:
    """Renews the sign of life."""
    Heartbeat.objects.update_or_create(
        id=1, defaults={"process": process, "started_at": started_at, "beat_at": timezone.now()}
    )


def is_alive() -> bool:
    """Whether the node's worker gave a sign of life a short while ago."""
    return Heartbeat.objects.filter(beat_at__gt=timezone.now() - SILENT).exists()
