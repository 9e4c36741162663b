"""What a check of a number says of it. The forms and the readers of files ask here for a number of a kind that they
know; what fails is kept with the warning, never refused: a false number is information too."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import phonenumbers
from stdnum import casrn, iban, imei, imo, iso6346, lei

from cocaf.domain import normal
from cocaf.domain.errors import CocafError
from cocaf.domain.things import mrz, wallet

CHECK_DIGIT: Final = "check_digit"
SHAPE: Final = "shape"
RANGE: Final = "number_range"


def warnings(kind: str, value: str, region: str | None = None) -> tuple[str, ...]:
    """What is remarkable about a number of this kind (vocab `identifier`, and `cas`): codes of vocab
    `identifier_warning`, none where nothing is. `region` (ISO alpha-2) is where a telephone number was written."""
    check = _CHECKS.get(kind)
    if check is None or not value.strip():
        return ()
    found = check(normal.identifier(kind, value, region=region) if kind in _NORMAL else value.strip())
    return (found,) if found else ()


def zone_warnings(lines: str) -> tuple[str, ...]:
    """What is remarkable about machine-readable lines: that they cannot be read, or which check digit fails."""
    if not lines.strip():
        return ()
    try:
        return (CHECK_DIGIT,) if mrz.read(lines).wrong else ()
    except CocafError as error:
        return (error.code,)


def vin_digit(vin: str) -> str:
    """The check character at the ninth place of a vehicle's number of 17 signs (ISO 3779 leaves it to the country;
    49 CFR 565.15 gives the weights)."""
    total = sum(_VIN_VALUE[sign] * weight for sign, weight in zip(vin, _VIN_WEIGHTS, strict=True))
    return "X" if total % 11 == 10 else str(total % 11)


def parcel_digit(serial: str) -> str:
    """The check digit of the eight digits of a postal item (UPU standard S10: weights 8 6 4 2 3 5 9 7, modulo 11)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))


def _vin(value: str) -> str:
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", value):
        return SHAPE
    # only North America and China make the ninth sign a check character; elsewhere it says nothing
    return CHECK_DIGIT if value[0] in "12345L" and vin_digit(value) != value[8] else ""


def _mmsi(value: str) -> str:
    """Nine digits; a ship's begin with 2 to 7 and its country's three digits (ITU-R M.585)."""
    if not re.fullmatch(r"\d{9}", value):
        return SHAPE
    country = re.fullmatch(r"(?:8|00|0|111|98|99)?([2-7]\d{2})\d*", value)
    beacon = value[:3] in {"970", "972", "974"}
    return "" if beacon or (country and 201 <= int(country[1]) <= 775) else RANGE


def _awb(value: str) -> str:
    """Three digits of the airline and eight, of which the last is the rest of the first seven by 7 (IATA)."""
    if not re.fullmatch(r"\d{11}", value):
        return SHAPE
    return "" if int(value[3:10]) % 7 == int(value[10]) else CHECK_DIGIT


def _parcel(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", value):
        return SHAPE
    return "" if parcel_digit(value[2:10]) == value[10] else CHECK_DIGIT


def _of_standard(pattern: str, is_valid: Callable[[str], bool]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            return SHAPE
        return "" if is_valid(value) else CHECK_DIGIT

    return check


def _imo(value: str) -> str:
    return _of_standard(r"\d{7}", imo.is_valid)(value.upper().removeprefix("IMO").strip(" :#-"))


def _imei(value: str) -> str:
    # the last of sixteen digits is the version of the software, and no check digit
    return _of_standard(r"\d{15}|\d{16}", lambda plain: len(plain) == 16 or imei.is_valid(plain))(value)


def _phone(value: str) -> str:
    try:
        return "" if phonenumbers.is_valid_number(phonenumbers.parse(value, None)) else RANGE
    except phonenumbers.NumberParseException:
        return SHAPE


def _wallet(value: str) -> str:
    plain = "".join(value.split())
    shape = re.fullmatch(r"(?i:bc1[0-9a-z]{20,87}|0x[0-9a-f]{40})|[13][1-9A-HJ-NP-Za-km-z]{25,34}", plain)
    return CHECK_DIGIT if shape and not wallet.wallet(plain) else ""


_VIN_VALUE: Final[Mapping[str, int]] = {
    **{str(digit): digit for digit in range(10)},
    **{letter: place % 8 + 1 for place, letter in enumerate("ABCDEFGH")},
    "J": 1, "K": 2, "L": 3, "M": 4, "N": 5, "P": 7, "R": 9,
    **{letter: place + 2 for place, letter in enumerate("STUVWXYZ")},
}  # fmt: skip
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "imo": _imo,
    "container": _of_standard(r"[A-Z]{3}[UJZ]\d{7}", iso6346.is_valid),
    "imei": _imei,
    "iban": _of_standard(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban.is_valid),
    "lei": _of_standard(r"[A-Z0-9]{18}\d{2}", lei.is_valid),
    "cas": _of_standard(r"\d{2,7}-\d{2}-\d", casrn.is_valid),
    "vin": _vin,
    "mmsi": _mmsi,
    "parcel": _parcel,
    "awb": _awb,
    "phone": _phone,
    "wallet": _wallet,
}
_NORMAL: Final = frozenset(_CHECKS) - {"cas", "wallet"}
"""Kinds that are checked in the normal form in which they are compared; the others are spelt as they must be."""
