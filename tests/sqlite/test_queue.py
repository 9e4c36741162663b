"""Writers of one SQLite file take turns: who writes without a break keeps nobody out."""

from __future__ import annotations

import dataclasses
import itertools
import threading

import pytest
from django.db import ConnectionHandler

from cocaf import config
from cocaf.sqlite.base import Queue

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 30


@pytest.fixture
def connections(tmp_path):
    """Connections to a file with the node's own options, one for each thread that asks."""
    settings = dataclasses.replace(config.current(), home=tmp_path, database_url="").database
    handler = ConnectionHandler({"default": settings})
    with handler["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE turns (who TEXT)")
    yield handler
    handler["default"].close()


def write(connections, who, rounds, started=None):
    """Writes in transactions that follow one another at once, each with several statements."""
    connection = connections["default"]
    connection.ensure_connection()
    for _ in range(rounds):
        connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        for _ in range(20):
            connection.cursor().execute("INSERT INTO turns VALUES (%s)", [who])
        connection.commit()
        connection.set_autocommit(True)
        if started is not None:
            started.set()
    connection.close()


def test_two_who_write_without_a_break_take_turns(connections):
    one = threading.Thread(target=write, args=(connections, "one", ROUNDS))
    other = threading.Thread(target=write, args=(connections, "other", ROUNDS))
    for thread in (one, other):
        thread.start()
    for thread in (one, other):
        thread.join(60)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT who FROM turns ORDER BY rowid")
        written = [row[0] for row in cursor.fetchall()]
    assert len(written) == 2 * ROUNDS * 20
    changes = sum(before != after for before, after in itertools.pairwise(written))
    # whole transactions only, and neither waits until the other is through
    assert all(len(set(written[place : place + 20])) == 1 for place in range(0, len(written), 20))
    assert changes > 5


def test_a_single_statement_waits_for_its_turn(connections, tmp_path):
    held = Queue(str(tmp_path / "db.sqlite3.queue"))
    held.enter()
    done = threading.Event()

    def insert():
        with connections["default"].cursor() as cursor:
            cursor.execute("INSERT INTO turns VALUES ('late')")
        connections["default"].close()
        done.set()

    thread = threading.Thread(target=insert)
    thread.start()
    assert not done.wait(0.2)
    held.leave()
    assert done.wait(10)
    thread.join(10)
    held.close()


def test_reading_waits_for_nobody(connections, tmp_path):
    held = Queue(str(tmp_path / "db.sqlite3.queue"))
    with held.turn(), connections["default"].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM turns")
        assert cursor.fetchone() == (0,)
    held.close()


def test_a_transaction_that_failed_gives_its_turn_back(connections, tmp_path):
    connection = connections["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.rollback()
    connection.set_autocommit(True)
    other = Queue(str(tmp_path / "db.sqlite3.queue"))
    entered = threading.Thread(target=other.enter)
    entered.start()
    entered.join(10)
    assert not entered.is_alive()
    other.close()
