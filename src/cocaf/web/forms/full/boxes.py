"""Boxes of the full report: each kind knows its form field, how a plain value is spelt in it, and how what was typed
becomes a plain value again. Nothing is judged here; `expected` says what to write where the models refuse a value."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _

from cocaf.domain.things import quantities
from cocaf.domain.things.scripts import script
from cocaf.web.forms.numerals import number
from cocaf.web.forms.offered import Choices, codes, nations
from cocaf.web.forms.stated import NOT_KNOWN, WAS_REFUSED, StatedField

ABSENT: Final = ""
"""What a box reads where nobody asked."""
REFUSED: Final = {"refused": True}
Spelt = dict[str, list[str]]
Words = Any
"""A text, or one that is translated when it is shown; Django's stubs give the latter no public name."""


def code_input(**more: Any) -> forms.TextInput:
    """A box for numbers and codes: left to right, no spelling help."""
    return forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false", **more})


@dataclass(frozen=True)
class Box:
    """A box for a line of text at `path` (dots between the fields) of the thing that its group describes."""

    path: str
    words: Words
    stated: bool = False
    hint: Words = ""

    expected = _("Write fewer than 400 characters.")
    wide = False

    @property
    def name(self) -> str:
        """The box's name in its form."""
        return self.path.replace(".", "__")

    def widget(self) -> forms.Widget:
        """What is typed into."""
        return forms.TextInput(attrs={"autocomplete": "off"})

    def field(self) -> forms.Field:
        """The box as a form field; it takes everything that can be typed."""
        if self.stated:
            return StatedField(self.widget(), label=self.words, help_text=self.hint)
        return forms.CharField(label=self.words, help_text=self.hint, required=False, widget=self.widget())

    def spell(self, value: Any) -> Spelt:
        """How a plain value stands in the box, by the ending of the posted name."""
        if value is None:
            return {"_absent": [NOT_KNOWN]}
        if value == REFUSED:
            return {"_absent": [WAS_REFUSED]}
        return {"": [str(value)]}

    def read(self, cleaned: Any) -> Any:
        """The plain value of what the form field cleaned to; ABSENT where nothing was typed."""
        return self.convert(cleaned.strip()) if isinstance(cleaned, str) else cleaned

    def convert(self, text: str) -> Any:
        """A typed text as the document writes it; a text that cannot be converted stays for the models to refuse."""
        return text

    def keep(self, held: Any, value: Any) -> Any:
        """The value to write where `held` stood: what the box cannot show of it is kept."""
        return value


class LongBox(Box):
    """A free text of several lines."""

    expected = _("Write the account in fewer than 20,000 characters.")
    wide = True

    def widget(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": 6, "dir": "auto"})


class CodeLine(Box):
    """A number or code: left to right."""

    def widget(self) -> forms.Widget:
        return code_input()


class ZoneBox(Box):
    """Machine-readable lines, kept as they stand."""

    expected = _("Write the two or three lines as they stand in the document.")
    wide = True

    def widget(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": 3, "dir": "ltr", "class": "code", "spellcheck": "false"})


class DayBox(Box):
    """A calendar day."""

    expected = _("Write the day as year, month, day: 2026-11-21.")

    def widget(self) -> forms.Widget:
        return forms.DateInput(attrs={"type": "date", "dir": "ltr"})


class ClockBox(Box):
    """A time of day where it happened."""

    expected = _("Write the time as hours and minutes: 03:40.")

    def widget(self) -> forms.Widget:
        return forms.TimeInput(attrs={"type": "time", "dir": "ltr"})


class AmountBox(Box):
    """A number that is not negative, in any digits, with a point or a comma."""

    expected = _("Write a number, as 1.2 or 850. It cannot be negative.")

    def widget(self) -> forms.Widget:
        return code_input(inputmode="decimal")

    def convert(self, text: str) -> Any:
        plain = str(number(text))
        with contextlib.suppress(InvalidOperation, ValueError):
            return quantities.amount(plain) if plain else plain
        return plain


class SignedBox(AmountBox):
    """A number that may be negative."""

    expected = _("Write a number with a point, as 33.59 or -7.62.")

    def convert(self, text: str) -> Any:
        plain = str(number(text)).replace("\u2212", "-")
        below = plain.startswith("-")
        written = AmountBox.convert(self, plain.lstrip("-"))
        return f"-{written}" if below else written


class CountBox(Box):
    """How many, as a whole number."""

    expected = _("Write a whole number, as 2 or 150.")

    def widget(self) -> forms.Widget:
        return code_input(inputmode="numeric")

    def convert(self, text: str) -> Any:
        plain = str(number(text))
        return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 12 else plain


class PersonBox(CountBox):
    """Which person of the record's list, from 1 as people count; the document counts from 0."""

    def spell(self, value: Any) -> Spelt:
        return {"": [str(value + 1 if isinstance(value, int) else value)]}

    def convert(self, text: str) -> Any:
        written = CountBox.convert(self, text)
        return written - 1 if isinstance(written, int) else written


class AnyChoice(forms.ChoiceField):
    """A choice that keeps a code which our list does not know: another country may know it."""

    def valid_value(self, value: Any) -> bool:
        return True


class AnyChoices(forms.MultipleChoiceField):
    """The same for several codes."""

    def valid_value(self, value: Any) -> bool:
        return True


@dataclass(frozen=True)
class CodeBox(Box):
    """One code of a vocabulary. Where it may be stated as not known or refused, these stand in the list."""

    codes: str = ""
    expected = _("Choose from the list.")

    def offered(self) -> Choices:
        """The list, in the reader's language."""
        given = codes(self.codes)()
        if not self.stated:
            return given
        ends = [(f"!{NOT_KNOWN}", str(_("Not known"))), (f"!{WAS_REFUSED}", str(_("Refused")))]
        return [each for each in given if each[0] != "UNKNOWN"] + ends

    def field(self) -> forms.Field:
        return AnyChoice(label=self.words, help_text=self.hint, required=False, choices=self.offered)

    def spell(self, value: Any) -> Spelt:
        absent = {None: f"!{NOT_KNOWN}"}.get(value) if not isinstance(value, dict) else f"!{WAS_REFUSED}"
        return {"": [absent or str(value)]}

    def convert(self, text: str) -> Any:
        return {f"!{NOT_KNOWN}": None, f"!{WAS_REFUSED}": dict(REFUSED)}.get(text, text)


class CountryBox(CodeBox):
    """A country."""

    expected = _("Choose the country.")

    def offered(self) -> Choices:
        ends = [(f"!{NOT_KNOWN}", str(_("Not known"))), (f"!{WAS_REFUSED}", str(_("Refused")))] if self.stated else []
        return nations()() + ends


@dataclass(frozen=True)
class CodesBox(Box):
    """Any number of codes of a vocabulary."""

    codes: str = ""
    expected = _("Choose from the list.")
    wide = True

    def field(self) -> forms.Field:
        return AnyChoices(
            label=self.words, help_text=self.hint, required=False, choices=codes(self.codes, blank=False),
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip

    def spell(self, value: Any) -> Spelt:
        return {"": [str(each) for each in value or ()]}

    def read(self, cleaned: Any) -> Any:
        return list(cleaned) or ABSENT


class OrderWidget(forms.MultiWidget):
    """One list after the other: the first is innermost."""

    template_name = "forms/order.html"
    use_fieldset = True

    def decompress(self, value: Any) -> list[Any]:
        return list(value or ())


class OrderField(forms.MultiValueField):
    """Cleans to the chosen codes in their order."""

    def compress(self, data_list: list[Any]) -> list[Any]:
        return [each for each in data_list if each]


@dataclass(frozen=True)
class OrderBox(Box):
    """Codes of a vocabulary in an order: how a package is wrapped, from inside out."""

    codes: str = ""
    expected = _("Choose from the list.")
    wide = True
    places = 6

    def field(self) -> forms.Field:
        fields = [AnyChoice(required=False, choices=codes(self.codes)) for _place in range(self.places)]
        widget = OrderWidget(
            [forms.Select(choices=CallableChoiceIterator(codes(self.codes))) for _place in range(self.places)]
        )
        return OrderField(
            fields, require_all_fields=False, required=False, widget=widget, label=self.words, help_text=self.hint
        )

    def spell(self, value: Any) -> Spelt:
        return {f"_{place}": [str(code)] for place, code in enumerate(value or ()) if place < self.places}

    def read(self, cleaned: Any) -> Any:
        return cleaned or ABSENT

    def keep(self, held: Any, value: Any) -> Any:
        more = list(held or ())[self.places :]
        return [*(value or ()), *more] or ABSENT


class LinesBox(Box):
    """Several texts, one on each line."""

    expected = _("Write one on each line, each shorter than 400 characters.")

    def widget(self) -> forms.Widget:
        return forms.Textarea(attrs={"rows": 2, "dir": "auto", "spellcheck": "false"})

    def spell(self, value: Any) -> Spelt:
        return {"": ["\n".join(value or ())]}

    def convert(self, text: str) -> Any:
        return [line.strip() for line in text.splitlines() if line.strip()] or ABSENT


class NamesBox(LinesBox):
    """Names, one on each line, in any script."""

    expected = _("Write one name on each line, each shorter than 400 characters.")

    def spell(self, value: Any) -> Spelt:
        return {"": ["\n".join(each["text"] for each in value or ())]}

    def convert(self, text: str) -> Any:
        written = LinesBox.convert(self, text)
        return [{"text": each, "script": script(each)} for each in written] if written else ABSENT

    def keep(self, held: Any, value: Any) -> Any:
        before: Mapping[str, Any] = {each["text"]: each for each in held or ()}
        return [before.get(each["text"], each) for each in value] if value else value


class YesNoBox(Box):
    """Yes, no, or nobody asked."""

    expected = _("Choose from the list.")

    def field(self) -> forms.Field:
        return AnyChoice(label=self.words, help_text=self.hint, required=False, choices=self.offered)

    @staticmethod
    def offered() -> Choices:
        """The two answers and the empty one."""
        return [("", str(_("Not asked"))), ("yes", str(_("Yes"))), ("no", str(_("No")))]

    def spell(self, value: Any) -> Spelt:
        return {"": ["yes" if value else "no"]}

    def convert(self, text: str) -> Any:
        return {"yes": True, "no": False}.get(text, ABSENT)
