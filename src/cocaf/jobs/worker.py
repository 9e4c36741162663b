"""`cocaf worker`: runs the node's jobs until it is stopped. Wakes at once when there is news, never spins on errors,
and one job that fails or hangs stops no other. Called by the command line."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import logging
import select
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from django.db import close_old_connections, connections

from cocaf import config, logs
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.exchange import claims
from cocaf.intake.mapped import work
from cocaf.jobs.jobs import Job, jobs
from cocaf.members.services import refresh_keys

log = logging.getLogger("cocaf.worker")

LONGEST_PAUSE = 60.0
"""Most seconds between two attempts of a job that fails."""

STOP_SECONDS = 30.0
"""How long a stop waits for what is under way; what is left then is taken up by the next worker's lease."""


@dataclass
class Planned:
    """A job with the time at which it is due next, and how often it failed in a row."""

    job: Job
    due: float = 0.0
    failures: int = 0

    def plan(self, now: float, failed: bool) -> None:
        """Sets the next time: regularly, or after a pause that doubles with every failure."""
        self.failures = self.failures + 1 if failed else 0
        pause = min(LONGEST_PAUSE, 2.0 ** min(self.failures, 10)) if failed else self.job.every
        self.due = now + pause


@dataclass
class Lane:
    """Jobs that run one after another in a thread of their own."""

    name: str
    planned: list[Planned]
    news: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Runs what is due until `stopping`."""
        try:
            while not self.stopping.is_set():
                woken = self.news.is_set()
                self.news.clear()
                self._round(woken)
                self.news.wait(max(0.0, min(each.due for each in self.planned) - time.monotonic()))
        finally:
            connections.close_all()
            keys().close()

    def _round(self, woken: bool) -> None:
        for each in self.planned:
            news = woken and each.job.on_news and not each.failures
            if not self.stopping.is_set() and (news or each.due <= time.monotonic()):
                each.plan(time.monotonic(), failed=not attempt(each.job))


def attempt(job: Job) -> bool:
    """Runs a job once; False when it failed. The log names the kind of an error and never its content."""
    began = time.monotonic()
    try:
        done = job.run()
    except Exception as error:  # noqa: BLE001 - one bad job must not stop the others
        code = error.code if isinstance(error, CocafError) else type(error).__name__
        log.error('job="%s" error=%s', job.name, code)
        with contextlib.suppress(Exception):
            close_old_connections()
        return False
    if done:
        log.info('job="%s" done=%d ms=%d', job.name, done, (time.monotonic() - began) * 1000)
    return True


def run(*, once: bool = False) -> None:
    """Runs the jobs until SIGTERM or SIGINT; with `once`, each job a single time."""
    logs.start("worker", config.current().log_level)
    attempt(Job("keys", "", 0, _take_keys))
    # what was loaded at the start stays for good: the collector need not look at it after each batch
    gc.freeze()
    if once:
        for job in jobs():
            attempt(job)
        return
    lanes = _lanes(jobs())
    with _alone(config.current().home / "worker.lock"), _news_socket(config.current().wake_socket) as news:
        attempt(Job("free", "", 0, claims.free))
        attempt(Job("free imports", "", 0, work.free))
        stopping = _stop_on_signal(config.current().wake_socket)
        threads = [threading.Thread(target=lane.run, name=lane.name, daemon=True) for lane in lanes]
        for thread in threads:
            thread.start()
        _pass_news_on(news, lanes, stopping)
        for lane in lanes:
            lane.stopping.set()
            lane.news.set()
        end = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))


def _take_keys() -> int:
    refresh_keys()
    return 0


def _lanes(all_jobs: Sequence[Job]) -> list[Lane]:
    names = dict.fromkeys(job.lane for job in all_jobs)
    return [Lane(name, [Planned(job) for job in all_jobs if job.lane == name]) for name in names]


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One worker per home: a second one would take the first one's news. Raises CocafError("exchange.worker")."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CocafError("exchange.worker", home=str(path.parent)) from error
        yield


@contextlib.contextmanager
def _news_socket(path: Path) -> Iterator[socket.socket]:
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as news:
        news.bind(str(path))
        path.chmod(0o600)
        news.setblocking(False)
        try:
            yield news
        finally:
            path.unlink(missing_ok=True)


def _stop_on_signal(path: Path) -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as news:
            news.sendto(b"stop", str(path))

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return stopping


def _pass_news_on(news: socket.socket, lanes: Sequence[Lane], stopping: threading.Event) -> None:
    while not stopping.is_set():
        select.select([news], [], [], LONGEST_PAUSE)
        with contextlib.suppress(BlockingIOError):
            while news.recv(16):
                pass  # however many pieces of news: the tables say what there is to do
        for lane in lanes:
            lane.news.set()
