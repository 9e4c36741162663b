"""Reads tables out of files that nobody should trust; every importer of tables begins here.

    tables.sheets(path)             the names of a workbook's sheets; [] for a text file
    tables.rows(path, sheet=None)   the rows that are not empty, the header first, each cell as text
    tables.first(path, sheet=None)  the header's row
    tables.headings(line)           its names, each once
    tables.described(path)          what the file was found to be: its encoding and separator, or a workbook

CSV (.csv, .txt, also as .gz) in UTF-8, UTF-16 with its mark, windows-1252 or windows-1256, with `;`, `,`, tab or `|`;
Excel workbooks (.xlsx). Memory is bounded whatever the size (`cocaf.limits`); whatever is wrong is a CocafError whose
sentence names line, column and what was expected. `rows` finds a fault where it meets it: `require_sound` reads the
whole file first, so that nothing of a file that will be refused is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cocaf.domain.errors import CocafError
from cocaf.intake.files import texts, workbook
from cocaf.intake.files.bounds import Line

__all__ = ["Line", "described", "digest", "first", "headings", "require_sound", "rows", "sheets"]

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OLE: Final = b"\xd0\xcf\x11\xe0"


def digest(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def sheets(path: Path) -> list[str]:
    """The names of a workbook's sheets, in their order; an empty list for a text file."""
    return workbook.sheets(path) if _is_workbook(path) else []


def rows(path: Path, sheet: str | None = None) -> Iterator[Line]:
    """The file's rows that are not empty, the header first; of the first sheet where none is named.

    Raises CocafError for a file that is not there, no table, damaged, or beyond a limit.
    """
    return workbook.rows(path, sheet) if _is_workbook(path) else texts.rows(path)


def first(path: Path, sheet: str | None = None) -> Line:
    """The header's row. Raises CocafError for a file or sheet without rows."""
    found = next(rows(path, sheet), None)
    if found is None:
        raise CocafError("import.empty", file=path.name)
    return found


def headings(line: Line) -> list[str]:
    """The names of a header's columns, without the empty ones at its end.

    Raises CocafError for a column without a name, and for a name that stands twice.
    """
    names = [" ".join(cell.split()) for cell in line.cells]
    while names and not names[-1]:
        names.pop()
    met: set[str] = set()
    for at, name in enumerate(names, 1):
        if not name:
            raise CocafError("import.no_heading", line=line.where, column=at)
        if name.casefold() in met:
            raise CocafError("import.heading_twice", line=line.where, column=at, found=name[:60])
        met.add(name.casefold())
    return names


def described(path: Path) -> dict[str, str]:
    """What the file was found to be: `kind` is `xlsx` or `csv`, for the latter with `encoding` and `separator`."""
    if _is_workbook(path):
        return {"kind": "xlsx"}
    found = texts.shape(path)
    return {"kind": "csv", "encoding": found.encoding, "separator": found.separator}


def require_sound(path: Path) -> int:
    """Reads every row of every sheet and returns how many there are. Raises the CocafError that `rows` would meet."""
    names: list[str | None] = [*sheets(path)]
    return sum(1 for sheet in names or [None] for _ in rows(path, sheet))


def _is_workbook(path: Path) -> bool:
    """Whether the file is to be read as a workbook. Raises CocafError where it is not there or is an old one."""
    if not path.is_file():
        raise CocafError("import.no_file", file=path.name)
    with path.open("rb") as source:
        start = source.read(8)
    if start.startswith(_OLE):
        raise CocafError("import.old_workbook", file=path.name)
    return start.startswith(_ZIP)
