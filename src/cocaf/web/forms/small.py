"""The forms beside the report's: list filters, release, recall, outcome. They only read what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cocaf.domain.things import reference as references
from cocaf.search.selectors import Filters
from cocaf.web.forms.offered import codes, nations


def _code_box(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false", **more})


def _day_box() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d")


class FilterForm(forms.Form):
    """What a list of records is narrowed to."""

    reference = forms.CharField(label=_("Reference"), required=False, widget=_code_box())
    kind = forms.ChoiceField(label=_("Kind"), choices=codes("kind", everything=True), required=False)
    substance = forms.ChoiceField(label=_("Substance"), choices=codes("substance", everything=True), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=nations(everything=True), required=False)
    since = forms.DateField(label=pgettext_lazy("period", "From"), required=False, widget=_day_box())
    until = forms.DateField(label=pgettext_lazy("period", "To"), required=False, widget=_day_box())

    def filters(self) -> Filters:
        """The filters; boxes that could not be read narrow nothing, and the form says which they are."""
        self.full_clean()
        typed = self.cleaned_data
        return Filters(
            kind=typed.get("kind", ""),
            substance=typed.get("substance", ""),
            country=typed.get("country", ""),
            since=typed.get("since"),
            until=typed.get("until"),
            reference=references.tidy(typed.get("reference", "")),
        )


class ReleaseForm(forms.Form):
    """To whom a record is released."""

    to = forms.MultipleChoiceField(label=_("Send to"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("Note to the recipients"), required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, partners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = partners  # type: ignore[attr-defined]
        self.fields["to"].error_messages = {
            "required": _("Choose at least one country."),
            "invalid_choice": _("Choose from the list."),
        }


class ConfirmedForm(forms.Form):
    """An action that is confirmed by typing the record's reference, so that a slip of the mouse does nothing."""

    reference = forms.CharField(label=_("Reference of the record"), widget=_code_box())

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        for field in self.fields.values():
            field.error_messages["required"] = _("This is needed.")

    def clean_reference(self) -> str:
        """Whether what was typed is this record's reference."""
        typed = references.tidy(self.cleaned_data["reference"])
        if typed != self.expected:
            raise forms.ValidationError(
                gettext("This is not the reference of this record. Type it as it stands above.")
            )
        return typed


class RecallForm(ConfirmedForm):
    """Why a record is taken back, confirmed by typing its reference."""

    reason = forms.ChoiceField(label=_("Reason"), choices=codes("recall_reason"))
    note = forms.CharField(
        label=_("Note to the recipients"), required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    field_order = ("reason", "note", "reference")


class OutcomeForm(forms.Form):
    """What a piece of information led to."""

    arrests = forms.IntegerField(label=_("Persons arrested"), min_value=0, max_value=10_000, required=False)
    code = forms.ChoiceField(label=_("Another result"), choices=codes("outcome"), required=False)
    count = forms.IntegerField(label=_("How many"), min_value=0, max_value=10_000, required=False)
    seizure = forms.ChoiceField(label=_("Your seizure that followed"), required=False)
    note = forms.CharField(
        label=_("Note to the owner"), required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, seizures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seizure"].choices = [("", gettext("None")), *seizures]  # type: ignore[attr-defined]

    def results(self) -> dict[str, int]:
        """The results as counts by code."""
        typed = self.cleaned_data
        found = [("arrest", typed["arrests"]), (typed["code"], 1 if typed["count"] is None else typed["count"])]
        return {code: count for code, count in found if code and count}
