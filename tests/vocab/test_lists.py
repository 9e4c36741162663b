"""Every list speaks four languages, and covers what the real series write."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum import casrn

from cocaf import vocab

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_series = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is absent: real series are not committed")
PROMISED = {
    "agency_kind", "caveat", "certainty", "concealment", "confidentiality", "delivery_state", "denial", "detection",
    "evaluation_4x4_information", "evaluation_4x4_source", "event", "exactness", "flag", "handling", "identifier",
    "kind", "legal_basis", "listing_field", "outcome", "pap", "person_role", "person_status", "place_type", "purpose",
    "recall_reason", "region", "role", "route_role", "statement", "substance", "tlp", "transport", "unit",
    "weight_kind",
}  # fmt: skip
ARABIC = range(0x600, 0x700)


def test_every_list_that_the_records_use_is_there() -> None:
    assert set(vocab.names()) >= PROMISED


@pytest.mark.parametrize("name", vocab.names())
def test_a_list_loads_and_says_its_version(name: str) -> None:
    codes = vocab.load(name)
    assert codes.version
    assert [code for code, label in codes.choices("ar") if not label] == []


@pytest.mark.parametrize("name", sorted(set(vocab.names()) - {"tlp"}))
def test_arabic_labels_are_arabic_and_other_labels_are_not(name: str) -> None:
    for each in vocab.load(name).codes.values():
        chemical = each.labels["ar"] == each.labels["en"]  # 4-MEC is 4-MEC everywhere
        assert chemical or any(ord(letter) in ARABIC for letter in each.labels["ar"]), each.code
        assert not any(ord(letter) in ARABIC for lang in ("en", "fr", "es") for letter in each.labels[lang]), each.code


@pytest.mark.parametrize("name", vocab.names())
@pytest.mark.parametrize("lang", vocab.LANGUAGES)
def test_no_two_codes_of_a_list_read_alike(name: str, lang: str) -> None:
    labels = Counter(label for _, label in vocab.load(name).choices(lang))
    assert [label for label, count in labels.items() if count > 1] == []


def test_an_unknown_code_is_its_own_label_and_an_unknown_language_reads_english() -> None:
    substances = vocab.load("substance")
    assert substances.label("cocaine.future", "fr") == "cocaine.future"
    assert substances.label("cocaine.hcl", "de") == "Cocaine hydrochloride"
    assert substances.label("cocaine.hcl", "es") == "Clorhidrato de cocaína"


def test_the_tree_answers_what_stands_below_what() -> None:
    substances = vocab.load("substance")
    assert substances.is_in("ats.amphetamine.captagon", "ats")
    assert substances.is_in("cocaine", "cocaine")
    assert not substances.is_in("cocaine.hcl", "opioid")
    assert not substances.is_in("nowhere", "nowhere")


def test_a_crosswalk_does_not_mind_case_and_spaces_and_says_none_for_what_it_does_not_know() -> None:
    substances = vocab.load("substance")
    paste = substances.by("ids_drug", "  coca  PASTE ")
    assert paste is not None
    assert paste.code == "cocaine.base"
    assert substances.by("ids_drug", "moon dust") is None
    assert substances.by("nobody", "Heroin") is None


def test_registry_numbers_have_right_check_digits() -> None:
    numbers = [number for each in vocab.load("substance").codes.values() for number in each.maps.get("cas", ())]
    assert len(numbers) > 20
    assert [number for number in numbers if not casrn.is_valid(number)] == []


def test_traffic_light_labels_stay_english_capitals() -> None:
    assert {label for each in vocab.load("tlp").codes.values() for label in each.labels.values()} == {
        "TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR",
    }  # fmt: skip


def test_factors_are_exact_or_name_their_source() -> None:
    factors = {each.unit: each for each in vocab.factors()}
    assert factors["g"].kg_per_unit == Decimal("0.001")
    assert "UNODC" in factors["l"].source
    assert "tablet" not in factors  # no public figure: not converted, and counted as such
    assert all(each.source and each.kg_per_unit > 0 for each in vocab.factors())


def _column(name: str) -> Counter[str]:
    with gzip.open(SHARED / "unodc_ids_2011_2015.csv.gz", "rt", encoding="utf-8") as file:
        return Counter(row[name].strip() for row in csv.DictReader(file, delimiter=";"))


@needs_series
@pytest.mark.parametrize(
    ("column", "name", "scheme"),
    [
        ("HIDING_PLACE", "concealment", "ids_hiding"),
        ("INSTALLATION", "place_type", "ids_installation"),
        ("TRANSPORT", "transport", "ids_transport"),
        ("DRUG_UNIT", "unit", "ids_unit"),
        ("ROUTING", "route_role", "ids_routing"),
        ("SUBREGION", "region", "ids"),
    ],
)
def test_every_word_of_the_individual_seizures_has_a_code(column: str, name: str, scheme: str) -> None:
    words = {word for word in _column(column) if word}
    assert words
    assert {word for word in words if vocab.load(name).by(scheme, word) is None} == set()


@needs_series
def test_the_drug_names_that_carry_weight_have_a_code() -> None:
    names = _column("DRUG_NAME")
    unmapped = {name: rows for name, rows in names.items() if vocab.load("substance").by("ids_drug", name) is None}
    assert max(unmapped.values()) < 10, unmapped
    assert sum(unmapped.values()) < 60


def _annual() -> Iterator[dict[str, str]]:
    with (SHARED / "unodc_annual_1970_2018.csv").open(encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


@needs_series
def test_cocaine_without_leaf_bush_and_seed_gives_the_worlds_known_totals() -> None:
    substances = vocab.load("substance")
    plant = {"cocaine.leaf", "cocaine.plant", "cocaine.seed"}
    tonnes: Counter[str] = Counter()
    for row in _annual():
        code = substances.by("unodc_annual", row["Drug"])
        assert code is not None, row["Drug"]
        if substances.is_in(code.code, "cocaine") and code.code not in plant:
            tonnes[row["Year"]] += round(float(row["KG Equivalent"] or 0))
    assert [round(tonnes[year] / 1000) for year in ("1998", "2000", "2005", "2007")] == [396, 344, 774, 731]
