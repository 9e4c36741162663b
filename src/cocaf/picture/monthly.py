"""Loads files of monthly seizures, whole or not at all; with `services` the writer of the picture's tables.

Pounds become kilograms beside what the source wrote, with the factor's id; fiscal years become calendar months; the
count of events stands apart from the weight, for one event with two drugs is counted with each. Never a record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.db import transaction

from cocaf import vocab
from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.things import quantities
from cocaf.picture import files
from cocaf.picture.files import LoadReport
from cocaf.picture.models import SeriesFile, SeriesMonth
from cocaf.picture.monthly_file import COUNTRY, US_CBP, Row, read
from cocaf.picture.rules import Reason

LICENCE: Final = "US Customs and Border Protection, public domain; named as the source"
_BATCH: Final = 2_000


def load(path: Path, actor_label: str) -> LoadReport:
    """Loads a file of monthly seizures; the same bytes a second time add nothing. Errors as `services.load_annual`."""
    digest, known = files.held(path)
    if known is not None:
        return known
    rows, rejected = files.sort(read(path), Row)
    if rejected:
        return files.refused(US_CBP, len(rows), rejected)
    if not rows:
        raise CocafError("picture.nothing", file=path.name)
    doubts = _doubts(rows)
    with transaction.atomic():
        file = files.store(path.name, US_CBP, LICENCE, digest, actor_label, len(rows))
        cells = [_month(file, row, doubts.get(row.line, "")) for row in rows]
        SeriesMonth.objects.bulk_create(cells, batch_size=_BATCH)
        audit.record(actor_label, "import", about=f"series:{digest[:16]}", detail={"rows": len(rows)})
    return LoadReport(len(rows), len(rows), US_CBP, flagged=dict(Counter(doubts.values())))


def _doubts(rows: Sequence[Row]) -> dict[int, str]:
    """What is remarkable about a line: one that says word for word what an earlier one says, and is not counted again;
    another amount for the same office, month and drug; events without any weight."""
    found: dict[int, str] = {}
    met: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    for row in rows:
        key = (row.month, row.service, row.border, row.land, row.office, row.drug)
        said = met.setdefault(key, set())
        if (row.events, row.pounds) in said:
            found[row.line] = Reason.SAME_ROW_AGAIN.value
        elif said:
            found[row.line] = Reason.KEY_REPEATED.value
        elif row.events and not row.pounds:
            found[row.line] = Reason.NO_WEIGHT.value
        said.add((row.events, row.pounds))
    return found


def _month(file: SeriesFile, row: Row, doubt: str) -> SeriesMonth:
    known = vocab.load("substance").by("us_cbp", row.drug)
    weight = quantities.kilograms(format(row.pounds, "f"), "lb", known.code if known else None)
    assert weight is not None  # a pound is a pound of anything
    return SeriesMonth(
        file=file,
        line=row.line,
        country=COUNTRY,
        month=row.month,
        fiscal_year=row.fiscal_year,
        service=row.service,
        border=row.border,
        land=row.land,
        office=row.office,
        drug=row.drug,
        substance=known.code if known else "OTHER",
        events=row.events,
        kilograms=weight.value,
        factor=weight.factor,
        quantity_as_given=row.pounds_as_given,
        counted=doubt != Reason.SAME_ROW_AGAIN,
        doubt=doubt,
    )
