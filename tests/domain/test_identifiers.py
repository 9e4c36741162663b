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


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("14712345675", "awb", "14712345675"),
        ("AWB 147-12345675", "awb", "14712345675"),
        ("1M8GDM9AXKP042788", "vin", "1M8GDM9AXKP042788"),
        ("VIN: WVWZZZ1JZXW000001", "vin", "WVWZZZ1JZXW000001"),
        ("242123456", "mmsi", "242123456"),
        ("MMSI 242 123 456", "mmsi", "242123456"),
        ("8921201234567890123", "iccid", "8921201234567890123"),
        ("604001234567890", "imsi", "604001234567890"),
        ("CN-XYZ", "aircraft_reg", "CNXYZ"),
        ("12345-A-6", "plate", "12345A6"),
        ("XPNR01", "pnr", "XPNR01"),
        ("RAM 501", "flight", "RAM501"),
        ("192.0.2.17", "ip", "192.0.2.17"),
        ("2001:DB8:0::1", "ip", "2001:db8::1"),
        ("hxxp://boutique.example/x", "url", "hxxp://boutique.example/x"),
        ("0123 4567 89AB CDEF 0123 4567 89ab cdef 0123 4567", "pgp_fpr", "0123456789ABCDEF0123456789ABCDEF01234567"),
        ("5493001KJTIIGC8Y1R12", "lei", "5493001KJTIIGC8Y1R12"),
    ],
)
def test_a_number_of_any_kind_that_has_a_shape_is_known_by_it(typed: str, kind: str, value: str) -> None:
    taken = {each.kind: each for each in identifiers.recognise(typed, region="MA")}
    assert (taken[kind].value, taken[kind].warnings) == (value, ())


def test_the_middle_of_a_payment_card_is_left_out() -> None:
    card = {each.kind: each for each in identifiers.recognise("4111 1111 1111 1111")}["card"]
    assert (card.value, card.shown) == ("4111111111", "411111******1111")


def test_a_text_that_may_be_several_things_is_told_as_all_of_them() -> None:
    assert {each.kind for each in identifiers.recognise("242123456", region="MA")} >= {"mmsi", "passport"}


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        (TD3.splitlines()[0], "name", "ANNA MARIA ERIKSSON"),
        (TD3.splitlines()[1], "passport", "L898902C3"),
        (TD1.splitlines()[0], "id_card", "D23145890"),
    ],
)
def test_one_line_of_a_zone_gives_what_it_holds_and_says_that_the_rest_is_missing(
    line: str, kind: str, value: str
) -> None:
    taken = {each.kind: each for each in identifiers.recognise(line)}
    assert (taken[kind].value, taken[kind].warnings) == (value, ("mrz.length",))


@pytest.mark.parametrize("kind", [each for each in identifiers.kinds() if each != "mrz"])
def test_what_somebody_says_that_it_is_is_taken_for_nothing_else(kind: str) -> None:
    (said,) = identifiers.recognise("+212 612-345678", region="MA", kind=kind)
    assert said.kind == kind


def test_a_number_without_a_shape_is_looked_for_under_every_kind() -> None:
    held = identifiers.spellings("Sceau 4711/B", identifiers.recognise("Sceau 4711/B"))
    assert {"seal", "bl", "company_reg"} <= held["SCEAU4711B"]
    # the digits alone would be another number
    assert "4711" not in held


def test_a_number_that_somebody_named_is_looked_for_under_that_kind_alone() -> None:
    taken = identifiers.recognise("AB1234567", kind="seal")
    assert identifiers.spellings("AB1234567", taken, guess=False) == {"AB1234567": frozenset({"seal"})}


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
