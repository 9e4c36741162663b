"""A text typed into the check field is taken for what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaf import vocab
from cocaf.domain.things import identifiers
from tests.domain.test_mrz import TD1, TD3

REFERENCE = "MA-BR73-DX47"


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        (REFERENCE, "reference", REFERENCE),
        (REFERENCE.lower().replace("-", " "), "reference", REFERENCE),
        ("Desk@Example.org", "email", "desk@example.org"),
        ("@snow_man", "handle", "snow_man"),
        ("CSQU 305438-3", "container", "CSQU3054383"),
        ("csqu3054383", "container", "CSQU3054383"),
        ("RR 473 124 829 FR", "parcel", "RR473124829FR"),
        ("GB82 WEST 1234 5698 7654 32", "iban", "GB82WEST12345698765432"),
        ("IMO 9074729", "imo", "9074729"),
        ("490154203237518", "imei", "490154203237518"),
        ("AT 501", "flight", "AT501"),
        ("at0501", "flight", "AT501"),
        ("+212 612-345678", "phone", "+212612345678"),
        ("0612345678", "phone", "+212612345678"),
        ("٠٦١٢٣٤٥٦٧٨", "phone", "+212612345678"),
        ("AB1234567", "passport", "AB1234567"),
        ("L898902C3", "passport", "L898902C3"),
        ("147-12345675", "awb", "14712345675"),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "wallet", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "wallet", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
        ("Mohamed  Lamine Ben Exemple", "name", "Mohamed Lamine Ben Exemple"),
        ("محمد الأمين بنعلي", "name", "محمد الأمين بنعلي"),
    ],
)
def test_what_is_typed_is_taken_for_what_it_is(typed: str, kind: str, value: str) -> None:
    taken = {each.kind: each for each in identifiers.recognise(typed, region="MA")}
    assert taken[kind].value == value
    assert taken[kind].warnings == ()


@pytest.mark.parametrize("typed", ["CSQU3054384", "RR473124828FR", "GB82WEST12345698765433", "IMO 9074728"])
def test_a_wrong_check_digit_is_told_and_kept(typed: str) -> None:
    assert any(each.warnings == ("check_digit",) for each in identifiers.recognise(typed))


@pytest.mark.parametrize(("zone", "kind"), [(TD3, "passport"), (TD1, "id_card")])
def test_a_zone_gives_the_number_and_the_name(zone: str, kind: str) -> None:
    number, name = identifiers.recognise(zone)
    assert (number.kind, name.kind, name.value) == (kind, "name", "ANNA MARIA ERIKSSON")


def test_a_zone_with_a_wrong_digit_still_gives_its_number_with_a_warning() -> None:
    number = identifiers.recognise(TD3.replace("L898902C3", "L898902C4"))[0]
    assert (number.value, number.warnings) == ("L898902C4", ("check_digit",))


def test_a_broken_zone_says_so() -> None:
    (broken,) = identifiers.recognise(TD3[:-3])
    assert (broken.kind, broken.warnings) == ("mrz", ("mrz.length",))


@pytest.mark.parametrize("nothing", ["", "  ", "---", "\u202e"])
def test_nothing_is_taken_for_nothing(nothing: str) -> None:
    assert identifiers.recognise(nothing) == ()


def test_a_number_of_one_paper_is_looked_for_among_all_papers() -> None:
    assert "id_card" in identifiers.kinds_like("passport")
    assert identifiers.kinds_like("container") == ("container",)
    assert set(identifiers.kinds_like("passport")) <= set(identifiers.kinds())


@given(st.text(max_size=300))
def test_any_text_is_taken_for_something_that_has_a_name(text: str) -> None:
    for each in identifiers.recognise(text, region="SN"):
        assert each.kind in vocab.load("identifier")
        assert set(each.warnings) <= set(vocab.load("identifier_warning"))
        assert each.value
