"""The one raw bulk writer: many rows into one table in one call, on both databases. Only this room uses it;
Django's bulk_create costs a multiple of the bare insert (docs/adr)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

Row = Sequence[Any]


def reserve(model: type[Model], count: int) -> list[int]:
    """Reserves `count` primary keys in rising order; must run inside the transaction that writes the rows."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
            )
            return sorted(row[0] for row in cursor.fetchall())
        # sqlite_sequence also remembers keys of rows that were erased, so a key is never used twice
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        return list(range(last + 1, last + count + 1))


def insert(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Writes rows of plain values (as the database driver takes them) into the model's table."""
    if not rows:
        return
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # the driver's own cursor: Django's wrapper has no COPY
            with cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" for _ in columns)
        cursor.cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - names of our own tables


def survey() -> None:
    """Tells the database how its tables have grown, after many rows came in at once: until it knows, it looks for
    records in ways that fitted an empty node."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 2000")
        cursor.execute("ANALYZE")
