"""The only readers of runs and saved mappings. A run is its officer's alone: another person gets what one gets for a
run that is not there. A saved mapping is its unit's."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.intake.models import ImportedRecord, ImportRun, RejectedRows, SavedMapping
from cocaf.members.models import User
from cocaf.records import selectors
from cocaf.records.models import Document


@dataclass(frozen=True)
class OpenRun:
    """A run together with what it shows of its table: `sheets`, `sheet`, `headers`, `rows`, and after a dry run
    `faults`, `faults_more`, `words`, `flagged`. Empty once the run is over and its time is up."""

    row: ImportRun
    shown: dict[str, Any]


def runs_of(user: User) -> QuerySet[ImportRun]:
    """The user's runs, newest first."""
    return ImportRun.objects.filter(user=user).order_by("-begun_at")


def run_of(user: User, run_id: uuid.UUID) -> ImportRun:
    """A run of the user's. Raises CocafError("record.not_found") for one that is not there and another's alike."""
    found = runs_of(user).filter(pk=run_id).first()
    if found is None:
        raise CocafError("record.not_found")
    return found


def open_run(user: User, run_id: uuid.UUID) -> OpenRun:
    """A run of the user's with what it shows. Raises CocafError("record.not_found") as `run_of` does."""
    return opened(run_of(user, run_id))


def opened(row: ImportRun) -> OpenRun:
    """A run with what it shows, for callers that have seen to it whose it is."""
    return OpenRun(row, unseal(row.shown, row.shown_key) if row.shown else {})


def unseal(sealed: bytes | memoryview, wrapped_key: bytes | memoryview) -> Any:
    """The JSON values that `runs.seal` encrypted."""
    return json.loads(keys().reveal([(bytes(sealed), bytes(wrapped_key))])[0])


def mappings_of(unit: str) -> QuerySet[SavedMapping]:
    """The mappings that a unit has saved, by name."""
    return SavedMapping.objects.filter(unit=unit)


def mapping_named(unit: str, name: str) -> SavedMapping:
    """A unit's mapping by name. Raises CocafError("mapping.unknown", name, known)."""
    found = mappings_of(unit).filter(name=name).first()
    if found is None:
        known = ", ".join(mappings_of(unit).values_list("name", flat=True)[:20])
        raise CocafError("mapping.unknown", name=name[:80], known=known or "-")
    return found


def records_of(actor: Actor, purpose: str, run: ImportRun) -> QuerySet[Document]:
    """The records that came in with a run, as far as the actor may see them, in the file's order."""
    named = ImportedRecord.objects.filter(run=run).values("record_id")
    return selectors.visible_to(actor, purpose).filter(record_id__in=named, current=True).select_related("summary")


def rejections_kept(run: ImportRun) -> int:
    """How many rejected rows of a run are still kept."""
    return RejectedRows.objects.filter(run=run).aggregate(total=Sum("count"))["total"] or 0


def rejections(run: ImportRun) -> Iterator[dict[str, Any]]:
    """The rejected rows of a run in the file's order: `line`, `cells`, `faults` (column, found, expected)."""
    for each in RejectedRows.objects.filter(run=run).order_by("pk").iterator():
        yield from unseal(each.sealed, each.wrapped_key)
