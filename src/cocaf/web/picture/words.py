"""The picture's words and numbers in the reader's language: names, amounts with their units, verdicts, intervals."""

from __future__ import annotations

from decimal import Decimal

from babel import numbers
from django.utils.translation import get_language, get_language_bidi, gettext, pgettext

from cocaf import vocab
from cocaf.domain import countries
from cocaf.domain.trend import Verdict, Word
from cocaf.picture.lists import WORLD
from cocaf.picture.questions import Answer

TONNE = Decimal(1000)


def language() -> str:
    """The language of the page: en, fr, es or ar."""
    return (get_language() or "en").split("-")[0]


def left_to_right(text: str) -> str:
    """Keep figures and ranges in their order inside a right-to-left sentence."""
    return f"\u2066{text}\u2069" if get_language_bidi() else text


def topic_name(code: str) -> str:
    """The name of a question's subject."""
    return {
        "cocaine": gettext("Cocaine"),
        "heroin": gettext("Heroin"),
        "synthetic": gettext("Synthetic drugs"),
        "amphetamine": gettext("Amphetamine"),
        "methamphetamine": gettext("Methamphetamine"),
        "ecstasy": gettext("Ecstasy-type substances"),
    }[code]


def _seizures_of(code: str) -> str:
    return {
        "cocaine": gettext("Seizures of cocaine"),
        "heroin": gettext("Seizures of heroin"),
        "synthetic": gettext("Seizures of synthetic drugs"),
        "amphetamine": gettext("Seizures of amphetamine"),
        "methamphetamine": gettext("Seizures of methamphetamine"),
        "ecstasy": gettext("Seizures of ecstasy-type substances"),
    }[code]


def region_name(code: str) -> str:
    """The name of a region of the list."""
    return gettext("World") if code == WORLD else vocab.load("region").label(code, language())


def country_name(code: str) -> str:
    """The country's name in the reader's language; as the source writes it where we know no such country."""
    return countries.name(code, language())


def number(value: Decimal | float, pattern: str) -> str:
    """A number with the reader's separators and western digits."""
    return str(numbers.format_decimal(value, pattern, locale=language(), numbering_system="latn"))


def figures(value: Decimal) -> str:
    """An amount with about three significant digits; what is there never shows as zero."""
    if 0 < value < Decimal("0.001"):
        return left_to_right(f"< {number(Decimal('0.001'), '0.000')}")
    for least, pattern in ((100, "#,##0"), (10, "#,##0.0"), (Decimal("0.1"), "0.00")):
        if value >= least or value == 0:
            return number(value, "0" if value == 0 else pattern)
    return number(value, "0.000")


def unit_symbol(unit: str) -> str:
    """The symbol of a unit: `t` or `kg`."""
    return pgettext("unit", "t") if unit == "t" else pgettext("unit", "kg")


def unit_axis(unit: str) -> str:
    """What stands at the axis of amounts."""
    return gettext("tonnes (t) seized a year") if unit == "t" else gettext("kilograms (kg) seized a year")


def unit_for(most: Decimal) -> str:
    """Tonnes from ten tonnes on, kilograms below."""
    return "t" if most >= 10 * TONNE else "kg"


def in_unit(kilograms: Decimal, unit: str) -> Decimal:
    """Kilograms as that many tonnes, or as they are."""
    return kilograms / TONNE if unit == "t" else kilograms


def amount(kilograms: Decimal, unit: str) -> str:
    """An amount with its unit."""
    return f"{left_to_right(figures(in_unit(kilograms, unit)))}\u00a0{unit_symbol(unit)}"


def percent(fraction: float, signed: bool = False) -> str:
    """A fraction as whole per cent; signed: a yearly change, with its plus or minus."""
    whole = round(abs(fraction) * 100)
    sign = ("+" if fraction > 0 else "\u2212") if signed and whole else ""
    return left_to_right(f"{sign}{number(Decimal(whole), '#,##0')}{'' if language() in {'en', 'ar'} else chr(0xA0)}%")


def word(verdict: Verdict) -> str:
    """The verdict's word."""
    return {
        Word.INCREASING: pgettext("trend", "increasing"),
        Word.DECREASING: pgettext("trend", "decreasing"),
        Word.STABLE: pgettext("trend", "stable"),
        Word.NOT_CLEAR: pgettext("trend", "not clear"),
        Word.TOO_FEW: pgettext("trend", "too few years to say"),
    }[verdict.word]


def interval(verdict: Verdict) -> str:
    """The interval in words: `+10% to +18% a year`; nothing where there is none."""
    if verdict.fit is None:
        return ""
    low, high = percent(verdict.fit.low, signed=True), percent(verdict.fit.high, signed=True)
    return gettext("%(low)s to %(high)s a year") % {"low": low, "high": high}


def said(verdict: Verdict) -> str:
    """Word and interval: `increasing, +10% to +18% a year`."""
    reach = interval(verdict)
    return gettext("%(word)s, %(interval)s") % {"word": word(verdict), "interval": reach} if reach else word(verdict)


def period(first: int, last: int) -> str:
    """The years asked for."""
    # Word joiners: a range that breaks over two lines cannot be read in a right-to-left heading.
    return left_to_right(f"{first}\u2060–\u2060{last}") if first != last else str(first)


def headline(answer: Answer) -> str:
    """The question and its answer in one sentence."""
    return gettext("%(seizures)s, %(region)s, %(period)s: %(answer)s") % {
        "seizures": _seizures_of(answer.topic.code),
        "region": region_name(answer.region.code),
        "period": period(answer.first, answer.last),
        "answer": said(answer.verdict),
    }
