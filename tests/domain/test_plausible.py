"""What is doubtful about a report: the known errors of public files are found, ordinary reports are left alone."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaf import vocab
from cocaf.domain import countries
from cocaf.domain.things import plausible

TODAY = "2026-11-25"


def report(**parts: Any) -> dict[str, Any]:
    """A courier's 1.8 kg at Casablanca, with parts replaced."""
    return {
        "event": "seizure",
        "occurred_on": "2014-02-14",
        "place": {"country": "MA", "name": "Casablanca", "type": "airport"},
        "substances": [goods("1.8", "kg", "1.8")],
        "transport": {"code": "air.scheduled"},
        **parts,
    }


def goods(value: str, unit: str, kilograms: str | None, substance: str | None = "cocaine.hcl") -> dict[str, Any]:
    made: dict[str, Any] = {"quantity": {"value": value, "unit": unit}}
    if substance:
        made["substance"] = substance
    if kilograms is not None:
        made["kilograms"] = {"value": kilograms, "factor": "any"}
    return made


def codes(body: dict[str, Any]) -> list[str]:
    return [code for code, _ in plausible.doubts(body, TODAY)]


def test_an_ordinary_report_raises_no_doubt():
    assert codes(report()) == []
    assert codes(report(concealment=[{"code": "body.ingested"}])) == []
    assert codes({}) == []


def test_grams_written_for_kilograms_in_a_courier_s_luggage_are_doubted():
    small = [goods("3.9", "g", "0.0039")]
    found = plausible.doubts(report(substances=small, concealment=[{"code": "luggage"}]), TODAY)
    assert found == [("quantity_small", "3.9 g < 10 g")]
    swallowed = report(substances=[goods("0.1", "g", "0.0001")], concealment=[{"code": "body.ingested"}])
    assert codes(swallowed) == ["quantity_small"]


@pytest.mark.parametrize(
    "change",
    [
        {"transport": None, "place": {"country": "MA", "type": "dwelling"}},
        {"substances": [goods("3.9", "g", "0.0039", "opioid.fentanyl")]},
        {"substances": [goods("0.0039", "kg", "0.0039")]},
        {"concealment": [{"as_given": "Somewhere"}]},
        {"substances": [goods("12.6", "g", "0.0126")], "concealment": [{"code": "body.ingested"}]},
    ],
)
def test_a_little_is_not_doubted_where_little_is_usual(change):
    body = report(substances=[goods("3.9", "g", "0.0039")], concealment=[{"code": "luggage"}])
    assert codes(body | change) == []


def test_four_and_a_half_million_kilograms_of_amphetamine_are_doubted():
    found = plausible.doubts(report(substances=[goods("4500000", "kg", "4500000", "ats.amphetamine")]), TODAY)
    assert found == [("quantity_implausible", "4500000 kg > 30000 kg")]


def test_a_large_seizure_that_happened_is_not_doubted():
    for substance, kilograms in (("cocaine.base", "15422"), ("precursor.acetic_anhydride", "103563"), (None, "50400")):
        assert codes(report(substances=[goods(kilograms, "kg", kilograms, substance)])) == []


def test_more_than_a_body_or_a_bag_holds_is_doubted():
    assert plausible.doubts(
        report(substances=[goods("34.71", "kg", "34.71")], concealment=[{"code": "body.ingested"}]), TODAY
    ) == [("quantity_hiding", "34.71 kg > 5 kg")]
    assert codes(report(substances=[goods("500", "kg", "500")], concealment=[{"code": "luggage.lining"}])) == [
        "quantity_hiding"
    ]


def test_nothing_at_all_is_doubted():
    assert codes(report(substances=[goods("0", "kg", "0")])) == ["quantity_zero"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-26", ["future_date"]),
        ("2026-11-25", []),
        ("1961-03-29", ["date_long_ago"]),
        ("1970-01-01", ["date_long_ago"]),
        ("1970-01-02", []),
        (None, []),
    ],
)
def test_a_day_that_is_to_come_or_too_long_ago_is_doubted(day, expected):
    assert codes(report(occurred_on=day)) == expected


@pytest.mark.parametrize(
    ("country", "name", "other"),
    [
        ("PK", "United Kingdom", "GB"),
        ("CO", "PANAMÁ", "PA"),
        ("CO", "Antwerp", "BE"),
        ("HR", "Martinique", "MQ"),
        ("GH", "Aéroport de Dakar", None),
        ("GH", "Aeroport Dakar", "SN"),
        ("ES", "Casablanca", "MA"),
        ("CO", "Armenia", None),
        ("CO", "Puerto Rico", None),
        ("IT", "BO", None),
        ("CO", "Madrid", None),
        ("SN", "Dakar", None),
        ("UNKNOWN", "Dakar", None),
    ],
)
def test_a_country_that_the_place_contradicts_is_doubted(country, name, other):
    found = plausible.doubts(report(place={"country": country, "name": name}), TODAY)
    assert found == ([("country_place", f"{name} ({other}) ≠ {country}")] if other else [])


def test_no_country_s_own_name_contradicts_it():
    for code in countries.present():
        for language in vocab.LANGUAGES:
            assert plausible.elsewhere(countries.name(code, language), code) is None


def test_every_place_of_the_list_is_written_as_it_is_looked_up():
    for place, found in vocab.known_places().items():
        assert plausible.elsewhere(place, found[0]) is None
        assert set(found) <= set(countries.present()), place
        elsewhere = next(code for code in ("IS", "NR") if code not in found)
        assert plausible.elsewhere(place, elsewhere) == found[0], place


def test_every_bound_is_of_a_code_that_exists():
    for substance in plausible.CEILINGS:
        assert substance in vocab.load("substance"), substance
    for hidden, _ in (*plausible.HOLDS, *plausible.LEAST):
        assert hidden in vocab.load("concealment"), hidden


_KILOGRAMS = st.decimals(0, 10**9, places=6, allow_nan=False).map(lambda it: format(it, "f"))


@given(
    kilograms=_KILOGRAMS,
    substance=st.sampled_from(sorted(vocab.load("substance"))),
    hidden=st.sampled_from(sorted(vocab.load("concealment"))),
    day=st.dates(datetime.date(1900, 1, 1)).map(str),
    country=st.sampled_from(countries.present()),
    name=st.text(max_size=30),
)
def test_every_doubt_is_of_the_list_and_names_what_was_met(kilograms, substance, hidden, day, country, name):
    body = report(
        occurred_on=day,
        place={"country": country, "name": name},
        substances=[goods(kilograms, "kg", kilograms, substance)],
        concealment=[{"code": hidden}],
    )
    for code, detail in plausible.doubts(body, TODAY):
        assert code in vocab.load("flag")
        assert detail
        assert len(detail) <= 200


@given(
    st.sampled_from(sorted(vocab.load("substance"))),
    st.sampled_from(sorted(vocab.load("concealment"))),
    _KILOGRAMS,
    _KILOGRAMS,
)
def test_more_of_the_same_is_never_less_doubtful(substance, hidden, one, other):
    less, more = sorted((one, other), key=Decimal)
    hiding = [{"code": hidden}]
    found = [
        set(codes(report(substances=[goods(each, "kg", each, substance)], concealment=hiding))) - {"quantity_zero"}
        for each in (less, more)
    ]
    assert found[0] <= found[1]


@pytest.mark.parametrize("absence", [None, {"refused": True}])
@pytest.mark.parametrize("part", ["occurred_on", "place.name", "place.type", "transport", "substances.quantity"])
def test_a_part_that_is_not_known_or_refused_raises_no_doubt(part, absence):
    body = report(concealment=[{"code": "luggage"}])
    at, _, last = part.rpartition(".")
    holder = body["substances"][0] if at == "substances" else body[at] if at else body
    holder[last] = absence
    assert codes(body) == []
