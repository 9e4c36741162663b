"""Imports UNODC Individual Drug Seizures (the `;` extract and the public workbook of today): files from a public
source, imported by a bureau that owns the import; the country of seizure is a fact in the row, not the owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cocaf import limits
from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.intake.files import collecting, tables
from cocaf.intake.files.ids_rows import Row, RowReader, count_words
from cocaf.intake.files.ids_shapes import EXTRACT, WORKBOOK, Shape, recognise
from cocaf.intake.files.met import Met
from cocaf.intake.files.tables import Line
from cocaf.matching import services as matching
from cocaf.records import bulk, selectors, services
from cocaf.records.services import Prepared

REJECTED_KEPT = 100
"""Most rejected rows that a report lists one by one; all are counted, and all go to the sheet of rejected rows."""


@dataclass
class ImportReport:
    """What became of a file's rows; `read` is the sum of stored, duplicate (held already) and rejected. Flags are
    counted among the rows stored."""

    file: str
    kind: str = ""
    encoding: str = ""
    read: int = 0
    stored: int = 0
    duplicate: int = 0
    rejected: int = 0
    flagged: Counter[str] = field(default_factory=Counter)
    flagged_rows: int = 0
    not_converted: int = 0
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    passed_over: list[str] = field(default_factory=list)
    rejections: list[CocafError] = field(default_factory=list)

    def as_plain(self, language: str) -> dict[str, object]:
        """As JSON values, rejections as sentences."""
        words = ({"list": name, "word": word, "rows": rows} for (name, word), rows in self.words.most_common())
        return {
            "file": self.file,
            "kind": self.kind,
            "encoding": self.encoding,
            "read": self.read,
            "stored": self.stored,
            "duplicate": self.duplicate,
            "rejected": self.rejected,
            "flagged": dict(sorted(self.flagged.items())),
            "flagged_rows": self.flagged_rows,
            "not_converted": self.not_converted,
            "unknown_words": list(words),
            "sheets_passed_over": self.passed_over,
            "rejections": [error.sentence(language) for error in self.rejections],
        }


Progress = Callable[[ImportReport], None]
Reject = Callable[[Shape, Line, CocafError], None]
"""Told of each row that is rejected, in which shape it stands, and why."""

Rejected = Callable[[Line, CocafError], None]


def recognises(header: Sequence[str]) -> bool:
    """Whether this is the header of one of the shapes."""
    return recognise(header) is not None


def holds_seizures(path: Path) -> bool:
    """Whether the text, or a sheet of the workbook, has the header of one of the shapes. Raises CocafError for a file
    that is no table, or that holds no rows."""
    names: list[str | None] = [*tables.sheets(path)]
    headers = [header for sheet in names or [None] if (header := next(tables.rows(path, sheet), None))]
    if not headers:
        raise CocafError("import.empty", file=path.name)
    return any(recognises(header.cells) for header in headers)


def import_file(
    actor: Actor,
    path: Path,
    progress: Progress = lambda report: None,
    reject: Reject = lambda shape, line, error: None,
) -> ImportReport:
    """Imports the file through the whole path in batches. Rows held already are passed over, so the same file adds
    nothing and an import that was killed goes on where it stopped.

    Raises CocafError for a file that is not of this kind or cannot be read to its end; nothing of it is stored.
    """
    sheets, report = _sheets(path)
    tables.require_sound(path)
    digest, now = tables.digest(path), timezone.now()
    with closing(Met()) as met, collecting.between_batches() as done:

        def told(report: ImportReport) -> None:
            done()
            progress(report)

        for sheet, shape in sheets:
            report.kind = shape.kind
            lines = tables.rows(path, sheet)
            next(lines)
            _take_in(lines, RowReader(actor, digest, now, shape, met), report, (told, partial(reject, shape)))
    if report.stored >= limits.IMPORT_BATCH:
        bulk.survey()
    return report


def _sheets(path: Path) -> tuple[list[tuple[str | None, Shape]], ImportReport]:
    """The sheets that have a shape (or the one text), and a report that names those passed over."""
    described = tables.described(path)
    report = ImportReport(path.name, encoding=described.get("encoding", ""))
    found: list[tuple[str | None, Shape]] = []
    names: list[str | None] = [*tables.sheets(path)]
    for sheet in names or [None]:
        header = next(tables.rows(path, sheet), None)
        shape = recognise(header.cells, padded=described["kind"] == "xlsx") if header else None
        if shape is not None:
            found.append((sheet, shape))
        elif header is not None and sheet is not None:
            report.passed_over.append(sheet)
    if not found:
        tables.first(path)
        raise CocafError("import.header", file=path.name, expected=f"{'; '.join(EXTRACT)} / {'; '.join(WORKBOOK)}")
    return found, report


def _take_in(lines: Iterator[Line], reader: RowReader, report: ImportReport, told: tuple[Progress, Rejected]) -> None:
    # while the key process signs one batch on another core, this one writes the batch before it
    with ThreadPoolExecutor(1) as pool:
        waiting = None
        for batch in _batches(lines, reader, report, told[1]):
            signing = pool.submit(keys().protect, [row.encoded for row in batch], sign=True) if batch else None
            if waiting is not None:
                _store(reader.actor, *waiting, report)
            if waiting is not None or signing is None:
                told[0](report)
            waiting = (batch, signing) if batch else None
        if waiting is not None:
            _store(reader.actor, *waiting, report)
    told[0](report)


def _batches(lines: Iterator[Line], reader: RowReader, report: ImportReport, reject: Rejected) -> Iterator[list[Row]]:
    """Batches of rows that are new (at times none), counting on the way those that are held or rejected."""

    def rejected(line: Line, error: CocafError) -> None:
        report.rejected += 1
        reject(line, error)
        if len(report.rejections) < REJECTED_KEPT:
            report.rejections.append(error)

    batch: list[Row] = []
    for line in lines:
        report.read += 1
        try:
            batch.append(reader.read(line))
        except CocafError as error:
            rejected(line, error)
        if len(batch) == limits.IMPORT_BATCH:
            yield _fresh(batch, reader, report, rejected)
            batch = []
    yield _fresh(batch, reader, report, rejected)


def _fresh(batch: list[Row], reader: RowReader, report: ImportReport, rejected: Rejected) -> list[Row]:
    held = services.known_sources(reader.actor.member, [row.source_key for row in batch])
    report.duplicate += len(held)
    new = [row for row in batch if row.source_key not in held]
    references = selectors.fresh_references(reader.actor.member, len(new))
    complete: list[Row] = []
    for row, reference in zip(new, references, strict=True):
        try:
            complete.append(reader.complete(row, reference))
        except CocafError as error:
            rejected(row.line, error)
    return complete


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
        report.flagged_rows += bool(row.flags)
        report.not_converted += row.not_converted
        count_words(report.words, row)
