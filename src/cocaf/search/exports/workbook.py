"""Writes an .xlsx as a stream (ECMA-376): no row waits in memory and no plain text lies on disk, as it would with a
writer that collects each sheet in a temporary file first (docs/adr). Knows nothing of records."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from cocaf.domain.cells import guarded

Cell = str | int | Decimal | datetime.date | None
Row = Sequence[Cell]

SHEET_ROWS: Final = 1_048_576
"""Rows that a sheet of a spreadsheet has; what is more goes on in a next sheet."""

_CHUNK: Final = 64 * 1024
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TITLE, _TEXT, _DAY, _MARKED = 1, 2, 3, 4
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="5"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/>'
    '<xf xfId="0" numFmtId="49" applyNumberFormat="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="49" applyNumberFormat="1" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# XML 1.0 has no spelling for these; workbooks write them as _x0001_ (ECMA-376, 22.9.2.19)
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH: Final = datetime.date(1899, 12, 30)
_FIRST_DAY: Final = datetime.date(1900, 3, 1)
"""Days before it are text: spreadsheets count a 29 February 1900 that never was."""


@dataclass(frozen=True)
class Sheet:
    """A sheet's name, its rows with the head first, and whether it reads from right to left."""

    name: str
    rows: Iterable[Row]
    right_to_left: bool = False


def chunks(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The workbook's bytes in order. `sheets` and their rows are taken one by one."""
    out = _Passing()
    names: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for sheet in sheets:
            rows = iter(sheet.rows)
            head = next(rows, None)
            first: Row | None = head
            while first is not None:
                names.append(_name(sheet.name, names))
                with archive.open(f"xl/worksheets/sheet{len(names)}.xml", "w", force_zip64=True) as target:
                    for part in _sheet(sheet, head or (), rows):
                        target.write(part)
                        yield from out.taken()
                more = next(rows, None)
                rows, first = (iter(()), None) if more is None else (_before(more, rows), more)
        for path, text in _frame(names):
            archive.writestr(path, _HEAD + text)
    yield from out.taken(everything=True)


class _Passing(io.RawIOBase):
    """What the archive writes, handed on at once: it cannot be sought in, so the archive keeps nothing back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        self._size += len(part)
        return len(part)

    def taken(self, *, everything: bool = False) -> Iterator[bytes]:
        """What was written since, once it is worth a chunk."""
        if self._size >= _CHUNK or (everything and self._size):
            whole = b"".join(self._parts)
            self._parts, self._size = [], 0
            yield whole


def _before(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _name(wanted: str, taken: list[str]) -> str:
    """A name that a spreadsheet takes: no signs of a path, at most 31 characters, each once."""
    bare = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip()[:25] or "1"
    number = sum(1 for each in taken if each == bare or each.startswith(f"{bare} ("))
    return f"{bare} ({number + 1})" if number else bare


def _sheet(sheet: Sheet, head: Row, rows: Iterator[Row]) -> Iterator[bytes]:
    """The XML of one sheet: the head stands still while the rest moves; stops when the sheet is full."""
    side = ' rightToLeft="1"' if sheet.right_to_left else ""
    wide = (f'<col min="{n}" max="{n}" width="{_width(cell)}" customWidth="1"/>' for n, cell in enumerate(head, 1))
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"{side}>'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{''.join(wide)}</cols><sheetData>" + _row(head, title=True)
    ).encode()
    for number, row in enumerate(rows, 2):
        yield _row(row).encode()
        if number == SHEET_ROWS:
            break
    yield b"</sheetData></worksheet>"


def _width(cell: Cell) -> int:
    return min(40, max(12, len(str(cell or "")) + 2))


def _row(cells: Row, *, title: bool = False) -> str:
    return f"<row>{''.join(_cell(cell, title=title) for cell in cells)}</row>"


def _cell(cell: Cell, *, title: bool) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, datetime.date):
        if cell >= _FIRST_DAY:
            return f'<c s="{_DAY}"><v>{(cell - _EPOCH).days}</v></c>'
        cell = cell.isoformat()
    if isinstance(cell, int | Decimal):
        if Decimal(repr(float(cell))) == cell:
            return f"<c><v>{float(cell)!r}</v></c>"
        cell = f"{cell:f}"  # a spreadsheet's number has not enough digits for it
    text = guarded(cell)
    style = _TITLE if title else _TEXT if text == cell else _MARKED
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(text)}</t></is></c>'


def _xml(text: str) -> str:
    known = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub("_x005F_", text))
    return escape(known, {"\r": "_x000D_"})


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Path and text of the parts around the sheets."""
    numbers = range(1, len(names) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    told = "".join(f'<Override PartName="{path}" ContentType="{kind}.{name}+xml"/>' for path, name in parts)
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{rels}{told}</Types>'
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([*(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers), ("styles", "styles.xml")]),
    )
    yield "xl/styles.xml", _STYLES


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'
