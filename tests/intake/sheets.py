"""Workbooks as a spreadsheet program writes them, and workbooks that none would write."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

_TYPE = "urn:office:relationships"
_MAIN = "urn:office:sheet"
BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_TYPE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)
LINKS = (
    '<Relationships xmlns="urn:office:package">'
    f'<Relationship Id="rId1" Type="{_TYPE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_TYPE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId3" Type="{_TYPE}/styles" Target="styles.xml"/></Relationships>'
)


def saved(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """A workbook of these sheets, written by openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def forged(path: Path, sheet: str | Iterable[bytes], *, book: str = BOOK, **parts: str) -> Path:
    """A workbook with this XML as its only sheet, packed as tightly as it can be; further parts by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("xl/workbook.xml", book)
        packed.writestr("xl/_rels/workbook.xml.rels", LINKS)
        for name, text in parts.items():
            packed.writestr(f"xl/{name}.xml", text)
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for piece in [sheet.encode()] if isinstance(sheet, str) else sheet:
                part.write(piece)
    return path


def sheet(rows: str) -> str:
    """The XML of a sheet with these rows."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def inline(text: str) -> str:
    """The XML of a cell that holds its text itself."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'
