"""One row of the UNODC extract becomes one `report` document. Values that our lists do not know are kept as given;
nothing is corrected, doubts are flags."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from cocaf import vocab
from cocaf.domain import countries
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.things import draft, quantities
from cocaf.domain.things import record as records
from cocaf.domain.things.head import Head
from cocaf.domain.things.record import Plain, Record
from cocaf.intake.files.tables import Line

HEADER = (
    "REGION",
    "SUBREGION",
    "COUNTRY",
    "ADMINISTRATIVE_DIVISION",
    "PLACE",
    "SEIZURE_DATE",
    "DRUG_NAME",
    "AMOUNT",
    "DRUG_UNIT",
    "HIDING_PLACE",
    "INSTALLATION",
    "TRANSPORT",
    "PRODUCING_COUNTRY",
    "DEPARTURE_COUNTRY",
    "DESTINATION_COUNTRY",
    "ROUTING",
)
SOURCE = "unodc-ids"
IMPLAUSIBLE_KG = Decimal(60_000)
"""More than this in one seizure is listed for review: a proposal of this project, not an official limit."""


@dataclass(slots=True)
class Row:
    """A row on its way in; `record` and `encoded` are there once it is known to be new."""

    line: int
    source_key: bytes
    occurrence: int
    body: dict[str, Any]
    flags: tuple[tuple[str, str], ...]
    not_converted: bool
    record: Record = field(init=False)
    encoded: bytes = b""


class RowReader:
    """Reads rows of one file for one actor; remembers how often a row was met, so that a repeated row is kept apart
    from the same row of a second import."""

    def __init__(self, actor: Actor, file: str, now: datetime.datetime) -> None:
        self.actor, self._file, self._now = actor, file, now
        self._met: Counter[bytes] = Counter()
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
        if len(line.cells) != len(HEADER):
            raise CocafError("import.columns", line=line.number, found=len(line.cells), expected=len(HEADER))
        print_ = hashlib.blake2b("\x1f".join(line.cells).encode(), digest_size=16, person=b"unodc-ids").digest()
        self._met[print_] += 1
        occurrence = self._met[print_]
        key = (
            print_
            if occurrence == 1
            else hashlib.blake2b(print_ + occurrence.to_bytes(4, "big"), digest_size=16).digest()
        )
        cells = dict(zip(HEADER, (cell.strip() for cell in line.cells), strict=True))
        body, flags, unconverted = _body(cells, line.number, self._today)
        if occurrence > 1:
            flags.append(("duplicate_row", str(occurrence)))
        return Row(line.number, key, occurrence, body, tuple(flags), unconverted)

    def complete(self, row: Row, reference: str) -> Row:
        """The row with its checked record and canonical bytes."""
        number = {"row": row.line, "occurrence": row.occurrence}
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


def _body(cells: dict[str, str], line: int, today: str) -> tuple[dict[str, Any], list[tuple[str, str]], bool]:
    flags: list[tuple[str, str]] = []
    day = _day(cells["SEIZURE_DATE"], line)
    if day is not None and day > today:
        flags.append(("future_date", day))
    substance, unconverted = _substance(cells, line, flags)
    body: dict[str, Any] = {"event": "seizure", "occurred_on": day, "place": _place(cells, line)}
    body["substances"] = [substance]
    if hidden := _coded("concealment", "ids_hiding", cells["HIDING_PLACE"]):
        body["concealment"] = [hidden]
    if transport := _coded("transport", "ids_transport", cells["TRANSPORT"]):
        body["transport"] = transport
    if route := _route(cells):
        body["route"] = route
    return body, flags, unconverted


def _day(text: str, line: int) -> str | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise CocafError("import.date", line=line, field="SEIZURE_DATE", found=text[:40]) from error


def _place(cells: dict[str, str], line: int) -> dict[str, Any]:
    country = _country(cells["COUNTRY"])
    if country is None:
        raise CocafError("import.country", line=line, field="COUNTRY", found=cells["COUNTRY"][:60])
    place: dict[str, Any] = {"country": country}
    if cells["ADMINISTRATIVE_DIVISION"]:
        place["region"] = cells["ADMINISTRATIVE_DIVISION"][:400]
    if cells["PLACE"]:
        place["name"] = cells["PLACE"][:400]
    if given := cells["INSTALLATION"]:
        place["as_given"] = given
        kind = _code("place_type", "ids_installation", given)
        if kind:
            place["type"] = kind
    return place


def _substance(cells: dict[str, str], line: int, flags: list[tuple[str, str]]) -> tuple[dict[str, Any], bool]:
    given, unit_given = cells["DRUG_NAME"], cells["DRUG_UNIT"]
    substance: dict[str, Any] = {}
    if given:
        substance["as_given"] = given[:400]
    code = _code("substance", "ids_drug", given)
    if code:
        substance["substance"] = code
    elif given:
        flags.append(("unknown_drug", given[:200]))
    unit = _code("unit", "ids_unit", unit_given)
    if unit_given and not unit:
        flags.append(("unknown_unit", unit_given[:200]))
    quantity: dict[str, Any] = {"value": _amount(cells["AMOUNT"], line)}
    if unit:
        quantity["unit"] = unit
    if unit_given:
        quantity["as_given"] = unit_given
    substance["quantity"] = quantity
    kilograms = quantities.kilograms(quantity["value"], unit, code) if quantity["value"] is not None else None
    if kilograms is not None:
        substance["kilograms"] = {"value": kilograms.value, "factor": kilograms.factor}
        if Decimal(kilograms.value) > IMPLAUSIBLE_KG:
            flags.append(("quantity_implausible", f"{kilograms.value} kg"))
    return substance, kilograms is None


def _amount(text: str, line: int) -> str | None:
    if not text:
        return None
    try:
        return quantities.amount(text)
    except (InvalidOperation, ValueError) as error:
        raise CocafError("import.number", line=line, field="AMOUNT", found=text[:40]) from error


def _route(cells: dict[str, str]) -> list[dict[str, Any]]:
    points = []
    for column, role in (
        ("PRODUCING_COUNTRY", "production"),
        ("DEPARTURE_COUNTRY", "embarkation"),
        ("DESTINATION_COUNTRY", "intended_destination"),
    ):
        given = cells[column]
        if given and given != "Unknown":
            country = _country(given)
            point: dict[str, Any] = {"role": role, "as_given": given}
            if country:
                point["country"] = country
            points.append(point)
    return points


@cache
def _country(name: str) -> str | None:
    return countries.code(name) if name else None


@cache
def _code(codelist: str, scheme: str, given: str) -> str | None:
    found = vocab.load(codelist).by(scheme, given) if given else None
    return found.code if found else None


def _coded(codelist: str, scheme: str, given: str) -> dict[str, Any] | None:
    if not given:
        return None
    code = _code(codelist, scheme, given)
    return {"as_given": given, "code": code} if code else {"as_given": given}
