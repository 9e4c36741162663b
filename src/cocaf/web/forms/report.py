"""The report's forms: courier and seizure. They turn boxes into the plain body of a report; the models in
`domain.things` say what fits, and `problems` brings their answer back to the box."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cocaf.web.forms import sheet
from cocaf.web.forms.offered import Choices, codes, nations
from cocaf.web.forms.stated import StatedField
from cocaf.web.words import label

UNIT, SERVICE = "unit", "service"
AUDIENCES: Final = ((UNIT, _("My unit only")), (SERVICE, _("The whole service")))


def date() -> forms.DateInput:
    """A box for a day."""
    return forms.DateInput(attrs={"type": "date", "dir": "ltr"})


def coded(**more: Any) -> forms.TextInput:
    """A box for numbers and codes."""
    return forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false", **more})


class ReportForm(forms.Form):
    """What a courier report and a seizure have in common, in the order in which an officer tells it."""

    event = "courier"
    GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    occurred_on = StatedField(date(), label=_("Date"))
    country = forms.ChoiceField(label=_("Country"), choices=nations(), required=False)
    place = StatedField(label=_("Place"), help_text=_("Airport, port, town: as your service calls it."))
    place_type = forms.ChoiceField(label=_("Kind of place"), choices=codes("place_type"), required=False)

    name = forms.CharField(label=_("Name as in the document"), required=False)
    name_other = forms.CharField(
        label=_("Name in the other script"), required=False, help_text=_("As the person writes it, if you have it.")
    )
    passport = forms.CharField(label=_("Passport number"), required=False, widget=coded())
    mrz = forms.CharField(
        label=_("Machine-readable lines"), required=False, strip=False,
        help_text=_("The two or three lines at the foot of the page. They fill the boxes that you left empty."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "class": "code", "spellcheck": "false"}),
    )  # fmt: skip
    born_on = StatedField(date(), label=_("Date of birth"))
    nationality = forms.ChoiceField(label=_("Nationality"), choices=nations(), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, widget=coded(type="tel"))
    role = forms.ChoiceField(label=_("Role"), choices=codes("person_role"), required=False)
    status = forms.ChoiceField(label=_("Status"), choices=codes("person_status"), required=False)

    substance = forms.ChoiceField(label=_("Substance"), choices=codes("substance"), required=False)
    quantity = StatedField(coded(inputmode="decimal"), label=_("Quantity"))
    unit = forms.ChoiceField(label=_("Unit of measure"), choices=codes("unit"), required=False)
    concealment = forms.ChoiceField(label=_("How it was hidden"), choices=codes("concealment"), required=False)
    trigger = forms.CharField(
        label=_("Information that led to it"), required=False, widget=coded(),
        help_text=_("The reference of the record, as MA-7K3Q-92F5. Its owner will learn what it led to."),
    )  # fmt: skip
    narrative = StatedField(forms.Textarea(attrs={"rows": 5, "dir": "auto"}), label=_("What happened"))

    audience = forms.ChoiceField(
        label=_("Who may see it"), choices=AUDIENCES, initial=SERVICE, widget=forms.RadioSelect, required=False
    )
    source = forms.ChoiceField(
        label=_("Source (4×4)"), choices=codes("evaluation_4x4_source", blank=False), initial="X", required=False
    )
    information = forms.ChoiceField(
        label=_("Information (4×4)"), choices=codes("evaluation_4x4_information", blank=False), initial="4",
        required=False,
    )  # fmt: skip
    handling = forms.MultipleChoiceField(
        label=_("Handling"), choices=codes("handling", blank=False), initial=["H0"],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    tlp = forms.ChoiceField(label=_("TLP"), choices=codes("tlp", blank=False), initial="AMBER", required=False)
    desk = forms.CharField(label=_("Desk to call"), required=False)
    desk_phone = forms.CharField(label=_("Telephone of the desk"), required=False, widget=coded(type="tel"))
    desk_email = forms.CharField(label=_("E-mail of the desk"), required=False, widget=coded(type="email"))
    desk_hours = forms.CharField(label=_("Hours of the desk"), required=False)

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in their groups, for the page."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]


_PLACE = ("occurred_on", "country", "place", "place_type")
_PERSON = ("mrz", "name", "name_other", "passport", "born_on", "nationality", "phone", "role", "status")
_FOUND = ("substance", "quantity", "unit", "concealment")
_TERMS = ("audience", "source", "information", "handling", "tlp")
_DESK = ("desk", "desk_phone", "desk_email", "desk_hours")


def _names(lines: tuple[sheet.Line, ...]) -> tuple[str, ...]:
    return tuple(line.name for line in lines)


def _stages() -> Choices:
    said = str(_("As the answers say: seized where a drug is stated, else suspected"))
    return [("", said), *((code, label("courier_stage", code)) for code in ("suspected", "negative", "seized"))]


_SheetFields: Any = type("_SheetFields", (forms.Form,), sheet.fields(sheet.LINES))
"""A form with a field for each line of the sheet's table."""


class CourierForm(_SheetFields, ReportForm):  # type: ignore[misc]
    """The sheet of a courier met at an airport or another crossing point (field 7.7)."""

    event = "courier"
    GROUPS = (
        (_("Where and when"), (*_PLACE, "stage")),
        (_("Person"), (*_PERSON, *_names(sheet.PERSON))),
        (_("Journey"), ("flight", *_names(sheet.JOURNEY))),
        (_("Selection and search"), _names(sheet.SEARCH)),
        (_("What was found"), _FOUND),
        (_("The account"), ("narrative", "trigger", *_names(sheet.FOLLOW_UP))),
        (_("How sure, and who may see it"), _TERMS),
        (_("Whom to call about it"), _DESK),
    )

    flight = StatedField(coded(), label=_("Flight"))
    stage = forms.ChoiceField(label=_("Where the case stands"), choices=_stages, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = "courier"
        self.fields["status"].initial = "suspect"


class SeizureForm(ReportForm):
    """A seizure (field 7.6, the short form), with the information that led to it."""

    event = "seizure"
    GROUPS = (
        (_("Where and when"), _PLACE),
        (_("What was found"), (*_FOUND, "arrests", "trigger")),
        (_("Person, if there is one"), _PERSON),
        (_("The account"), ("narrative",)),
        (_("How sure, and who may see it"), _TERMS),
        (_("Whom to call about it"), _DESK),
    )

    arrests = StatedField(coded(inputmode="numeric"), label=_("Persons arrested"))


FORMS: Final[dict[str, type[ReportForm]]] = {form.event: form for form in (CourierForm, SeizureForm)}
