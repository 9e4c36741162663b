"""SQLite with a queue for writers. SQLite lets one connection write at a time and has the others look again after
pauses of up to 100 ms, so that whoever writes without a break keeps everybody else out. Here writers wait on a file
lock beside the database: the kernel wakes the next one when the one before is done."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from typing import Any

from django.db.backends.sqlite3 import base as django_sqlite

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Queue:
    """The place of one connection in the queue of a database file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = -1
        self.is_ours = False

    def enter(self) -> None:
        """Waits until it is this connection's turn; a holder that dies gives its turn back."""
        if self._file < 0:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.is_ours = True

    def leave(self) -> None:
        """Lets the next one in; harmless where it was not this connection's turn."""
        if self.is_ours:
            self.is_ours = False
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Leaves, and closes the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file, self.is_ours = -1, False

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """One turn."""
        self.enter()
        try:
            yield
        finally:
            self.leave()


class QueuedCursor(django_sqlite.SQLiteCursorWrapper):
    """A cursor whose single writing statements take a turn each."""

    turn: Callable[[str], contextlib.AbstractContextManager[None]]

    def execute(self, query: str, params: Any = None) -> Any:
        """Runs one statement."""
        with self.turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        """Runs one statement with many rows."""
        with self.turn(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(django_sqlite.DatabaseWrapper):
    """A connection that waits in the queue before each transaction, and before a statement that writes outside one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._queue: Queue | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Opens the database and knows its queue."""
        self._leave()
        self._queue = None if self.is_in_memory_db() else Queue(f"{self.settings_dict['NAME']}.queue")
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor of this connection."""
        cursor = self.connection.cursor(factory=QueuedCursor)
        cursor.turn = self._turn
        return cursor

    def _turn(self, query: str) -> contextlib.AbstractContextManager[None]:
        queue = self._queue
        # inside a transaction it is this connection's turn already, until the end
        if queue is None or queue.is_ours or not query.lstrip()[:7].upper().startswith(_WRITES):
            return contextlib.nullcontext()
        return queue.turn()

    def _start_transaction_under_autocommit(self) -> None:
        if self._queue is not None:
            self._queue.enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django has it; its stubs do not
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # Django has it; its stubs do not
        # after a commit that failed the transaction is still open, and a rollback follows
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # Django has it; its stubs do not
        finally:
            self._leave()

    def _close(self) -> None:
        super()._close()  # type: ignore[misc]  # Django has it; its stubs do not
        if self._queue is not None:
            self._queue.close()

    def _leave(self) -> None:
        if self._queue is not None:
            self._queue.leave()
