"""Reads a file of monthly seizures at the borders of the United States (the columns of US Customs and Border
Protection) line by line; writes nothing and decides nothing.

For `picture.monthly`. What cannot be read is named by line, field and what was expected.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.intake.files import tables
from cocaf.picture.annual_file import LABEL_CHARACTERS, MOST_KILOGRAMS, YEARS, Rejected

HEADER: Final = (
    "FY", "Month (abbv)", "Component", "Region", "Land Filter", "Area of Responsibility", "Drug Type",
    "Count of Event", "Sum Qty (lbs)",
)  # fmt: skip
US_CBP: Final = "us_cbp_monthly"
COUNTRY: Final = "US"
_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FISCAL_YEAR_BEGINS: Final = 10
"""The fiscal year of the United States begins in October of the year before it."""


@dataclass(frozen=True)
class Row:
    """One line of the file; `month` is the first day of the calendar month, `pounds` as the source writes them."""

    line: int
    fiscal_year: int
    month: datetime.date
    service: str
    border: str
    land: str
    office: str
    drug: str
    events: int
    pounds: Decimal
    pounds_as_given: str


def is_header(header: Sequence[str]) -> bool:
    """Whether a first line is that of a monthly file."""
    return tuple(name.strip() for name in header) == HEADER


def calendar_month(fiscal_year: int, month: int) -> datetime.date:
    """The first day of a month of a fiscal year: October 2019 of the fiscal year 2020."""
    return datetime.date(fiscal_year - (month >= _FISCAL_YEAR_BEGINS), month, 1)


def read(path: Path) -> Iterator[Row | Rejected]:
    """Yields each line as a row or as what is wrong with it.

    CocafError: a file that is no table or damaged, has another header, or too many lines.
    """
    header = tables.first(path).cells
    if not is_header(header):
        found = ", ".join(header)[:200] or "-"
        raise CocafError("picture.header", file=path.name, expected=", ".join(HEADER), found=found)
    lines = tables.rows(path)
    next(lines)
    for count, line in enumerate(lines, start=1):
        if count > limits.SERIES_ROWS:
            raise CocafError("picture.too_long", file=path.name, most=limits.SERIES_ROWS)
        yield _row(line.number, line.cells)


def _row(line: int, fields: list[str]) -> Row | Rejected:
    if len(fields) != len(HEADER):
        return Rejected(line, HEADER[-1], str(len(fields)), "nine_columns")
    year, month, service, border, land, office, drug, events, pounds = (field.strip() for field in fields)
    for name, text in zip(HEADER[2:7], (service, border, land, office, drug), strict=True):
        if not 0 < len(text) <= LABEL_CHARACTERS:
            return Rejected(line, name, text[:LABEL_CHARACTERS], "text")
    if not (year.isascii() and year.isdigit() and int(year) in YEARS):
        return Rejected(line, HEADER[0], year[:40], "year")
    if month.upper() not in _MONTHS:
        return Rejected(line, HEADER[1], month[:40], "month")
    if not (events.isascii() and events.isdigit() and len(events) < 10):
        return Rejected(line, HEADER[7], events[:40], "count")
    amount = _pounds(pounds)
    if amount is None:
        return Rejected(line, HEADER[8], pounds[:40], "number")
    begins = calendar_month(int(year), _MONTHS.index(month.upper()) + 1)
    return Row(line, int(year), begins, service, border, land, office, drug, int(events), amount, pounds[:40])


def _pounds(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < MOST_KILOGRAMS else None
