"""Brings an error of the domain back to the box of the form that caused it, in words that say what to write."""

from __future__ import annotations

import re
from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from cocaf.domain.errors import CocafError
from cocaf.web.forms import sheet

_DAY: Final = _("Write the day as year, month, day: 2026-11-21.")

PLACES: Final[tuple[tuple[str, str, Promise], ...]] = (
    ("body.occurred_on", "occurred_on", _DAY),
    ("body.place.country", "country", _("Choose the country.")),
    ("body.place.name", "place", _("Write the place in fewer than 400 characters.")),
    ("body.place.type", "place_type", _("Choose the kind of place from the list.")),
    ("body.flight", "flight", _("Write the flight as on the ticket, as AT 500.")),
    ("body.persons.0.names", "name", _("Write the name in fewer than 400 characters.")),
    ("body.persons.0.documents.0.number", "passport", _("Write the number as in the document.")),
    ("body.persons.0.documents.0.mrz", "mrz", _("Write the two or three lines as they stand in the document.")),
    ("body.persons.0.born_on", "born_on", _DAY),
    ("body.persons.0.nationality", "nationality", _("Choose the nationality.")),
    ("body.persons.0.phones", "phone", _("Write one telephone number, with its country code: +212 …")),
    ("body.persons.0.role", "role", _("Choose the role of this person.")),
    ("body.persons.0.status", "status", _("Choose the status of this person.")),
    ("body.substances.0.substance", "substance", _("Choose the substance from the list.")),
    ("body.substances.0.quantity.unit", "unit", _("Choose the unit of measure from the list.")),
    ("body.substances.0.quantity", "quantity", _("Write a number, as 1.2 or 850. It cannot be negative.")),
    ("body.transport", "transport", _("Choose from the list.")),
    ("body.concealment", "concealment", _("Choose from the list how it was hidden.")),
    ("body.arrests", "arrests", _("Write how many persons were arrested, as a whole number.")),
    ("body.narrative", "narrative", _("Write the account in fewer than 20,000 characters.")),
    ("head.contact.desk", "desk", _("Write the desk's name on one line.")),
    ("head.contact.phone", "desk_phone", _("Write the desk's telephone number on one line.")),
    ("head.contact.email", "desk_email", _("Write the desk's e-mail address on one line.")),
    ("head.contact.hours", "desk_hours", _("Write the desk's hours on one line.")),
    ("head.handling", "handling", _("Choose the handling from the list.")),
)


def tell(form: forms.Form, error: CocafError, language: str) -> None:
    """Adds the error to the form: at its boxes where it names fields that the form has, else on top."""
    if error.code == "record.not_found":
        form.add_error("trigger", str(_("You hold no record with this reference. Check its letters and digits.")))
        return
    found = dict(filter(None, map(_placed, _fields(error))))
    for field, sentence in found.items():
        if field in form.fields:
            form.add_error(field, str(sentence))
    if not any(field in form.fields for field in found):
        form.add_error(None, error.sentence(language))


def _fields(error: CocafError) -> list[str]:
    """Every field that does not fit: the sentence names the first only, but all are to be corrected at once."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return [str(error.params.get("field", ""))]
    part = str(error.params.get("field", "")).partition(".")[0]
    return [".".join([part, *(str(step) for step in each["loc"])]) for each in cause.errors(include_url=False)]


def _placed(path: str) -> tuple[str, Promise] | None:
    # a form of one page has one row of everything, wherever it stands in the document
    path = re.sub(r"\.\d+(?=\.|$)", ".0", path)
    everything = (*sheet.places(), *PLACES)
    return next(((field, sentence) for prefix, field, sentence in everything if path.startswith(prefix)), None)
