"""Lines of a CSV file in UTF-8: the readable table, and the rows of the public workbook. No cell of them begins a
formula in any spreadsheet."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from cocaf.domain.cells import guarded
from cocaf.search.exports import columns
from cocaf.search.exports.source import Source
from cocaf.search.exports.workbook import Cell, Row

_MARK = "\ufeff"
"""Spreadsheets take a file without it for one in the machine's old alphabet."""


def table(source: Source) -> Iterator[bytes]:
    """The readable table: what the export is, an empty line, the headings, the lines."""
    wanted = columns.columns()
    yield from written([*source.told(), (), [each.heading for each in wanted]], first=_MARK)
    rows = (
        [each.cell(line) for each in wanted]
        for _document, record in source.entries()
        for line in columns.lines(record, source.language)
    )
    yield from written(rows)


def written(rows: Iterable[Row], first: str = "") -> Iterator[bytes]:
    """The rows as lines of CSV (RFC 4180)."""
    buffer = io.StringIO(first)
    buffer.seek(0, io.SEEK_END)
    lines = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        lines.writerow([_cell(cell) for cell in row])
        if buffer.tell() > 32 * 1024:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell) if isinstance(cell, int) else guarded(cell)
