"""Reports in the columns of UNODC's public workbook, as a workbook with a sheet a year or as CSV: what the importer of
that workbook reads, so that a file that came in goes out the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from cocaf.domain.things import ids_columns
from cocaf.domain.things.report import Report
from cocaf.records.models import Document, QuantityRow
from cocaf.search.exports import delimited, workbook
from cocaf.search.exports.source import Source
from cocaf.search.exports.workbook import Row, Sheet

UNDATED = "Undated"
"""Sheet of the reports that say no day. The workbook is English in every language, as its headers are."""


def of_kind(found: QuerySet[Document]) -> QuerySet[Document]:
    """Those that make a row: reports that name a substance."""
    return found.filter(Exists(QuantityRow.objects.filter(document=OuterRef("seq"))), kind="report")


def lines(source: Source) -> Iterator[bytes]:
    """The CSV: the header and a row for each substance, nothing else."""
    return delimited.written(_rows(source, source.found), first="\ufeff")


def sheets(source: Source) -> Iterator[bytes]:
    """The workbook: a sheet for each year, in order, and one for reports without a day."""
    return workbook.chunks(_years(source))


def _years(source: Source) -> Iterator[Sheet]:
    dated = source.found.exclude(summary__occurred_on=None)
    days = dated.order_by().values_list("summary__occurred_on", flat=True).distinct()
    years = sorted({day.year for day in days if day})
    for year in years:
        yield Sheet(str(year), _rows(source, dated.filter(summary__occurred_on__year=year)))
    undated = source.found.filter(summary__occurred_on=None)
    if not years or undated.exists():
        yield Sheet(UNDATED, _rows(source, undated))


def _rows(source: Source, found: QuerySet[Document]) -> Iterator[Row]:
    yield ids_columns.HEADER
    for _document, record in source.entries(found):
        if isinstance(record.body, Report):
            for row in ids_columns.rows(record.body):
                yield _typed(row)


def _typed(row: dict[str, str]) -> Row:
    day, amount = row[ids_columns.DATE], row[ids_columns.QUANTITY]
    typed = {
        ids_columns.DATE: datetime.date.fromisoformat(day) if day else None,
        ids_columns.QUANTITY: Decimal(amount) if amount else None,
    }
    return [typed.get(name, text) for name, text in row.items()]
