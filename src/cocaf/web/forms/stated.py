"""A field that can be filled, left empty (nobody asked), or stated as not known or refused: three different things,
with three spellings in the document (`domain.things.stated`)."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

NOT_KNOWN: Final = "unknown"
WAS_REFUSED: Final = "refused"
ABSENCES: Final = (
    ("", gettext_lazy("as given")),
    (NOT_KNOWN, gettext_lazy("not known")),
    (WAS_REFUSED, gettext_lazy("refused")),
)


class StatedWidget(forms.MultiWidget):
    """The box, and under it the choice that says why the box is empty."""

    template_name = "forms/stated.html"
    use_fieldset = True

    def __init__(self, box: forms.Widget) -> None:
        choice = forms.RadioSelect(choices=ABSENCES)
        super().__init__({"": box, "absent": choice})

    def decompress(self, value: Any) -> list[Any]:
        """A plain value of a document back into box and list."""
        if value == {"refused": True}:
            return ["", WAS_REFUSED]
        return [value or "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Box and list as posted; a form that leaves the list out means what is written."""
        box, choice = super().value_from_datadict(data, files, name)
        return [box, choice or ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Gives the box the field's words as its name: the legend alone does not name it."""
        context = super().get_context(name, value, attrs)
        box, choice = context["widget"]["subwidgets"]
        # what describes the field describes its box; the list beside it has a name of its own
        choice["attrs"].pop("aria-describedby", None)
        choice["attrs"].pop("dir", None)
        box["attrs"].setdefault("aria-label", str(getattr(self, "words", "")))
        return context


class StatedField(forms.MultiValueField):
    """Cleans to a text, to None (asked, not known), to {"refused": true}, or to "" (nobody asked)."""

    def __init__(self, box: forms.Widget | None = None, **kwargs: Any) -> None:
        fields = (forms.CharField(required=False), forms.ChoiceField(choices=ABSENCES, required=False))
        widget = StatedWidget(box or forms.TextInput())
        widget.words = kwargs.get("label", "")  # type: ignore[attr-defined]
        super().__init__(fields, require_all_fields=False, required=False, widget=widget, **kwargs)

    def compress(self, data_list: list[Any]) -> Any:
        """What is written wins over the list under it: nobody who types a number means that it is not known."""
        text, absence = (*data_list, "", "")[:2]
        if text:
            return text
        return {NOT_KNOWN: None, WAS_REFUSED: {"refused": True}}.get(absence, "")
