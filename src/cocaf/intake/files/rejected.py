"""The sheet of rejected rows of a known kind of file: the rows as they stood, with where and why beside them. Mended
and imported again, it brings the rows in; the two added columns are not read."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType
from typing import Final, TextIO

from cocaf.domain.cells import guarded
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping.mapping import OURS
from cocaf.intake.files.ids_shapes import Shape
from cocaf.intake.files.tables import Line

LINE: Final = f"{OURS} line"
REASON: Final = f"{OURS} reason"


class RejectedSheet:
    """A CSV in UTF-8 that is begun with the first rejected row; without one there is no file. No cell of it begins a
    formula."""

    def __init__(self, path: Path, language: str) -> None:
        self._path, self._language = path, language
        self._file: TextIO | None = None

    def __enter__(self) -> RejectedSheet:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, shape: Shape, line: Line, error: CocafError) -> None:
        """Writes one row with its place and the sentence that says what is wrong."""
        if self._file is None:
            # the mark by which spreadsheets know UTF-8
            self._file = self._path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._file).writerow(map(guarded, [*shape.heading, LINE, REASON]))
        cells = [*shape.loose(line), line.where, error.sentence(self._language)]
        csv.writer(self._file).writerow(map(guarded, cells))
