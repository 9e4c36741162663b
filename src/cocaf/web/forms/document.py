"""From a filled form to the plain body of a report and its draft. Nothing is judged here: what is empty stays out,
what is stated as unknown or refused is written as such, and the rest goes as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import InvalidOperation
from typing import Any

from cocaf.domain.errors import CocafError
from cocaf.domain.things import checks, mrz, quantities
from cocaf.domain.things import reference as references
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.scripts import script
from cocaf.records import selectors
from cocaf.web.asking import Reader
from cocaf.web.forms import sheet
from cocaf.web.forms.numerals import count, number
from cocaf.web.forms.report import UNIT, ReportForm

Typed = Mapping[str, Any]
Plain = dict[str, Any]


def draft_of(form: ReportForm, reader: Reader) -> Draft:
    """The draft that a valid form states. Raises CocafError("record.not_found") for a trigger that nobody can see."""
    typed = form.cleaned_data
    return Draft(
        kind="report",
        body=to_body(form.event, typed, reader),
        purpose=reader.purpose,
        language=reader.language,
        evaluation={"scheme": "4x4", "source": typed["source"] or "X", "information": typed["information"] or "4"},
        handling={
            "codes": sorted(typed["handling"]) or ["H0"],
            "tlp": typed["tlp"] or "AMBER",
            "confidentiality": "OFFICIAL_USE",
        },
        units=(reader.actor.unit,) if typed["audience"] == UNIT else (),
        contact=filled({"desk": typed["desk"], "phone": typed["desk_phone"], "email": typed["desk_email"],
                         "hours": typed["desk_hours"]}) if typed["desk"] else None,
    )  # fmt: skip


def to_body(event: str, typed: Typed, reader: Reader) -> Plain:
    """The plain body of a report, with only what was asked."""
    place = {"country": typed["country"], "name": typed["place"], "type": typed["place_type"]}
    body = filled(
        {
            "event": event,
            "occurred_on": typed["occurred_on"],
            "substances": substances(typed),
            "concealment": listed({"code": typed["concealment"]}),
            "persons": _persons(typed),
            "flight": typed.get("flight", ""),
            "arrests": count(typed.get("arrests", "")),
            "triggers": _triggers(typed["trigger"], reader),
            "narrative": typed["narrative"],
        }
    ) | {"place": filled(place)}
    if event == "courier":
        sheet.fill_in(body, typed, reader.actor.member)
    return body


def filled(plain: Plain) -> Plain:
    """Without what nobody asked; None and {"refused": true} are answers and stay."""
    return {name: value for name, value in plain.items() if value not in ("", [], {})}


def listed(plain: Plain) -> list[Plain]:
    """The one thing as a list; empty where it says nothing."""
    said = filled(plain)
    return [said] if said else []


def substances(typed: Typed) -> list[Plain]:
    """The substance of a short form, with its quantity as typed and the kilograms derived beside it."""
    value = number(typed["quantity"])
    try:
        value = quantities.amount(value) if value and isinstance(value, str) else value
        derived = quantities.kilograms(value, typed["unit"], typed["substance"]) if isinstance(value, str) else None
    except (InvalidOperation, ValueError):
        derived = None  # the model says what is wrong with the number, in the reader's language
    return listed(
        {
            "substance": typed["substance"],
            "quantity": filled({"value": value, "unit": typed["unit"]}) if value != "" else {},
            "kilograms": {"value": derived.value, "factor": derived.factor} if derived else {},
        }
    )


def _persons(typed: Typed) -> list[Plain]:
    names_written = [{"text": each, "script": script(each)} for each in (typed["name"], typed["name_other"]) if each]
    lines = typed["mrz"].strip()
    facts = filled(
        {
            "names": names_written,
            "born_on": typed["born_on"],
            "nationality": typed["nationality"],
            "documents": _documents(typed["passport"], lines, typed["nationality"]),
            "phones": [typed["phone"]] if typed["phone"] else [],
        }
    )
    if not facts:
        return []
    return [facts | {"role": typed["role"], "status": typed["status"]}]


def _documents(number_typed: str, lines: str, issuer: str) -> list[Plain]:
    if not number_typed:
        return []
    found = list(checks.zone_warnings(lines))
    return [filled({"kind": _kind(lines), "number": number_typed, "issuer": issuer, "mrz": lines, "warnings": found})]


def _kind(lines: str) -> str:
    """The kind of paper that the lines say; a number without lines was typed into the box of the passport."""
    try:
        return mrz.read(lines).kind if lines else "passport"
    except CocafError:
        return "passport"


def _triggers(reference: str, reader: Reader) -> list[Plain]:
    if not reference.strip():
        return []
    found = selectors.by_reference(reader.actor, references.tidy(reference), reader.purpose)
    if found is None:
        raise CocafError("record.not_found")
    return [{"id": str(found.record_id), "version": found.version, "reference": found.reference}]
