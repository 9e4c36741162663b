"""What the worker does and how often. Each job is one service call that may be repeated at any time without harm; only
`jobs.worker` runs them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from cocaf import config
from cocaf.audit.services import seal_pending
from cocaf.exchange import heartbeat, services
from cocaf.intake import drafts
from cocaf.intake.mapped import runs, work
from cocaf.online import services as online
from cocaf.records import journal

SECOND = 1.0
HOUR = 3600.0
HEARTBEAT_SECONDS = 5.0
TIDY_SECONDS = 60.0


@dataclass(frozen=True)
class Job:
    """A piece of recurring work: `run` returns how much it did; `on_news` runs it as soon as there is work."""

    name: str
    lane: str
    every: float
    run: Callable[[], int]
    on_news: bool = False


def jobs() -> tuple[Job, ...]:
    """The jobs of this node. Jobs of one lane run one after another; a line that hangs keeps up its own lane only."""
    here = config.current()
    started = timezone.now()

    def beat() -> int:
        heartbeat.beat(os.getpid(), started)
        return 0

    own = (
        Job("seal the log", "log", SECOND, seal_pending),
        Job("tidy", "log", TIDY_SECONDS, services.tidy),
        Job("heartbeat", "log", HEARTBEAT_SECONDS, beat),
    )
    if here.role == "hub":
        return own
    return (
        Job("fetch", "hub", here.hub_poll_seconds, services.fetch_from_hub),
        Job("inbox", "inbox", SECOND, services.process_inbox, on_news=True),
        Job("deliver", "outbox", SECOND, services.deliver_due, on_news=True),
        Job("erase unfiled pages", "log", HOUR, online.tidy),
        Job("note erasures", "log", TIDY_SECONDS, journal.complete),
        Job("erase old drafts", "log", TIDY_SECONDS, drafts.tidy),
        Job("import tables", "tables", SECOND, work.run_due, on_news=True),
        Job("erase old imports", "log", TIDY_SECONDS, runs.tidy),
        *own,
    )
