"""Excel workbooks (.xlsx) row by row: bounded memory whatever the size, which neither of the libraries that read them
gives (docs/adr/0033). Cells become text; a date becomes YYYY-MM-DD; a formula refuses the file. For `tables`."""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Final

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.intake.files import archive, serial_dates
from cocaf.intake.files.archive import Archive
from cocaf.intake.files.bounds import Line
from cocaf.intake.files.markup import Part, pump

_ROOT: Final = "xl"
_SPELLED: Final = re.compile(r"_x(?!0000|[Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Contents:
    """A workbook's sheets in their order, each with the part that holds it; and how it counts days."""

    sheets: Mapping[str, str]
    epoch_1904: bool
    strings: str | None
    styles: str | None


def sheets(path: Path) -> list[str]:
    """The names of the workbook's sheets, in their order."""
    with archive.opened(path) as packed:
        return list(_contents(packed, path.name).sheets)


def rows(path: Path, sheet: str | None = None) -> Iterator[Line]:
    """The rows of one sheet (the first where none is named) that are not empty, as far as the last cell with a value.

    Raises CocafError naming sheet and cell for a formula, a cell too long, a sheet too wide, or a damaged workbook.
    """
    with archive.opened(path) as packed:
        contents = _contents(packed, path.name)
        name = next(iter(contents.sheets), "") if sheet is None else sheet
        if name not in contents.sheets:
            raise CocafError("import.no_sheet", file=path.name, sheet=name or "-")
        shared = _strings(packed, contents, path.name)
        dates = _date_styles(packed, contents, path.name)
        shown = name if len(contents.sheets) > 1 else ""
        reading = _Sheet(path.name, name, shown, shared, dates, contents.epoch_1904)
        with packed.part(contents.sheets[name]) as source:
            for _ in pump(source, reading):
                yield from reading.taken()


def _contents(packed: Archive, file: str) -> Contents:
    book, links = _Book(file), _Links(file)
    for part, name in ((book, f"{_ROOT}/workbook.xml"), (links, f"{_ROOT}/_rels/workbook.xml.rels")):
        with packed.part(name) as source:
            for _ in pump(source, part):
                pass
    found = {name: links.targets[link] for name, link in book.sheets.items() if links.kinds.get(link) == "worksheet"}
    return Contents(
        found,
        book.epoch_1904,
        next((links.targets[each] for each, kind in links.kinds.items() if kind == "sharedStrings"), None),
        next((links.targets[each] for each, kind in links.kinds.items() if kind == "styles"), None),
    )


class _Book(Part):
    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.sheets: dict[str, str] = {}
        self.epoch_1904 = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "workbookPr":
            self.epoch_1904 = attributes.get("date1904") in {"1", "true"}
        elif tag == "sheet":
            link = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self.sheets[attributes.get("name", "")[:255]] = link
            if len(self.sheets) > limits.WORKBOOK_SHEETS:
                raise CocafError("import.workbook_parts", most=limits.WORKBOOK_SHEETS)


class _Links(Part):
    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.targets: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag != "Relationship" or len(self.kinds) > limits.WORKBOOK_PARTS:
            return
        link, target = attributes.get("Id", ""), attributes.get("Target", "")
        self.kinds[link] = attributes.get("Type", "").rpartition("/")[2]
        self.targets[link] = posixpath.normpath(posixpath.join("/", _ROOT, target)).lstrip("/")


class _Strings(Part):
    """The table of shared texts, kept as one block of UTF-8 with the places where each ends."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self._block = bytearray()
        self._ends = array("Q")
        self._taking = False
        self._aside = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "t":
            self._taking = not self._aside
        elif tag == "rPh":  # how an East Asian text is pronounced: no part of it
            self._aside += 1

    def text(self, text: str) -> None:
        if self._taking:
            self._block += text.encode("utf-8", "surrogatepass")

    def end(self, tag: str) -> None:
        if tag == "t":
            self._taking = False
        elif tag == "rPh":
            self._aside -= 1
        elif tag == "si":
            self._ends.append(len(self._block))
            if len(self._block) + 8 * len(self._ends) > limits.WORKBOOK_STRINGS_BYTES:
                raise CocafError("import.workbook_texts", file=self.file, most=limits.WORKBOOK_STRINGS_BYTES >> 20)

    def taken(self) -> None:
        """Refuses a text that grows beyond any table's limit before it ends."""
        if len(self._block) > limits.WORKBOOK_STRINGS_BYTES:
            raise CocafError("import.workbook_texts", file=self.file, most=limits.WORKBOOK_STRINGS_BYTES >> 20)

    def at(self, number: int) -> str:
        """The text with this number. Raises IndexError where there is none."""
        if number < 0:
            raise IndexError(number)
        start = self._ends[number - 1] if number else 0
        return self._block[start : self._ends[number]].decode("utf-8", "replace")


def _strings(packed: Archive, contents: Contents, file: str) -> _Strings:
    shared = _Strings(file)
    if contents.strings in packed.parts and contents.strings is not None:
        with packed.part(contents.strings) as source:
            for _ in pump(source, shared):
                shared.taken()
    return shared


class _Styles(Part):
    """Which cell styles show a number as a date."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self._codes: dict[str, str] = {}
        self._inside = False
        self.formats: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:255]
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            self.formats.append(attributes.get("numFmtId", ""))
        if len(self.formats) + len(self._codes) > limits.MIB // 16:
            raise CocafError("import.broken_workbook", file=self.file)

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._inside = False

    def dates(self) -> frozenset[str]:
        """The numbers, as cells write them, of the styles that show a date."""
        shown = enumerate(self.formats)
        return frozenset(str(at) for at, number in shown if serial_dates.shows_date(number, self._codes.get(number)))


def _date_styles(packed: Archive, contents: Contents, file: str) -> frozenset[str]:
    styles = _Styles(file)
    if contents.styles in packed.parts and contents.styles is not None:
        with packed.part(contents.styles) as source:
            for _ in pump(source, styles):
                pass
    return styles.dates()


class _Sheet(Part):
    """Gathers the rows of a sheet; `taken` hands them out."""

    def __init__(
        self, file: str, name: str, shown: str, strings: _Strings, dates: frozenset[str], epoch_1904: bool
    ) -> None:
        super().__init__(file)
        self._name, self._shown, self._strings, self._dates = name, shown, strings, dates
        self._epoch_1904 = epoch_1904
        self._rows: list[Line] = []
        self._number = 0
        self._row: list[str] = []
        self._cell: Mapping[str, str] = {}
        self._column = 0
        self._text: list[str] = []
        self._long = 0
        self._taking = False
        self._aside = 0

    def taken(self) -> list[Line]:
        """The rows that are complete."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "c":
            self._cell, self._text, self._long = attributes, [], 0
            letters = attributes.get("r", "").rstrip("0123456789")
            self._column = _column(letters) if letters else self._column + 1
        elif tag in {"v", "t"}:
            self._taking = not self._aside
        elif tag == "row":
            given = attributes.get("r", "")
            number = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0
            self._number = max(number, self._number + 1)
            self._row, self._column = [], 0
        elif tag == "f":
            raise CocafError("import.formula", sheet=self._name, cell=self._at())
        elif tag == "rPh":
            self._aside += 1

    def text(self, text: str) -> None:
        if self._taking:
            self._text.append(text)
            self._long += len(text)
            if self._long > limits.IMPORT_CELL_CHARACTERS:
                self._too_long()

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self._taking = False
        elif tag == "c":
            if self._text:
                self._place(self._value("".join(self._text)))
        elif tag == "row":
            if self._row:
                self._rows.append(Line(self._number, self._row, self._shown))
                self._row = []
        elif tag == "rPh":
            self._aside -= 1

    def _value(self, text: str) -> str:
        kind = self._cell.get("t", "n")
        if kind == "s":
            try:
                found = self._strings.at(int(text))
            except (ValueError, IndexError) as error:
                raise CocafError("import.broken_workbook", file=self.file) from error
            return _spelled(found) if len(found) <= limits.IMPORT_CELL_CHARACTERS else self._too_long()
        if kind == "n" and self._cell.get("s") in self._dates:
            return serial_dates.day(text, self._epoch_1904) or text
        if kind == "n" and ("." in text or "e" in text or "E" in text):
            return _written_out(text)
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        return _spelled(text) if kind in {"inlineStr", "str"} else text

    def _place(self, value: str) -> None:
        if self._column > limits.IMPORT_COLUMNS:
            raise CocafError("import.too_many_columns", line=f"{self._name}!{self._number}", most=limits.IMPORT_COLUMNS)
        if value and self._column > 0:
            self._row.extend([""] * (self._column - len(self._row)))
            self._row[self._column - 1] = value

    def _too_long(self) -> str:
        raise CocafError(
            "import.cell", line=f"{self._name}!{self._number}", column=self._column, most=limits.IMPORT_CELL_CHARACTERS
        )

    def _at(self) -> str:
        return self._cell.get("r", "")[:12] or str(self._number)


def _spelled(text: str) -> str:
    """The text with the characters that XML has no spelling for, which workbooks write as `_x000D_` (ECMA-376, 22.9.2).
    What no text of ours may hold stays spelled."""
    return _SPELLED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@lru_cache(4096)
def _column(letters: str) -> int:
    """The number of a column, 1 for A; beyond any limit for what is no column."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return 1 << 20
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _written_out(number: str) -> str:
    """A number as a text file has it, whatever program wrote it: 5.9E-05 is 0.000059, and 1200.0 is 1200."""
    if not ("e" in number or "E" in number or number.endswith("0")):
        return number
    try:
        value = Decimal(number).normalize()
        return format(value, "f") if value.is_finite() and abs(value.adjusted()) < 400 else number
    except InvalidOperation:
        return number
