"""Several processes write and seal the log at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, transaction

from cocaf.audit import services
from cocaf.audit.models import Entry, Seal
from cocaf.crypto.client import KeyClient

T = TypeVar("T")

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(act: Callable[[], T]) -> T:
    """Does something on a database connection of its own, as another process would."""

    def run() -> T:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(run).result(timeout=30)


def test_an_entry_that_is_committed_after_a_higher_one_was_sealed_is_not_lost(key_process: KeyClient) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, so that ids become visible in their order")
    with transaction.atomic():
        slow = services.record("MA/MA-NCB/bob", "import")
        quick = elsewhere(lambda: services.record("MA/MA-NCB/alice", "read"))
        assert quick.id > slow.id
        assert elsewhere(services.seal_pending) == 1
        assert elsewhere(services.verify).ok
    assert services.seal_pending() == 1
    result = services.verify()
    assert (result.ok, result.entries) == (True, 2)
    assert Seal.objects.latest("id").late == [slow.id]


def test_an_act_that_was_undone_leaves_a_gap_and_no_alarm(key_process: KeyClient) -> None:
    services.record("MA/MA-NCB/bob", "read")
    with transaction.atomic():
        services.record("MA/MA-NCB/bob", "release")
        transaction.set_rollback(True)
    services.record("MA/MA-NCB/bob", "read")
    assert services.seal_pending() == 2
    assert services.verify().ok


def test_two_workers_that_seal_at_once_make_one_chain(key_process: KeyClient) -> None:
    for _ in range(20):
        services.record("MA/MA-NCB/bob", "read")
        with ThreadPoolExecutor(2) as workers:
            for future in [workers.submit(elsewhere, services.seal_pending) for _ in range(2)]:
                future.result(timeout=30)
    services.seal_pending()
    result = services.verify()
    assert (result.ok, result.entries, result.pending) == (True, 20, 0)
    assert Entry.objects.count() == 20
