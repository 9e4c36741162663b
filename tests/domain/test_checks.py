"""Check digits, against numbers that standards and registries print as their examples, and against the same with one
digit wrong. What fails is told, never refused."""

from __future__ import annotations

import pytest

from cocaf.domain.things import checks, identifiers, swallowers

ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
FIT = [
    ("imo", "IMO 9074729"), ("container", "CSQU 305438-3"), ("imei", "49-015420-323751-8"),
    ("imei", "4901542032375186"),
    ("iban", "GB82 WEST 1234 5698 7654 32"), ("iban", "FR14 2004 1010 0505 0001 3M02 606"), ("cas", "50-36-2"),
    ("cas", "561-27-3"), ("vin", "1M8GDM9AXKP042788"), ("vin", "11111111111111111"), ("parcel", "RR 473 124 829 GB"),
    ("awb", "020-12345675"), ("lei", "5493001KJTIIGC8Y1R12"),
    ("mmsi", "242123456"), ("mmsi", "002320001"), ("mmsi", "970123456"), ("phone", "+212 5 22 53 90 40"),
    ("wallet", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
]  # fmt: skip
FAIL = [
    ("imo", "9074720", "check_digit"), ("container", "CSQU3054384", "check_digit"),
    ("imei", "490154203237519", "check_digit"), ("iban", "GB82WEST12345698765433", "check_digit"),
    ("cas", "50-36-3", "check_digit"), ("vin", "1M8GDM9A0KP042788", "check_digit"),
    ("parcel", "RR473124828GB", "check_digit"), ("awb", "020-12345676", "check_digit"),
    ("lei", "5493001KJTIIGC8Y1R13", "check_digit"), ("mmsi", "100000000", "number_range"),
    ("wallet", "1BoatSLRHtKNngkdXEeobR76b53LETtpyX", "check_digit"), ("imo", "123", "shape"), ("vin", "IOQ", "shape"),
    ("container", "CSQ305438", "shape"), ("awb", "020-123", "shape"), ("parcel", "473124829", "shape"),
    ("mmsi", "24212", "shape"), ("phone", "abc", "shape"), ("imei", "1", "shape"), ("cas", "cocaine", "shape"),
    ("phone", "+212 1 11", "number_range"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), FIT)
def test_a_number_that_fits_brings_no_warning(kind: str, value: str) -> None:
    assert checks.warnings(kind, value) == ()


@pytest.mark.parametrize(("kind", "value", "warning"), FAIL)
def test_a_number_that_does_not_fit_is_told(kind: str, value: str, warning: str) -> None:
    assert checks.warnings(kind, value) == (warning,)


@pytest.mark.parametrize("value", ["WVWZZZ1KZ6W612305", "VF1AAAAA555123456"])
def test_the_ninth_sign_of_a_european_vehicle_says_nothing(value: str) -> None:
    assert checks.warnings("vin", value) == ()


@pytest.mark.parametrize("kind", ["seal", "bl", "flight", "passport", "OTHER", "nonsense"])
def test_a_kind_without_a_check_is_never_doubted(kind: str) -> None:
    assert checks.warnings(kind, "X-1") == ()


def test_every_digit_of_a_vehicle_number_counts() -> None:
    whole = "1M8GDM9AXKP042788"
    for place, sign in enumerate(whole):
        if sign.isdecimal() and place != 8:
            other = whole[:place] + str((int(sign) + 1) % 10) + whole[place + 1 :]
            assert checks.warnings("vin", other) in {("check_digit",), ()} - ({()} if other[0] in "12345L" else set())


def test_the_check_field_and_the_forms_agree_on_parcels() -> None:
    assert identifiers.recognise("RR473124828GB")[0].warnings == checks.warnings("parcel", "RR473124828GB")


@pytest.mark.parametrize(
    ("lines", "warning"),
    [
        (ZONE, ()), (ZONE.replace("C36UTO", "C35UTO"), ("check_digit",)),
        ("P<UTO", ("mrz.length",)), ("", ()),
    ],
)  # fmt: skip
def test_machine_readable_lines_tell_what_does_not_fit(lines: str, warning: tuple[str, ...]) -> None:
    assert checks.zone_warnings(lines) == warning


@pytest.mark.parametrize(
    ("capsules", "grams", "told"),
    [
        (83, "1800", ()), (162, "2985", ("many",)), (100, "1260", ()), (56, "1200", ()), (19, "380", ("few",)),
        (90, "180", ("light",)), (50, "5000", ("heavy",)), (100, "3.9", ("light",)), (0, "0", ()), (None, "5", ()),
        ("?", "5", ()), (80, None, ()), (80, "viel", ()),
    ],
)  # fmt: skip
def test_capsules_outside_of_what_seizures_met_are_told(capsules: object, grams: object, told: tuple[str, ...]) -> None:
    assert swallowers.doubts(capsules, grams) == told
