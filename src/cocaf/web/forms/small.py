"""The forms beside the report's: list filters, release, recall, outcome. They only read what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cocaf import limits
from cocaf.domain.things import reference as references
from cocaf.search.selectors import Filters
from cocaf.web.forms.numerals import number
from cocaf.web.forms.offered import codes, nations


def _code_box(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false", **more})


def _day_box() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d")


class CodeField(forms.ChoiceField):
    """A code that links choose. One that our lists do not know is shown as it is: an old search may name it."""

    widget = forms.HiddenInput

    def valid_value(self, value: str) -> bool:
        return len(value) <= 60 and value.isprintable()


class AmountField(forms.DecimalField):
    """An amount as people type it: Arabic digits, a comma for the point."""

    def __init__(self, **more: Any) -> None:
        box = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "decimal"})
        super().__init__(required=False, min_value=0, max_digits=20, decimal_places=9, widget=box, **more)

    def to_python(self, value: Any) -> Any:
        return super().to_python(number(value))


class FilterForm(forms.Form):
    """What a list of records is narrowed to: boxes to type in, and codes that links choose."""

    text = forms.CharField(
        label=_("Words"), required=False, max_length=limits.LINE_CHARACTERS,
        help_text=_("Place, name, number, reference, drug: all the words must be found."),
    )  # fmt: skip
    identifier = forms.CharField(
        label=_("Number or handle"), required=False, max_length=limits.LINE_CHARACTERS, widget=_code_box()
    )
    since = forms.DateField(label=pgettext_lazy("period", "From"), required=False, widget=_day_box())
    until = forms.DateField(label=pgettext_lazy("period", "To"), required=False, widget=_day_box())
    lightest = AmountField(label=_("At least, kg"))
    heaviest = AmountField(label=_("At most, kg"))
    reference = forms.CharField(label=_("Reference"), required=False, widget=forms.HiddenInput)
    kind = CodeField(label=_("Kind"), choices=codes("kind"), required=False)
    event = CodeField(label=_("What"), choices=codes("event"), required=False)
    substance = CodeField(label=_("Substance"), choices=codes("substance"), required=False)
    country = CodeField(label=_("Country"), choices=nations(), required=False)
    mode = CodeField(label=_("Transport"), choices=codes("transport"), required=False)
    concealment = CodeField(label=_("How it was hidden"), choices=codes("concealment"), required=False)
    place_type = CodeField(label=_("Kind of place"), choices=codes("place_type"), required=False)
    flag = CodeField(label=_("Doubt"), choices=codes("flag"), required=False)
    origin = CodeField(label=_("Whose record"), choices=codes("origin"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.fields[name].error_messages["invalid"] = _("Write a day as year, month, day: 2026-11-25.")
        for name in ("lightest", "heaviest"):
            self.fields[name].error_messages["invalid"] = _("Write a number of kilograms, such as 2.5.")

    def clean(self) -> None:
        """A period and a range end after they begin."""
        typed = self.cleaned_data
        if typed.get("since") and typed.get("until") and typed["since"] > typed["until"]:
            self.add_error("until", gettext("The period ends before it begins."))
        low, high = typed.get("lightest"), typed.get("heaviest")
        if low is not None and high is not None and low > high:
            self.add_error("heaviest", gettext("This is less than the smallest quantity."))

    def filters(self) -> Filters:
        """The filters; boxes that could not be read narrow nothing, and the form says which they are."""
        self.full_clean()
        typed = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if "reference" in typed:
            typed["reference"] = references.tidy(typed["reference"])
        return Filters(**typed)


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
