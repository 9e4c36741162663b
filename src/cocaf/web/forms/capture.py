"""The forms of a capture: the saved page with its circumstances, and what was read from it, to be corrected. They only
read what was typed; `online.services` says what fits."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cocaf.online import correction
from cocaf.online.services import Circumstances, Taken
from cocaf.web.forms.offered import Choices, codes
from cocaf.web.words import label

METHODS: Final = ("saved_page", "provided", "OTHER")
"""Ways of saving that give a page as HTML; pictures and archives cannot be read here."""
SUBSTANCES: Final = 4
_FIGURES: Final = frozenset({"address", "rating", "deals", "purity", "listed_on", "identifiers"})


def _methods() -> Choices:
    return [(code, label("capture_method", code)) for code in METHODS]


class UploadForm(forms.Form):
    """The saved page, and how it came to be saved. No name of a person: the unit is known from who is signed in."""

    page = forms.FileField(
        label=_("Saved page"),
        help_text=_(
            "Saved in the browser as “web page, HTML only”. It is read here as text; nothing in it is run or loaded."
        ),
        widget=forms.FileInput(attrs={"accept": ".html,.htm,.xhtml,text/html"}),
    )
    seen_at = forms.DateTimeField(
        label=_("When the page was saved (UTC)"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M"),
    )
    method = forms.ChoiceField(label=_("How it was saved"), choices=_methods)
    pap = forms.ChoiceField(
        label=_("What may be done with it (PAP)"), choices=codes("pap", blank=False), initial="AMBER",
        help_text=_("A visit to the page from a police address can warn the seller."), widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_at"].initial = timezone.now().astimezone(datetime.UTC).replace(tzinfo=None)
        self.fields["page"].error_messages |= {
            "empty": _("The file is empty."),
            "required": _("Choose the saved page."),
        }
        self.fields["seen_at"].error_messages |= {
            "required": _("Say when."),
            "invalid": _("Write day and time: 2026-11-21 10:42."),
        }

    def clean_seen_at(self) -> datetime.datetime:
        """The moment in UTC, not later than now."""
        typed: datetime.datetime = self.cleaned_data["seen_at"]
        seen = typed.replace(tzinfo=datetime.UTC)
        if seen > timezone.now() + datetime.timedelta(hours=1):
            raise forms.ValidationError(gettext("This is still to come. Write when the page was saved, in UTC."))
        return seen

    def circumstances(self) -> Circumstances:
        """What a valid form states."""
        typed = self.cleaned_data
        return Circumstances(typed["seen_at"], typed["method"], typed["pap"], typed["note"])


class ListingForm(forms.Form):
    """A box for each field of a listing, filled with what was read. An emptied box is an unknown field."""

    def __init__(self, *args: Any, taken: Taken, **kwargs: Any) -> None:
        initial = correction.shown(dict(taken.fields))
        read = [row["substance"] for row in taken.fields.get("substances") or []][:SUBSTANCES]
        initial |= {f"substance_{number}": code for number, code in enumerate(read, 1)}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        offered = min(len(read) + 1, SUBSTANCES)
        for name in correction.TEXTS[:5]:
            self._box(name)
        for number in range(1, offered + 1):
            words = gettext("Substance") if number == 1 else gettext("Substance %(number)s") % {"number": number}
            self.fields[f"substance_{number}"] = forms.ChoiceField(
                label=words, choices=codes("substance"), required=False
            )
        for name in (*correction.LINES[:2], *correction.TEXTS[5:], *correction.LINES[2:]):
            self._box(name)

    def _box(self, name: str) -> None:
        attributes = {"dir": "ltr" if name in _FIGURES else "auto", "spellcheck": "false", "autocomplete": "off"}
        widget: forms.Widget = forms.TextInput(attrs=attributes)
        if name in correction.LINES:
            widget = forms.Textarea(attrs=attributes | {"rows": 4})
        self.fields[name] = forms.CharField(label=label("listing_field", name), required=False, widget=widget)

    def typed(self) -> Mapping[str, str]:
        """The text of each box, of a valid form."""
        return {name: text for name, text in self.cleaned_data.items() if not name.startswith("substance_")}

    def substances(self) -> list[str]:
        """The substances chosen, each once."""
        chosen = (self.cleaned_data.get(f"substance_{number}", "") for number in range(1, SUBSTANCES + 1))
        return list(dict.fromkeys(filter(None, chosen)))
