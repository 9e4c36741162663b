"""Loads files of statistical series; the only writer of the picture's tables (with
`monthly`, for files of months). For the command line and the demo.

A series is never a record: it has no owner among the members, no audience, and is not exchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from django.db import transaction

from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.intake.files import tables
from cocaf.picture import annual_file, files, monthly, monthly_file, rules
from cocaf.picture.annual_file import INVENTED_ANNUAL, UNODC_ANNUAL, Row
from cocaf.picture.files import LoadReport
from cocaf.picture.lists import substance_of
from cocaf.picture.models import SeriesCell, SeriesFile, SeriesFlag

_BATCH = 2_000
_LICENCE = MappingProxyType(
    {
        UNODC_ANNUAL: "UNODC, annual seizures as reported by Member States; named as the source, not redistributed",
        INVENTED_ANNUAL: "invented for demonstration and tests by cocaf; no real figure",
    }
)

Progress = Callable[[int, int], None]


def recognises(header: Sequence[str]) -> bool:
    """Whether a file with this first line is one that `load` reads."""
    return annual_file.is_header(header) or monthly_file.is_header(header)


def load(path: Path, actor_label: str) -> LoadReport:
    """Load a file of a series of any kind that this room knows, whole or not at all. Errors as `load_annual`."""
    if monthly_file.is_header(tables.first(path).cells):
        return monthly.load(path, actor_label)
    return load_annual(path, actor_label)


def load_annual(path: Path, actor_label: str, progress: Progress | None = None) -> LoadReport:
    """Load a file of annual seizures, whole or not at all; the same bytes a second time add nothing.

    actor_label: who loads it, as the file's row will say. progress(done, total) counts cells.
    CocafError: wrong encoding, wrong header, nothing in it. Lines that cannot be read come back in the report.
    """
    digest, known = files.held(path)
    if known is not None:
        return known
    rows, rejected = files.sort(annual_file.read(path), Row)
    source = INVENTED_ANNUAL if any(row.invented for row in rows) else UNODC_ANNUAL
    if rejected:
        return files.refused(source, len(rows), rejected)
    if not rows:
        raise CocafError("picture.nothing", file=path.name)
    findings = rules.examine(rows)
    with transaction.atomic():
        file = files.store(path.name, source, _LICENCE[source], digest, actor_label, len(rows))
        ids = _store_cells(file, rows, rules.not_counted(findings), progress)
        _store_flags(file, findings, ids)
        audit.record(actor_label, "import", about=f"series:{digest[:16]}", detail={"rows": len(rows)})
    flagged = Counter(finding.reason.value for finding in findings)
    repeated = flagged[rules.Reason.KEY_REPEATED] + flagged[rules.Reason.SAME_ROW_AGAIN]
    return LoadReport(len(rows), len(rows), source, repeated_keys=repeated, flagged=dict(flagged))


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
