"""An uploaded table lies encrypted in the store of files. It is read from memory that no disk holds: a file without a
name, gone when it is closed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from cocaf.domain import cells
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping import mapping as mappings
from cocaf.intake.files import tables
from cocaf.records import files

PREVIEW_ROWS: Final = 20
_SHOWN: Final = 200
"""How many characters of a cell the preview shows."""


@contextlib.contextmanager
def opened(file_id: str, name: str) -> Iterator[Path]:
    """The file decrypted, under a path that this process alone can read. Errors name the file as it was uploaded."""
    holder = os.memfd_create("cocaf-import", os.MFD_CLOEXEC)
    try:
        with open(holder, "wb", closefd=False) as out:
            for chunk in files.read_file(file_id):
                out.write(chunk)
        yield Path(f"/proc/self/fd/{holder}")
    except CocafError as error:
        if "file" not in error.params:
            raise
        raise CocafError(error.code, **{**error.params, "file": name}) from error
    finally:
        os.close(holder)


def first_rows(path: Path, sheet: str | None) -> dict[str, Any]:
    """What the page of a mapping shows of a table: its sheets, the one that is read, its headers, twenty rows.

    Raises CocafError("mapping.empty") for a table without a row under its header.
    """
    names = tables.sheets(path)
    chosen = sheet if sheet is not None else (names[0] if names else "")
    lines = tables.rows(path, chosen or None)
    try:
        header = next(lines, None)
        headers = mappings.named(header.cells if header else ())
        rows = [[cell[:_SHOWN] for cell in line.cells[: len(headers)]] for line in islice(lines, PREVIEW_ROWS)]
    finally:
        lines.close()  # type: ignore[attr-defined]
    if not headers or not rows:
        raise CocafError("mapping.empty")
    return {"sheets": names, "sheet": chosen, "headers": list(headers), "rows": rows}


def body_rows(path: Path, sheet: str) -> tuple[tuple[str, ...], Iterator[tables.Line]]:
    """A table's headers, and its rows under them. Cells of a sheet of rejected rows are given back as they were."""
    lines = tables.rows(path, sheet or None)
    header = next(lines, None)
    headers = mappings.named(header.cells if header else ())
    if any(map(mappings.is_ours, headers)):
        return headers, (tables.Line(it.number, [cells.unguarded(cell) for cell in it.cells], it.sheet) for it in lines)
    return headers, lines


def own_cells(headers: Sequence[str], row: Sequence[str]) -> list[str]:
    """The cells of a row that the file's author wrote: without the columns that the sheet of rejected rows added, and
    without the empty ones at the end."""
    kept = [cell for place, cell in enumerate(row) if place >= len(headers) or not mappings.is_ours(headers[place])]
    while kept and not kept[-1].strip():
        kept.pop()
    return kept
