"""Brings a node's tables to this version of the program: the changes in their order, then everything derived anew from
the documents, which a new version may read more from. Called by the command line while serve and worker rest."""

from __future__ import annotations

import fcntl
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from cocaf import config
from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.records import journal, rebuild
from cocaf.upkeep import derived, readiness


def due() -> list[str]:
    """The changes of tables that are due, as "records.0007_name". Raises CocafError("upgrade.newer") where the tables
    have had a change that this program does not know."""
    loader = MigrationLoader(connection)
    own = {app for app, _ in loader.disk_migrations}
    unknown = sorted(set(loader.applied_migrations) - set(loader.disk_migrations))
    for app, name in unknown:
        if app in own:
            raise CocafError("upgrade.newer", name=f"{app}.{name}")
    return readiness.pending_migrations()


def upgrade(progress: Callable[[int], None] = lambda done: None) -> int | None:
    """Does it; returns how many documents were indexed anew, None where nothing needed that.

    The index is made anew too where an earlier run was broken off between the tables and the index. Raises CocafError
    upgrade.newer, upgrade.running, keys.away; before any of them nothing is changed.
    """
    changes = due()
    if _worker_runs():
        raise CocafError("upgrade.running")
    # the index needs the keys: better to say so before the tables are changed
    keys().status()
    call_command("migrate", verbosity=0, interactive=False)
    if not changes and not derived.differing():
        return None
    done = rebuild.rebuild(progress)
    journal.complete()
    audit.record(f"{config.current().member}/node", "upgrade", detail={"changes": len(changes), "documents": done})
    audit.seal_pending()
    return done


def _worker_runs() -> bool:
    """Whether a worker holds the lock of this home; its last sign of life would say so half a minute too long."""
    with (config.current().home / "worker.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
