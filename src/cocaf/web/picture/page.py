"""Puts one question's page together: headline, chart, facts, tables. Called by the picture's views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language_bidi, gettext

from cocaf.picture import selectors
from cocaf.picture.lists import regions
from cocaf.picture.questions import MAIN, SYNTHETIC, TOPICS, Answer, Year, ask
from cocaf.web.picture import notes, words
from cocaf.web.picture.form import LOG, Question, usual

_COLOURS = {"cocaine": 1, "heroin": 2, "synthetic": 3, "amphetamine": 4, "methamphetamine": 5, "ecstasy": 6}

# The article's questions, always one click away: subject, region, first and last year.
_STANDING = (
    ("cocaine", "world", 2000, 2007),
    ("heroin", "world", 2000, 2007),
    ("synthetic", "world", 2000, 2007),
    ("cocaine", "west_central_africa.west", 1998, 2008),
    ("cocaine", "caribbean", 1998, 2008),
)


@dataclass(frozen=True)
class Table:
    """Head and rows of text, the first cell of a row its name."""

    caption: str
    head: list[str]
    rows: list[list[str]]


def answers(series: selectors.Held, question: Question) -> dict[str, Answer]:
    """Topic -> answer, for every topic in the question's region and years."""
    figures = selectors.figures(series.file, TOPICS.values(), question.first, question.last)
    region = regions()[question.region]
    return {code: ask(figures, topic, region, question.first, question.last) for code, topic in TOPICS.items()}


def build(series: selectors.Held, question: Question) -> dict[str, Any]:
    """The page's context."""
    every = answers(series, question)
    asked = every[question.topic]
    shown = shown_topics(question.topic)
    unit = words.unit_for(_most([every[code] for code in shown]))
    return {
        "headline": words.headline(asked),
        "chart": chart(every, shown, unit, question),
        "chart_title": gettext("Seized per year"),
        "logarithmic": question.scale == LOG,
        "facts": notes.rests_on(asked),
        "left_out": [text for code in shown for text in notes.left_out(every[code])],
        "caution": notes.caution(),
        "method": notes.method(asked.verdict.parameters),
        "years": year_table(every, shown, unit),
        "verdicts": verdict_table(every, unit),
        "standing": _standing(series),
        "query": question.query(),
        "series": series,
    }


def shown_topics(topic: str) -> tuple[str, ...]:
    """What is drawn together: the three main subjects, or the three drugs behind the synthetic total."""
    return SYNTHETIC if topic in SYNTHETIC else MAIN


def _most(shown: Sequence[Answer]) -> Decimal:
    return max((year.with_peaks or Decimal() for answer in shown for year in answer.years), default=Decimal())


def chart(every: dict[str, Answer], shown: Sequence[str], unit: str, question: Question) -> dict[str, Any]:
    """The JSON that the chart is drawn from: amounts in `unit`, null for a year without a figure."""
    return {
        "lang": words.language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "scale": question.scale,
        "title": words.headline(every[question.topic]),
        "unit": words.unit_axis(unit),
        "years": [year.year for year in every[question.topic].years],
        "texts": {"missing": gettext("no figure"), "flagged": gettext("flagged figure")},
        "series": [_drawn(every[code], unit) for code in shown],
    }


def _drawn(answer: Answer, unit: str) -> dict[str, Any]:
    code = answer.topic.code
    return {
        "code": code,
        "label": words.topic_name(code),
        "colour": _COLOURS[code],
        "points": [_point(year, unit) for year in answer.years],
    }


def _point(year: Year, unit: str) -> dict[str, Any]:
    point: dict[str, Any] = {"year": year.year, "value": None}
    if year.kilograms is not None:
        point |= {
            "value": float(words.in_unit(year.kilograms, unit)),
            "text": words.amount(year.kilograms, unit),
        }
    if year.with_peaks is not None and year.with_peaks != year.kilograms:
        point |= {
            "with_flagged": float(words.in_unit(year.with_peaks, unit)),
            "with_flagged_text": words.amount(year.with_peaks, unit),
        }
    return point


def year_table(every: dict[str, Answer], shown: Sequence[str], unit: str) -> Table:
    """The chart's twin: for each year the amounts and how many countries gave one."""
    head = [gettext("Year")]
    columns: list[list[str]] = [[str(year.year) for year in every[shown[0]].years]]
    for code in shown:
        named = {"drug": words.topic_name(code), "unit": words.unit_symbol(unit)}
        answer = every[code]
        head.append(gettext("%(drug)s (%(unit)s)") % named)
        columns.append([_cell(year.kilograms, unit) for year in answer.years])
        if answer.peaks:
            head.append(gettext("%(drug)s with the flagged figure (%(unit)s)") % named)
            columns.append([_cell(year.with_peaks, unit) for year in answer.years])
        head.append(gettext("%(drug)s: countries") % named)
        columns.append([str(year.countries) for year in answer.years])
    return Table(gettext("Seized per year"), head, [list(row) for row in zip(*columns, strict=True)])


def _cell(kilograms: Decimal | None, unit: str) -> str:
    return gettext("no figure") if kilograms is None else words.figures(words.in_unit(kilograms, unit))


def verdict_table(every: dict[str, Answer], unit: str) -> Table:
    """Every subject's verdict in the same region and years: a total can hide what its parts do."""
    some = next(iter(every.values()))
    symbol = words.unit_symbol(unit)
    head = [
        gettext("Drug"),
        gettext("%(year)s (%(unit)s)") % {"year": some.first, "unit": symbol},
        gettext("%(year)s (%(unit)s)") % {"year": some.last, "unit": symbol},
        gettext("Verdict"),
        gettext("Interval"),
        gettext("With flagged figures"),
    ]
    rows = [
        [
            words.topic_name(code),
            _cell(answer.years[0].kilograms, unit),
            _cell(answer.years[-1].kilograms, unit),
            words.word(answer.verdict),
            words.interval(answer.verdict) or "–",
            words.said(answer.verdict_with_peaks) if answer.verdict_with_peaks else "–",
        ]
        for code, answer in every.items()
    ]
    return Table(gettext("Every drug in this region and these years"), head, rows)


def _standing(series: selectors.Held) -> list[tuple[str, str]]:
    """Words and query of the standing questions, each within the years of the series."""
    asked = [usual(series, *question) for question in _STANDING]
    return [
        (
            gettext("%(drug)s, %(region)s, %(period)s")
            % {
                "drug": words.topic_name(question.topic),
                "region": words.region_name(question.region),
                "period": words.period(question.first, question.last),
            },
            question.query(),
        )
        for question in asked
    ]
