"""Countries: from a name or code as a source writes it to one code, and from a code to its name in four languages.
Present countries are ISO 3166-1 alpha-2 (XK for Kosovo, as CLDR has it), former ones the four letters of ISO 3166-3."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Final

from babel import Locale
from babel.core import get_global

from cocaf import vocab
from cocaf.domain import normal

UNKNOWN: Final = "UNKNOWN"
OTHER: Final = "OTHER"
_NOT_COUNTRIES: Final = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_FORMER_NUMBERS: Final = frozenset({"230", "249", "278", "280", "720", "736", "886"})
"""Numbers of countries before a border changed, which CLDR still leads to a present one."""


def code(name: str) -> str | None:
    """The code of a country given by name in any of our languages, by alpha-2, alpha-3 or numeric code, or as UN series
    and machine-readable zones write it. "UNKNOWN" and "OTHER" where the source says so; None where nothing fits."""
    return _codes().get(_key(name))


def name(code: str, lang: str) -> str:
    """The country's name in `lang` (en, fr, es, ar); the code itself where we know no name."""
    former = vocab.load("country")
    if code in former:
        return former.label(code, lang)
    return _territories(lang).get(code, code)


def choices(lang: str) -> list[tuple[str, str]]:
    """(code, name) of every present country in `lang`, by name: what a form field offers."""
    here = _territories(lang)
    return sorted(((each, here[each]) for each in present()), key=lambda pair: normal.text(pair[1]))


@functools.cache
def present() -> tuple[str, ...]:
    """The codes of present countries and territories, in order."""
    return tuple(sorted(each for each in _territories("en") if _is_country(each)))


def numeric(code: str) -> str:
    """The numeric code of ISO 3166-1 without leading zeros, as maps key their countries; "" where there is none."""
    return _numbers().get(code, "")


def subregion(code: str) -> str | None:
    """The reporting region (vocab `region`) that counts this country; None for a code that no region has."""
    found = vocab.load("region").by("members", code)
    return found.code if found else None


@functools.cache
def members(region: str) -> frozenset[str]:
    """The country codes that a reporting region, or part of one, counts. Empty for a region that we do not have."""
    found = vocab.load("region").codes.get(region)
    return frozenset() if found is None else frozenset(found.maps.get("members") or found.maps.get("part") or ())


def _key(value: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in normal.text(value)).split()
    # alone, "AND" is Andorra
    return " ".join(word for word in words if len(words) == 1 or word not in {"the", "and", "of"})


@functools.cache
def _territories(lang: str) -> Mapping[str, str]:
    return dict(Locale.parse(lang if lang in vocab.LANGUAGES else "en").territories)


def _is_country(territory: str) -> bool:
    return len(territory) == 2 and territory.isalpha() and territory not in _NOT_COUNTRIES


@functools.cache
def _numbers() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for alias, successors in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isdigit() and len(successors) == 1 and alias not in _FORMER_NUMBERS:
            found.setdefault(successors[0], str(int(alias)))
    return found


@functools.cache
def _codes() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for spelled, country in (*_spelled(), *_named(), *_aliased()):
        found.setdefault(_key(spelled), country)
    return found


def _spelled() -> Iterator[tuple[str, str]]:
    for country, spellings in vocab.country_spellings().items():
        yield from ((spelling, country) for spelling in spellings)
    for each in vocab.load("country").codes.values():
        yield from ((spelling, each.code) for spelling in (each.code, *each.labels.values()))


def _named() -> Iterator[tuple[str, str]]:
    for each in present():
        yield each, each
        for lang in vocab.LANGUAGES:
            yield _territories(lang)[each], each


def _aliased() -> Iterator[tuple[str, str]]:
    # CLDR's aliases hold alpha-3 and numeric codes; one with several successors is a former country
    for alias, successors in get_global("territory_aliases").items():
        if len(successors) == 1 and len(alias) == 3 and _is_country(successors[0]):
            yield alias, successors[0]
