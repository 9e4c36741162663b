"""A list's other two views: the timeline and the map, each as drawings with a table that says the same."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, cast
from urllib.parse import urlencode

from babel import dates
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from cocaf.domain import countries
from cocaf.picture.counting import Figures
from cocaf.picture.on_the_map import OnTheMap, Way, on_the_map
from cocaf.picture.over_time import Step, Timeline, timeline
from cocaf.search.selectors import Filters
from cocaf.web import words
from cocaf.web.asking import Reader
from cocaf.web.tabs import Tab
from cocaf.web.templatetags.cocaf_tags import number

WAYS_DRAWN: Final = 30
WAYS_LISTED: Final = 100
STEPS: Final = 5
_PAGED: Final = ("before", "after", "draw", "by")


@dataclass(frozen=True)
class Row:
    """A line of a table twin: its name, where it leads, its figures."""

    name: str
    url: str
    figures: Figures


def view_tabs(query: QueryDict, here: str) -> list[Tab]:
    """The three views of one list, the present one marked."""
    asked = _kept(query)
    ways = (("records", _("Table")), ("records_timeline", _("Timeline")), ("records_map", _("Map")))
    return [Tab(label, _address(name, asked), here == name) for name, label in ways]


def over_time(reader: Reader, filters: Filters, query: QueryDict) -> dict[str, Any]:
    """The timeline's context."""
    step = query.get("by")
    found = timeline(reader.actor, reader.purpose, filters, cast(Step, step) if step in ("month", "year") else None)
    asked = _kept(query)
    return {
        "rows": [
            Row(_period(day, found.step), _of_period(asked, day, found.step), each) for day, each in found.periods
        ],
        "apart": _apart(found),
        "total": found.total,
        "seizures": _bars(found, _("Seizures"), [each.seizures for _day, each in found.periods]),
        "weights": _bars(found, _("kg seized"), [each.kilograms for _day, each in found.periods]),
        "mark_note": _mark_note() if any(each.unconverted for _day, each in found.periods) else "",
        "steps": [
            Tab(label, _address("records_timeline", asked | {"by": name}), found.step == name)
            for name, label in (("month", _("By month")), ("year", _("By year")))
        ],
    }


def _mark_note() -> str:
    return _("A mark over a bar: amounts that have no factor to kilograms are not in it.")


def _apart(found: Timeline) -> list[Row]:
    rows = [
        Row(_("Without a day"), "", found.undated),
        Row(_("Before the periods shown"), "", found.before),
    ]
    return [row for row in rows if row.figures.reports]


def _bars(found: Timeline, title: str, values: Sequence[Decimal | int]) -> dict[str, Any]:
    """The JSON that bars are drawn from."""
    shorts = [_period(day, found.step, short=True) for day, _figures in found.periods]
    return {
        "lang": words.language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "title": title,
        "unit": title,
        "short_letters": max(map(len, shorts), default=4),
        "bars": [
            {"label": _period(day, found.step), "short": short, "value": float(value), "text": said(figures),
             "marked": title == _("kg seized") and bool(figures.unconverted)}
            for (day, figures), short, value in zip(found.periods, shorts, values, strict=True)
        ],
    }  # fmt: skip


def _period(day: datetime.date, step: Step, *, short: bool = False) -> str:
    if step == "year":
        return str(day.year)
    return dates.format_skeleton("yMMM", day, locale=words.language()) if not short else f"{day:%m/%Y}"


def _of_period(asked: Mapping[str, str], day: datetime.date, step: Step) -> str:
    """The list of a period's records."""
    following = datetime.date(
        day.year + (step == "year" or day.month == 12), 1 if step == "year" else day.month % 12 + 1, 1
    )
    last = following - datetime.timedelta(days=1)
    return _address("records", {**asked, "since": day.isoformat(), "until": last.isoformat()})


def said(figures: Figures) -> str:
    """What a bar or a country holds, with its units."""
    text = ngettext("%(count)s seizure, %(kg)s kg", "%(count)s seizures, %(kg)s kg", figures.seizures) % {
        "count": number(figures.seizures), "kg": number(figures.kilograms),
    }  # fmt: skip
    if not figures.unconverted:
        return text
    more = ngettext("plus %(shown)s not converted", "plus %(shown)s not converted", figures.unconverted)
    return f"{text}{words.comma()}{more % {'shown': number(figures.unconverted)}}"


def by_country(reader: Reader, filters: Filters, query: QueryDict) -> dict[str, Any]:
    """The map's context: what is drawn is the address's to say, seizures where it says nothing."""
    found = on_the_map(reader.actor, reader.purpose, filters)
    drawn = query.get("draw", "") if query.get("draw") in {"kilograms", "ways"} else "seizures"
    asked = _kept(query)
    ranked = sorted(found.countries.items(), key=lambda item: (-item[1].seizures, words.country(item[0])))
    return {
        "rows": [
            Row(words.country(code), _address("records", {**asked, "country": code}), each) for code, each in ranked
        ],
        "ways": [(words.country(way.departure), words.country(way.seizure), way) for way in found.ways[:WAYS_LISTED]],
        "ways_more": max(0, len(found.ways) - WAYS_LISTED),
        "without_way": found.without_way,
        "total": found.total,
        "draws": [
            Tab(label, _address("records_map", asked | {"draw": name}), drawn == name)
            for name, label in (("seizures", _("Seizures")), ("kilograms", _("kg seized")), ("ways", _("Ways")))
        ],
        **_map(found, drawn),
    }  # fmt: skip


def _map(found: OnTheMap, drawn: str) -> dict[str, Any]:
    """The drawing's JSON, its title and its key."""
    amounts = {
        code: each.kilograms if drawn == "kilograms" else Decimal(each.seizures)
        for code, each in found.countries.items()
    }
    limits = breaks(amounts.values())
    title = {
        "seizures": _("Seizures by country"), "kilograms": _("Kilograms seized by country"),
        "ways": _("Ways from the country of departure to the country of seizure"),
    }[drawn]  # fmt: skip
    chart = {
        "title": title,
        "texts": {"unplaced": _("Not on the map:")},
        "countries": [
            {"key": countries.numeric(code) or countries.name(code, "en"), "step": step_of(amounts[code], limits),
             "text": f"{words.country(code)}: {said(figures)}"}
            for code, figures in found.countries.items()
        ],
        "ways": [_way(way, found.ways[0]) for way in found.ways[:WAYS_DRAWN]] if drawn == "ways" else [],
    }  # fmt: skip
    unit = _("kg") if drawn == "kilograms" else ""
    note = _("A line leads from the departure to the dot, where it was seized; the wider, the more seizures.")
    return {
        "chart": chart, "chart_title": title, "chart_note": note if drawn == "ways" else "",
        "key": key_of(limits, unit) if any(amounts.values()) else [],
    }  # fmt: skip


def _way(way: Way, most: Way) -> dict[str, Any]:
    named = f"{words.country(way.departure)} → {words.country(way.seizure)}"
    if get_language_bidi():
        named = f"{words.country(way.departure)} ← {words.country(way.seizure)}"
    figures = Figures(seizures=way.seizures, kilograms=way.kilograms)
    return {
        "from": countries.numeric(way.departure), "to": countries.numeric(way.seizure),
        "step": max(1, round(STEPS * (way.seizures / most.seizures) ** 0.5)), "text": f"{named}: {said(figures)}",
    }  # fmt: skip


def breaks(amounts: Iterable[Decimal]) -> list[Decimal]:
    """At most four round amounts (1, 2, 5, 10 …) that part the amounts into at most five steps, spread as they are."""
    positive = sorted(amount for amount in amounts if amount > 0)
    if not positive:
        return []
    series = [Decimal(digit).scaleb(power) for power in range(-3, 12) for digit in (1, 2, 5)]
    between = [each for each in series if positive[0] < each <= positive[-1]]
    if len(between) < STEPS:
        return between
    return [between[round(at * (len(between) - 1) / (STEPS - 2))] for at in range(STEPS - 1)]


def step_of(amount: Decimal, limits: Sequence[Decimal]) -> int:
    """The step of an amount, from 1; 0 for nothing."""
    return 0 if amount <= 0 else 1 + bisect_right(limits, amount)


def key_of(limits: Sequence[Decimal], unit: str) -> list[tuple[int, str]]:
    """Step and words of each step that a map's key shows."""
    shown = [number(each) for each in limits]
    if not shown:
        return [(1, _("all alike"))]
    texts = [_("under %(most)s") % {"most": shown[0]}]
    texts += [_("%(least)s to under %(most)s") % {"least": least, "most": most} for least, most in pairwise(shown)]
    texts.append(_("%(least)s and more") % {"least": shown[-1]})
    return [(step, f"{text} {unit}".strip()) for step, text in enumerate(texts, 1)]


def _kept(query: QueryDict) -> dict[str, str]:
    return {name: value for name, value in query.items() if name not in _PAGED and isinstance(value, str) and value}


def _address(name: str, asked: Mapping[str, str]) -> str:
    return f"{reverse(name)}?{urlencode(asked)}" if asked else reverse(name)
