"""The two ends of a courier sheet: what is asked when nothing was found, and when drugs were."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cocaf.web.forms import sheet
from cocaf.web.forms.offered import codes
from cocaf.web.forms.report import coded
from cocaf.web.forms.stated import StatedField

_ENDED = (sheet.SELECTION, sheet.METHODS, sheet.CONSENT)
_HELD = (*(line for line in sheet.PERSON if line.name == "arrested"), *sheet.CAPSULES, sheet.METHODS)
_Ended: Any = type("_Ended", (forms.Form,), sheet.fields(_ENDED))
_Held: Any = type("_Held", (forms.Form,), sheet.fields(_HELD))


class NegativeForm(_Ended):  # type: ignore[misc]
    """How the person was chosen and searched."""

    lines = _ENDED


class SeizedForm(_Held):  # type: ignore[misc]
    """What was found, how hidden, and whether the person was arrested."""

    lines = _HELD
    field_order = ("substance", "quantity", "unit", "concealment", "capsules", "capsule_grams", "arrested",
                   "search_methods")  # fmt: skip

    substance = forms.ChoiceField(label=_("Substance"), choices=codes("substance"), required=False)
    quantity = StatedField(coded(inputmode="decimal"), label=_("Quantity"))
    unit = forms.ChoiceField(label=_("Unit of measure"), choices=codes("unit"), required=False)
    concealment = forms.ChoiceField(label=_("How it was hidden"), choices=codes("concealment"), required=False)

    def clean(self) -> dict[str, Any]:
        """A seizure names what was seized."""
        typed: dict[str, Any] = super().clean()
        if not typed.get("substance") and "substance" not in self.errors:
            self.add_error("substance", str(_("Choose the substance from the list.")))
        return typed
