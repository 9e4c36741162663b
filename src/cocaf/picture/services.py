"""Loads files of statistical series; the only writer of the picture's tables. For the command line and the demo.

A series is never a record: it has no owner among the members, no audience, and is not exchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.intake.files import tables
from cocaf.picture import annual_file, rules
from cocaf.picture.annual_file import INVENTED_ANNUAL, UNODC_ANNUAL, Rejected, Row
from cocaf.picture.lists import substance_of
from cocaf.picture.models import SeriesCell, SeriesFile, SeriesFlag

REJECTED_NAMED = 20
_BATCH = 2_000
_LICENCE = MappingProxyType(
    {
        UNODC_ANNUAL: "UNODC, annual seizures as reported by Member States; named as the source, not redistributed",
        INVENTED_ANNUAL: "invented for demonstration and tests by cocaf; no real figure",
    }
)

Progress = Callable[[int, int], None]


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


def recognises(header: list[str]) -> bool:
    """Whether a file with this first line is one that `load_annual` reads."""
    return annual_file.is_header(header)


def refusal(rejected: Rejected) -> CocafError:
    """The error that says what is wrong with a line."""
    return CocafError(
        f"picture.expected_{rejected.expected}",
        line=rejected.line,
        field=rejected.field,
        value=rejected.value or "-",
    )


def load_annual(path: Path, actor_label: str, progress: Progress | None = None) -> LoadReport:
    """Load a file of annual seizures, whole or not at all; the same bytes a second time add nothing.

    actor_label: who loads it, as the file's row will say. progress(done, total) counts cells.
    CocafError: wrong encoding, wrong header, nothing in it. Lines that cannot be read come back in the report.
    """
    digest = tables.digest(path)
    held = SeriesFile.objects.filter(digest=digest).first()
    if held is not None:
        return LoadReport(read=held.rows, stored=0, source=held.source, already_held=True)
    rows, rejected = _sort(annual_file.read(path))
    source = INVENTED_ANNUAL if any(row.invented for row in rows) else UNODC_ANNUAL
    if rejected:
        named = tuple(rejected[:REJECTED_NAMED])
        read = len(rows) + len(rejected)
        return LoadReport(read=read, stored=0, source=source, rejected_lines=len(rejected), rejected=named)
    if not rows:
        raise CocafError("picture.nothing", file=path.name)
    findings = rules.examine(rows)
    with transaction.atomic():
        file = _store_file(path.name, source, digest, actor_label, len(rows))
        ids = _store_cells(file, rows, rules.not_counted(findings), progress)
        _store_flags(file, findings, ids)
        audit.record(actor_label, "import", about=f"series:{digest[:16]}", detail={"rows": len(rows)})
    flagged = Counter(finding.reason.value for finding in findings)
    repeated = flagged[rules.Reason.KEY_REPEATED] + flagged[rules.Reason.SAME_ROW_AGAIN]
    return LoadReport(len(rows), len(rows), source, repeated_keys=repeated, flagged=dict(flagged))


def _sort(lines: Iterable[Row | Rejected]) -> tuple[list[Row], list[Rejected]]:
    rows: list[Row] = []
    rejected: list[Rejected] = []
    for line in lines:
        if isinstance(line, Row):
            rows.append(line)
        else:
            rejected.append(line)
    return rows, rejected


def _store_file(name: str, source: str, digest: str, actor_label: str, rows: int) -> SeriesFile:
    return SeriesFile.objects.create(
        name=name,
        source=source,
        digest=digest,
        loaded_at=timezone.now(),
        loaded_by=actor_label,
        licence=_LICENCE[source],
        rows=rows,
    )


def _store_cells(
    file: SeriesFile, rows: Sequence[Row], left_out: frozenset[int], progress: Progress | None
) -> dict[int, int]:
    """Write the cells and return the id of each line's cell."""
    ids: dict[int, int] = {}
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        cells = SeriesCell.objects.bulk_create([_cell(file, row, row.line not in left_out) for row in batch])
        ids.update((cell.line, cell.pk) for cell in cells)
        if progress is not None:
            progress(len(ids), len(rows))
    return ids


def _cell(file: SeriesFile, row: Row, counted: bool) -> SeriesCell:
    return SeriesCell(
        file=file,
        line=row.line,
        region=row.region,
        country=row.country,
        country_as_given=row.country_as_given,
        country_code_as_given=row.country_code_as_given,
        drug_group=row.drug_group,
        drug=row.drug,
        substance=substance_of(row.drug),
        year=row.year,
        kilograms=row.kilograms,
        kilograms_as_given=row.kilograms_as_given[:32],
        counted=counted,
    )


def _store_flags(file: SeriesFile, findings: Sequence[rules.Finding], ids: Mapping[int, int]) -> None:
    SeriesFlag.objects.bulk_create(
        [
            SeriesFlag(file=file, cell_id=ids[finding.line], reason=finding.reason.value, detail=dict(finding.detail))
            for finding in findings
        ],
        batch_size=_BATCH,
    )
