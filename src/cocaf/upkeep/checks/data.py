"""What the node holds: tables, log, derived rows, files, the journal of erasures, and the last backup."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.db import DatabaseError
from django.utils import timezone

from cocaf import config
from cocaf.audit import selectors as audit
from cocaf.audit.models import Entry
from cocaf.crypto.client import keys
from cocaf.records import journal
from cocaf.records.models import StoredFile, Tombstone
from cocaf.upkeep import derived, readiness
from cocaf.upkeep import last_backup as note
from cocaf.upkeep.checks.fault import Fault, warn, wrong

UNSEALED: Final = datetime.timedelta(minutes=2)
"""How long an entry of the log may wait for its seal."""

FILES_LOOKED_AT: Final = 1_000


def database() -> Iterator[Fault]:
    """The database answers, with the tables of this version."""
    try:
        pending = readiness.pending_migrations()
    except DatabaseError as error:
        yield wrong("doctor.database", kind=type(error).__name__)
        return
    if pending:
        yield wrong("doctor.migrations", count=len(pending))


def log() -> Iterator[Fault]:
    """The whole chain of the log holds, and nothing waits long for its seal."""
    result = audit.verify()
    if not result.ok:
        yield wrong("doctor.log", entry=result.first, why=result.why)
    last = audit.last_seal()
    oldest = Entry.objects.filter(id__gt=last.to_id if last else 0).order_by("id").first()
    if oldest is not None and timezone.now() - oldest.at > UNSEALED:
        yield wrong("doctor.log_unsealed", count=result.pending)


def derived_tables() -> Iterator[Fault]:
    """Documents drawn at random have the rows of the index that they should have."""
    if found := derived.differing():
        yield wrong("doctor.derived", count=len(found), references=", ".join(found[:3]))


def stored_files() -> Iterator[Fault]:
    """The newest files that the tables name lie in the store."""
    rows = StoredFile.objects.order_by("-stored_at").values_list("pk", flat=True)[:FILES_LOOKED_AT]
    names = [str(key) for key in rows]
    missing = [name for name in names if not (config.current().files / name[-2:] / name).exists()]
    if missing:
        yield wrong("doctor.files", count=len(missing), looked=len(names))


def erasure_journal() -> Iterator[Fault]:
    """The journal is as this node wrote it and holds every erasure."""
    here = config.current()
    stones = Tombstone.objects.count()
    if not here.journal.exists():
        if stones:
            yield wrong("doctor.journal_gone", path=str(here.journal), count=stones)
        return
    lines = journal.read(here.journal, keys().public().signing)
    noted = {line.key for line in lines}
    rows = Tombstone.objects.values_list("record_id", "owner")
    if lacking := sum(("erased", str(record), owner) not in noted for record, owner in rows.iterator()):
        yield wrong("doctor.journal_lacks", path=str(here.journal), count=lacking)


def last_backup() -> Iterator[Fault]:
    """There is a backup, young enough, where it was put."""
    here = config.current()
    if here.recovery_key is None:
        yield wrong("backup.no_recovery_key")
        return
    last = note.read()
    if last is None:
        yield wrong("doctor.backup_never")
        return
    hours = int((timezone.now() - last.at).total_seconds() // 3600)
    if hours >= here.backup_hours:
        yield wrong("doctor.backup_old", hours=hours, limit=here.backup_hours)
    found = Path(last.path)
    if not found.exists() or found.stat().st_size != last.size:
        yield warn("doctor.backup_gone", path=last.path)
