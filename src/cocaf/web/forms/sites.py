"""The form over the statistics of sites: period, country, kind of place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cocaf.search.selectors import Filters
from cocaf.web.forms.offered import codes, nations


def _day_box() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d")


class SitesForm(forms.Form):
    """Narrows the statistics; every box may be empty."""

    since = forms.DateField(label=pgettext_lazy("period", "From"), required=False, widget=_day_box())
    until = forms.DateField(label=pgettext_lazy("period", "To"), required=False, widget=_day_box())
    country = forms.ChoiceField(label=_("Country"), choices=nations(everything=True), required=False)
    place_type = forms.ChoiceField(
        label=_("Kind of place"), choices=codes("place_type", everything=True), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("since"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", gettext("The period ends before it begins. Choose a later day."))
        return cleaned

    def filters(self) -> Filters:
        """The filters; boxes that could not be read narrow nothing, and the form says which they are."""
        self.full_clean()
        typed = self.cleaned_data
        return Filters(
            kind="report",
            since=typed.get("since"),
            until=typed.get("until"),
            country=typed.get("country", ""),
            place_type=typed.get("place_type", ""),
        )
