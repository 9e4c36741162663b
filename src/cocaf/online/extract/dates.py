"""Dates of a page: written out, in figures, or relative to the moment at which the page was seen."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale

from cocaf.domain.things.capture import Certainty
from cocaf.online.extract.words import digits, fold

_LONGEST: Final = 300
_LANGUAGES: Final = ("en", "fr", "es", "ar", "nl", "de")
_MOROCCAN: Final = (
    "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    "janv fevr mars avr mai juin juil aout sept oct nov dec",
)
_DAYS: Final = {
    1: "day days jour jours día días dia dias يوم أيام dag dagen tag tage tagen",
    7: "week weeks semaine semaines semana semanas أسبوع أسابيع wochen woche weken",
    30: "month months mois mes meses شهر أشهر شهور maand maanden monat monate",
    0: "hour hours heure heures hora horas ساعة ساعات minute minutes minuto minutos دقيقة دقائق stunden uur seconds",
}
_LENGTH: Final = {fold(word): days for days, words in _DAYS.items() for word in words.split()}
_FIXED: Final = {
    fold(word): days
    for days, words in {
        0: "today aujourd'hui hoy اليوم heute vandaag",
        1: "yesterday hier ayer أمس البارحة gestern gisteren",
    }.items()
    for word in words.split()
}
_AGO: Final = re.compile(r"(?:^|\W)(?P<count>\d{1,3}|an?|une?)\s(?P<unit>[^\W\d_]{2,10})")
_PAST: Final = re.compile(r"\b(?:ago|il y a|depuis|hace|geleden|vor|منذ|قبل)\b", re.IGNORECASE)
_DUAL: Final = {fold("يومين"): 2, fold("أسبوعين"): 14, fold("شهرين"): 60, fold("ساعتين"): 0}
_ISO: Final = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_FIGURES: Final = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_WRITTEN: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.)?\s(?:de\s)?([^\W\d_]{3,12})\.?,?\s(?:de\s)?(\d{4})(?!\d)"
)
_AMERICAN: Final = re.compile(r"([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)")


@dataclass(frozen=True)
class Dated:
    """A calendar day, how sure, and the words."""

    day: datetime.date
    certainty: Certainty
    as_given: str


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            names = Locale.parse(language).months["format"][width]
            found |= {fold(name): month for month, name in names.items()}
    for names in _MOROCCAN:
        found |= {fold(name): month for month, name in enumerate(names.split(), 1)}
    return found


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _absolute(text: str) -> Dated | None:
    if match := _ISO.search(text):
        day = _date(*(int(part) for part in match.groups()))
        return Dated(day, "stated", match.group()) if day else None
    for pattern, order in ((_WRITTEN, (3, 2, 1)), (_AMERICAN, (3, 1, 2))):
        for match in pattern.finditer(text):
            month = _months().get(fold(match[order[1]]))
            day = _date(int(match[order[0]]), month, int(match[order[2]])) if month else None
            if day:
                return Dated(day, "stated", match.group().strip())
    if match := _FIGURES.search(text):
        first, second, year = (int(part) for part in match.groups())
        day = _date(year, second, first) or _date(year, first, second)
        # 03/04 may be either; the day first is the usage of most members
        return Dated(day, "likely" if first > 12 or second > 12 else "possible", match.group()) if day else None
    return None


def _relative(text: str, seen: datetime.date) -> Dated | None:
    for word in text.split():
        key = fold(word)
        if (days := _FIXED.get(key, _DUAL.get(key))) is not None:
            return Dated(seen - datetime.timedelta(days), "stated" if days < 2 else "likely", text)
    if not _PAST.search(text):
        return None
    for match in _AGO.finditer(text):
        days = _LENGTH.get(fold(match["unit"]))
        if days is not None:
            count = int(match["count"]) if match["count"].isdigit() else 1
            return Dated(seen - datetime.timedelta(days * count), "stated" if days == 1 else "likely", text)
    return None


def dated(text: str, seen: datetime.date) -> Dated | None:
    """The day that a short cleaned text names, or None. Weeks and months ago are likely, not stated."""
    text = digits(text[:_LONGEST])
    found = _absolute(text) or _relative(text, seen)
    return found if found and datetime.date(1990, 1, 1) <= found.day <= seen + datetime.timedelta(1) else None
