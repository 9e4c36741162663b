"""The courier sheet: opened from what was typed into the check, and led from suspected to negative or seized."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import QueryDict

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action
from cocaf.domain.things import identifiers, mrz, stages
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report
from cocaf.intake import services as intake
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.forms import sheet
from cocaf.web.forms.document import filled, substances
from cocaf.web.forms.mrz import Filled, fill
from cocaf.web.forms.problems import tell
from cocaf.web.forms.stage import NegativeForm, SeizedForm
from cocaf.web.words import label

PAPERS = frozenset({"passport", "id_card", "residence", "visa", "seaman_book", "driving_licence"})
BOXES = {"name": "name", "phone": "phone", "flight": "flight"}


def from_text(text: str, reader: Reader) -> Filled:
    """What a text that was checked fills on the sheet: lines of a document, a number, a name, a telephone."""
    typed = QueryDict(mutable=True)
    typed.update({"role": "courier", "status": "suspect"})
    if mrz.looks_like(text):
        typed["mrz"] = text.strip()
        return fill(typed, reader.language)
    found = identifiers.recognise(text, region=reader.actor.member)
    # a text may be several things: the likeliest is taken
    for one in found[:1]:
        if one.kind in PAPERS:
            typed["passport"] = one.shown
        elif one.kind in BOXES:
            typed[BOXES[one.kind]] = one.shown
        elif one.kind != "reference":
            typed.update({"number_kind": one.kind, "number": one.shown})
    warnings = tuple(label("identifier_warning", code) for one in found[:1] for code in one.warnings)
    return Filled(typed, warnings)


def opened(reader: Reader, record_id: uuid.UUID) -> Record:
    """The sheet whose stage is to change. Raises as `selectors.permitted` does, and CocafError("stage.courier")."""
    selectors.permitted(reader.actor, record_id, Action.AMEND, reader.purpose)
    record = selectors.open_record(reader.actor, record_id, reader.purpose).record
    if getattr(record.body, "event", "") not in stages.COURIER_EVENTS:
        raise CocafError("stage.courier")
    return record


def begins(record: Record) -> dict[str, Any]:
    """What the forms of the stages begin with: what the sheet says already."""
    body = record.body
    assert isinstance(body, Report)
    search = body.persons[0].search if body.persons else None
    hidden = next((each.code for each in body.concealment if each.code), "")
    return {
        "detection": body.detection if isinstance(body.detection, str) else "",
        "search_methods": list(search.methods) if search else [],
        "consent": {True: "yes", False: "no"}.get(search.consent, "") if search and search.consent is not None else "",
        "unit": "kg", "arrested": "yes", "concealment": hidden,
    }  # fmt: skip


def negative(form: NegativeForm, reader: Reader, record_id: uuid.UUID) -> Document | None:
    """Files the next version: nothing was found. None where something is to be corrected."""
    parts = sheet.read(form.cleaned_data, form.lines)
    search = parts.get("person", {}).get("search", {})
    searched = stages.Searched(parts.get("body", {}).get("detection"), search.get("methods", ()), search.get("consent"))
    return _file(form, reader, record_id, lambda plain: stages.negative(plain, searched))


def seized(form: SeizedForm, reader: Reader, record_id: uuid.UUID) -> Document | None:
    """Files the next version: drugs were found. None where something is to be corrected."""
    typed = form.cleaned_data
    person = sheet.read(typed, form.lines).get("person", {})
    found = stages.Found(
        next(iter(substances(typed)), {}), filled({"code": typed["concealment"]}), person.get("search", {}),
        person.get("arrested"),
    )  # fmt: skip
    return _file(form, reader, record_id, lambda plain: stages.seized(plain, found))


def _file(form: Any, reader: Reader, record_id: uuid.UUID, change: intake.Change) -> Document | None:
    try:
        return intake.amend(reader.actor, record_id, change, reader.purpose, Action.AMEND)
    except CocafError as error:
        if error.code != "record.field":
            raise
        tell(form, error, reader.language)
        return None
