"""Lets tests with real transactions clear the log's tables after themselves, which the product itself never may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase

from cocaf.audit import triggers


@pytest.fixture(scope="session", autouse=True)
def clearable_log() -> Iterator[None]:
    # django.test.TestCase rolls back and has a teardown of its own; only the one that flushes is met here
    clear = TransactionTestCase._fixture_teardown

    def clear_with_log(case: TransactionTestCase) -> None:
        triggers.lift(connection)
        try:
            clear(case)
        finally:
            triggers.protect(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", clear_with_log)
        yield
