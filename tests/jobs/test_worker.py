"""The worker: one bad job stops no other, nothing spins, news wakes it at once."""

from __future__ import annotations

import logging
import threading

import pytest

from cocaf.domain.errors import CocafError
from cocaf.exchange import heartbeat
from cocaf.jobs import worker
from cocaf.jobs.jobs import Job, jobs
from cocaf.jobs.worker import Lane, Planned, attempt


def _fails() -> int:
    raise CocafError("keys.away", path="/secret/of/Inventado")


def test_a_job_that_fails_is_logged_by_its_code_alone_and_is_not_an_error_of_the_worker(caplog):
    with caplog.at_level(logging.INFO, "cocaf.worker"):
        assert not attempt(Job("deliver", "", 1, _fails))
        assert attempt(Job("inbox", "", 1, lambda: 3))
        assert attempt(Job("quiet", "", 1, lambda: 0))
    assert [record.getMessage().split(" ms=")[0] for record in caplog.records] == [
        'job="deliver" error=keys.away', 'job="inbox" done=3',
    ]  # fmt: skip
    assert "Inventado" not in caplog.text


@pytest.mark.parametrize(("failures", "pause"), [(0, 2), (1, 4), (4, 32), (5, 60), (1000, 60)])
def test_a_failing_job_waits_longer_each_time_up_to_a_minute(failures, pause):
    planned = Planned(Job("deliver", "", 1, lambda: 0), failures=failures)
    planned.plan(100.0, failed=True)
    assert planned.due == 100.0 + pause
    planned.plan(200.0, failed=False)
    assert (planned.due, planned.failures) == (201.0, 0)


def _lane(*jobs_: Job) -> tuple[Lane, threading.Thread]:
    lane = Lane("lane", [Planned(job) for job in jobs_])
    thread = threading.Thread(target=lane.run, daemon=True)
    thread.start()
    return lane, thread


def _end(lane: Lane, thread: threading.Thread) -> None:
    lane.stopping.set()
    lane.news.set()
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_news_runs_a_job_at_once_and_one_bad_job_stops_no_other():
    ran, failed = threading.Semaphore(0), []

    def works() -> int:
        ran.release()
        return 0

    def fails() -> int:
        failed.append(1)
        raise RuntimeError

    lane, thread = _lane(Job("bad", "lane", 3600, fails, on_news=True), Job("good", "lane", 3600, works, on_news=True))
    assert ran.acquire(timeout=5)
    for _ in range(3):
        lane.news.set()
        assert ran.acquire(timeout=5)
    _end(lane, thread)
    assert len(failed) == 1, "a failing job must not be woken before its pause is over"


def test_every_node_seals_its_log_and_only_a_members_node_delivers(monkeypatch):
    import dataclasses

    from cocaf import config

    assert {"fetch", "inbox", "deliver", "seal the log", "tidy", "heartbeat"} <= {job.name for job in jobs()}
    hub = dataclasses.replace(config.current(), role="hub")
    monkeypatch.setattr(config, "current", lambda: hub)
    assert {job.name for job in jobs()} == {"seal the log", "tidy", "heartbeat"}


def test_the_worker_gives_a_sign_of_life(db):
    assert not heartbeat.is_alive()
    assert attempt(next(job for job in jobs() if job.name == "heartbeat"))
    assert heartbeat.is_alive()


def test_a_second_worker_in_one_home_says_so_and_leaves_the_first_alone(tmp_path):
    lock = tmp_path / "worker.lock"
    with worker._alone(lock), pytest.raises(CocafError, match=r"exchange\.worker"), worker._alone(lock):
        pass
    with worker._alone(lock):
        assert lock.exists()
