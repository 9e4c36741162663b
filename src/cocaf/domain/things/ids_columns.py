"""The columns of UNODC's public workbook of Individual Drug Seizures (field 7.1), and what a report says in each. The
importer reads these headers, the export writes them; what is written and read again says the same."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from babel.core import get_global

from cocaf import vocab
from cocaf.domain import countries
from cocaf.domain.things.goods import Substance
from cocaf.domain.things.report import Report
from cocaf.domain.things.stated import Absence

DATE: Final = "Seizure Date"
COUNTRY: Final = "Country/Territory of Seizure"
ISO3: Final = "ISO3"
SUBREGION: Final = "Subregion"
REGION: Final = "Region"
DRUG: Final = "Drug/Substance"
QUANTITY: Final = "Quantity Seized"
UNIT: Final = "Measurement Unit"
CITY: Final = "City"
DIVISION: Final = "Administrative Region"
LOCATION: Final = "Physical Seizure Location"
MODE: Final = "Trafficking Mode of Transportation"
SOURCE: Final = "Source"
CHANNEL: Final = "Reporting Channel"
HEADER: Final = (
    DATE, COUNTRY, ISO3, SUBREGION, REGION, DRUG, QUANTITY, UNIT, CITY, DIVISION, LOCATION, MODE, SOURCE, CHANNEL,
)  # fmt: skip

_GIVEN: Final = frozenset({COUNTRY, ISO3, SUBREGION, REGION, SOURCE, CHANNEL})
"""Columns that a report keeps word for word where its row came from the workbook."""

_CONTINENTS: Final[Mapping[str, str]] = {
    "west_central_africa": "Africa", "east_africa": "Africa", "southern_africa": "Africa", "north_africa": "Africa",
    "caribbean": "Americas", "central_america": "Americas", "north_america": "Americas", "south_america": "Americas",
    "central_asia_transcaucasia": "Asia", "east_south_east_asia": "Asia", "near_middle_east": "Asia",
    "south_asia": "Asia", "east_europe": "Europe", "south_east_europe": "Europe", "west_central_europe": "Europe",
    "oceania": "Oceania",
}  # fmt: skip

_FORMER: Final = frozenset({"BUR", "DDR", "FXX", "SCG", "TMP", "YMD", "YUG", "ZAR"})
"""Alpha-3 codes that CLDR still leads to a present country."""

_TODAY: Final = frozenset({
    "Cocaine hydrochloride (HCl, powder cocaine)", "Non-specified cocaine-type", "Crack cocaine", "Poppy plants",
    "Other / Non-specified cannabis-type (excluding synthetic cannabinoids)", "Subutex (buprenorphine)", "MDMA",
    "Other synthetic cannabinoids (spice)", "Mephedrone (4-MMC)", "4-CMC", "Psilocybin", "DMT", "Benzodiazepines",
    "Non-specified / Other hallucinogens", "Clonazepam (Rivotril)", "Other-miscellaneous", "Alprazolam",
    "Seaport/Riverport station/Harbour", "Road/ Street/highway", "Private dwelling/Residence/Home/Private Garage",
    "Commercial premises", "Territorial waters (seas, lakes, rivers, etc.)", "International waters",
    "Vessel/boat", "Car/motorcycle", "Postal/Mail/Express Parcel", "Cocaine Base",
})  # fmt: skip
"""Which of several words that mean one code the workbook uses now (field 7.1)."""


def rows(body: Report) -> Iterator[dict[str, str]]:
    """Header -> text of each row that a report makes: one for each of its substances; empty where nothing is said."""
    common = _place(body) | {
        DATE: _said(body.occurred_on),
        MODE: word("transport", "ids_transport", body.transport.code, body.transport.as_given)
        if body.transport
        else "",
    }
    given = {each.column: each.text for each in body.given if each.column in _GIVEN}
    for substance in body.substances:
        yield dict.fromkeys(HEADER, "") | common | _goods(substance) | given


def derived(country: str) -> dict[str, str]:
    """What the columns of regions say of a country where its row does not say otherwise."""
    region = countries.subregion(country)
    return {
        SUBREGION: vocab.load("region").label(region, "en") if region else "",
        REGION: _CONTINENTS.get(region or "", ""),
    }


def _place(body: Report) -> dict[str, str]:
    place = body.place
    return derived(place.country) | {
        COUNTRY: countries.name(place.country, "en"),
        ISO3: _alpha3().get(place.country, ""),
        CITY: _said(place.name),
        DIVISION: (place.region or "").strip(),
        LOCATION: word("place_type", "ids_installation", place.type, place.as_given),
    }


def _goods(substance: Substance) -> dict[str, str]:
    given = substance.quantity
    return {
        DRUG: word("substance", "ids_drug", substance.substance, substance.as_given),
        QUANTITY: _said(given.value) if given else "",
        UNIT: word("unit", "ids_unit", given.unit, given.as_given) if given else "",
    }


def _said(value: Any) -> str:
    return "" if value is None or isinstance(value, Absence) else str(value).strip()


def word(codelist: str, scheme: str, code: object, given: str | None) -> str:
    """The source's own word; else the workbook's word for the code or for the nearest above it; else our label."""
    if given and given.strip():
        return given.strip()
    return _of_code(codelist, scheme, code) if isinstance(code, str) else ""


@functools.cache
def _of_code(codelist: str, scheme: str, code: str) -> str:
    codes = vocab.load(codelist)
    at: str | None = code
    while at is not None and at in codes:
        words = codes.codes[at].maps.get(scheme, ())
        if words:
            return next((word for word in words if word in _TODAY), words[0])
        at = codes.codes[at].parent
    return codes.label(code, "en")


@functools.cache
def _alpha3() -> Mapping[str, str]:
    """Alpha-2 -> alpha-3, from CLDR's aliases."""
    found: dict[str, str] = {}
    for alias, successors in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(successors) == 1 and alias not in _FORMER:
            found.setdefault(successors[0], alias)
    return found
