"""What every reader of tables shares: a row with its place, and a stream that ends where a limit is passed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO

from cocaf import limits
from cocaf.domain.errors import CocafError

CHUNK = 64 * limits.KIB


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, every cell as text. `number` counts as the reader's own program does: lines of a text file (the
    header is line 1), rows of a sheet. `sheet` is empty for a text file and for a workbook's only sheet."""

    number: int
    cells: list[str]
    sheet: str = ""

    @property
    def where(self) -> str:
        """How a sentence names the row: `15`, or as spreadsheets write it, `2018!15`."""
        return f"{self.sheet}!{self.number}" if self.sheet else str(self.number)


class Bounded(io.RawIOBase):
    """Passes bytes through up to a limit and raises `error` beyond it, so that a small archive cannot become an
    endless file."""

    def __init__(self, source: IO[bytes], limit: int, error: CocafError) -> None:
        self._source, self._left, self._error = source, limit, error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise self._error
        buffer[: len(data)] = data
        return len(data)
