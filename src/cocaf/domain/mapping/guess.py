"""Guesses a mapping from a table's headers and first rows: the officer sees what was guessed and corrects it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from cocaf import vocab
from cocaf.domain import countries
from cocaf.domain.mapping import cells
from cocaf.domain.mapping.cells import Unreadable
from cocaf.domain.mapping.fields import AMOUNT, DAY, DAY_RULES, DEFAULTS, FIELDS, KEPT, NUMBER_RULES, PERCENT
from cocaf.domain.mapping.mapping import Column, TableMapping, is_ours, word_key

_LITTLE: Final = frozenset(
    {"de", "del", "la", "el", "los", "las", "le", "les", "du", "des", "of", "the", "en", "no", "n", "num",
     "numero", "number", "nr"}
)  # fmt: skip
"""Words that say nothing of a column."""
_MOST: Final = 0.7
"""The share of a column's values that must be words of a list before the column is taken for it by its values."""


def guess(headers: Sequence[str], rows: Sequence[Sequence[str]], member: str) -> TableMapping:
    """A mapping for a table with these headers (as `mapping.named` gives them) and first rows. Each field is given
    once, except those that several columns make together; what is none of them is kept as it is written. Without a
    column of countries, the country is `member`."""
    columns: list[Column] = []
    taken: set[str] = set()
    for name in headers:
        field = "" if is_ours(name) else _by_header(name)
        if field and (field not in taken or FIELDS[field].joined):
            taken.add(field)
            columns.append(Column(name, field))
    seen = {each.name for each in columns}
    for place, name in enumerate(headers):
        if name in seen or is_ours(name):
            continue
        field = _by_values(_values(rows, place))
        if not field or field in taken:
            field = KEPT
        taken.add(field)
        columns.append(Column(name, field))
    places = {name: place for place, name in enumerate(headers)}
    ruled = [Column(each.name, each.field, rule_for(each.field, _values(rows, places[each.name]))) for each in columns]
    ruled.sort(key=lambda each: places[each.name])
    constants = {name: code for name, code in DEFAULTS.items() if name not in taken}
    if "country" not in taken and member in countries.present():
        constants["country"] = member
    return TableMapping(tuple(headers), tuple(ruled), constants)


def rule_for(field: str, values: Sequence[str]) -> str:
    """The reading rule under which most of these values can be read; "" for a field that needs none."""
    target = FIELDS[field]
    if target.kind == DAY:
        # most of the world writes the day first; a column that fits both orders is read so
        return max(DAY_RULES, key=lambda rule: (_days(values, rule), -DAY_RULES.index(rule)))
    if target.kind in {AMOUNT, PERCENT}:
        comma = any(re.search(r",\d{1,2}\b|,\d{4,}|\.\d{3},", value) for value in values)
        return NUMBER_RULES[0] if comma else NUMBER_RULES[1]
    return ""


def _days(values: Sequence[str], rule: str) -> int:
    return sum(1 for value in values if _reads(value, rule))


def _reads(value: str, rule: str) -> bool:
    try:
        cells.day(value, rule)
    except Unreadable:
        return False
    return True


def _values(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place].strip() for row in rows if place < len(row) and row[place].strip()]


def _by_header(name: str) -> str:
    key = word_key(re.sub(r" \(\d+\)$", "", name))
    return _headers().get(key) or _headers().get(_bare(key), "")


def _bare(key: str) -> str:
    return " ".join(word for word in key.split() if word not in _LITTLE)


@cache
def _headers() -> Mapping[str, str]:
    found: dict[str, str] = {}
    fields = vocab.load("import_field").codes.values()
    for each in fields:
        for words in (*each.maps.get("header", ()), *each.labels.values(), each.code):
            found.setdefault(word_key(words), each.code)
    for key, code in list(found.items()):
        if _bare(key):
            found.setdefault(_bare(key), code)
    return found


def _by_values(values: Sequence[str]) -> str:
    """The field that a column without a telling header holds by its values: dates, countries, words of a list."""
    if len(values) < 2:
        return ""
    if any(_days(values, rule) == len(values) for rule in DAY_RULES[:3]):
        return "occurred_on"
    for field in ("substance", "unit", "transport", "concealment", "place_type"):
        if _share(FIELDS[field].words, values) >= _MOST:
            return field
    return "country" if _share("country", [each for each in values if len(each) > 2]) >= _MOST else ""


def _share(name: str, values: Sequence[str]) -> float:
    return sum(1 for value in values if cells.code(name, value)) / len(values) if values else 0.0
