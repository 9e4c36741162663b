"""Reads machine-readable zones of passports, identity cards and visas (ICAO Doc 9303, parts 3 to 7). Nothing is ever
corrected: a check digit that does not fit is kept and told, because a false document is information too."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from cocaf.domain import countries
from cocaf.domain.errors import CocafError

_MOST_CHARACTERS: Final = 400
_WEIGHTS: Final = (7, 3, 1)
_CONFUSED: Final = {"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"}
"""Letters that eyes and scanners take for digits."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check digit. `field` is a code of vocab `mrz_field`. Where it does not fit and exactly one letter read for a
    digit (or the reverse) would make it fit, `perhaps` has the field so spelled: a hint to look again, nothing more."""

    field: str
    ok: bool
    perhaps: str | None = None


@dataclass(frozen=True, slots=True)
class Mrz:
    """What a machine-readable zone says. Days are ISO dates, None where the zone leaves them open or they do not exist.
    `issuer` and `nationality` are country codes where we know the country, else as printed."""

    layout: str
    document: str
    issuer: str
    surname: str
    given: str
    number: str
    nationality: str
    born_on: str | None
    sex: str
    expires_on: str | None
    optional: str
    checks: tuple[Check, ...]
    lines: tuple[str, ...]

    @property
    def names(self) -> str:
        """The name as one line, given names first."""
        return f"{self.given} {self.surname}".strip()

    @property
    def kind(self) -> str:
        """The kind of document, a code of vocab `identifier`."""
        if self.document.startswith("V"):
            return "visa"
        return "passport" if self.document.startswith("P") else "id_card"

    @property
    def wrong(self) -> tuple[str, ...]:
        """The fields whose check digit does not fit."""
        return tuple(check.field for check in self.checks if not check.ok)


class _Parts(NamedTuple):
    """The fields of one layout as printed, fillers included; `composite` None where the layout has none."""

    names: str
    number: str
    number_check: str
    nationality: str
    born: str
    born_check: str
    sex: str
    expires: str
    expires_check: str
    optional: str
    optional_check: str | None
    composite: str | None
    composite_check: str | None


def read(text: str, *, today: datetime.date | None = None) -> Mrz:
    """Reads the two or three lines of a zone, typed or scanned: case and spaces do not count, fillers left off at the
    end of the name line are put back, lines may have run together. `today` settles the century of a birth date.

    Raises CocafError("mrz.length", lines, width) and CocafError("mrz.characters", found).
    """
    lines = _lines(text)
    layout = _layout(lines)
    parts = _PARTS[layout](lines)
    number, number_check, optional = _number(parts)
    surname, _, given = parts.names.rstrip("<").partition("<<")
    now = today or datetime.datetime.now(datetime.UTC).date()
    return Mrz(
        layout=layout,
        document=lines[0][:2].replace("<", ""),
        issuer=_country(lines[0][2:5]),
        surname=_spaced(surname),
        given=_spaced(given),
        number=number,
        nationality=_country(parts.nationality),
        born_on=_day(parts.born, latest=now),
        sex={"M": "M", "F": "F"}.get(parts.sex, "X"),
        expires_on=_day(parts.expires, latest=now.replace(year=now.year + 50, day=1)),
        optional=optional.strip("<").replace("<", " "),
        checks=tuple(_checks(parts, number_check)),
        lines=tuple(lines),
    )


def looks_like(text: str) -> bool:
    """Whether `text` has the shape of a machine-readable zone: what the check field takes it for before reading."""
    plain = "".join(text.split())
    return 60 <= len(plain) <= _MOST_CHARACTERS and "<" in plain and plain[0].upper() in "PVIAC"


def check_digit(value: str) -> str:
    """The check digit of `value` (weights 7, 3, 1; A to Z are 10 to 35, the filler 0)."""
    return str(sum(_worth(letter) * _WEIGHTS[at % 3] for at, letter in enumerate(value)) % 10)


def _worth(letter: str) -> int:
    return 0 if letter == "<" else int(letter, 36)


def _lines(text: str) -> list[str]:
    if len(text) > _MOST_CHARACTERS:
        raise CocafError("mrz.length", lines=1, width=len(text))
    plain = unicodedata.normalize("NFKC", text).replace("«", "<<").replace("‹", "<").upper()
    lines = [joined for line in re.split(r"[\r\n]+", plain) if (joined := _joined(line))]
    whole = "".join(lines)
    if strange := re.search(r"[^A-Z0-9<]", whole):
        raise CocafError("mrz.characters", found=strange[0])
    if len(lines) == 1 and len(whole) in _RUN_TOGETHER:
        width = _RUN_TOGETHER[len(whole)]
        return [whole[at : at + width] for at in range(0, len(whole), width)]
    return lines


def _joined(line: str) -> str:
    visible = (letter for letter in line if not letter.isspace() and unicodedata.category(letter) != "Cf")
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in visible)


def _layout(lines: list[str]) -> str:
    """The layout, by number and width of lines; pads the name line in place where its last fillers were left off."""
    if len(lines) not in (2, 3):
        raise CocafError("mrz.length", lines=len(lines), width=max(map(len, lines), default=0))
    names = 0 if len(lines) == 2 else 2
    width = max(len(line) for at, line in enumerate(lines) if at != names)
    if 5 <= len(lines[names]) < width:
        lines[names] = lines[names].ljust(width, "<")
    shape = (len(lines), width)
    if shape not in _LAYOUTS or any(len(line) != width for line in lines):
        raise CocafError("mrz.length", lines=len(lines), width=max(map(len, lines)))
    return _LAYOUTS[shape][lines[0][0] == "V"]


def _two_lines(lines: list[str], optional_end: int, *, composed: bool, checked: bool) -> _Parts:
    first, second = lines
    end = len(second)
    optional_check = second[end - 2] if checked else None
    composite = second[0:10] + second[13:20] + second[21 : end - 1] if composed else None
    return _Parts(
        names=first[5:],
        number=second[0:9],
        number_check=second[9],
        nationality=second[10:13],
        born=second[13:19],
        born_check=second[19],
        sex=second[20],
        expires=second[21:27],
        expires_check=second[27],
        optional=second[28:optional_end],
        optional_check=optional_check,
        composite=composite,
        composite_check=second[end - 1] if composed else None,
    )


def _three_lines(lines: list[str]) -> _Parts:
    first, second, third = lines
    return _Parts(
        names=third,
        number=first[5:14],
        number_check=first[14],
        nationality=second[15:18],
        born=second[0:6],
        born_check=second[6],
        sex=second[7],
        expires=second[8:14],
        expires_check=second[14],
        optional=first[15:30],
        optional_check=None,
        composite=first[5:30] + second[0:7] + second[8:15] + second[18:29],
        composite_check=second[29],
    )


_RUN_TOGETHER: Final = {88: 44, 72: 36, 90: 30}
_LAYOUTS: Final = {(2, 44): ("TD3", "MRVA"), (2, 36): ("TD2", "MRVB"), (3, 30): ("TD1", "TD1")}
_PARTS: Final[Mapping[str, Callable[[list[str]], _Parts]]] = {
    "TD1": _three_lines,
    "TD2": lambda lines: _two_lines(lines, 35, composed=True, checked=False),
    "TD3": lambda lines: _two_lines(lines, 42, composed=True, checked=True),
    "MRVA": lambda lines: _two_lines(lines, 44, composed=False, checked=False),
    "MRVB": lambda lines: _two_lines(lines, 36, composed=False, checked=False),
}


def _number(parts: _Parts) -> tuple[str, tuple[str, str], str]:
    """The document number, (value, digit) of its check, and what remains of the optional data. A number longer than
    nine characters runs on in the optional data; a filler stands where its check digit would (9303-5, 4.2.2)."""
    rest, _, after = parts.optional.partition("<")
    if parts.number_check == "<" and len(rest) > 1 and "<" not in parts.number:
        whole = parts.number + rest[:-1]
        return whole, (whole, rest[-1]), after
    return parts.number.replace("<", ""), (parts.number, parts.number_check), parts.optional


def _checks(parts: _Parts, number: tuple[str, str]) -> list[Check]:
    found = [
        _check("document_number", *number),
        _check("birth", parts.born, parts.born_check),
        _check("expiry", parts.expires, parts.expires_check),
    ]
    if parts.optional_check is not None:
        empty = not parts.optional.strip("<")
        # an issuer without optional data may print a filler or a zero
        fits = empty and parts.optional_check in "0<"
        found.append(Check("optional", True) if fits else _check("optional", parts.optional, parts.optional_check))
    if parts.composite is not None and parts.composite_check is not None:
        found.append(_check("composite", parts.composite, parts.composite_check, hint=False))
    return found


def _check(field: str, value: str, digit: str, *, hint: bool = True) -> Check:
    if check_digit(value) == digit:
        return Check(field, True)
    fitting = {other for other in _respelled(value) if check_digit(other) == digit} if hint else set()
    return Check(field, False, fitting.pop() if len(fitting) == 1 else None)


def _respelled(value: str) -> list[str]:
    """`value` with one letter taken for the digit that looks like it, or the reverse."""
    reverse = {digit: letter for letter, digit in reversed(_CONFUSED.items())}
    both = _CONFUSED | reverse
    return [value[:at] + both[letter] + value[at + 1 :] for at, letter in enumerate(value) if letter in both]


def _country(printed: str) -> str:
    plain = printed.replace("<", "")
    # XXX is ICAO's "unspecified nationality", not a country of which we know nothing
    return plain if plain in {"XXX", ""} else countries.code(plain) or plain


def _spaced(name: str) -> str:
    return " ".join(name.replace("<", " ").split())


def _day(printed: str, *, latest: datetime.date) -> str | None:
    """YYMMDD as the last such day that is not after `latest`."""
    if not printed.isdecimal():
        return None
    year, month, day = int(printed[0:2]), int(printed[2:4]), int(printed[4:6])
    century = latest.year - latest.year % 100
    for whole_year in (century + 100 + year, century + year, century - 100 + year):
        try:
            found = datetime.date(whole_year, month, day)
        except ValueError:
            continue
        if found <= latest:
            return found.isoformat()
    return None
