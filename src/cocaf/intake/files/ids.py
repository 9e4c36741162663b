"""Imports UNODC Individual Drug Seizures (the `;` extract): a file from a public source, imported by a bureau that
owns the import; the country of seizure is a fact in the row, not the owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cocaf import limits
from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.intake.files import tables
from cocaf.intake.files.ids_rows import HEADER, Row, RowReader
from cocaf.matching import services as matching
from cocaf.records import bulk, selectors, services
from cocaf.records.services import Prepared

REJECTED_KEPT = 1_000
"""Most rejected rows that a report lists one by one; all are counted."""


@dataclass
class ImportReport:
    """What became of a file's rows; `read` is the sum of stored, held already and rejected."""

    file: str
    read: int = 0
    stored: int = 0
    held_already: int = 0
    rejected: int = 0
    flagged: Counter[str] = field(default_factory=Counter)
    not_converted: int = 0
    rejections: list[CocafError] = field(default_factory=list)

    def as_plain(self, language: str) -> dict[str, object]:
        """As JSON values, rejections as sentences."""
        return {
            "file": self.file,
            "read": self.read,
            "stored": self.stored,
            "held_already": self.held_already,
            "rejected": self.rejected,
            "flagged": dict(sorted(self.flagged.items())),
            "not_converted": self.not_converted,
            "rejections": [error.sentence(language) for error in self.rejections],
        }


Progress = Callable[[ImportReport], None]


def recognises(header: Sequence[str]) -> bool:
    """Whether this is the header of the extract."""
    return [cell.strip().upper() for cell in header] == list(HEADER)


def import_file(actor: Actor, path: Path, progress: Progress = lambda report: None) -> ImportReport:
    """Imports the file through the whole path in batches. Rows held already are passed over, so the same file adds
    nothing and an import that was killed goes on where it stopped.

    Raises CocafError for a file that is not of this kind or cannot be read; nothing of such a file's batch is kept.
    """
    if not recognises(tables.first(path).cells):
        raise CocafError("import.header", file=path.name, expected="; ".join(HEADER))
    tables.require_sound(path)
    lines = tables.rows(path)
    next(lines)
    report = ImportReport(path.name)
    reader = RowReader(actor, tables.digest(path), timezone.now())
    # while the key process signs one batch on another core, this one writes the batch before it
    with ThreadPoolExecutor(1) as pool:
        waiting = None
        for batch in _batches(lines, reader, report):
            signing = pool.submit(keys().protect, [row.encoded for row in batch], sign=True)
            if waiting is not None:
                _store(actor, *waiting, report)
                progress(report)
            waiting = (batch, signing)
        if waiting is not None:
            _store(actor, *waiting, report)
    if report.stored >= limits.IMPORT_BATCH:
        bulk.survey()
    progress(report)
    return report


def _batches(lines: Iterator[tables.Line], reader: RowReader, report: ImportReport) -> Iterator[list[Row]]:
    """Batches of rows that are new, counting on the way those that are held or rejected."""
    batch: list[Row] = []
    for line in lines:
        report.read += 1
        try:
            batch.append(reader.read(line))
        except CocafError as error:
            report.rejected += 1
            if len(report.rejections) < REJECTED_KEPT:
                report.rejections.append(error)
        if len(batch) == limits.IMPORT_BATCH:
            if fresh := _fresh(batch, reader, report):
                yield fresh
            batch = []
    if fresh := _fresh(batch, reader, report):
        yield fresh


def _fresh(batch: list[Row], reader: RowReader, report: ImportReport) -> list[Row]:
    held = services.known_sources(reader.actor.member, [row.source_key for row in batch])
    report.held_already += len(held)
    new = [row for row in batch if row.source_key not in held]
    references = selectors.fresh_references(reader.actor.member, len(new))
    return [reader.complete(row, reference) for row, reference in zip(new, references, strict=True)]


def _store(actor: Actor, batch: list[Row], signing: object, report: ImportReport) -> None:
    protected = signing.result()  # type: ignore[attr-defined]
    prepared = [
        Prepared(
            row.record, done.digest, done.signature, done.sealed, done.wrapped_key, "own", row.source_key, row.flags
        )
        for row, done in zip(batch, protected, strict=True)
    ]
    with transaction.atomic():
        seqs = services.store(prepared)
        matching.match(seqs)
        audit.record(
            selectors.actor_name(actor),
            "import",
            about=None,
            purpose=prepared[0].record.head.purpose,
            detail={"file": report.file, "rows": len(batch)},
        )
    report.stored += len(batch)
    for row in batch:
        report.flagged.update(code for code, _ in row.flags)
        report.not_converted += row.not_converted
