"""Whether this node can answer people now: its tables are there as the program expects them, its keys are in reach.
Asked by whoever balances or restarts; tells strangers yes or no and nothing else."""

from __future__ import annotations

from functools import cache

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError


def pending_migrations() -> list[str]:
    """Changes of the tables that this program needs and this database has not had: as "records.0007_name".

    Raises DatabaseError where the database does not answer."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@cache
def _migrated() -> bool:
    if pending_migrations():
        raise DatabaseError("tables are older than the program")
    return True


def is_ready() -> bool:
    """Whether the database answers with the tables of this program, and the key process answers."""
    try:
        _migrated()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        keys().status()
    except (DatabaseError, ImproperlyConfigured, CocafError, OSError):
        return False
    return True
