"""Multiplies the records of a node in its database, for a benchmark at the scale of many years: every document again
under a new key, record and reference, with all that the index holds of it, and the counts raised by as much."""

from __future__ import annotations

from typing import Final

BLOCKS: Final = ("summary", "identifierkey", "namekey", "quantityrow", "routepointrow", "term", "card", "flag")
_LEFT_OUT: Final = {"id"}


def copy(copies: int) -> None:
    """Adds `copies` times what is held. Keys of the copies stand a whole block higher each time, so that one statement
    for each table makes a block. Only for records that name nothing secret: the encrypted bytes are the same."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(seq) FROM records_document")
        block = cursor.fetchone()[0]
        for number in range(1, copies + 1):
            cursor.execute(_documents(connection.vendor), {"step": block * number, "last": block, "number": number})
            for name in BLOCKS:
                cursor.execute(*_rows(name, block, number))
        cursor.execute(
            "UPDATE records_cell SET records = records * %(n)s, kilograms = kilograms * %(n)s, "
            "unconverted = unconverted * %(n)s",
            {"n": copies + 1},
        )
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence('records_document', 'seq'), MAX(seq)) FROM "
                           "records_document")  # fmt: skip


def _documents(vendor: str) -> str:
    from cocaf.records.models import Document

    new_id = "gen_random_uuid()" if vendor == "postgresql" else "lower(hex(randomblob(16)))"
    instead = {
        "seq": "seq + %(step)s", "record_id": new_id, "reference": "substr(reference, 1, 12) || %(number)s",
        "source_key": "NULL",
    }  # fmt: skip
    names = [field.column for field in Document._meta.concrete_fields]
    picked = ", ".join(instead.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO records_document ({columns}) SELECT {picked} FROM records_document WHERE seq <= %(last)s"


def _rows(name: str, block: int, number: int) -> tuple[str, dict[str, int]]:
    from django.apps import apps

    model = apps.get_model("records", name)
    names = [field.column for field in model._meta.concrete_fields if field.column not in _LEFT_OUT]
    picked = ", ".join("document_id + %(step)s" if each == "document_id" else f'"{each}"' for each in names)
    columns = ", ".join(f'"{each}"' for each in names)
    table = model._meta.db_table
    statement = f"INSERT INTO {table} ({columns}) SELECT {picked} FROM {table} WHERE document_id <= %(last)s"
    return statement, {"step": block * number, "last": block}
