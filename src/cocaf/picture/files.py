"""What loading any file of a series has in common: its report, its row, and that the same bytes are held once. For the
room's writers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from cocaf.domain.errors import CocafError
from cocaf.intake.files import tables
from cocaf.picture.annual_file import Rejected
from cocaf.picture.models import SeriesFile

REJECTED_NAMED = 20
T = TypeVar("T")


@dataclass(frozen=True)
class LoadReport:
    """What loading did: lines read, cells stored, rows of a repeated key, cells flagged by reason, lines refused.

    `rejected` names at most `REJECTED_NAMED` of `rejected_lines`; where there is any, nothing was stored.
    """

    read: int
    stored: int
    source: str
    already_held: bool = False
    repeated_keys: int = 0
    flagged: Mapping[str, int] = field(default_factory=dict)
    rejected_lines: int = 0
    rejected: tuple[Rejected, ...] = ()

    def sentences(self, lang: str) -> list[str]:
        """One sentence for each refused line that is named: line, field, what stood there, what was expected."""
        return [refusal(rejected).sentence(lang) for rejected in self.rejected]

    def as_plain(self, file: str, lang: str) -> dict[str, object]:
        """As JSON values. A file with lines at fault is refused whole: then all of its rows count as rejected."""
        return {
            "file": file,
            "kind": self.source,
            "records": False,
            "read": self.read,
            "stored": self.stored,
            "duplicate": self.read if self.already_held else 0,
            "rejected": self.read if self.rejected_lines else 0,
            "refused": bool(self.rejected_lines),
            "lines_at_fault": self.rejected_lines,
            "flagged": dict(sorted(self.flagged.items())),
            "rejections": self.sentences(lang),
        }


def refusal(rejected: Rejected) -> CocafError:
    """The error that says what is wrong with a line."""
    return CocafError(
        f"picture.expected_{rejected.expected}",
        line=rejected.line,
        field=rejected.field,
        value=rejected.value or "-",
    )


def held(path: Path) -> tuple[str, LoadReport | None]:
    """The digest of the file's bytes, and the report of a file that is held already."""
    digest = tables.digest(path)
    file = SeriesFile.objects.filter(digest=digest).first()
    if file is None:
        return digest, None
    return digest, LoadReport(read=file.rows, stored=0, source=file.source, already_held=True)


def sort(lines: Iterable[T | Rejected], kind: type[T]) -> tuple[list[T], list[Rejected]]:
    """The rows, and the lines at fault."""
    rows: list[T] = []
    rejected: list[Rejected] = []
    for line in lines:
        if isinstance(line, kind):
            rows.append(line)
        elif isinstance(line, Rejected):
            rejected.append(line)
    return rows, rejected


def refused(source: str, rows: int, rejected: Sequence[Rejected]) -> LoadReport:
    """The report of a file of which nothing was stored."""
    return LoadReport(
        rows + len(rejected), 0, source, rejected_lines=len(rejected), rejected=tuple(rejected[:REJECTED_NAMED])
    )


def store(name: str, source: str, licence: str, digest: str, actor_label: str, rows: int) -> SeriesFile:
    """Writes the file's row."""
    return SeriesFile.objects.create(
        name=name[:200],
        source=source,
        digest=digest,
        loaded_at=timezone.now(),
        loaded_by=actor_label,
        licence=licence,
        rows=rows,
    )
