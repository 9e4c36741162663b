"""A file of annual seizures is read as it stands, and what cannot be read is named by line, field and expectation."""

from __future__ import annotations

import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.picture import annual_file
from cocaf.picture.annual_file import HEADER, Rejected, Row
from cocaf.picture.files import refusal
from cocaf.picture.services import recognises

GOOD = "Africa,Morocco,MAR,Cocaine-type,Cocaine salts,2007,1.05e-06"


def written(folder: Path, *lines: str, header: str = ",".join(HEADER), encoding: str = "utf-8") -> Path:
    path = folder / "annual.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding=encoding)
    return path


def test_a_line_becomes_a_row_with_our_country_and_what_the_file_says(tmp_path: Path) -> None:
    (row,) = annual_file.read(written(tmp_path, GOOD))
    assert isinstance(row, Row)
    assert (row.line, row.country, row.country_as_given, row.country_code_as_given) == (2, "MA", "Morocco", "MAR")
    assert (row.drug, row.year, row.kilograms) == ("Cocaine salts", 2007, Decimal("0.000001050"))
    assert row.kilograms_as_given == "1.05e-06"


def test_no_figure_is_not_zero(tmp_path: Path) -> None:
    rows = list(annual_file.read(written(tmp_path, GOOD.replace("1.05e-06", ""), GOOD.replace("1.05e-06", "0.0"))))
    assert [row.kilograms for row in rows if isinstance(row, Row)] == [None, Decimal("0.000000000")]


@pytest.mark.parametrize(
    ("label", "alpha_3", "code"),
    [
        ("Czechoslovakia", "CZE", "CSHH"),
        ("German Democratic Republic", "DEU", "DDDE"),
        ("USSR", "", "SUHH"),
        ("Cote d'Ivoire", "CIV", "CI"),
        ("Côte d'Ivoire", "CIV", "CI"),
        ("Nowhere in particular", "", "Nowhere in particular"),
    ],
)
def test_states_that_are_gone_keep_codes_of_their_own(tmp_path: Path, label: str, alpha_3: str, code: str) -> None:
    (row,) = annual_file.read(written(tmp_path, f"Europe,{label},{alpha_3},Opioids,Heroin,1985,1"))
    assert row.country == code


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        (GOOD.replace("1.05e-06", "12 kg"), "KG Equivalent", "number"),
        (GOOD.replace("1.05e-06", "-3"), "KG Equivalent", "number"),
        (GOOD.replace("1.05e-06", "nan"), "KG Equivalent", "number"),
        (GOOD.replace("1.05e-06", "1e12"), "KG Equivalent", "number"),
        (GOOD.replace("2007", "07"), "Year", "year"),
        (GOOD.replace("2007", "٢٠٠٧"), "Year", "year"),
        (GOOD.replace("MAR", "Maroc"), "ISO Code", "country"),
        (GOOD.replace("Morocco", ""), "country", "text"),
        (GOOD.replace("Cocaine salts", "x" * 121), "Drug", "text"),
        ("Africa,Morocco", "KG Equivalent", "columns"),
    ],
)
def test_a_broken_cell_is_named(tmp_path: Path, line: str, field: str, expected: str) -> None:
    good, broken = annual_file.read(written(tmp_path, GOOD, line))
    assert isinstance(good, Row)
    assert isinstance(broken, Rejected)
    assert (broken.line, broken.field, broken.expected) == (3, field, expected)


@pytest.mark.parametrize("lang", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("expected", ["number", "year", "country", "text"])
def test_the_sentence_of_a_broken_cell_gives_line_field_and_value(lang: str, expected: str) -> None:
    sentence = refusal(Rejected(4711, "KG Equivalent", "a lot", expected)).sentence(lang)
    assert "4711" in sentence
    assert "KG Equivalent" in sentence
    assert "a lot" in sentence
    assert "{" not in sentence


def test_an_older_encoding_is_read(tmp_path: Path) -> None:
    (row,) = annual_file.read(written(tmp_path, GOOD.replace("Morocco", "Côte d'Ivoire"), encoding="latin-1"))
    assert isinstance(row, Row)
    assert (row.country_as_given, row.country) == ("Côte d'Ivoire", "CI")


def test_a_damaged_encoding_is_said_and_where(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("Morocco", "Côte d'Ivoire"))
    path.write_bytes(path.read_bytes() + b"Africa,\xff\xfe")
    with pytest.raises(CocafError) as met:
        list(annual_file.read(path))
    assert met.value.code == "import.encoding"
    assert "UTF-8" in met.value.sentence("fr")


def test_a_wrong_header_is_said_with_what_was_expected_and_found(tmp_path: Path) -> None:
    with pytest.raises(CocafError) as met:
        list(annual_file.read(written(tmp_path, GOOD, header="a,b,c")))
    assert met.value.code == "picture.header"
    assert "KG Equivalent" in met.value.sentence("es")
    assert "a, b, c" in met.value.sentence("es")


def test_an_open_quotation_mark_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(CocafError) as met:
        list(annual_file.read(written(tmp_path, GOOD, 'Africa,"Morocco,MAR', GOOD)))
    assert (met.value.code, met.value.params["line"]) == ("import.quote", 3)


def test_a_packed_file_is_read_as_well(tmp_path: Path) -> None:
    packed = tmp_path / "annual.csv.gz"
    packed.write_bytes(gzip.compress(written(tmp_path, GOOD).read_bytes()))
    assert [row.country for row in annual_file.read(packed) if isinstance(row, Row)] == ["MA"]


def test_a_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SERIES_ROWS", 2)
    with pytest.raises(CocafError) as met:
        list(annual_file.read(written(tmp_path, GOOD, GOOD, GOOD)))
    assert met.value.code == "picture.too_long"


def test_a_file_is_recognised_by_its_header_alone() -> None:
    assert recognises(list(HEADER))
    assert recognises(["\ufeffRegion", *HEADER[1:]])
    assert recognises([*HEADER, "Note"])
    assert not recognises(["Region", "country"])
    assert not recognises([])
