"""Invented samples for the living page of components, in French and in Arabic. Used by that page and its test only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from django import forms
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from cocaf.domain.things.stated import REFUSED, UNKNOWN
from cocaf.web.forms.stated import StatedField

YEARS = tuple(zip(range(2000, 2008), (40, 55, 48, None, 90, 120, 138, 171), strict=True))
SIDES = (("fr", "ltr"), ("ar", "rtl"))
PARTS = (
    ("text", pgettext_lazy("components", "Text and colours")),
    ("buttons", pgettext_lazy("components", "Buttons")),
    ("forms", pgettext_lazy("components", "Forms")),
    ("tables", pgettext_lazy("components", "Tables")),
    ("banners", pgettext_lazy("components", "Banners and badges")),
    ("record", pgettext_lazy("components", "A record")),
    ("states", pgettext_lazy("components", "Where a message is")),
    ("blocks", pgettext_lazy("components", "Cards, progress, empty")),
    ("confirm", pgettext_lazy("components", "Before and after")),
    ("figures", pgettext_lazy("components", "Chart and map")),
)


@dataclass(frozen=True)
class Side:
    """One direction of a specimen, ready to show."""

    language: str
    direction: str
    html: SafeString


@dataclass(frozen=True)
class Part:
    """A group of components with its two sides."""

    id: str
    title: str
    sides: tuple[Side, ...]


@cache
def _texts() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        resources.files("cocaf.web").joinpath("specimens.yaml").read_text(encoding="utf-8")
    )
    return found


def sample_form(texts: Mapping[str, Any], language: str, posted: Mapping[str, str] | None) -> forms.Form:
    """A form with each kind of field; bound to `posted` it shows its errors."""

    class Sample(forms.Form):
        name = forms.CharField(label=texts["name"], help_text=texts["name_hint"])
        born = StatedField(forms.TextInput(attrs={"dir": "ltr"}), label=texts["born"])
        amount = forms.DecimalField(label=texts["amount"], min_value=0)
        kind = forms.ChoiceField(label=texts["kind"], choices=list(enumerate(texts["kinds"])))
        hidden = forms.ChoiceField(
            label=texts["hidden"], choices=list(enumerate(texts["hiding"])), widget=forms.RadioSelect
        )
        to = forms.MultipleChoiceField(
            label=texts["to"], choices=list(enumerate(texts["countries"])), widget=forms.CheckboxSelectMultiple
        )
        agree = forms.BooleanField(label=texts["agree"])
        note = forms.CharField(label=texts["note"], widget=forms.Textarea, required=False)

    return Sample(posted, prefix=f"{language}-{'wrong' if posted is not None else 'empty'}")


def _sample(language: str) -> dict[str, Any]:
    texts = _texts()[language]
    at = dt.datetime(2026, 11, 21, 10, 42, tzinfo=dt.UTC)
    marks = ("done", "done", "now", "wait", "wait")
    late = ("done", "late", "wait", "wait", "wait")
    steps = texts["steps"]
    return {
        "s": texts,
        "prefix": language,
        "form": sample_form(texts, language, None),
        "wrong": sample_form(texts, language, {f"{language}-wrong-amount": "-3"}),
        "at": at,
        "facts": [*texts["facts"], (texts["born"], UNKNOWN), (texts["phone"], REFUSED)],
        "answers": [{"term": term, "value": value, "change_url": "#forms"} for term, value in texts["facts"]],
        "handling": {"tlp": "AMBER", "codes": [], "confidentiality": "", "caveats": []},
        "states": [_state(*pair, at, number) for number, pair in enumerate(zip(steps, marks, strict=True))],
        "late": [
            _state(*pair, at, number, texts["late_note"]) for number, pair in enumerate(zip(steps, late, strict=True))
        ],
        "tabs": [
            {"label": one, "url": "#tables", "current": n == 0, "count": n} for n, one in enumerate(texts["tabs"])
        ],
        "twin": {"caption": texts["chart"], "head": texts["chart_head"], "rows": [(y, a or "—") for y, a in YEARS]},
        "drawn": _drawings(texts),
        "audience": ["MA", "SN", "ES"],
        "tlps": ["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"],
        "icons": icon_names(),
    }


def _state(label: str, mark: str, at: dt.datetime, number: int, note: str = "") -> dict[str, Any]:
    known = at + dt.timedelta(minutes=3 * number) if mark in {"done", "now"} else None
    return {"label": label, "mark": mark, "at": known, "note": note if mark == "late" else ""}


def _drawings(texts: Mapping[str, Any]) -> dict[str, SafeString]:
    """The sample chart and map; the year without a figure is a gap."""
    places = [
        (44 + 20 + 50 * number, None if amount is None else 190 - amount) for number, (_, amount) in enumerate(YEARS)
    ]
    known = [f"{x},{y}" for x, y in places if y is not None]
    context = {
        "s": texts,
        "grid": [(amount, 190 - amount) for amount in (0, 60, 120, 180)],
        "lines": [" ".join(known[:3]), " ".join(known[3:])],
        "ticks": [(year, x) for (year, _), (x, _) in zip(YEARS, places, strict=True)],
        "gap": f"M{known[2]} L{known[3]}",
    }
    return {name: render_to_string(f"cocaf/specimens/{name}.html", context) for name in ("chart", "map")}


@cache
def icon_names() -> list[str]:
    """Every icon of the sprite."""
    sprite = resources.files("cocaf.web").joinpath("static/cocaf/icons.svg").read_text(encoding="utf-8")
    return re.findall(r'<symbol id="([\w-]+)"', sprite)


def parts() -> list[Part]:
    """All parts, each rendered once left to right and once right to left, with the words of that language."""
    return [Part(name, str(title), tuple(_side(name, *side) for side in SIDES)) for name, title in PARTS]


def _side(name: str, language: str, direction: str) -> Side:
    with translation.override(language):
        return Side(language, direction, render_to_string(f"cocaf/specimens/{name}.html", _sample(language)))
