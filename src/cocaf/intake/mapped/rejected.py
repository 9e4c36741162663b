"""The sheet of rejected rows: the rows as they stood in the file, with the line and the reasons beside them. Mended and
loaded again with the same mapping, it brings the rows in; the two added columns are not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cocaf import vocab
from cocaf.domain.mapping.mapping import OURS
from cocaf.search.exports import delimited, workbook

LINE: Final = f"{OURS} line"
REASON: Final = f"{OURS} reason"


def table(headers: Sequence[str], rejected: Iterable[Mapping[str, Any]], language: str) -> Iterator[list[str]]:
    """The sheet's rows: the file's own headers, then each rejected row with its line and its reasons in `language`."""
    yield [*headers, LINE, REASON]
    for row in rejected:
        cells = [*row["cells"], *[""] * (len(headers) - len(row["cells"]))]
        # cells beyond the header are the fault: they stand in the reason, where they are not read again
        yield [*cells[: len(headers)], str(row["line"]), reasons(row["faults"], language)]


def reasons(faults: Iterable[Mapping[str, str]], language: str) -> str:
    """What is wrong with a row, as one text."""
    expected = vocab.load("import_expected")
    return "; ".join(
        ": ".join(filter(None, (fault["column"], fault["found"], expected.label(fault["expected"], language))))
        for fault in faults
    )


def as_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The rows as CSV, in UTF-8 with the mark by which spreadsheets know it; no cell begins a formula."""
    return delimited.written(rows, first="\ufeff")


def as_workbook(rows: Iterable[Sequence[str]], *, right_to_left: bool = False) -> Iterator[bytes]:
    """The rows as a workbook whose cells are all texts; no cell is a formula."""
    return workbook.chunks([workbook.Sheet("rejected", rows, right_to_left)])


class GrowingSheet:
    """The sheet as a CSV file that is begun with the first rejected row; without one there is no file."""

    def __init__(self, path: Path, language: str) -> None:
        self._path, self._language, self._begun = path, language, False

    def add(self, headers: Sequence[str], rejected: Iterable[Mapping[str, Any]]) -> None:
        """Writes rows with their lines and reasons."""
        rows = list(table(headers, rejected, self._language))
        if len(rows) == 1:
            return
        with self._path.open("ab" if self._begun else "wb") as out:
            out.writelines(delimited.written(rows[1:]) if self._begun else as_csv(rows))
        self._begun = True
