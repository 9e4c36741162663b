"""The flash report: eight fields on one page, filed at once, completed later (field 7.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cocaf.domain.things.draft import Draft
from cocaf.web.asking import Reader
from cocaf.web.forms.document import filled, listed, substances
from cocaf.web.forms.numerals import count
from cocaf.web.forms.offered import codes, nations
from cocaf.web.forms.report import coded, date
from cocaf.web.forms.stated import StatedField

REMEMBERED: Final = ("country", "place", "place_type", "substance", "unit", "transport", "concealment")
"""Fields whose last value is the next report's first: at a post it is mostly the same."""
PLACE_OF_UNIT: Final[Mapping[str, str]] = {"airport_unit": "airport", "port_unit": "seaport"}
"""The kind of place at which a unit of a kind (vocab `agency_kind`) works."""


class FlashForm(forms.Form):
    """When, where, what kind of place, which drug, how much, by which way, how hidden, how many arrested."""

    mark = ""
    """Tells one report from another, so that a second click files nothing."""

    occurred_on = forms.CharField(label=_("Date"), required=False, widget=date())
    country = forms.ChoiceField(label=_("Country"), choices=nations(), required=False)
    place = forms.CharField(label=_("Place"), required=False)
    place_type = forms.ChoiceField(label=_("Kind of place"), choices=codes("place_type"), required=False)
    substance = forms.ChoiceField(label=_("Substance"), choices=codes("substance"), required=False)
    quantity = StatedField(coded(inputmode="decimal"), label=_("Quantity"))
    unit = forms.ChoiceField(label=_("Unit of measure"), choices=codes("unit"), required=False)
    transport = forms.ChoiceField(label=_("Transport"), choices=codes("transport"), required=False)
    concealment = forms.ChoiceField(label=_("How it was hidden"), choices=codes("concealment"), required=False)
    arrests = StatedField(coded(inputmode="numeric"), label=_("Persons arrested"))


def flash_draft(form: FlashForm, reader: Reader, contact: Mapping[str, str] | None) -> Draft:
    """The draft that a valid form states."""
    typed = form.cleaned_data
    place = {"country": typed["country"], "name": typed["place"], "type": typed["place_type"]}
    body = filled(
        {
            "event": "seizure",
            "form": "flash",
            "occurred_on": typed["occurred_on"],
            "substances": substances(typed),
            "concealment": listed({"code": typed["concealment"]}),
            "transport": filled({"code": typed["transport"]}),
            "arrests": count(typed["arrests"]),
        }
    )
    return Draft("report", body | {"place": filled(place)}, reader.purpose, reader.language, contact=contact)


def remembered(form: FlashForm) -> dict[str, Any]:
    """What the next flash report of this sign-in begins with."""
    return {name: form.cleaned_data[name] for name in REMEMBERED if form.cleaned_data[name]}
