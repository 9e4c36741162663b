"""Makes the log's tables append-only inside the database, so that no program of ours and no console rewrites them by
mistake; who drops the triggers is met by `verify`. Called by the migration, and by the tests' clearing of tables."""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES: Final = ("audit_entry", "audit_seal")

_SQLITE: Final = {
    "update": "BEFORE UPDATE ON {table}",
    "delete": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE removes the old row without the DELETE trigger being asked
    "replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
_POSTGRESQL_FUNCTION: Final = (
    "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$"
)
_POSTGRESQL: Final = (
    "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
)


def protect(connection: BaseDatabaseWrapper) -> None:
    """Refuses UPDATE, DELETE and what amounts to them on both tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRESQL.format(table=table))
                continue
            for act, when in _SQLITE.items():
                refusal = "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
                cursor.execute(f"CREATE TRIGGER {table}_no_{act} {when.format(table=table)} {refusal}")


def lift(connection: BaseDatabaseWrapper) -> None:
    """Takes the triggers away; `protect` puts them back."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
                continue
            for act in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
