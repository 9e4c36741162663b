"""Where a seller ships from and to: country names in several languages, "worldwide except", and what is no country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale

from cocaf.online.extract.words import fold, tokens

_LONGEST: Final = 400
_MOST_WORDS: Final = 5
_LANGUAGES: Final = ("en", "fr", "es", "ar", "nl", "de", "it", "pt")
_ALIASES: Final = {
    "US": "usa u.s. u.s.a america états-unis_d'amérique eeuu ee.uu. أمريكا united_states_of_america stateside",
    "GB": "uk u.k. england britain great_britain scotland angleterre inglaterra إنجلترا بريطانيا grande-bretagne",
    "NL": "holland hollande holanda amsterdam هولندا the_netherlands nederland",
    "CZ": "czech_republic república_checa république_tchèque",
    "CI": "ivory_coast cote_d'ivoire",
    "CV": "cape_verde cap-vert",
    "AE": "uae",
    "TR": "turkey turquie turquía تركيا",
    "MA": "maroc marruecos المغرب",
    "CH": "swizz swiss suisse",
    "HK": "hong_kong",
    "RU": "russia russie rusia روسيا",
}
_REGIONS: Final = {
    "EU": "eu e.u. european_union union_européenne unión_europea ue الاتحاد_الأوروبي european_countries",
    "EUROPE": "europe europa أوروبا",
    "NORTH_AMERICA": "north_america amérique_du_nord norteamérica أمريكا_الشمالية",
    "SCANDINAVIA": "scandinavia scandinavie escandinavia",
    "MIDDLE_EAST": "middle_east moyen-orient oriente_medio الشرق_الأوسط",
    "AFRICA": "africa afrique áfrica أفريقيا افريقيا",
    "ASIA": "asia asie آسيا",
}
_WORLD: Final = (
    "worldwide world_wide world wordwide worlwide global anywhere everywhere international monde monde_entier "
    "internationally partout mundial todo_el_mundo العالم جميع_أنحاء_العالم everyplace wereldwijd weltweit"
)
_EXCEPT: Final = re.compile(
    r"\b(?:except|excluding|excl|but|not|no|sauf|hors|excepto|salvo|menos|außer|behalve)\b|ما عدا|باستثناء|إلا",
    re.IGNORECASE,
)
# "de", "no", "is" and their like are codes of countries and common words; only these short codes are read
_CODES: Final = {
    "usa": "US",
    "uk": "GB",
    "us": "US",
    "nz": "NZ",
    "nl": "NL",
    "au": "AU",
    "aus": "AU",
    "fr": "FR",
    "ca": "CA",
}


@dataclass(frozen=True)
class Places:
    """Codes of the countries named and of those excepted, regions as our codes, worldwide or not, and the words."""

    countries: tuple[str, ...]
    excluded: tuple[str, ...]
    regions: tuple[str, ...]
    worldwide: bool | None
    as_given: str

    @property
    def known(self) -> bool:
        return bool(self.countries or self.regions or self.worldwide)


def _spread(table: dict[str, str]) -> dict[str, str]:
    return {fold(word.replace("_", " ")): code for code, words in table.items() for word in words.split()}


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        territories = Locale.parse(language).territories
        found |= {
            fold(name): code
            for code, name in territories.items()
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB"}
        }
    return found | _spread(_ALIASES) | {fold(word): code for word, code in _CODES.items()}


@cache
def _wider() -> dict[str, str]:
    return _spread(_REGIONS) | dict.fromkeys(_spread({"WORLD": _WORLD}), "WORLD")


def _named(text: str) -> list[tuple[str, int]]:
    """Codes of countries, regions and WORLD in a text, with the place where each stands."""
    words, found, place = tokens(text), list[tuple[str, int]](), 0
    while place < len(words):
        step = 1
        for count in range(min(_MOST_WORDS, len(words) - place), 0, -1):
            key = "".join(token.key for token in words[place : place + count])
            code = _wider().get(key) or _names().get(key)
            if code and len(key) > 1:
                found.append((code, words[place].start))
                step = count
                break
        place += step
    return found


def places(text: str) -> Places | None:
    """What a shipping field names; None for an empty one. Words that name no place stay in `as_given`."""
    text = text[:_LONGEST].strip()
    if not text:
        return None
    limit = match.start() if (match := _EXCEPT.search(text)) else len(text)
    found = _named(text)
    inside = list(dict.fromkeys(code for code, at in found if at < limit))
    outside = list(dict.fromkeys(code for code, at in found if at >= limit))
    countries = tuple(code for code in inside if len(code) == 2 and code != "EU")
    regions = tuple(code for code in inside if code not in countries and code != "WORLD")
    excluded = tuple(code for code in outside if len(code) == 2 and code not in {"EU", *countries})
    worldwide = True if "WORLD" in inside or (not inside and excluded) else None
    return Places(countries, excluded, regions, worldwide, text)


_BOTH: Final = re.compile(r"^\s?from\s?:\s?(.{1,150}?)(?:\s?to\s?:\s?(.{0,250}))?$", re.IGNORECASE)


def from_and_to(text: str) -> tuple[str, str] | None:
    """The two halves of "From: USA To: Worldwide" written into one field, or None."""
    match = _BOTH.match(text[:_LONGEST])
    return (match[1].strip(), (match[2] or "").strip()) if match else None
