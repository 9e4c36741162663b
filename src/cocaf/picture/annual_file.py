"""Reads a file of annual seizures (UNODC's columns) line by line; writes nothing and decides nothing.

For `picture.services`. What cannot be read is named by line, field and what was expected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.intake.files import tables
from cocaf.picture.lists import country_of

HEADER = ("Region", "country", "ISO Code", "Drug Group", "Drug", "Year", "KG Equivalent")
NOTE = "Note"
INVENTED = "invented"
UNODC_ANNUAL = "unodc_annual"
INVENTED_ANNUAL = "invented_annual"
YEARS = range(1900, 2101)
MOST_KILOGRAMS = Decimal(10) ** 9
LABEL_CHARACTERS = 120
_MICROGRAM = Decimal("0.000000001")


@dataclass(frozen=True)
class Row:
    """One line of the file.

    `country` is our code, or the label where we know none. `kilograms` is None where the source gives no figure, which
    is not zero.
    """

    line: int
    region: str
    country: str
    country_as_given: str
    country_code_as_given: str
    drug_group: str
    drug: str
    year: int
    kilograms: Decimal | None
    kilograms_as_given: str
    invented: bool


@dataclass(frozen=True)
class Rejected:
    """A cell that cannot be read: `expected` is a code of the error list's `picture.expected.*`."""

    line: int
    field: str
    value: str
    expected: str


def is_header(header: Sequence[str]) -> bool:
    """Whether a first line is that of an annual file, with or without the note of an invented one."""
    names = tuple(name.strip().lstrip("\ufeff") for name in header)
    return names in {HEADER, (*HEADER, NOTE)}


def read(path: Path) -> Iterator[Row | Rejected]:
    """Yield each line as a row or as what is wrong with it.

    CocafError: a file that is not there, not UTF-8, damaged, too long, or with another header.
    """
    _require_header(tables.first(path).cells, path)
    lines = tables.rows(path)
    next(lines)
    for count, line in enumerate(lines, start=1):
        if count > limits.SERIES_ROWS:
            raise CocafError("picture.too_long", file=path.name, most=limits.SERIES_ROWS)
        if line.cells:
            yield _row(line.number, line.cells)


def _require_header(header: list[str], path: Path) -> None:
    if not is_header(header):
        found = ", ".join(header)[:200] or "-"
        raise CocafError("picture.header", file=path.name, expected=", ".join(HEADER), found=found)


def _row(line: int, fields: list[str]) -> Row | Rejected:
    if len(fields) not in {len(HEADER), len(HEADER) + 1}:
        return Rejected(line, HEADER[-1], str(len(fields)), "columns")
    region, label, country, group, drug, year, kilograms = (field.strip() for field in fields[: len(HEADER)])
    for field, text in (("country", label), ("Drug", drug), ("Drug Group", group), ("Region", region)):
        if not 0 < len(text) <= LABEL_CHARACTERS:
            return Rejected(line, field, text[:LABEL_CHARACTERS], "text")
    if country and not (len(country) == 3 and country.isascii() and country.isalpha()):
        return Rejected(line, "ISO Code", country, "country")
    if not (year.isascii() and year.isdigit() and int(year) in YEARS):
        return Rejected(line, "Year", year, "year")
    amount = _kilograms(kilograms)
    if amount is None and kilograms:
        return Rejected(line, "KG Equivalent", kilograms, "number")
    invented = len(fields) > len(HEADER) and fields[-1].strip().casefold() == INVENTED
    ours = country_of(country, label)
    return Row(line, region, ours, label, country.upper(), group, drug, int(year), amount, kilograms, invented)


def _kilograms(text: str) -> Decimal | None:
    """The amount to the microgram; None where the text is empty or is not an amount."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < MOST_KILOGRAMS:
        return None
    return amount.quantize(_MICROGRAM)
