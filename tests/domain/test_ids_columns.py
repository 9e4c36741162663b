"""A report in the columns of the public workbook: its words, and that they lead back to what was reported."""

from __future__ import annotations

import pytest

from cocaf import vocab
from cocaf.domain import countries
from cocaf.domain.things import ids_columns
from cocaf.domain.things.report import Report


def report(**fields: object) -> Report:
    return Report.model_validate({"event": "seizure", "place": {"country": "MA"}} | fields)


def test_a_report_says_in_each_column_what_it_knows_and_leaves_the_rest_empty() -> None:
    body = report(
        occurred_on="2026-11-21",
        place={"country": "MA", "name": "Casablanca", "region": "Casablanca-Settat", "type": "airport"},
        substances=[{"substance": "cocaine.hcl", "quantity": {"value": "1.8", "unit": "kg"}}],
        transport={"code": "air.scheduled"},
    )
    (row,) = ids_columns.rows(body)
    assert tuple(row) == ids_columns.HEADER
    assert list(row.values()) == [
        "2026-11-21", "Morocco", "MAR", "North Africa", "Africa", "Cocaine hydrochloride (HCl, powder cocaine)", "1.8",
        "Kilogram", "Casablanca", "Casablanca-Settat", "Airport", "Commercial air", "", "",
    ]  # fmt: skip


def test_the_sources_own_word_stands_before_ours() -> None:
    body = report(substances=[{"substance": "cocaine.hcl", "as_given": "Polvo", "quantity": {"as_given": "Barrels"}}])
    (row,) = ids_columns.rows(body)
    assert (row[ids_columns.DRUG], row[ids_columns.UNIT], row[ids_columns.QUANTITY]) == ("Polvo", "Barrels", "")


def test_what_is_not_known_or_refused_is_an_empty_cell() -> None:
    body = report(occurred_on=None, place={"country": "MA", "name": {"refused": True}}, substances=[{}])
    (row,) = ids_columns.rows(body)
    assert (row[ids_columns.DATE], row[ids_columns.CITY], row[ids_columns.QUANTITY]) == ("", "", "")


def test_a_report_of_two_substances_makes_two_rows_and_one_of_none_makes_none() -> None:
    two = report(substances=[{"substance": "cocaine.crack"}, {"substance": "opioid.heroin.white"}])
    assert [row[ids_columns.DRUG] for row in ids_columns.rows(two)] == ["Crack cocaine", "Heroin"]
    assert not list(ids_columns.rows(report()))


@pytest.mark.parametrize("country", [*countries.present(), *vocab.load("country")])
def test_every_country_is_found_again_by_its_name_in_the_workbook(country: str) -> None:
    (row,) = ids_columns.rows(report(place={"country": country}, substances=[{}]))
    assert countries.code(row[ids_columns.COUNTRY]) == country
    if row[ids_columns.ISO3]:
        assert countries.code(row[ids_columns.ISO3]) == country
    if row[ids_columns.SUBREGION]:
        assert row[ids_columns.REGION] in {"Africa", "Americas", "Asia", "Europe", "Oceania"}


@pytest.mark.parametrize(
    ("codelist", "scheme"),
    [
        ("substance", "ids_drug"),
        ("unit", "ids_unit"),
        ("place_type", "ids_installation"),
        ("transport", "ids_transport"),
    ],
)  # fmt: skip
def test_a_code_that_the_workbook_has_a_word_for_is_found_again_by_that_word(codelist: str, scheme: str) -> None:
    known = [code for code in vocab.load(codelist).codes.values() if code.maps.get(scheme)]
    assert known
    for code in known:
        found = vocab.load(codelist).by(scheme, ids_columns.word(codelist, scheme, code.code, None))
        assert found is not None
        assert found.code == code.code
