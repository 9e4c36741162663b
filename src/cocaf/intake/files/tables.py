"""Opens delimited files from anywhere without trust: size, cell and encoding are bounded, a wrong one is a sentence
that names the line. Used by every importer of tables."""

from __future__ import annotations

import contextlib
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from cocaf import limits
from cocaf.domain.errors import CocafError

csv.field_size_limit(limits.IMPORT_CELL_CHARACTERS)

GZIP = b"\x1f\x8b"


class _Bounded(io.RawIOBase):
    """Passes bytes through up to a limit, so that a small archive cannot become an endless file."""

    def __init__(self, source: IO[bytes], limit: int) -> None:
        self._source, self._left, self._limit = source, limit, limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise CocafError("import.too_large", most=self._limit // limits.MIB)
        buffer[: len(data)] = data
        return len(data)


@dataclass(frozen=True)
class Line:
    """A row of a table with the number of its line in the file (the header is line 1)."""

    number: int
    cells: list[str]


def digest(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as source:
        packed = source.read(2) == GZIP
        source.seek(0)
        if not packed:
            yield source
            return
        with gzip.GzipFile(fileobj=source) as unpacked:
            yield cast("IO[bytes]", unpacked)


def rows(path: Path) -> Iterator[Line]:
    """The file's rows, header first; the delimiter is whichever of ; , tab the header holds most.

    Raises CocafError for a file that is not there, not UTF-8, too large, or that has a broken or oversized cell.
    """
    if not path.is_file():
        raise CocafError("import.no_file", file=path.name)
    number = 1
    with _opened(path) as raw:
        text = io.TextIOWrapper(
            io.BufferedReader(_Bounded(raw, limits.IMPORT_FILE_BYTES)), encoding="utf-8-sig", newline=""
        )
        try:
            header = text.readline(limits.IMPORT_CELL_CHARACTERS)
            mark = max(";,\t", key=header.count)
            yield Line(1, next(csv.reader([header], delimiter=mark), []))
            reader = csv.reader(text, delimiter=mark)
            for cells in reader:
                number = reader.line_num + 1
                yield Line(number, cells)
        except UnicodeDecodeError as error:
            raise CocafError("import.encoding", line=number + 1) from error
        except csv.Error as error:
            raise CocafError("import.cell", line=number + 1, most=limits.IMPORT_CELL_CHARACTERS) from error
        except (EOFError, zlib.error, OSError) as error:
            raise CocafError("import.broken", line=number + 1) from error
