"""Labels and their values in the neighbourhood: "Label: value" on a line, in sibling elements, in the next cell or
definition, under a column's head. Each pair says how it was found; the surest reading of a field wins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from cocaf.online.extract.page import Line
from cocaf.online.extract.words import fold, tokens
from cocaf.vocab import street

_LONGEST_LABEL: Final = 40
_PARTS: Final = re.compile(r"\s[|•·;]\s|\s{2,}|\s/\s(?=[^\d\s][^:]{1,30}:)")
_COLON: Final = re.compile(r"\s?[:：=]\s?|\s[–—-]\s")
_FAR: Final = 5


@dataclass(frozen=True)
class Pair:
    """A field's value as it stands on the page. `nearness` from 0 to 1: how surely the label belongs to it."""

    field: str
    value: str
    line: Line
    nearness: float


@cache
def _fields() -> dict[str, str]:
    # the first field that lists a word keeps it, so the order of the file decides
    found: dict[str, str] = {}
    for field, words in street.labels().items():
        for word in words:
            found.setdefault(fold(word), field)
    return found


def field_of(text: str) -> str | None:
    """The field that a short text labels, or None."""
    if not text or len(text) > _LONGEST_LABEL:
        return None
    return _fields().get(fold(text))


def _on_line(line: Line) -> Iterator[Pair]:
    for part in _PARTS.split(line.text):
        for sign in _COLON.finditer(part[: _LONGEST_LABEL + 4]):
            field, value = field_of(part[: sign.start()]), part[sign.end() :].strip()
            if field and value:
                yield Pair(field, value, line, 0.9)
                break
        else:
            yield from _led(part, line)


def _led(part: str, line: Line) -> Iterator[Pair]:
    """ "Expédié depuis Pays-Bas": a label of two words or more that leads its line without a sign."""
    words = tokens(part[:120])
    for count in range(min(4, len(words) - 1), 1, -1):
        field = _fields().get("".join(token.key for token in words[:count]))
        if field and field != "other":
            yield Pair(field, part[words[count].start :].strip(), line, 0.6)
            return


def _in_segments(line: Line) -> Iterator[Pair]:
    """<b>Ships from</b> Netherlands <b>Ships to</b> EU: each label's value runs to the next label."""
    field, value = None, list[str]()
    for segment in line.segments:
        found = field_of(segment.text)
        if found and segment.tag != "body":
            if field and value:
                yield Pair(field, " ".join(value).lstrip(":：=–— -"), line, 0.85)
            field, value = found, []
        elif field:
            value.append(segment.text)
    if field and value and (text := " ".join(value).lstrip(":：=–— -")):
        yield Pair(field, text, line, 0.85)


def _steps_up(path: str, other: str) -> int:
    """How many levels the first path must climb to meet the second."""
    one, two = path.split("/"), other.split("/")
    shared = 0
    for a, b in zip(one, two, strict=False):
        if a != b:
            break
        shared += 1
    return len(one) - shared


def _nearness(label: Line, value: Line) -> float:
    if label.tag == "dt":
        return 0.95 if value.tag == "dd" else 0.2
    if label.row >= 0 and label.row == value.row:
        return 0.95 if label.column >= 0 and value.column == label.column + 1 else 0.8
    if label.column >= 0 and value.table != label.table:
        return 0.3
    return max(0.0, 0.85 - 0.12 * (_steps_up(label.path, value.path) - 1))


def _below(lines: list[Line], heads: set[int]) -> Iterator[Pair]:
    """Values under the heads of a table's columns."""
    columns: dict[tuple[int, int], str] = {}
    for number, line in enumerate(lines):
        if number in heads:
            if field := field_of(line.text):
                columns[line.table, line.column] = field
        elif line.table >= 0 and (under := columns.get((line.table, line.column))):
            yield Pair(under, line.text, line, 0.8)


def _head_cells(lines: list[Line]) -> set[int]:
    """Numbers of the lines that head columns: two or more labels, or <th>, side by side in a row."""
    rows: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        if line.column >= 0:
            rows.setdefault(line.row, []).append(number)
    return {
        number
        for row in rows.values()
        if len({lines[n].column for n in row}) > 1 and all(lines[n].tag == "th" or field_of(lines[n].text) for n in row)
        for number in row
    }


def pairs(lines: list[Line]) -> list[Pair]:
    """Every label with its value, surest first."""
    heads, found = _head_cells(lines), list[Pair]()
    for number, line in enumerate(lines):
        if number in heads:
            continue
        field = field_of(line.text.rstrip(" :：=-–"))
        if not field:
            found += _in_segments(line) if len(line.segments) > 1 else ()
            found += _on_line(line)
            continue
        value = lines[number + 1] if number + 1 < len(lines) else None
        if value and not field_of(value.text) and number + 1 not in heads and _steps_up(line.path, value.path) <= _FAR:
            found.append(Pair(field, value.text, value, _nearness(line, value)))
    found += _below(lines, heads)
    return sorted((pair for pair in found if pair.nearness > 0.25), key=lambda pair: -pair.nearness)
