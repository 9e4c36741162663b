"""The worker's part of an import through a mapping: the dry run, and the storing, in batches. A batch, the counts and
the rejected rows are one transaction: a run that was killed at any moment goes on behind its last whole batch."""

from __future__ import annotations

import datetime
import hashlib
import secrets
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cocaf import config, limits
from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping import mapping as mappings
from cocaf.domain.mapping.rows import Word
from cocaf.domain.policy import Actor
from cocaf.intake import services as intake
from cocaf.intake.mapped import opening, runs, selectors
from cocaf.intake.mapped.passing import Batch, Passage, Terms
from cocaf.intake.models import ImportedRecord, ImportRun, RejectedRows
from cocaf.members.actor import actor_of
from cocaf.records import files

_HOME: Final = 16
_WORDS_COUNTED: Final = 20 * limits.IMPORT_WORDS
"""Most different words that a dry run counts; a column of names taken for a code list would be endless."""


class _LostError(Exception):
    """Another worker has the run, or its officer threw it away."""


def run_due() -> int:
    """Works on every run that waits for the worker, one after another; returns how many rows were read."""
    rows = 0
    while (run := _claimed()) is not None:
        rows += _worked(run)
    return rows


def free() -> int:
    """Takes up at once what an earlier worker of this home had in hand when it was killed; returns how many runs. Only
    for a worker that is sure to be alone in its home."""
    return ImportRun.objects.filter(claim__startswith=_home()).update(claim="", claimed_until=None)


def _home() -> str:
    name = f"{socket.gethostname()}:{config.current().home}"
    return hashlib.sha256(name.encode()).hexdigest()[:_HOME]


def _claimed() -> ImportRun | None:
    now = timezone.now()
    free_ = Q(claimed_until=None) | Q(claimed_until__lt=now)
    for key in (
        ImportRun.objects.filter(free_, state__in=runs.AT_WORK).order_by("begun_at").values_list("pk", flat=True)
    ):
        claim = _home() + secrets.token_hex(8)
        if ImportRun.objects.filter(free_, pk=key, state__in=runs.AT_WORK).update(claim=claim, claimed_until=_lease()):
            return ImportRun.objects.select_related("user__unit").get(pk=key)
    return None


def _lease() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=limits.LEASE_SECONDS)


def _worked(run: ImportRun) -> int:
    before = run.row
    try:
        actor = actor_of(run.user)
        with _passage(actor, run) as batches:
            _check(run, batches) if run.state == runs.CHECKING else _store(actor, run, batches)
    except _LostError:
        return 0
    except CocafError as error:
        if error.code == "keys.away":
            ImportRun.objects.filter(pk=run.pk, claim=run.claim).update(claim="", claimed_until=None)
            raise
        _refuse(run, error)
    return run.row - before


@contextmanager
def _passage(actor: Actor, run: ImportRun) -> Iterator[Iterator[Batch]]:
    with opening.opened(str(run.file), run.file_name) as path:
        headers, lines = opening.body_rows(path, run.sheet)
        passage = Passage(
            actor, mappings.checked(run.mapping), Terms.of(run.terms), headers, file=run.digest,
            workbook=bool(selectors.opened(run).shown["sheets"]), purpose=run.purpose, language=run.language,
        )  # fmt: skip
        yield passage.batches(lines, run.row if run.state == runs.STORING else 0)


def _check(run: ImportRun, batches: Iterator[Batch]) -> None:
    """The dry run: everything but the storing. It begins anew when it was interrupted."""
    words: Counter[Word] = Counter()
    faults: list[dict[str, Any]] = []
    _reset(run)
    found = 0
    for batch in batches:
        _add(run, batch, batch.rejected)
        for word, count in batch.words.items():
            if word in words or len(words) < _WORDS_COUNTED:
                words[word] += count
        for rejected in batch.rejected:
            found += len(rejected.faults)
            for fault in rejected.faults:
                if len(faults) < limits.IMPORT_FAULTS:
                    faults.append({"line": rejected.line, **asdict(fault)})
        _keep(run)
    shown = selectors.opened(run).shown
    shown |= {"faults": faults, "faults_found": found, "words": _most(words), "words_found": len(words)}
    run.shown, run.shown_key = runs.seal(shown)
    run.rows, run.state = run.row, runs.CHECKED
    _keep(run, "shown", "shown_key")


def _most(words: Counter[Word]) -> list[dict[str, Any]]:
    return [{**asdict(word), "count": count} for word, count in words.most_common(limits.IMPORT_WORDS)]


def _reset(run: ImportRun) -> None:
    run.row, run.stored, run.held, run.rejected, run.not_converted, run.flagged = 0, 0, 0, 0, 0, {}


def _add(run: ImportRun, batch: Batch, rejected: list[Any]) -> None:
    run.row += batch.read
    run.stored += len(batch.new)
    run.held += batch.held
    run.rejected += len(rejected)
    run.not_converted += batch.not_converted
    run.flagged = dict(Counter(run.flagged) + batch.flagged)


def _keep(run: ImportRun, *more: str) -> None:
    """Writes the run's progress (and the columns `more`), if this worker still has it."""
    fields = {
        name: getattr(run, name)
        for name in ("row", "rows", "stored", "held", "rejected", "not_converted", "flagged", "state", "finished_at",
                     "file", *more)
    }  # fmt: skip
    fields["claimed_until"] = _lease() if run.state in runs.AT_WORK else None
    if not ImportRun.objects.filter(pk=run.pk, claim=run.claim, state__in=runs.AT_WORK).update(**fields):
        raise _LostError


def _store(actor: Actor, run: ImportRun, batches: Iterator[Batch]) -> None:
    for batch in batches:
        prepared = intake.signed(batch.new)
        with transaction.atomic():
            if batch.new:
                intake.store_signed(batch.new, prepared)
                audit.record(actor, "import", about=str(run.pk), purpose=run.purpose, detail={"rows": len(batch.new)})
            _write_down(run, batch)
            _add(run, batch, batch.rejected)
            _keep(run)
    run.state, run.finished_at, run.file = runs.DONE, timezone.now(), None
    with transaction.atomic():
        _keep(run)
        files.drop_files_of(run.pk)


def _write_down(run: ImportRun, batch: Batch) -> None:
    """Keeps which records came in, and the rows that did not."""
    ImportedRecord.objects.bulk_create(
        [ImportedRecord(run=run, record_id=each.record.head.id) for each in batch.new], batch_size=500
    )
    if batch.rejected:
        rows = [
            {"line": each.line, "cells": each.cells, "faults": [asdict(fault) for fault in each.faults]}
            for each in sorted(batch.rejected, key=lambda each: each.line)
        ]
        for start in range(0, len(rows), 100):
            some = rows[start : start + 100]
            sealed, wrapped_key = runs.seal(some)
            RejectedRows.objects.create(run=run, count=len(some), sealed=sealed, wrapped_key=wrapped_key)


def _refuse(run: ImportRun, error: CocafError) -> None:
    """The file cannot be read to its end: the run ends, the file goes, and the reason is kept for its officer."""
    params = {name: str(value)[:200] for name, value in error.params.items()}
    sealed, wrapped_key = runs.seal(selectors.opened(run).shown | {"error": {"code": error.code, "params": params}})
    with transaction.atomic():
        left = ImportRun.objects.filter(pk=run.pk, claim=run.claim, state__in=runs.AT_WORK)
        if left.update(
            state=runs.FAILED, file=None, error={"code": error.code}, shown=sealed, shown_key=wrapped_key,
            claimed_until=None, finished_at=timezone.now(),
        ):  # fmt: skip
            files.drop_files_of(run.pk)
