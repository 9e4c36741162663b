"""A table on this machine through a saved mapping, without an upload: for the command. The rows held already are passed
over, so an import that was killed goes on where it stopped when it is run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from cocaf.audit import services as audit
from cocaf.domain.mapping import mapping as mappings
from cocaf.domain.policy import Actor
from cocaf.intake import services as intake
from cocaf.intake.files import tables
from cocaf.intake.mapped import opening
from cocaf.intake.mapped.passing import Batch, Passage, Rejected, Terms
from cocaf.intake.mapped.rejected import GrowingSheet, reasons
from cocaf.intake.models import SavedMapping

REJECTED_KEPT = 1_000
"""Most rejected rows that a report lists one by one; all are counted."""


@dataclass
class MappedReport:
    """What became of a table's rows; `read` is the sum of stored, duplicate (held already) and rejected. After a dry
    run, `stored` is what would be."""

    file: str
    dry_run: bool
    headers: tuple[str, ...] = ()
    read: int = 0
    stored: int = 0
    held_already: int = 0
    rejected: int = 0
    not_converted: int = 0
    flagged: Counter[str] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejections: list[Rejected] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        """Counts a batch in."""
        self.read += batch.read
        self.stored += len(batch.new)
        self.held_already += batch.held
        self.rejected += len(batch.rejected)
        self.not_converted += batch.not_converted
        self.flagged.update(batch.flagged)
        for word, count in batch.words.items():
            if (word.name, word.text) in self.words or len(self.words) < REJECTED_KEPT:
                self.words[word.name, word.text] += count
        self.rejections += batch.rejected[: REJECTED_KEPT - len(self.rejections)]

    def as_plain(self, language: str) -> dict[str, Any]:
        """As JSON values, rejections as sentences."""
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            "read": self.read,
            "stored": self.stored,
            "duplicate": self.held_already,
            "rejected": self.rejected,
            "flagged": dict(sorted(self.flagged.items())),
            "not_converted": self.not_converted,
            "unknown_words": [
                {"list": name, "word": text, "rows": count} for (name, text), count in self.words.most_common()
            ],
            "rejections": [
                f"{each.line}: {reasons([asdict(fault) for fault in each.faults], language)}"
                for each in self.rejections
            ],
        }


Progress = Callable[[MappedReport], None]


def import_table(
    actor: Actor, path: Path, saved: SavedMapping, *, purpose: str, language: str, sheet: str | None = None,
    dry_run: bool = False, progress: Progress = lambda report: None, rejected: GrowingSheet | None = None,
) -> MappedReport:  # fmt: skip
    """Imports a table through a saved mapping, or with `dry_run` says what would become of its rows.

    Raises CocafError for a file that cannot be read to its end or does not fit the mapping; nothing of it is stored.
    """
    names = tables.sheets(path)
    chosen = sheet if sheet is not None else (names[0] if names else "")
    headers, lines = opening.body_rows(path, chosen)
    passage = Passage(
        actor, mappings.checked(saved.content), Terms.of(saved.terms), headers, file=tables.digest(path),
        workbook=bool(names), purpose=purpose, language=language,
    )  # fmt: skip
    if not dry_run:
        tables.require_sound(path)
    report = MappedReport(path.name, dry_run, headers)
    for batch in passage.batches(lines):
        if not dry_run and batch.new:
            _store(actor, batch, purpose)
        if rejected is not None:
            rejected.add(headers, map(asdict, batch.rejected))
        report.add(batch)
        progress(report)
    return report


def _store(actor: Actor, batch: Batch, purpose: str) -> None:
    prepared = intake.signed(batch.new)
    with transaction.atomic():
        intake.store_signed(batch.new, prepared)
        audit.record(actor, "import", about=None, purpose=purpose, detail={"rows": len(batch.new)})
