"""Imports UNODC Individual Drug Seizures (the `;` extract and the public workbook of today): files from a public
source, imported by a bureau that owns the import; the country of seizure is a fact in the row, not the owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cocaf import limits
from cocaf.audit import services as audit
from cocaf.crypto.client import Protected, keys
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
    """Three batches are on their way at once: while the database takes one, the next is completed and signed and the
    one after it read, so that this process, the key process and the database's server all work."""
    with ThreadPoolExecutor(2) as pool:
        reading: Future[_Read] = pool.submit(_read, lines, reader)
        signing: Future[_Signed] | None = None
        while True:
            read = reading.result()
            report.read += read.lines
            _reject(read.rejected, report, told[1])
            new = _new(read.rows, reader.actor.member, report)
            references = selectors.fresh_references(reader.actor.member, len(new))
            before, signing = signing, pool.submit(_sign, reader, new, references)
            reading = pool.submit(_read, lines, reader)
            if before is not None:
                _store(reader.actor, before.result(), report, told[1])
                told[0](report)
            if not read.lines:
                break
        reading.result()


@dataclass
class _Read:
    """Some lines of the file: the rows that were made of them, and those that could not be read."""

    lines: int = 0
    rows: list[Row] = field(default_factory=list)
    rejected: list[tuple[Line, CocafError]] = field(default_factory=list)


@dataclass
class _Signed:
    """Rows with their checked records, signed, encrypted and ready for the index; and those whose record did not
    fit."""

    rows: list[Row]
    prepared: list[Prepared]
    rejected: list[tuple[Line, CocafError]]


def _read(lines: Iterator[Line], reader: RowReader) -> _Read:
    found = _Read()
    for line in islice(lines, limits.IMPORT_BATCH):
        found.lines += 1
        try:
            found.rows.append(reader.read(line))
        except CocafError as error:
            found.rejected.append((line, error))
    return found


def _new(rows: list[Row], member: str, report: ImportReport) -> list[Row]:
    held = services.known_sources(member, [row.source_key for row in rows])
    report.duplicate += len(held)
    return [row for row in rows if row.source_key not in held]


def _sign(reader: RowReader, rows: list[Row], references: Sequence[str]) -> _Signed:
    complete: list[Row] = []
    rejected: list[tuple[Line, CocafError]] = []
    for row, reference in zip(rows, references, strict=True):
        try:
            complete.append(reader.complete(row, reference))
        except CocafError as error:
            rejected.append((row.line, error))
    protected = keys().protect([row.encoded for row in complete], sign=True) if complete else []
    prepared = [_prepared(row, done) for row, done in zip(complete, protected, strict=True)]
    return _Signed(complete, prepared, rejected)


def _prepared(row: Row, done: Protected) -> Prepared:
    made = Prepared(
        row.record, done.digest, done.signature, done.sealed, done.wrapped_key, "own", row.source_key, row.flags
    )
    _ = made.derived  # here, and not while the database waits for rows
    return made


def _reject(rows: list[tuple[Line, CocafError]], report: ImportReport, rejected: Rejected) -> None:
    for line, error in rows:
        report.rejected += 1
        rejected(line, error)
        if len(report.rejections) < REJECTED_KEPT:
            report.rejections.append(error)


def _store(actor: Actor, signed: _Signed, report: ImportReport, rejected: Rejected) -> None:
    _reject(signed.rejected, report, rejected)
    if not signed.rows:
        return
    try:
        _write(actor, signed.prepared, report.file)
    except IntegrityError:
        # a second import of the same file runs beside this one and was first with some of these rows
        held = services.known_sources(actor.member, [row.source_key for row in signed.rows])
        if not held:
            raise
        report.duplicate += len(held)
        left = [pair for pair in zip(signed.rows, signed.prepared, strict=True) if pair[0].source_key not in held]
        _store(actor, _Signed([row for row, _ in left], [made for _, made in left], []), report, rejected)
        return
    report.stored += len(signed.prepared)
    for row in signed.rows:
        report.flagged.update(code for code, _ in row.flags)
        report.flagged_rows += bool(row.flags)
        report.not_converted += row.not_converted
        count_words(report.words, row)


def _write(actor: Actor, prepared: Sequence[Prepared], file: str) -> None:
    # the bulk writer speaks to the driver, whose errors Django then does not name
    with connection.wrap_database_errors, transaction.atomic():
        matching.match(services.store(prepared))
        audit.record(
            selectors.actor_name(actor),
            "import",
            about=None,
            purpose=prepared[0].record.head.purpose,
            detail={"file": file, "rows": len(prepared)},
        )
