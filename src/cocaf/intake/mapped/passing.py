"""The rows of a table on their way through a mapping: read, compared with what is held, and either counted (a dry run)
or stored in batches. Every row is stored, held already, or rejected with its reasons."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.utils import timezone

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping.mapping import TableMapping
from cocaf.domain.mapping.rows import Fault, Reading, RowReader, Word
from cocaf.domain.policy import Actor
from cocaf.domain.policy.terms import CONFIDENTIALITY, level
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import plausible
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.head import Head
from cocaf.intake.files.tables import Line
from cocaf.intake.mapped.opening import own_cells
from cocaf.intake.services import Incoming
from cocaf.records import selectors, services

SOURCE: Final = "own_table"
"""What the provenance of a record from a country's own table names as its source."""


@dataclass(frozen=True)
class Rejected:
    """A row that could not be read: its line, its cells as they stand in the file, and the reasons."""

    line: int
    cells: list[str]
    faults: list[Fault]


@dataclass
class Batch:
    """What became of some rows that follow one another: `new` are ready to be stored."""

    read: int = 0
    held: int = 0
    new: list[Incoming] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    words: Counter[Word] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    not_converted: int = 0


@dataclass(frozen=True)
class _Row:
    line: int
    occurrence: int
    keys: tuple[bytes, ...]
    reading: Reading


@dataclass(frozen=True)
class Terms:
    """What holds for all records of a file: who may see them, what may be done with them, how sure they are, how many
    years they are kept."""

    handling: Mapping[str, Any] = field(default_factory=lambda: dict(drafts.DEFAULT_HANDLING))
    evaluation: Mapping[str, str] = field(default_factory=lambda: dict(drafts.DEFAULT_EVALUATION))
    own_unit_only: bool = False
    retain_years: int = limits.RETAIN_YEARS

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Terms:
        """Reads what a run or a saved mapping keeps."""
        return cls(**plain)


class Passage:
    """One table on its way in for one actor. Occurrences of equal rows are counted from the file's first row on, so a
    passage that goes on in the middle numbers them as the first one did."""

    def __init__(
        self, actor: Actor, mapping: TableMapping, terms: Terms, headers: Sequence[str], *,
        file: str, workbook: bool, purpose: str, language: str,
    ) -> None:  # fmt: skip
        self._actor, self._headers, self._terms = actor, headers, terms
        if level(str(terms.handling["confidentiality"])) > level(actor.clearance):
            raise CocafError("mapping.clearance")
        self._reader = RowReader(mapping, headers, actor.member, workbook=workbook)
        self._met: Counter[bytes] = Counter()
        self._rows = 0
        self._now = timezone.now()
        units = (actor.unit,) if terms.own_unit_only else ()
        draft = Draft(
            "report", {}, purpose, language, handling=terms.handling, evaluation=terms.evaluation, units=units,
            provenance={"channel": "file", "source": SOURCE, "file": file, "row": 1, "occurrence": 1},
            retain_until=drafts.last_day(self._now.date(), min(terms.retain_years, limits.RETAIN_YEARS)).isoformat(),
        )  # fmt: skip
        self._head = drafts.document(draft, actor.member, actor.unit, self._now)["head"]
        self._checked = _checked(self._head)

    def batches(self, lines: Iterator[Line], done: int = 0) -> Iterator[Batch]:
        """What becomes of the rows after the first `done`, batch by batch."""
        for _, line in zip(range(done), lines, strict=False):
            self._count(line)
        while some := list(islice(lines, limits.IMPORT_BATCH)):
            yield self._batch(some)

    def _batch(self, lines: Sequence[Line]) -> Batch:
        batch = Batch(read=len(lines))
        rows: list[_Row] = []
        for line in lines:
            occurrence, keys = self._count(line)
            reading = self._reader.read(line.cells)
            batch.words.update(reading.words)
            if reading.faults:
                batch.rejected.append(Rejected(line.number, list(line.cells), reading.faults))
            else:
                rows.append(_Row(line.number, occurrence, keys, reading))
        held = services.known_sources(self._actor.member, [key for row in rows for key in row.keys])
        fresh = [row for row in rows if held.isdisjoint(row.keys)]
        batch.held = len(rows) - len(fresh)
        cells = {line.number: line.cells for line in lines}
        references = selectors.fresh_references(self._actor.member, len(fresh))
        for row, reference in zip(fresh, references, strict=True):
            self._complete(row, reference, batch, cells)
        return batch

    def _count(self, line: Line) -> tuple[int, tuple[bytes, ...]]:
        """How often this row was met in the file, and the keys under which it may be held.

        A key is of the unit and the confidentiality, so that a row is compared only with what the actor may see: with
        the rows of his unit up to his clearance. A colleague's hidden row is as one that is not there.
        """
        self._rows += 1
        if self._rows > limits.IMPORT_MAPPED_ROWS:
            raise CocafError("mapping.rows", most=limits.IMPORT_MAPPED_ROWS)
        text = "\x1f".join(own_cells(self._headers, line.cells)).encode()
        self._met[print_ := hashlib.blake2b(text, digest_size=16).digest()] += 1
        occurrence = self._met[print_]
        return occurrence, tuple(
            self._key(print_, occurrence, each)
            for each in CONFIDENTIALITY
            if level(each) <= level(self._actor.clearance)
        )

    def _key(self, print_: bytes, occurrence: int, confidentiality: str) -> bytes:
        scope = f"{self._actor.unit}\x1f{confidentiality}\x1f{occurrence}\x1f".encode()
        return hashlib.blake2b(scope + print_, digest_size=16, person=SOURCE.encode()).digest()

    def _complete(self, row: _Row, reference: str, batch: Batch, cells: Mapping[int, list[str]]) -> None:
        number = {"row": row.line, "occurrence": row.occurrence}
        provenance = {**self._head["provenance"], **number}
        plain = {**self._head, "id": records.new_id(), "reference": reference, "provenance": provenance}
        head = self._checked.model_copy(
            update={
                "id": plain["id"],
                "reference": reference,
                "provenance": self._checked.provenance.model_copy(update=number),
            }
        )
        try:
            record = records.check_under(head, {"head": plain, "body": row.reading.body})
            records.encode(record)
        except CocafError as error:
            expected = "fits" if error.code == "record.field" else "size"
            batch.rejected.append(Rejected(row.line, cells[row.line], [Fault("", "", expected)]))
            return
        flags = plausible.first_of_each([*row.reading.flags, *_doubts(row, self._now.date())])
        confidentiality = str(self._terms.handling["confidentiality"])
        key = row.keys[list(CONFIDENTIALITY).index(confidentiality)]
        batch.new.append(Incoming(record, key, tuple(flags)))
        batch.flagged.update(code for code, _ in flags)
        batch.not_converted += row.reading.not_converted


def _checked(head: Mapping[str, Any]) -> Head:
    return records.check({"head": dict(head), "body": {"event": "seizure", "place": {"country": "UNKNOWN"}}}).head


def _doubts(row: _Row, today: datetime.date) -> list[tuple[str, str]]:
    again = [("duplicate_row", str(row.occurrence))] if row.occurrence > 1 else []
    return again + plausible.doubts(row.reading.body, today.isoformat())
