"""A country has one code, however a source writes it, and a name in each language."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from cocaf import vocab
from cocaf.domain import countries

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_series = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is absent: real series are not committed")


def _labels() -> Iterator[str]:
    with gzip.open(SHARED / "unodc_ids_2011_2015.csv.gz", "rt", encoding="utf-8") as file:
        columns = ("COUNTRY", "PRODUCING_COUNTRY", "DEPARTURE_COUNTRY", "DESTINATION_COUNTRY")
        for row in csv.DictReader(file, delimiter=";"):
            yield from (row[column] for column in columns if row[column].strip())
    with (SHARED / "unodc_annual_1970_2018.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            yield row["country"]


@needs_series
def test_every_country_of_the_real_series_has_a_code_and_a_region() -> None:
    labels = set(_labels())
    assert len(labels) > 200
    assert [label for label in sorted(labels) if countries.code(label) is None] == []
    codes = {code for label in labels if (code := countries.code(label))} - {"UNKNOWN", "OTHER"}
    assert [code for code in sorted(codes) if countries.subregion(code) is None] == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Bolivia, Plurinational State of", "BO"),
        ("Netherlands Antilles", "ANHH"),
        ("USSR", "SUHH"),
        ("Yugoslavia", "YUCS"),
        ("Czechoslovakia", "CSHH"),
        ("Federal Republic of Germany", "DE"),
        ("Kosovo under UNSCR 1244", "XK"),
        ("Maroc", "MA"),
        ("المغرب", "MA"),
        ("Marruecos", "MA"),
        ("MAR", "MA"),
        ("504", "MA"),
        ("ma", "MA"),
        ("CÔTE D’IVOIRE", "CI"),
        ("Multiple Countries", "OTHER"),
        ("Unknown", "UNKNOWN"),
        ("D", "DE"),
        ("SDN", "SD"),
        ("Niger", "NE"),
        ("Guinea", "GN"),
        ("Congo", "CG"),
    ],
)
def test_a_country_has_one_code(written: str, code: str) -> None:
    assert countries.code(written) == code


@pytest.mark.parametrize("written", ["", "Atlantis", "??", "QZ"])
def test_what_is_no_country_has_none(written: str) -> None:
    assert countries.code(written) is None


@pytest.mark.parametrize(
    ("code", "lang", "name"),
    [
        ("MA", "fr", "Maroc"),
        ("SN", "ar", "السنغال"),
        ("CSHH", "es", "Checoslovaquia (hasta 1992)"),
        ("UNKNOWN", "en", "not known"),
        ("QQ", "en", "QQ"),
    ],
)
def test_a_code_has_a_name_in_each_language(code: str, lang: str, name: str) -> None:
    assert countries.name(code, lang) == name


def test_each_present_country_is_offered_by_name_and_counted_by_one_region() -> None:
    offered = [code for code, _ in countries.choices("fr")]
    assert len(offered) == len(set(offered)) == 250  # 249 of ISO 3166-1, and Kosovo
    assert [code for code in offered if countries.subregion(code) is None] == []


def test_a_region_counts_its_parts_and_nothing_else() -> None:
    parts = countries.members("west_central_africa.west") | countries.members("west_central_africa.central")
    assert parts <= countries.members("west_central_africa")
    assert {"MR", "GW", "SN", "CV"} <= countries.members("west_central_africa.west")
    assert countries.members("nowhere") == frozenset()


def test_every_member_of_a_region_is_a_country() -> None:
    known = set(countries.present()) | set(vocab.load("country").codes)
    assert [code for region in vocab.load("region") for code in countries.members(region) if code not in known] == []
