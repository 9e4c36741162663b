"""Boxes of the terms: the grade with its scheme, and who may see the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cocaf import vocab
from cocaf.web.forms.full.boxes import AnyChoice, Box, CodeBox, Spelt
from cocaf.web.words import label, language

SCHEMES: Final = ("4x4", "3x5x2", "5x5x5", "6x6")


@dataclass(frozen=True)
class GradeBox(CodeBox):
    """A grade of one of the four schemes, always with the scheme's name: the same letter means other things in others.
    It reads as "scheme:grade"."""

    part: str = "source"
    expected = _("Choose both grades from the same scheme.")

    def offered(self) -> Any:
        """The grades of each scheme under its name."""
        return [("", str(_("Choose"))), *((label("evaluation_scheme", each), self._grades(each)) for each in SCHEMES)]

    def _grades(self, scheme: str) -> list[tuple[str, str]]:
        listed = vocab.load(f"evaluation_{scheme}_{self.part}").choices(language())
        return [(f"{scheme}:{code}", f"{scheme.replace('x', '×')} {code} · {words}") for code, words in listed]


class AudienceBox(Box):
    """The whole service, the own unit only, or (where other units are named) as it is."""

    expected = _("Choose from the list.")
    wide = True

    def field(self) -> forms.Field:
        return AnyChoice(label=self.words, required=False, choices=self.offered, widget=forms.RadioSelect)

    @staticmethod
    def offered() -> list[tuple[str, str]]:
        """The two choices that an author has."""
        return [("service", str(_("The whole service"))), ("unit", str(_("My unit only")))]

    def spell(self, value: Any) -> Spelt:
        return {"": ["unit" if value.get("units") else "service"]}

    def keep(self, held: Any, value: Any) -> Any:
        return {**(held or {}), **({"wanted": value} if value else {})}
