"""Text tables (CSV): which encoding and separator a file has, found out from all of it before a row is given; rows
within bounds. For `tables`."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol, cast

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.intake.files.bounds import CHUNK, Bounded, Line

csv.field_size_limit(limits.IMPORT_CELL_CHARACTERS)

GZIP: Final = b"\x1f\x8b"
SEPARATORS: Final = ";,\t|"
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_QUOTED: Final = re.compile(r'"[^"]*"')
_DECLARED: Final = re.compile(r"sep=([;,\t|])\r?\n?", re.IGNORECASE)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked where it is gzip, as far as the limit of a file."""
    with path.open("rb") as source:
        packed = source.read(2) == GZIP
        source.seek(0)
        raw = cast("IO[bytes]", gzip.GzipFile(fileobj=source)) if packed else source
        too_large = CocafError("import.too_large", most=limits.IMPORT_FILE_BYTES // limits.MIB)
        yield io.BufferedReader(Bounded(raw, limits.IMPORT_FILE_BYTES, too_large), CHUNK)


class Decode(Protocol):
    """An incremental decoder's method."""

    def __call__(self, piece: bytes, final: bool = ..., /) -> str: ...


@dataclass
class At:
    """The line that reading has come to."""

    line: int = 1


def encoding(path: Path) -> str:
    """How the text is encoded: by its mark, else UTF-8 where all of it is, else windows-1256 or windows-1252.

    Raises CocafError naming the line for what is none of these, for UTF-8 with damage in it, and for bytes that no
    text has.
    """
    at = At()
    with opened(path) as raw, damage(at):
        start = raw.read(4)
        if start == codecs.BOM_UTF32_LE:
            raise CocafError("import.encoding", line=1)
        name = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
        decode, letters = _decoder(name), False
        while piece := start or raw.read(CHUNK):
            start = b""
            if name == "utf-8" and not letters and (older := _older_from(piece, at)):
                name, decode = older, _decoder(older)
            _require(decode, piece, at)
            # what is UTF-8 so far and then is not was damaged; it is no older encoding
            letters = letters or not piece.isascii()
            at.line += piece.count(b"\n")
        _require(decode, b"", at, final=True)
    return name


def _decoder(name: str) -> Decode:
    return codecs.getincrementaldecoder(name)().decode


def _require(decode: Decode, piece: bytes, at: At, *, final: bool = False) -> None:
    try:
        text = decode(piece, final)
    except UnicodeDecodeError as error:
        raise _no_text(piece[: error.start], at) from error
    if "\0" in text:
        raise CocafError("import.no_text", line=at.line + text[: text.index("\0")].count("\n"))


def _no_text(before: bytes, at: At) -> CocafError:
    return CocafError("import.encoding", line=at.line + before.count(b"\n"))


def _older_from(piece: bytes, at: At) -> str | None:
    """The older encoding of a text that so far was ASCII, where this piece's first letter beyond it is not UTF-8."""
    high = _HIGH.search(piece)
    if high is None:
        return None
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start != high.start() or error.reason == "unexpected end of data":
            return None
        return _older(piece, at)
    return None


def _older(piece: bytes, at: At) -> str:
    """windows-1256 where the letters beyond ASCII stand side by side as Arabic words do, windows-1252 where they
    stand alone between others as in French and Spanish; CocafError where neither gives letters."""
    runs = _HIGH.findall(piece)
    total = sum(map(len, runs))
    beside = sum(len(run) for run in runs if len(run) > 1)
    name = "windows-1256" if beside * 2 > total else "windows-1252"
    shown = b"".join(runs).decode(name, "replace")
    arabic = name == "windows-1256"
    letters = sum("\u0600" <= each <= "\u06ff" if arabic else each.isalpha() for each in shown)
    if letters * 2 < len(shown) or "\ufffd" in shown:
        raise _no_text(piece[: piece.index(runs[0])], at)
    return name


@contextlib.contextmanager
def damage(at: At) -> Iterator[None]:
    """Says of an archive that breaks off where it does."""
    try:
        yield
    except (EOFError, zlib.error, OSError) as error:
        raise CocafError("import.broken", line=at.line) from error


@dataclass(frozen=True)
class Shape:
    """What a text file was found to be."""

    encoding: str
    separator: str


def shape(path: Path) -> Shape:
    """The file's encoding, and the separator that its first line holds most of (or names, as `sep=;`)."""
    name = encoding(path)
    with opened(path) as raw:
        first = io.TextIOWrapper(raw, encoding=name, newline="").readline(limits.IMPORT_LINE_CHARACTERS)
    if declared := _DECLARED.fullmatch(first):
        return Shape(name, declared[1])
    return Shape(name, max(SEPARATORS, key=_QUOTED.sub("", first).count))


def rows(path: Path) -> Iterator[Line]:
    """The file's rows that are not empty, the header first. Raises CocafError naming line and column."""
    found, at = shape(path), At(0)
    with opened(path) as raw, damage(at):
        lines = _Lines(io.TextIOWrapper(raw, encoding=found.encoding, newline=""), at)
        reader = csv.reader(lines, delimiter=found.separator, strict=True)
        while True:
            start = at.line + 1
            lines.row.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _cell(start, lines.row, found.separator, error) from error
            if len(cells) > limits.IMPORT_COLUMNS:
                raise CocafError("import.too_many_columns", line=start, most=limits.IMPORT_COLUMNS)
            if any(cells) and not (start == 1 and _DECLARED.fullmatch(lines.row[0])):
                yield Line(start, cells)


class _Lines:
    """The lines of a text, none longer than the limit; keeps those of the row at hand."""

    def __init__(self, text: io.TextIOWrapper, at: At) -> None:
        self._text, self._at = text, at
        self.row: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(limits.IMPORT_LINE_CHARACTERS)
        if not line:
            raise StopIteration
        self._at.line += 1
        if len(line) == limits.IMPORT_LINE_CHARACTERS:
            raise CocafError("import.long_line", line=self._at.line, most=limits.IMPORT_LINE_CHARACTERS)
        self.row.append(line)
        return line


def _cell(line: int, read: list[str], separator: str, error: csv.Error) -> CocafError:
    """Which cell of the row is too long, or that a quotation mark is not closed."""
    lengths = [len(each) for each in "".join(read).split(separator)]
    if "field larger" in str(error):
        column = next((at for at, length in enumerate(lengths, 1) if length > limits.IMPORT_CELL_CHARACTERS), 1)
        return CocafError("import.cell", line=line, column=column, most=limits.IMPORT_CELL_CHARACTERS)
    return CocafError("import.quote", line=line)
