"""One row of a table becomes the body of a report by a mapping, or the list of its cells that cannot be read. A word
that our lists do not have is kept as given and counted; nothing is dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from cocaf import limits
from cocaf.domain.mapping import cells, persons
from cocaf.domain.mapping.cells import Unreadable
from cocaf.domain.mapping.fields import (
    AMOUNT,
    CLOCK,
    CODE,
    COUNT,
    COUNTRY,
    DAY,
    FIELDS,
    KEPT,
    LINE,
    NUMBER,
    NUMBERS,
    PERCENT,
    ROUTE,
    TEXT,
    Field,
)  # fmt: skip
from cocaf.domain.mapping.mapping import Column, TableMapping, word_key
from cocaf.domain.things import checks, quantities
from cocaf.domain.things.record import Plain

FOUND_CHARACTERS: Final = 80
"""How much of a wrong cell is told."""
FREE: Final = frozenset({"place_type", "substance", "unit", "concealment", "transport", *ROUTE, "nationality"})
"""Fields whose unknown words have a place of their own in a report; the others' are kept under their column."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be read: its column, what stands there (shortened), what was expected
    (vocab `import_expected`)."""

    column: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the file for which the list `name` has no code, with the field in which it stood."""

    field: str
    name: str
    text: str


@dataclass(slots=True)
class Reading:
    """What became of a row: its body, unless it has faults; the doubts that reading raised as (flag, detail); the
    words without a code; what no field holds, under its column's name; whether its quantity has kilograms."""

    body: Plain = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    flags: list[tuple[str, str]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    kept: list[Plain] = field(default_factory=list)
    not_converted: bool = False


class RowReader:
    """Reads the rows of one table. `workbook` says that cells of numbers come with a decimal point whatever the
    column's rule; `region` (ISO alpha-2) is where telephone numbers without a country's code were written."""

    def __init__(self, mapping: TableMapping, headers: Sequence[str], region: str, *, workbook: bool = False) -> None:
        self._columns = mapping.positions(headers)
        self._mapping, self._headers, self._region, self._workbook = mapping, headers, region, workbook

    def read(self, row: Sequence[str]) -> Reading:
        """The report that a row of as many cells as the header (or fewer) states."""
        found = Reading()
        if any(cell.strip() for cell in row[len(self._headers) :]):
            found.faults.append(Fault("", row[len(self._headers)][:FOUND_CHARACTERS], "columns"))
            return found
        said: dict[str, Any] = dict(self._mapping.constants)
        for place, column in self._columns:
            cell = row[place].strip() if place < len(row) else ""
            if cell:
                self._take(said, column, cell, found)
        if "country" not in said and not any(each.expected == "country" for each in found.faults):
            found.faults.append(Fault(self._column_of("country"), "", "country"))
        if not found.faults:
            found.body = _body(said, found, self._region)
        return found

    def _column_of(self, name: str) -> str:
        return next((column.name for _, column in self._columns if column.field == name), "")

    def _take(self, said: dict[str, Any], column: Column, cell: str, found: Reading) -> None:
        target = FIELDS[column.field]
        try:
            value = self._value(target, column, cell, found)
        except Unreadable as wrong:
            found.faults.append(Fault(column.name, cell[:FOUND_CHARACTERS], wrong.expected))
            return
        if value is None:
            return
        if target.code == KEPT:
            self._keep(said, column, value, found)
            return
        if target.joined and target.code in said:
            value = said[target.code] + ("\n" if target.kind == TEXT else " ") + value
        said[target.code] = value

    @staticmethod
    def _keep(said: dict[str, Any], column: Column, value: str, found: Reading) -> None:
        """A text that no field holds stands under its column's name; one longer than a line in the account."""
        if len(value) <= limits.LINE_CHARACTERS:
            found.kept.append({"column": column.name, "text": value})
        else:
            said["remarks"] = "\n".join(filter(None, (said.get("remarks"), f"{column.name}: {value}")))

    def _value(self, target: Field, column: Column, cell: str, found: Reading) -> Any:
        if target.kind == AMOUNT:
            return cells.amount_and_unit(cell, column.rule, workbook=self._workbook)
        if target.kind == PERCENT:
            return cells.percent(cell, column.rule, workbook=self._workbook)
        if target.kind == DAY:
            return cells.day(cell, column.rule, birth=target.code == "born_on")
        if target.kind in {CODE, COUNTRY}:
            return self._coded(target, column, cells.line(cell), found)
        return _PLAIN[target.kind](cell)

    def _coded(self, target: Field, column: Column, word: str, found: Reading) -> Any:
        key = word_key(word)
        chosen = self._mapping.words.get(target.words, {}).get(key) or _known(target.words, word)
        if target.code == "document_kind" and chosen and chosen not in persons.PAPERS:
            chosen = None
        if chosen is None:
            found.words.append(Word(target.code, target.words, word))
            if target.code in {"country", "event"}:
                raise Unreadable(target.code)
            if target.code not in FREE:
                found.kept.append({"column": column.name, "text": word})
                return None
        return chosen, word


@lru_cache(8192)
def _known(name: str, word: str) -> str | None:
    return cells.code(name, word)


_PLAIN: Final[Mapping[str, Callable[[str], Any]]] = {
    CLOCK: cells.clock, COUNT: cells.count, LINE: cells.line, NUMBER: cells.line, TEXT: cells.remark,
}  # fmt: skip


def _body(said: dict[str, Any], found: Reading, region: str) -> Plain:
    body: Plain = {"event": code_of(said["event"]), "place": _place(said)}
    for name in ("occurred_on", "occurred_at", "operation", "arrests"):
        if name in said:
            body[name] = said[name]
    if detection := code_of(said.get("detection")):
        body["detection"] = detection
    body |= {
        name: value
        for name, value in (
            ("substances", _substances(said, found)),
            ("concealment", [_both(said["concealment"])] if "concealment" in said else []),
            ("transport", _both(said.get("transport"))),
            ("packages", [{"kind": "OTHER", "count": said["packages"]}] if "packages" in said else []),
            ("agencies", [{"kind": "OTHER", "name": said["agency"]}] if "agency" in said else []),
            ("persons", persons.of(said, region, found.flags)),
            ("route", _route(said, found)),
            ("identifiers", _numbers(said, found)),
            ("given", found.kept),
        )
        if value
    }
    if "remarks" in said:
        body["narrative"] = said["remarks"]
    return body


def code_of(value: Any) -> str | None:
    """The code of a coded value: a constant is its code, a cell's a pair of code (or None) and word."""
    return value if value is None or isinstance(value, str) else value[0]


def word_of(value: Any) -> str | None:
    """The file's own word of a coded value; a constant has none."""
    return None if value is None or isinstance(value, str) else value[1]


def _both(value: Any) -> Plain:
    found = {"code": code_of(value), "as_given": word_of(value)}
    return {name: each for name, each in found.items() if each}


def _place(said: Mapping[str, Any]) -> Plain:
    kind = said.get("place_type")
    place = {
        "country": code_of(said["country"]), "region": said.get("region"), "name": said.get("place"),
        "type": code_of(kind), "as_given": word_of(kind),
    }  # fmt: skip
    return {name: value for name, value in place.items() if value}


def _substances(said: Mapping[str, Any], found: Reading) -> list[Plain]:
    if not {"substance", "quantity", "purity"} & set(said):
        return []
    given, code = word_of(said.get("substance")), code_of(said.get("substance"))
    if given and not code:
        found.flags.append(("unknown_drug", given[:200]))
    substance: Plain = {"substance": code, "as_given": given, "form": code_of(said.get("substance_form"))}
    if "quantity" in said:
        substance["quantity"], kilograms = _quantity(said, code, found)
        if kilograms is not None:
            substance["kilograms"] = {"value": kilograms.value, "factor": kilograms.factor}
        found.not_converted = kilograms is None
    if "purity" in said:
        substance["purity"] = {"percent": said["purity"]}
    return [{name: value for name, value in substance.items() if value}]


def _quantity(
    said: Mapping[str, Any], substance: str | None, found: Reading
) -> tuple[Plain, quantities.Kilograms | None]:
    value, written = said["quantity"]
    unit, given = code_of(said.get("unit")), word_of(said.get("unit"))
    if written:  # "1,8 kg" in one cell: the word beside the number says more than the column
        unit, given = _known("unit", written), written
        if unit is None:
            found.words.append(Word("unit", "unit", written))
    if given and not unit:
        found.flags.append(("unknown_unit", given[:200]))
    quantity = {
        "value": value, "unit": unit, "as_given": given, "weight": code_of(said.get("weight")),
        "exactness": code_of(said.get("exactness")),
    }  # fmt: skip
    return {name: each for name, each in quantity.items() if each}, quantities.kilograms(value, unit, substance)


def _route(said: Mapping[str, Any], found: Reading) -> list[Plain]:
    points: list[Plain] = []
    for role in ROUTE:
        if role not in said:
            continue
        code, given = code_of(said[role]), word_of(said[role])
        if not code:
            found.flags.append(("unknown_country", str(given)[:200]))
        point = {"role": role, "country": code, "as_given": given}
        points.append({name: value for name, value in point.items() if value})
    return points


def _numbers(said: Mapping[str, Any], found: Reading) -> list[Plain]:
    listed: list[Plain] = []
    for name, kind in NUMBERS.items():
        if name not in said:
            continue
        number: Plain = {"kind": kind, "value": said[name]}
        if warnings := checks.warnings(kind, said[name]):
            number["warnings"] = list(warnings)
            if checks.CHECK_DIGIT in warnings:
                found.flags.append(("check_digit", f"{kind} {said[name]}"[:200]))
        listed.append(number)
    return listed
