"""Reads one cell by the kind of its field and the column's rule. What cannot be read is a fault that names what was
expected; nothing is corrected."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from babel import Locale

from cocaf import limits, vocab
from cocaf.domain import countries, normal
from cocaf.domain.mapping.mapping import word_key
from cocaf.domain.things import quantities
from cocaf.vocab import street

_SERIAL_START: Final = datetime.date(1899, 12, 30)
_SERIALS: Final = range(1, 100_000)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[t ].*)?")
_PARTS: Final = re.compile(r"[\s./,\-]+(?:(?:de|del|of)[\s]+)?")
_EXPONENT: Final = re.compile(r"\d+(?:\.\d+)?e[+-]?\d{1,3}")
_POINT: Final = re.compile(r"(?:\d{1,3}(?:[, '](?=\d{3})\d{3})+|\d+)?(?:\.\d+)?")
_COMMA: Final = re.compile(r"(?:\d{1,3}(?:[. '](?=\d{3})\d{3})+|\d+)?(?:,\d+)?")
_PIVOT: Final = 70
"""A year of two figures from here on is of the last century, as POSIX reads it."""


class Unreadable(Exception):  # noqa: N818 -- a statement about a cell, caught where its row and column are known
    """A cell that is not what its field expects; `expected` is a code of vocab `import_expected`."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def day(text: str, rule: str, *, birth: bool = False) -> str:
    """A day as YYYY-MM-DD from a date written in the order of `rule`; a time after it is passed over. A year of two
    figures is 1970 to 2069, and not read at all in a date of birth."""
    plain = normal.text(text)
    if rule == "serial":
        return _serial(plain)
    if iso := _ISO.fullmatch(plain):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]), rule)
    parts = [part for part in _PARTS.split(re.sub(r"\s+\d{1,2}[:h]\d{2}.*$", "", plain)) if part]
    if len(parts) != 3 or rule not in {"dmy", "mdy", "ymd"}:
        raise Unreadable(f"day_{rule}")
    numbers = {name: _part(part, name, rule) for name, part in zip(rule, parts, strict=True)}
    written = parts[rule.index("y")]
    if len(written) == 2:
        if birth:
            raise Unreadable("year_four")
        numbers["y"] += 1900 if numbers["y"] >= _PIVOT else 2000
    elif len(written) != 4:
        raise Unreadable(f"day_{rule}")
    return _date(numbers["y"], numbers["m"], numbers["d"], rule)


def _serial(plain: str) -> str:
    whole = plain.partition(".")[0]
    if not whole.isdecimal() or len(whole) > 6 or int(whole) not in _SERIALS:
        raise Unreadable("day_serial")
    return (_SERIAL_START + datetime.timedelta(days=int(whole))).isoformat()


def _part(part: str, name: str, rule: str) -> int:
    if part.isdecimal() and len(part) <= 4:
        return int(part)
    if name == "m" and part in _months():
        return _months()[part]
    raise Unreadable(f"day_{rule}")


def _date(year: int, month: int, on: int, rule: str) -> str:
    try:
        return datetime.date(year, month, on).isoformat()
    except ValueError as error:
        raise Unreadable(f"day_{rule}") from error


@cache
def _months() -> Mapping[str, int]:
    """The months' names and short names in our languages, folded."""
    found: dict[str, int] = {}
    for lang in vocab.LANGUAGES:
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale.parse(lang).months[form][width].items():
                    found.setdefault(normal.text(name).rstrip("."), number)
    return found


def amount(text: str, rule: str, *, workbook: bool = False) -> str:
    """A number as documents write it, from one with a decimal comma or point and thousands apart.

    A workbook gives a cell of numbers always with a point, whatever the column's rule. There, under the rule of the
    comma, "1.234" may be either: it is not read.
    """
    plain = normal.text(text)
    if rule == "comma" and "," not in plain and re.fullmatch(r"\d+\.\d+", plain):
        grouped = re.fullmatch(r"\d{1,3}\.\d{3}", plain)
        if grouped and workbook:
            raise Unreadable("number_unclear")
        if not grouped:
            return _amount(plain, rule)
    if _EXPONENT.fullmatch(plain):
        return _amount(plain, rule)
    if not plain or not (_COMMA if rule == "comma" else _POINT).fullmatch(plain):
        raise Unreadable(f"number_{rule}")
    bare = re.sub(r"[. ']" if rule == "comma" else r"[, ']", "", plain).replace(",", ".")
    return _amount(f"0{bare}" if bare.startswith(".") else bare, rule)


def _amount(plain: str, rule: str) -> str:
    try:
        return quantities.amount(plain)
    except (InvalidOperation, ValueError) as error:
        raise Unreadable(f"number_{rule}") from error


def amount_and_unit(text: str, rule: str, *, workbook: bool = False) -> tuple[str, str]:
    """A number and the word after it: "1,8 kg" gives ("1.8", "kg"); without a word, ("1.8", "")."""
    found = re.fullmatch(r"(?s)\s*(.*?\d)\s*([^\d\s.,'].*)?", text)
    if found is None:
        raise Unreadable(f"number_{rule}")
    if found[2] and _EXPONENT.fullmatch(normal.text(text)):
        return amount(text, rule), ""
    return amount(found[1], rule, workbook=workbook), (found[2] or "").strip()


def percent(text: str, rule: str, *, workbook: bool = False) -> str:
    """A percentage from 0 to 100, with or without its sign."""
    value = amount(text.strip().rstrip("%٪").strip(), rule, workbook=workbook)
    if Decimal(value) > 100:
        raise Unreadable("percent")
    return value


def count(text: str) -> int:
    """A whole number up to a million; a workbook's "3.0" is 3."""
    plain = normal.text(text)
    found = re.fullmatch(r"(\d{1,7})(?:\.0+)?", plain)
    if found is None or int(found[1]) > 1_000_000:
        raise Unreadable("count")
    return int(found[1])


def clock(text: str) -> str:
    """A time of day as HH:MM; also "3h40", and the seconds that a spreadsheet adds are passed over."""
    found = re.fullmatch(r"(?:\d{4}-\d\d-\d\d[t ])?(\d{1,2})\s?[:h.]\s?(\d{2})(?::\d{2}(?:\.\d+)?)?", normal.text(text))
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Unreadable("clock")
    return f"{int(found[1]):02}:{found[2]}"


def line(text: str) -> str:
    """A text of one line; line breaks and runs of spaces become one space."""
    plain = " ".join(text.split())
    if len(plain) > limits.LINE_CHARACTERS:
        raise Unreadable("line")
    return _printable(plain)


def remark(text: str) -> str:
    """A text of several lines."""
    if len(text) > limits.TEXT_CHARACTERS:
        raise Unreadable("text")
    return _printable(text.replace("\r\n", "\n"))


def _printable(text: str) -> str:
    if any((ord(letter) < 32 and letter not in "\t\n") or letter == "\x7f" for letter in text):
        raise Unreadable("letters")
    return text


def code(name: str, word: str) -> str | None:
    """The code of the list `name` that a word stands for by itself: the code, a label in one of our languages, a word
    of another scheme, for substances a name of the trade that means nothing else. None for every other word."""
    if name == "country":
        return countries.code(word)
    return _words(name).get(word_key(word))


@cache
def _words(name: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word, each in _spelled(name):
        if key := word_key(word):
            found.setdefault(key, each)
    return found


def _spelled(name: str) -> Iterator[tuple[str, str]]:
    codes = vocab.load(name).codes.values()
    yield from ((each.code, each.code) for each in codes)
    yield from ((label, each.code) for each in codes for label in each.labels.values())
    yield from ((word, each.code) for each in codes for words in each.maps.values() for word in words)
    if name == "substance":
        yield from ((term.text, term.code) for term in street.terms() if not term.ambiguous)
