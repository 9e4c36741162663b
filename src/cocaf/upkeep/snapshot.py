"""One moment of the database in a file, while others go on writing: SQLite by VACUUM INTO, which reads within a single
transaction; PostgreSQL by pg_dump on an exported snapshot, in which the same moment is counted. Called by `backup`."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from cocaf.domain.errors import CocafError
from cocaf.upkeep.contents import POSTGRESQL_FILE, SQLITE_FILE

Ask = Callable[[str], list[tuple[Any, ...]]]
"""Runs a query on the moment that the file holds."""


@dataclass(frozen=True)
class Snapshot:
    """The file, and a way to ask the same moment."""

    path: Path
    ask: Ask


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """Makes the file in `folder`. Raises CocafError backup.no_pg_dump, backup.pg_dump, OSError (disk full)."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    with make(folder) as made:
        yield made


def tables() -> list[str]:
    """Every table of ours."""
    return sorted(model._meta.db_table for model in apps.get_models() if model.__module__.startswith("cocaf."))


def counts(ask: Ask, names: list[str]) -> dict[str, int]:
    """How many rows each table has."""
    return {name: int(ask(f'SELECT count(*) FROM "{name}"')[0][0]) for name in names}  # noqa: S608 - our own names


@contextmanager
def _sqlite(folder: Path) -> Iterator[Snapshot]:
    path = folder / SQLITE_FILE
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as live:
        live.execute("VACUUM INTO ?", [str(path)])
    with closing(sqlite3.connect(path)) as copy:
        yield Snapshot(path, lambda query: copy.execute(query).fetchall())


@contextmanager
def _postgresql(folder: Path) -> Iterator[Snapshot]:
    path = folder / POSTGRESQL_FILE
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (moment,) = cursor.fetchone()
        run_postgresql("pg_dump", "--format=custom", f"--snapshot={moment}", f"--file={path}", "--no-owner")

        def ask(query: str) -> list[tuple[Any, ...]]:
            cursor.execute(query)
            return list(cursor.fetchall())

        yield Snapshot(path, ask)


def find_postgresql(name: str) -> str | None:
    """Where a program of PostgreSQL is: on the path, else the newest that Debian installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    return str(installed[-1]) if installed else shutil.which(name)


def run_postgresql(name: str, *options: str) -> None:
    """Runs a program of PostgreSQL on this node's database; the password goes by the environment, where no other user
    reads it. Raises CocafError backup.no_pg_dump, backup.pg_dump with what it said."""
    program = find_postgresql(name)
    if program is None:
        raise CocafError("backup.no_pg_dump", program=name)
    here = connection.settings_dict
    given = {"PGHOST": here["HOST"], "PGPORT": here["PORT"], "PGUSER": here["USER"], "PGPASSWORD": here["PASSWORD"]}
    environment = os.environ | {key: str(value) for key, value in given.items() if value}
    told = subprocess.run(  # noqa: S603 - a program of PostgreSQL on our own database
        [program, f"--dbname={here['NAME']}", *options], env=environment, capture_output=True, text=True, check=False
    )
    if told.returncode != 0:
        raise CocafError("backup.pg_dump", program=name, said=told.stderr.strip()[-300:])
