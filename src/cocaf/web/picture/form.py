"""The question that a reader chooses: subject, place, years, scale. A plain GET form: each question has an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy

from cocaf.picture.lists import WORLD, regions
from cocaf.picture.questions import TOPICS
from cocaf.picture.selectors import Held
from cocaf.web.picture.words import region_name, topic_name

LINEAR, LOG = "linear", "log"
_FIRST, _LAST = 2000, 2007  # the years that the article speaks of


@dataclass(frozen=True)
class Question:
    """A question as its address says it."""

    topic: str
    region: str
    first: int
    last: int
    scale: str = LINEAR

    def query(self) -> str:
        """The address's query part."""
        return urlencode(
            {"topic": self.topic, "region": self.region, "first": self.first, "last": self.last, "scale": self.scale}
        )


def usual(
    series: Held, topic: str = "cocaine", region: str = WORLD, first: int = _FIRST, last: int = _LAST
) -> Question:
    """A question within the years of the series; its last ten years where it does not reach those asked for."""
    first, last = max(first, series.first), min(last, series.last)
    if first > last:
        first, last = max(series.first, series.last - 9), series.last
    return Question(topic, region, first, last)


class QuestionForm(forms.Form):
    """Chooses a question among those the series can answer."""

    topic = forms.ChoiceField(label=gettext_lazy("Drug"))
    region = forms.ChoiceField(label=gettext_lazy("Region"))
    first = forms.TypedChoiceField(label=gettext_lazy("From year"), coerce=int)
    last = forms.TypedChoiceField(label=gettext_lazy("To year"), coerce=int)
    scale = forms.ChoiceField(
        label=gettext_lazy("Scale"),
        choices=[(LINEAR, gettext_lazy("from zero")), (LOG, gettext_lazy("logarithmic"))],
    )

    def __init__(self, asked: Mapping[str, Any], series: Held) -> None:
        self.fallback = usual(series)
        start = {field: str(getattr(self.fallback, field)) for field in ("topic", "region", "first", "last", "scale")}
        # Only the fields that are asked for differ from the usual question, so that a short address is one too.
        super().__init__(start | {name: asked[name] for name in start if name in asked})
        years = [(str(year), str(year)) for year in range(series.first, series.last + 1)]
        for name, choices in (
            ("topic", [(code, topic_name(code)) for code in TOPICS]),
            ("region", [(code, region_name(code)) for code in regions()]),
            ("first", years),
            ("last", years),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        if {"first", "last"} <= cleaned.keys() and cleaned["last"] < cleaned["first"]:
            self.add_error("last", gettext_lazy("The last year lies before the first. Choose a later one."))
        return cleaned

    def question(self) -> Question:
        """The question asked, or the usual one where it cannot be asked (the page then says what to correct)."""
        return Question(**self.cleaned_data) if self.is_valid() else self.fallback
