"""The boxes that a courier sheet has beyond a report's own (field 7.7): each with the part of the document that it
belongs to. `fill_in` writes what was typed; the models say what fits, and the boxes what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy as _

from cocaf.domain.things import checks, swallowers
from cocaf.domain.things.report import Report
from cocaf.web.forms.full.boxes import (
    AmountBox,
    Box,
    CodeBox,
    CodeLine,
    CodesBox,
    CountBox,
    CountryBox,
    DayBox,
    LinesBox,
    OrderBox,
    YesNoBox,
)
from cocaf.web.forms.full.paths import Plain, put
from cocaf.web.words import label

Root = Literal["body", "person", "paper", "journey", "leg", "number"]


@dataclass(frozen=True)
class Line:
    """A box of the sheet, its posted name, and the part of the document that it belongs to."""

    name: str
    root: Root
    box: Box


PERSON: Final = (
    Line("issuer", "paper", CountryBox("issuer", _("Issued by"))),
    Line("expires_on", "paper", DayBox("expires_on", _("Expires on"), stated=True)),
    Line("sex", "person", CodeBox("sex", _("Sex"), stated=True, codes="sex")),
    Line("residence", "person", Box("residence", _("Residence"), stated=True)),
    Line("profession", "person", Box("profession", _("Profession declared"), stated=True)),
    Line("languages", "person", LinesBox("languages", _("Languages, one on each line"))),
    Line("number_kind", "number", CodeBox("kind", _("Another number: its kind"), codes="identifier")),
    Line("number", "number", CodeLine("value", _("Another number"), hint=_("SIM, IMEI, parcel, wallet."))),
    Line("arrested", "person", YesNoBox("arrested", _("Arrested"))),
)
JOURNEY: Final = (
    Line("from_country", "leg", CountryBox("from_country", _("From: country"))),
    Line("from_place", "leg", Box("from_place", _("From: place"))),
    Line("to_country", "leg", CountryBox("to_country", _("To: country"))),
    Line("to_place", "leg", Box("to_place", _("To: place"))),
    Line("flight_on", "leg", DayBox("on", _("Date of the flight"), stated=True)),
    Line("seat", "leg", CodeLine("seat", _("Seat"))),
    Line("new_ticket", "leg", YesNoBox("new_ticket", _("New ticket bought on the way"))),
    Line("locator", "journey", CodeLine("locator", _("Booking reference (PNR)"))),
    Line("booked_on", "journey", DayBox("booked_on", _("Booked on"), stated=True)),
    Line("payment", "journey", CodeBox("payment", _("How the ticket was paid"), stated=True, codes="payment")),
    Line("agency", "journey", Box("agency", _("Travel agency"))),
    Line("companions", "journey", CountBox("companions", _("Travelling companions"), stated=True)),
    Line("luggage_pieces", "journey", CountBox("luggage_pieces", _("Pieces of luggage"), stated=True)),
    Line("luggage_kilograms", "journey", AmountBox("luggage_kilograms", _("Luggage, kg"), stated=True)),
    Line("luggage_tags", "journey", LinesBox("luggage_tags", _("Luggage tags, one on each line"))),
    Line("stay_days", "journey", CountBox("stay_days", _("Length of stay, days"), stated=True)),
    Line("purpose_declared", "journey", Box("purpose_declared", _("Purpose declared"), stated=True)),
    Line("contact_at_destination", "journey",
         Box("contact_at_destination", _("Contact at the destination"), stated=True)),
)  # fmt: skip
SELECTION: Final = Line(
    "detection", "body", CodeBox("detection", _("Why this person was chosen"), stated=True, codes="detection")
)
METHODS: Final = Line(
    "search_methods", "person", CodesBox("search.methods", _("How the person was searched"), codes="search_method")
)
CONSENT: Final = Line("consent", "person", YesNoBox("search.consent", _("Consent to the search")))
CAPSULES: Final = (
    Line("capsules", "person", CountBox("search.capsules", _("Capsules"), stated=True)),
    Line("capsule_grams", "person", AmountBox("search.capsule_grams", _("Mass of all capsules, g"), stated=True)),
)
SEARCH: Final = (
    Line("emergency", "person", YesNoBox("search.medical_emergency", _("Medical emergency"))),
    SELECTION,
    METHODS,
    CONSENT,
    Line("result", "person", CodeBox("search.result", _("Result of the search"), codes="search_result")),
    *CAPSULES,
    Line("capsule_colour", "person", Box("search.colour", _("Colour of the capsules"))),
    Line("wrapping", "person",
         OrderBox("search.wrapping", _("Wrapping of the capsules, from inside out"), codes="wrapping")),
)  # fmt: skip
FOLLOW_UP: Final = (Line("follow_up", "body", CodesBox("follow_up", _("What followed"), codes="follow_up")),)
LINES: Final = (*PERSON, *JOURNEY, *SEARCH, *FOLLOW_UP)

_AT: Final[Mapping[Root, str]] = {
    "body": "body", "person": "body.persons.0", "paper": "body.persons.0.documents.0", "journey": "body.journeys.0",
    "leg": "body.journeys.0.legs.0", "number": "body.identifiers.0",
}  # fmt: skip


def fields(lines: tuple[Line, ...]) -> dict[str, Any]:
    """The form fields of lines, by posted name."""
    return {line.name: line.box.field() for line in lines}


def places(lines: tuple[Line, ...] = LINES) -> list[tuple[str, str, Any]]:
    """Where in the document each line stands, its posted name, and what to write where that is refused."""
    return [(f"{_AT[line.root]}.{line.box.path}", line.name, line.box.expected) for line in lines]


def read(typed: Mapping[str, Any], lines: tuple[Line, ...]) -> dict[Root, Plain]:
    """What was typed, in the parts of the document; parts that say nothing are not there."""
    parts: dict[Root, Plain] = {}
    for line in lines:
        value = line.box.read(typed.get(line.name, ""))
        if value not in ("", [], {}):
            put(parts.setdefault(line.root, {}), line.box.path, value)
    return parts


def fill_in(body: Plain, typed: Mapping[str, Any], region: str) -> None:
    """Writes what the sheet's boxes say into the body of a courier's report. `region` is where it was written."""
    parts = read(typed, LINES)
    body |= parts.get("body", {})
    if "person" in parts or "paper" in parts:
        _person(body, parts, typed)
    if "journey" in parts or "leg" in parts:
        leg = parts.get("leg", {})
        if leg and isinstance(typed.get("flight"), str) and typed["flight"]:
            leg = {"flight": typed["flight"]} | leg
        body["journeys"] = [{"person": 0} | parts.get("journey", {}) | ({"legs": [leg]} if leg else {})]
    if "number" in parts:
        number = parts["number"]
        found = checks.warnings(str(number.get("kind", "")), str(number.get("value", "")), region)
        body["identifiers"] = [number | ({"warnings": list(found)} if found else {})]
    settle_stage(body, typed.get("stage", ""))


def _person(body: Plain, parts: Mapping[Root, Plain], typed: Mapping[str, Any]) -> None:
    person = (body.get("persons") or [{"role": typed["role"], "status": typed["status"]}])[0]
    person |= parts.get("person", {})
    if person.get("documents") and "paper" in parts:
        person["documents"][0] = parts["paper"] | person["documents"][0]
    body["persons"] = [person]


def doubts(body: object) -> list[str]:
    """What the checks find in a report, in words: numbers that fail, capsules beyond what seizures met."""
    if not isinstance(body, Report):
        return []
    found = [("identifier_warning", code) for each in body.identifiers for code in each.warnings]
    found += [("capsule_warning", code) for person in body.persons for code in swallowers.unusual(person.search)]
    return [label(name, code) for name, code in found]


def settle_stage(body: Plain, stage: str) -> None:
    """Where the case stands: as was said, else seized where a substance is stated, else suspected. A negative one is a
    negative control."""
    body["stage"] = stage or ("seized" if body.get("substances") else "suspected")
    if body["stage"] == "negative":
        body["event"] = "negative_control"
