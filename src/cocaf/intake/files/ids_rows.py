"""One row of UNODC's Individual Drug Seizures becomes one `report` document. Values that our lists do not know are kept
as given and counted; nothing is corrected, doubts are flags."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from decimal import InvalidOperation
from functools import cache
from typing import Any, Final

from cocaf import limits, vocab
from cocaf.domain import countries
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.things import draft, ids_columns, plausible, quantities
from cocaf.domain.things import record as records
from cocaf.domain.things.head import Head
from cocaf.domain.things.record import Plain, Record
from cocaf.intake.files.ids_shapes import MISSING, Shape
from cocaf.intake.files.met import Met
from cocaf.intake.files.tables import Line

SOURCE: Final = "unodc-ids"
WORDS_KEPT: Final = 1_000
"""Most words without a code that a report lists; each stays in its record, and all are in the index."""
_AS_GIVEN: Final = ("continent", "subregion", "routing", "source", "channel")


@dataclass(slots=True)
class Row:
    """A row on its way in; `record` and `encoded` are there once it is known to be new."""

    line: Line
    source_key: bytes
    occurrence: int
    body: dict[str, Any]
    flags: tuple[tuple[str, str], ...]
    not_converted: bool
    words: tuple[tuple[str, str], ...] = ()
    record: Record = field(init=False)
    encoded: bytes = b""


class RowReader:
    """Reads rows of one file for one actor; remembers how often a row was met, so that a repeated row is kept apart
    from the same row of a second import."""

    def __init__(self, actor: Actor, file: str, now: datetime.datetime, shape: Shape, met: Met) -> None:
        self.actor, self._file, self._now = actor, file, now
        self._shape, self._met = shape, met
        self._today = now.date().isoformat()
        self._template = self._head()
        self._checked = Head.model_validate(self._template)

    def _head(self) -> Plain:
        provenance = {"channel": "file", "source": SOURCE, "file": self._file, "row": 1, "occurrence": 1}
        made = draft.document(
            draft.Draft(
                kind="report",
                body={},
                purpose="analyse",
                language="en",
                legal_basis="public_source",
                handling={"codes": ["H0"], "tlp": "CLEAR", "confidentiality": "OFFICIAL_USE"},
                provenance=provenance,
            ),
            self.actor.member,
            self.actor.unit,
            self._now,
        )
        head: Plain = made["head"]
        return head

    def read(self, line: Line) -> Row:
        """Reads one line. Raises CocafError naming the line, the field and what was expected."""
        cells = self._shape.own(line)
        text = "\x1f".join(cells)
        if len(text) > limits.LINE_CHARACTERS:
            self._require_short(cells, line)
        print_ = hashlib.blake2b(text.encode(), digest_size=16, person=b"unodc-ids").digest()
        occurrence, first = self._met.count(print_, line.where)
        key = (
            print_
            if occurrence == 1
            else hashlib.blake2b(print_ + occurrence.to_bytes(4, "big"), digest_size=16).digest()
        )
        reading = _Reading(self._shape, cells, line)
        flags = reading.flags + plausible.doubts(reading.body, self._today)
        if occurrence > 1:
            flags.append(("duplicate_row", f"{line.where} = {first}"))
        return Row(
            line, key, occurrence, reading.body, tuple(plausible.first_of_each(flags)), reading.not_converted,
            tuple(reading.words),
        )  # fmt: skip

    def _require_short(self, cells: list[str], line: Line) -> None:
        for name, cell in zip(self._shape.heading, cells, strict=True):
            if len(cell) > limits.LINE_CHARACTERS:
                most = limits.LINE_CHARACTERS
                raise CocafError("import.field_long", line=line.where, field=name, found=len(cell), most=most)

    def complete(self, row: Row, reference: str) -> Row:
        """The row with its checked record and canonical bytes."""
        number = {"row": row.line.number, "occurrence": row.occurrence}
        provenance = {**self._template["provenance"], **number}
        head = {**self._template, "id": records.new_id(), "reference": reference, "provenance": provenance}
        checked = self._checked.model_copy(
            update={
                "id": head["id"],
                "reference": reference,
                "provenance": self._checked.provenance.model_copy(update=number),
            }
        )
        row.record = records.check_under(checked, {"head": head, "body": row.body})
        row.encoded = records.encode(row.record)
        return row


class _Reading:
    """What one row says: the body of a report, its flags, the words that no list of ours has a code for."""

    def __init__(self, shape: Shape, cells: list[str], line: Line) -> None:
        self._shape, self._line = shape, line
        self._said = {
            part: "" if cell.casefold() == MISSING else cell
            for part, cell in zip(shape.parts, map(str.strip, cells), strict=False)
        }
        self.flags: list[tuple[str, str]] = []
        self.words: list[tuple[str, str]] = []
        self.not_converted = False
        self._kept: list[dict[str, str]] = []
        self.body = self._body()
        self._rest(cells)

    def _body(self) -> dict[str, Any]:
        said = self._said
        body: dict[str, Any] = {"event": "seizure", "occurred_on": self._day(said["date"]), "place": self._place()}
        if direction := _code("direction", "ids_routing", said.get("routing", "")):
            body["direction"] = direction
        body["substances"] = [self._substance()]
        if hidden := self._coded("concealment", "ids_hiding", said.get("hidden", "")):
            body["concealment"] = [hidden]
        if transport := self._coded("transport", "ids_transport", said["transport"]):
            body["transport"] = transport
        if route := self._route():
            body["route"] = route
        return body

    def _rest(self, cells: list[str]) -> None:
        """What no field of ours holds is kept column by column; what follows from the country need not be."""
        shape = self._shape
        follows = _derived(self.body["place"]["country"])
        for name, part in zip(shape.names, shape.parts, strict=True):
            if part in _AS_GIVEN and (text := self._said[part]) and text != follows.get(name):
                self._kept.append({"column": name, "text": text})
        for (name, _), cell in zip(shape.others, cells[len(shape.parts) :], strict=True):
            if text := cell.strip():
                self._kept.append({"column": name[: limits.LINE_CHARACTERS], "text": text})
        if self._kept:
            self.body["given"] = self._kept

    def _name(self, part: str) -> str:
        return self._shape.names[self._shape.parts.index(part)]

    def _day(self, text: str) -> str | None:
        if not text:
            return None
        try:
            if len(text) > 10 and text[10] not in " T":
                raise ValueError(text)
            return datetime.date.fromisoformat(text[:10]).isoformat()
        except ValueError as error:
            field_, line = self._name("date"), self._line.where
            raise CocafError("import.date", line=line, field=field_, found=text[:40]) from error

    def _place(self) -> dict[str, Any]:
        said = self._said
        place: dict[str, Any] = {"country": self._country()}
        if said["region"]:
            place["region"] = said["region"]
        if said["place"]:
            place["name"] = said["place"]
        if given := said["site"]:
            place["as_given"] = given
            kind = _code("place_type", "ids_installation", given)
            if kind:
                place["type"] = kind
            else:
                self.words.append(("place_type", given))
        return place

    def _country(self) -> str:
        name, alpha3 = self._said["country"], self._said.get("alpha3", "")
        named, coded = _country(name), _country(alpha3)
        if not name and not alpha3:
            raise CocafError("import.country", line=self._line.where, field=self._name("country"), found=name)
        if coded is not None and named is not None and coded != named:
            self.flags.append(("country_place", f"{alpha3} ({coded}) ≠ {named}"))
            self._keep("alpha3", alpha3)
        if named is None and name:
            self._keep("country", name)
            self.words.append(("country", name))
        if alpha3 and coded is None:
            self._keep("alpha3", alpha3)
        if named is None and coded is None:
            self.flags.append(("unknown_country", (name or alpha3)[:200]))
        return named or coded or countries.UNKNOWN

    def _keep(self, part: str, text: str) -> None:
        self._kept.append({"column": self._name(part), "text": text})

    def _substance(self) -> dict[str, Any]:
        given, unit_given = self._said["drug"], self._said["unit"]
        substance: dict[str, Any] = {}
        code = _code("substance", "ids_drug", given)
        if given:
            substance["as_given"] = given
        if code:
            substance["substance"] = code
        elif given:
            self.flags.append(("unknown_drug", given[:200]))
            self.words.append(("substance", given))
        unit = _unit(unit_given)
        if unit_given and not unit:
            self.flags.append(("unknown_unit", unit_given[:200]))
            self.words.append(("unit", unit_given))
        quantity: dict[str, Any] = {"value": self._amount(self._said["amount"])}
        if unit:
            quantity["unit"] = unit
        if unit_given:
            quantity["as_given"] = unit_given
        substance["quantity"] = quantity
        kilograms = quantities.kilograms(quantity["value"], unit, code) if quantity["value"] is not None else None
        if kilograms is not None:
            substance["kilograms"] = {"value": kilograms.value, "factor": kilograms.factor}
        self.not_converted = kilograms is None
        return substance

    def _amount(self, text: str) -> str | None:
        if not text:
            return None
        try:
            return quantities.amount(text)
        except (InvalidOperation, ValueError) as error:
            field_, line = self._name("amount"), self._line.where
            raise CocafError("import.number", line=line, field=field_, found=text[:40]) from error

    def _coded(self, codelist: str, scheme: str, given: str) -> dict[str, Any] | None:
        if not given:
            return None
        code = _code(codelist, scheme, given)
        if code:
            return {"as_given": given, "code": code}
        self.words.append((codelist, given))
        return {"as_given": given}

    def _route(self) -> list[dict[str, Any]]:
        points = []
        for part, role in (
            ("produced", "production"),
            ("departed", "departure"),
            ("destined", "destination"),
        ):
            given = self._said.get(part, "")
            if given and given != "Unknown":
                country = _country(given)
                point: dict[str, Any] = {"role": role, "as_given": given}
                if country:
                    point["country"] = country
                else:
                    self.words.append(("country", given))
                points.append(point)
        return points


def count_words(words: Counter[tuple[str, str]], row: Row) -> None:
    """Counts the row's words that no list knows, as far as a report lists them."""
    for word in row.words:
        if word in words or len(words) < WORDS_KEPT:
            words[word] += 1


@cache
def _derived(country: str) -> dict[str, str]:
    return ids_columns.derived(country)


@cache
def _country(name: str) -> str | None:
    return countries.code(name) if name else None


@cache
def _unit(given: str) -> str | None:
    codes = vocab.load("unit")
    found = codes.by("ids_unit", given) or codes.by("spelling", given) if given else None
    return found.code if found else (given.casefold() if given.casefold() in codes else None)


@cache
def _code(codelist: str, scheme: str, given: str) -> str | None:
    found = vocab.load(codelist).by(scheme, given) if given else None
    return found.code if found else None
