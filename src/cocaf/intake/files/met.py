"""How often a row was met in a file, whatever its size: digests in a table that the machine keeps on disk once it grows
beyond a few megabytes. It holds no content and is gone with the run."""

from __future__ import annotations

import sqlite3
from typing import Final

_CACHE_KIB: Final = 16_384


class Met:
    """Counts digests; the first place of each is kept."""

    def __init__(self) -> None:
        # one thread at a time reads a file, but not always the same one
        self._table = sqlite3.connect("", check_same_thread=False)
        for command in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            f"PRAGMA cache_size = -{_CACHE_KIB}",
            "CREATE TABLE met (digest BLOB PRIMARY KEY, times INTEGER NOT NULL, place TEXT NOT NULL) WITHOUT ROWID",
        ):
            self._table.execute(command)
        self._run = self._table.cursor().execute

    def count(self, digest: bytes, place: str) -> tuple[int, str]:
        """Counts this digest once more; returns how often it was met by now, and where first."""
        times, first = self._run(
            "INSERT INTO met VALUES (?, 1, ?) ON CONFLICT (digest) DO UPDATE SET times = times + 1 "
            "RETURNING times, place",
            (digest, place),
        ).fetchone()
        return int(times), str(first)

    def close(self) -> None:
        """Lets the table go."""
        self._table.close()
