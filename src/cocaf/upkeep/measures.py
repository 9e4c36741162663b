"""The figures of a node in Prometheus's text form: requests from every web process, and what the tables say at the
moment of asking. Counts, ages and route names only; nothing that a record says. Middleware counts, the API answers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

import cocaf
from cocaf import config
from cocaf.audit.models import Entry, Seal
from cocaf.exchange.models import Delivery, Heartbeat, InMessage
from cocaf.records.models import Document
from cocaf.upkeep import last_backup

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the web processes share their counts; `cocaf serve` empties and sets it."""

REQUESTS: Final = Counter("cocaf_requests", "Requests answered.", ("route", "method", "status"))
SECONDS: Final = Histogram(
    "cocaf_request_seconds", "Seconds until the answer.", ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip


def count(route: str, method: str, status: int, seconds: float) -> None:
    """Counts one answered request."""
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def exposition() -> bytes:
    """All figures, in the text form that Prometheus reads."""
    registry = CollectorRegistry()
    if os.environ.get(SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for collector in (REQUESTS, SECONDS):
            registry.register(collector)
    registry.register(_Node())
    return generate_latest(registry)


class _Node(Collector):
    """What the tables and the disk say now."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        yield _labelled("cocaf_build", "The program's version.", "version", {cocaf.__version__: 1})
        yield _labelled("cocaf_deliveries", "Messages to one recipient, by state.", "state", _by_state())
        waiting = Delivery.objects.filter(waiting=True)
        yield _gauge("cocaf_waiting_messages", "Messages that wait to leave.", waiting.count())
        oldest = waiting.aggregate(at=Min("message__prepared_at"))["at"]
        yield _gauge("cocaf_oldest_waiting_seconds", "Age of the oldest message that waits.", _age(oldest, now) or 0)
        inbox = InMessage.objects.filter(state="waiting").count()
        yield _gauge("cocaf_inbox_waiting", "Messages that came and were not opened yet by the worker.", inbox)
        refused = InMessage.objects.filter(state="refused").count()
        yield _gauge("cocaf_inbox_refused", "Messages that this node refused.", refused)
        yield _gauge("cocaf_log_unsealed_entries", "Entries of the log that no seal covers yet.", _unsealed())
        yield _gauge("cocaf_documents", "Documents held, all versions.", Document.objects.count())
        yield from _aged(now)
        yield from _disk()


def _aged(now: datetime) -> Iterator[GaugeMetricFamily]:
    """Ages of what must come again; a figure that does not exist is left out, for no age is not age zero."""
    beat = Heartbeat.objects.values_list("beat_at", flat=True).first()
    note = last_backup.read()
    for name, text, at in (
        ("cocaf_worker_beat_age_seconds", "Seconds since the worker's last sign of life.", beat),
        ("cocaf_backup_age_seconds", "Seconds since the last backup was made.", note.at if note else None),
    ):
        if (age := _age(at, now)) is not None:
            yield _gauge(name, text, age)


def _disk() -> Iterator[GaugeMetricFamily]:
    disk = shutil.disk_usage(config.current().home)
    yield _gauge("cocaf_disk_free_bytes", "Bytes free where the node's home lies.", disk.free)
    yield _gauge("cocaf_disk_total_bytes", "Bytes of the disk where the node's home lies.", disk.total)


def _by_state() -> dict[str, float]:
    rows = Delivery.objects.order_by("state").values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows}


def _unsealed() -> int:
    last = Seal.objects.order_by("-id").values_list("to_id", flat=True).first() or 0
    return Entry.objects.filter(id__gt=last).count()


def _age(at: datetime | None, now: datetime) -> float | None:
    return max(0.0, (now - at).total_seconds()) if at else None


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _labelled(name: str, text: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=(label,))
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def share(home: Path) -> Path:
    """Makes the empty folder in which the web processes of this start share their counts."""
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[SHARED] = str(folder)
    return folder
