"""What is doubtful about a report: quantities, dates and places that deserve a second look. Pure rules over a plain
body; a doubt names value and bound, changes nothing and refuses nothing. Every way in may ask. The bounds are this
project's proposals, each with the facts it rests on; none is an official limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from cocaf import vocab
from cocaf.domain import countries, normal

Doubt = tuple[str, str]
"""A code of the list `flag`, and its detail: the value met and the bound, in signs that every language reads."""

CEILINGS: Final[Mapping[str, Decimal]] = {
    "cocaine": Decimal(40_000),
    "cocaine.leaf": Decimal(50_000),
    "cocaine.plant": Decimal(50_000),
    "cocaine.seed": Decimal(50_000),
    "cannabis": Decimal(250_000),
    "opioid": Decimal(20_000),
    "opioid.heroin": Decimal(10_000),
    "opioid.poppy_seed": Decimal(60_000),
    "ats": Decimal(30_000),
    "nps": Decimal(10_000),
    "halluc": Decimal(10_000),
    "sedative": Decimal(10_000),
    "precursor": Decimal(250_000),
}
"""More kilograms than these in one seizure are implausible. About twice the largest single seizure of the substance in
263,485 rows of UNODC's Individual Drug Seizures 2011-2015 (cocaine 15,422 kg, coca leaf 25,000, morphine 14,550, opium
6,635, heroin 3,640 l, methamphetamine 14,950, poppy seed 27,810, acetic anhydride 103,563, cannabinoids 1,081), wider
where later public reports of seizures are larger. The nearest ancestor with a bound counts."""
CEILING: Final = Decimal(60_000)
"""The bound for a substance that no list knows or that has none of its own."""

_LOWEST: Final = min(CEILINGS.values())

HOLDS: Final[tuple[tuple[str, Decimal], ...]] = (
    ("body.ingested", Decimal(5)),
    ("body.inserted", Decimal(5)),
    ("body", Decimal(50)),
    ("luggage", Decimal(200)),
    ("post.letter_flat", Decimal(2)),
    ("post", Decimal(150)),
)
"""More kilograms than a hiding place holds. Swallowed: 150 capsules of 30 g a person at most (field 1), so 5 kg; on the
body what a person can walk with, and a few persons in one case; luggage: pieces of 32 kg, six of them; a letter 2 kg; a
parcel up to 30 kg, five of them in one case."""

LEAST: Final[tuple[tuple[str, Decimal], ...]] = (("body.ingested", Decimal(5)), ("luggage", Decimal(10)))
"""Fewer grams than these, reported in grams, with an air passenger: a swallowed capsule alone weighs 5 to 30 g
(field 1), and what is worth hiding in luggage more than 10 g. A source that writes kilograms under "gram" shows so."""
_SMUGGLED: Final = ("cocaine", "opioid", "ats", "cannabis", "precursor")
_STRONG: Final = ("opioid.fentanyl", "opioid.fentanyl_analogue", "opioid.nitazene", "halluc.lsd")
"""Of these a gram is much: little of them means nothing."""

FIRST_DAY: Final = "1961-03-30"
"""The day of the Single Convention on Narcotic Drugs: no seizure is reported under it from before."""
DAY_ZERO: Final = frozenset({"1970-01-01", "1900-01-01", "1904-01-01", "1899-12-30"})
"""The days from which computers and spreadsheets count: what an empty date becomes."""


def doubts(body: Mapping[str, Any], today: str) -> list[Doubt]:
    """The doubts about a report's plain body (as documents write it): date, place, then each substance.

    today: YYYY-MM-DD. Takes any body; a part that is not there raises no doubt. Sparing, since every imported row asks.
    """
    found: list[Doubt] = []
    day = body.get("occurred_on")
    if isinstance(day, str):
        if day > today:
            found.append(("future_date", f"{day} > {today}"))
        elif day < FIRST_DAY or day in DAY_ZERO:
            found.append(("date_long_ago", f"{day} < {FIRST_DAY}" if day < FIRST_DAY else day))
    if place := body.get("place"):
        found += _of_place(place)
    for each in body.get("substances") or ():
        found += _of_goods(each, body)
    return first_of_each(found) if len(found) > 1 else found


def first_of_each(found: Iterable[Doubt]) -> list[Doubt]:
    """Each code once, with the detail that came first: a record has one open flag of a kind."""
    kept: dict[str, str] = {}
    for code, detail in found:
        kept.setdefault(code, detail)
    return list(kept.items())


def _of_place(place: Mapping[str, Any]) -> list[Doubt]:
    country = place.get("country")
    for part in ("name", "region"):
        said = place.get(part)
        if isinstance(country, str) and isinstance(said, str) and (other := elsewhere(said, country)):
            return [("country_place", f"{said[:100]} ({other}) ≠ {country}")]
    return []


def _of_goods(goods: Mapping[str, Any], body: Mapping[str, Any]) -> list[Doubt]:
    quantity = goods.get("quantity") or {}
    value = quantity.get("value")
    found: list[Doubt] = [("quantity_zero", "0")] if value == "0" else []
    weight = (goods.get("kilograms") or {}).get("value")
    if not isinstance(weight, str):
        return found
    kilograms, substance = Decimal(weight), goods.get("substance")
    known = substance if isinstance(substance, str) else None
    if kilograms > _LOWEST and kilograms > (most := ceiling(known)):
        found.append(("quantity_implausible", f"{kilograms:f} kg > {most} kg"))
    for hidden in body.get("concealment") or ():
        if isinstance(code := hidden.get("code"), str):
            grams = kilograms * 1000 if quantity.get("unit") == "g" and known else None
            found += _of_hiding(code, kilograms, grams, known, body)
    return found


def _of_hiding(
    code: str, kilograms: Decimal, grams: Decimal | None, substance: str | None, body: Mapping[str, Any]
) -> list[Doubt]:
    """`grams` only where the source reported grams."""
    most, least = _bound(HOLDS, code), _bound(LEAST, code)
    if most is not None and kilograms > most:
        return [("quantity_hiding", f"{kilograms:f} kg > {most} kg")]
    if least is not None and grams and grams < least and substance and _weighs(substance) and _flies(body):
        return [("quantity_small", f"{grams.normalize():f} g < {least} g")]
    return []


def _flies(body: Mapping[str, Any]) -> bool:
    """Whether this was an air passenger, as far as the report says."""
    mode = (body.get("transport") or {}).get("code")
    place = (body.get("place") or {}).get("type")
    return (isinstance(mode, str) and _under(mode, "air")) or place == "airport"


@lru_cache(1024)
def ceiling(substance: str | None) -> Decimal:
    """The most kilograms that one seizure of this substance plausibly has."""
    at, codes = substance, vocab.load("substance").codes
    while at is not None and at in codes:
        if at in CEILINGS:
            return CEILINGS[at]
        at = codes[at].parent
    return CEILING


@lru_cache(1024)
def _weighs(substance: str) -> bool:
    codes = vocab.load("substance")
    return any(codes.is_in(substance, each) for each in _SMUGGLED) and not any(_under(substance, e) for e in _STRONG)


def _under(code: str, above: str) -> bool:
    return code == above or code.startswith(above + ".")


@lru_cache(1024)
def _bound(table: tuple[tuple[str, Decimal], ...], code: str) -> Decimal | None:
    return next((bound for above, bound in table if _under(code, above)), None)


@lru_cache(65_536)
def elsewhere(said: str, country: str) -> str | None:
    """The country in which a place lies that is named here, where it cannot be the one stated; else None.

    Told by the name of a country ("United Kingdom") where no town of the stated country bears it, and by places that
    services name often (vocab `known_place`). Codes of two or three letters say nothing: provinces have them too.
    """
    if len(country) != 2:
        return None
    named = countries.code(said) if len(said.strip()) > 3 else None
    if named and len(named) == 2 and named != country and country not in vocab.namesakes().get(named, ()):
        return named
    known = vocab.known_places().get(_plainly(said))
    if known and country not in known:
        return known[0]
    return None


_GENERIC: Final = frozenset(
    {"airport", "international", "intl", "aeropuerto", "internacional", "aeroport", "aeroporto", "seaport"}
)


def _plainly(said: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in normal.text(said)).split()
    return " ".join(word for word in words if word not in _GENERIC)
