"""The forms of an administrator: accounts and units. They only read what was typed; `members` decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cocaf.domain.errors import CocafError
from cocaf.members import selectors
from cocaf.members.models import Unit, User
from cocaf.members.people import Standing
from cocaf.members.units import UnitDesk
from cocaf.web.forms.offered import Choices, codes
from cocaf.web.words import language


def _code_box(**more: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false", **more})


def units_offered(*, all_units: bool = False) -> Choices:
    """The units that an account can belong to, by name; for a filter the closed ones too."""
    rows = [(unit.code, f"{unit.called(language())} · {unit.code}") for unit in selectors.units()
            if all_units or not unit.closed]  # fmt: skip
    return [("", gettext("All") if all_units else gettext("Choose")), *rows]


def states_offered() -> Choices:
    """The states by which a list of accounts is narrowed."""
    words = (gettext("Open"), gettext("Closed"), gettext("Code not used yet"), gettext("Never signed in"),
             gettext("Without a second factor"))  # fmt: skip
    return [("", gettext("All")), *zip(selectors.STATES, words, strict=True)]


class PeopleFilterForm(forms.Form):
    """What the list of accounts is narrowed to."""

    text = forms.CharField(label=_("Name or user name"), required=False, max_length=100)
    unit = forms.ChoiceField(label=_("Unit"), required=False, choices=lambda: units_offered(all_units=True))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=codes("role", everything=True))
    state = forms.ChoiceField(label=_("State"), required=False, choices=states_offered)

    def wanted(self) -> selectors.Wanted:
        """The filters; boxes that could not be read narrow nothing."""
        self.full_clean()
        return selectors.Wanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class StandingForm(forms.Form):
    """What an administrator sets of a person who is there already."""

    full_name = forms.CharField(label=_("Name"), max_length=150)
    unit = forms.ChoiceField(label=_("Unit"), choices=units_offered)
    role = forms.ChoiceField(label=_("Role"), choices=codes("role"))
    clearance = forms.ChoiceField(
        label=_("Clearance"), choices=codes("confidentiality"),
        help_text=_("The highest level of confidentiality that this person reads."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("This is needed.")
            field.error_messages["invalid_choice"] = _("Choose from the list.")

    def standing(self) -> Standing:
        """What was typed."""
        return Standing(**{name: self.cleaned_data[name] for name in StandingForm.base_fields})

    @staticmethod
    def typed_before(user: User) -> dict[str, str]:
        """The form's boxes as the account stands."""
        return {
            "full_name": user.get_full_name(), "unit": user.unit_id or "", "role": user.role,
            "clearance": user.clearance, "language": user.language,
        }  # fmt: skip


class NewPersonForm(StandingForm):
    """A person to admit."""

    username = forms.CharField(
        label=_("User name"), max_length=60, widget=_code_box(autocapitalize="none"),
        help_text=_("What the person types to sign in: letters, digits, and @ . + - _"),
    )  # fmt: skip
    field_order = ("username", "full_name")


class UnitForm(forms.Form):
    """A unit's names and the desk to call."""

    kind = forms.ChoiceField(label=_("Kind"), choices=codes("agency_kind"))
    name_fr = forms.CharField(label=_("Name in French"), required=False, max_length=200)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=200)
    name_es = forms.CharField(label=_("Name in Spanish"), required=False, max_length=200)
    name_ar = forms.CharField(label=_("Name in Arabic"), required=False, max_length=200)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    phone = forms.CharField(
        label=_("Telephone on duty"), required=False, max_length=40, widget=_code_box(type="tel"),
        help_text=_("The number that somebody answers at night. It stands wherever an officer is told whom to call."),
    )  # fmt: skip
    hours = forms.CharField(label=_("Hours"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].error_messages = {
            "required": _("This is needed."),
            "invalid_choice": _("Choose from the list."),
        }

    def desk(self) -> UnitDesk:
        """What was typed; a name in the first language that has one stands for the others."""
        typed = self.cleaned_data
        names = {code: typed[f"name_{code}"] for code, _label in settings.LANGUAGES if typed[f"name_{code}"]}
        plain = {name: typed[name] for name in ("kind", "place", "address", "phone", "hours")}
        return UnitDesk(names=names, **plain)

    @staticmethod
    def typed_before(unit: Unit) -> dict[str, str]:
        """The form's boxes as the unit stands."""
        names = unit.names or {"fr": unit.name}
        boxes = {name: getattr(unit, name) for name in ("kind", "place", "address", "phone", "hours")}
        return boxes | {f"name_{code}": name for code, name in names.items()}


class NewUnitForm(UnitForm):
    """A unit to add."""

    code = forms.CharField(
        label=_("Code"), max_length=32, widget=_code_box(autocapitalize="characters"),
        help_text=_("The country's code, a hyphen, and what names the unit: MA-CMN-AIR. It cannot be changed later."),
    )  # fmt: skip
    field_order = ("code",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = _("This is needed.")

    def clean_code(self) -> str:
        """Codes are written in capitals."""
        return str(self.cleaned_data["code"]).upper()


_BOXES = {
    "members.username_taken": "username", "members.unit_unknown": "unit", "unit.code": "code", "unit.taken": "code",
    "unit.name": "name_fr",
}  # fmt: skip


def tell(form: forms.Form, error: CocafError) -> None:
    """Adds an error of `members` to the box that it is about, else on top. An error that is not about what was typed
    (nobody may do this) is raised again."""
    if error.http in {403, 404} and error.code != "members.unit_unknown":
        raise error
    box = _BOXES.get(error.code, "username" if "username" in form.fields and error.code == "people.field" else "")
    form.add_error(box if box in form.fields else None, error.sentence(language()))
