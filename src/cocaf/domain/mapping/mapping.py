"""A mapping: which column of a table leads to which field and how its cells are read, what holds for all rows, and
which code a word of the file stands for. It has a versioned JSON form, in which a unit keeps it under a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from typing import Any, Final

from cocaf.domain import normal
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping.fields import CONSTANTS, FIELDS

VERSION: Final = "cocaf/mapping/1"
OURS: Final = "cocaf:"
"""How the columns begin that the sheet of rejected rows adds; they are never read."""
COLUMNS_MOST: Final = 200
"""Most columns of a table that is imported through a mapping."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is taken for: the field, and the rule by which its cells are read where the field needs one."""

    name: str
    field: str
    rule: str = ""


@dataclass(frozen=True)
class TableMapping:
    """A whole mapping. `headers` are all columns of the table for which it was made, `columns` those that are read;
    `constants` field to code, `words` list to (the word as `word_key` writes it) to code."""

    headers: tuple[str, ...]
    columns: tuple[Column, ...]
    constants: Pairs[str, str] = field(default_factory=dict)
    words: Pairs[str, Pairs[str, str]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "version": VERSION,
            "headers": list(self.headers),
            "columns": [{"name": it.name, "field": it.field, "rule": it.rule} for it in self.columns],
            "constants": dict(self.constants),
            "words": {name: dict(pairs) for name, pairs in self.words.items()},
        }

    @classmethod
    def of(cls, plain: Pairs[str, Any]) -> TableMapping:
        """Reads what `plain` wrote. Raises CocafError("mapping.version") for a form that this program does not know."""
        if plain.get("version") != VERSION:
            raise CocafError("mapping.version", found=str(plain.get("version", ""))[:40])
        columns = tuple(Column(it["name"], it["field"], it["rule"]) for it in plain["columns"])
        return cls(tuple(plain["headers"]), columns, plain["constants"], plain["words"])

    def missing(self, headers: Sequence[str]) -> list[str]:
        """The columns that are read and that a table with these headers lacks; empty where the mapping fits."""
        there = {normal.text(each) for each in headers}
        return [each.name for each in self.columns if normal.text(each.name) not in there]

    def unread(self, headers: Sequence[str]) -> list[str]:
        """The columns of a table that this mapping does not read."""
        read = {normal.text(each.name) for each in self.columns}
        return [each for each in headers if normal.text(each) not in read and not is_ours(each)]

    def positions(self, headers: Sequence[str]) -> list[tuple[int, Column]]:
        """The columns that are read with their places in a table of these headers. Raises
        CocafError("mapping.columns", missing) where the mapping does not fit."""
        if missing := self.missing(headers):
            raise CocafError("mapping.columns", missing="; ".join(missing)[:400])
        places = {normal.text(name): place for place, name in reversed(list(enumerate(headers)))}
        return [(places[normal.text(each.name)], each) for each in self.columns]


def faults(mapping: TableMapping) -> list[tuple[str, str]]:
    """What keeps a mapping from being used, as (column or field, code of vocab `mapping_fault`): a date without its
    order, a field given twice, nothing that says where."""
    found: list[tuple[str, str]] = []
    told = Counter(each.field for each in mapping.columns)
    for each in mapping.columns:
        target = FIELDS[each.field]
        if target.rules and each.rule not in target.rules:
            found.append((each.name, "rule"))
        if told[each.field] > 1 and not target.joined:
            found.append((each.name, "twice"))
    if not told["country"] and not mapping.constants.get("country"):
        found.append(("country", "country"))
    if not told["event"] and not mapping.constants.get("event"):
        found.append(("event", "event"))
    if not mapping.columns:
        found.append(("", "empty"))
    return found


def checked(plain: Pairs[str, Any]) -> TableMapping:
    """A mapping from what was typed or kept: fields and constants that do not exist are passed over."""
    mapping = TableMapping.of(plain)
    return TableMapping(
        mapping.headers,
        tuple(each for each in mapping.columns if each.field in FIELDS),
        {name: code for name, code in mapping.constants.items() if name in CONSTANTS and code},
        mapping.words,
    )


def named(header: Iterable[str]) -> tuple[str, ...]:
    """A table's headers so that each names one column: a second "Name" becomes "Name (2)", an empty one "#4".

    Raises CocafError("mapping.wide", most) for more columns than COLUMNS_MOST.
    """
    met: Counter[str] = Counter()
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        name = " ".join(cell.split())[:120] or f"#{place}"
        met[normal.text(name)] += 1
        names.append(name if met[normal.text(name)] == 1 else f"{name} ({met[normal.text(name)]})")
    while names and names[-1] == f"#{len(names)}":
        names.pop()
    if len(names) > COLUMNS_MOST:
        raise CocafError("mapping.wide", most=COLUMNS_MOST)
    return tuple(names)


def is_ours(header: str) -> bool:
    """Whether a column was added by the sheet of rejected rows."""
    return header.startswith(OURS)


def word_key(word: str) -> str:
    """How words of a file are compared: case, accents and punctuation do not count."""
    return " ".join("".join(each if each.isalnum() else " " for each in normal.text(word)).split())
