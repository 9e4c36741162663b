"""The shapes of numbers: one look for each kind that can be told by its shape. `identifiers` asks them all; a check
digit that does not fit is told, never refused."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import phonenumbers
from stdnum import iban, imei, imo, iso6346, lei, luhn

from cocaf.domain import normal
from cocaf.domain.things import checks, reference, wallet


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text was taken for: a kind of vocab `identifier`, the value in normal form, the value as people write it,
    and warnings (codes of vocab `identifier_warning`)."""

    kind: str
    value: str
    shown: str
    warnings: tuple[str, ...] = ()


def said_to_be(kind: str, text: str, region: str | None) -> Recognised | None:
    """The text as a number of this kind, because somebody says that it is one; None where nothing is left of it."""
    value = normal.identifier(kind, text, region=region)
    shown = " ".join(text.split())[:200]
    return Recognised(kind, value, shown, checks.warnings(kind, text, region)) if value else None


def _reference(text: str, region: str | None) -> Recognised | None:
    tidy = reference.tidy(text)
    return Recognised("reference", tidy, tidy) if reference.check(tidy) else None


def _email(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("email", text.removeprefix("mailto:"))
    return Recognised("email", value, value) if re.fullmatch(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}", value) else None


def _onion(text: str, region: str | None) -> Recognised | None:
    match = re.search(r"(?i)\b([a-z2-7]{56}|[a-z2-7]{16})\.onion\b", text)
    return Recognised("onion", match[0].lower(), match[0].lower()) if match else None


def _handle(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("handle", text)
    return Recognised("handle", value, f"@{value}") if re.fullmatch(r"@[\w.]{3,64}", text) and value else None


def _wallet(text: str, region: str | None) -> Recognised | None:
    plain = "".join(text.split())
    if read := wallet.wallet(plain):
        return Recognised("wallet", normal.identifier("wallet", plain), read.address)
    value = normal.identifier("wallet", plain)
    # the shape of an address of Bitcoin or Ethereum with a typing error in it
    shape = re.fullmatch(r"bc1[0-9a-z]{20,87}|0x[0-9a-f]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34}", value)
    return Recognised("wallet", value, plain, ("check_digit",)) if shape and not value.isdecimal() else None


def _iban(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("iban", text)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", value):
        return None
    return _checked("iban", value, iban.is_valid(value), " ".join(re.findall(".{1,4}", value)))


def _container(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("container", text)
    if not re.fullmatch(r"[A-Z]{3}[UJZ]\d{7}", value):
        return None
    return _checked("container", value, iso6346.is_valid(value), f"{value[:4]} {value[4:10]}-{value[10]}")


def _parcel(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("parcel", text)
    if not re.fullmatch(r"[A-Z]{2}\d{9}[A-Z]{2}", value):
        return None
    fits = checks.parcel_digit(value[2:10]) == value[10]
    return _checked("parcel", value, fits, f"{value[:2]} {value[2:5]} {value[5:8]} {value[8:11]} {value[11:]}")


def _imo(text: str, region: str | None) -> Recognised | None:
    named = re.fullmatch(r"(?i)\s*imo[\s:#-]*(\d{7})\s*", normal.text(text))
    bare = re.fullmatch(r"\d{7}", text)
    value = named[1] if named else text if bare else ""
    if not value or (bare and not imo.is_valid(value)):
        return None
    return _checked("imo", value, imo.is_valid(value), f"IMO {value}")


def _imei(text: str, region: str | None) -> Recognised | None:
    plain = normal.text(text)
    value = normal.identifier("imei", plain)
    named = plain.startswith("imei")
    if len(value) != 15 or not re.fullmatch(r"(imei)?[\s:#]*[\d\s/-]+", plain):
        return None
    fits = imei.is_valid(value)
    return _checked("imei", value, fits, value) if fits or named else None


def _flight(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("flight", text)
    match = re.fullmatch(r"([A-Z]{2,3}|[A-Z]\d|\d[A-Z])(\d{1,4}[A-Z]?)", value)
    # seven signs without a space are rather a passport
    if match is None or len(value) > 7 or (len(value) > 6 and " " not in text.strip()):
        return None
    return Recognised("flight", value, f"{match[1]} {match[2]}")


def _awb(text: str, region: str | None) -> Recognised | None:
    match = re.fullmatch(r"(\d{3})([\s-]?)(\d{7})(\d)", normal.text(text))
    if match is None:
        return None
    airline, between, serial, digit = match.groups()
    fits = int(serial) % 7 == int(digit)
    # a scanner gives eleven digits alone, and so may a telephone
    return _checked("awb", airline + serial + digit, fits, f"{airline}-{serial}{digit}") if fits or between else None


def _phone(text: str, region: str | None) -> Recognised | None:
    plain = normal.text(text)
    if not re.fullmatch(r"(tel\.?:?\s*)?\+?[\d\s()./-]{6,24}", plain) or len(re.sub(r"\D", "", plain)) < 6:
        return None
    value = normal.identifier("phone", plain.removeprefix("tel").lstrip(".: "), region=region)
    if not value.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return None
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return Recognised("phone", value, str(shown), () if phonenumbers.is_valid_number(number) else ("number_range",))


def _passport(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("passport", text)
    digits = sum(letter.isdecimal() for letter in value)
    shape = re.fullmatch(r"[A-Z0-9]{6,12}", value) and digits >= max(4, len(value) - 4)
    return Recognised("passport", value, value) if shape and len(text.split()) <= 4 else None


def _named(text: str, region: str | None) -> Recognised | None:
    match = re.fullmatch(r"(?i)(imsi|iccid|imei|imo|mmsi|vin|awb|pnr|iban|lei)[\s:#.-]+(.*[0-9].*)", text)
    return said_to_be(match[1].lower(), match[2], region) if match else None


def _line_of_zone(text: str, region: str | None) -> Recognised | None:
    """One line of a machine-readable zone whose other lines were not read: its number, or its name."""
    plain = "".join(text.split()).upper()
    if not re.fullmatch(r"[A-Z0-9<]{30,44}", plain) or "<" not in plain:
        return None
    below = re.fullmatch(r"([A-Z0-9<]{9})[0-9<][A-Z<]{3}\d{7}[MFX<]\d{6}[0-9<].*", plain)
    card = re.fullmatch(r"[IAC][A-Z<][A-Z<]{3}([A-Z0-9<]{9})[0-9<].*", plain)
    for match, kind in ((below, "passport"), (card, "id_card")):
        if match and any(sign.isdecimal() for sign in match[1]):
            number = match[1].replace("<", "")
            return Recognised(kind, number, number, ("mrz.length",))
    name = re.fullmatch(r"[PVIAC][A-Z<][A-Z<]{3}([A-Z]+[A-Z<]*)", plain)
    if name is None:
        return None
    surname, _, given = name[1].rstrip("<").partition("<<")
    shown = " ".join(f"{given} {surname}".replace("<", " ").split())
    return Recognised("name", shown, shown, ("mrz.length",))


def _url(text: str, region: str | None) -> Recognised | None:
    shape = re.fullmatch(r"(?i)(h(tt|xx)ps?://|www\.)\S+|[\w-]+(\.[\w-]+)+/\S*", text)
    return Recognised("url", normal.identifier("url", text), text[:200]) if shape else None


def _cas(text: str, region: str | None) -> Recognised | None:
    shape = re.fullmatch(r"[0-9]{2,7}-[0-9]{2}-[0-9]", text)
    return said_to_be("cas", text, region) if shape else None


def _ip(text: str, region: str | None) -> Recognised | None:
    try:
        address = str(ipaddress.ip_address(text))
    except ValueError:
        return None
    return Recognised("ip", normal.identifier("ip", address), address)


def _pgp(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("pgp_fpr", text)
    return Recognised("pgp_fpr", value, value) if re.fullmatch(r"[0-9A-F]{40}|[0-9A-F]{64}", value) else None


def _lei(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("lei", text)
    return Recognised("lei", value, value) if len(value) == 20 and lei.is_valid(value) else None


def _vin(text: str, region: str | None) -> Recognised | None:
    value = normal.identifier("vin", text)
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", value) or not re.search(r"[A-Z]", value):
        return None
    return Recognised("vin", value, value, checks.warnings("vin", value))


def _mmsi(text: str, region: str | None) -> Recognised | None:
    value = "".join(text.split())
    fits = re.fullmatch(r"[0-9]{9}", value) and not checks.warnings("mmsi", value)
    return Recognised("mmsi", value, value) if fits else None


def _sim(text: str, region: str | None) -> Recognised | None:
    """A SIM's own number, which begins with 89, or its subscriber's of fifteen digits, which begins with a country."""
    value = "".join(text.split())
    if re.fullmatch(r"89[0-9]{16,20}", value):
        return Recognised("iccid", value, value)
    return Recognised("imsi", value, value) if re.fullmatch(r"[2-7][0-9]{14}", value) else None


def _card(text: str, region: str | None) -> Recognised | None:
    """A payment card, which is kept masked: of a whole number the middle is left out before anything else is done."""
    plain = re.sub(r"[\s-]", "", text)
    if re.fullmatch(r"[3-6][0-9]{12,18}", plain) and luhn.is_valid(plain):
        plain = f"{plain[:6]}{'*' * (len(plain) - 10)}{plain[-4:]}"
    shape = re.fullmatch(r"[0-9]{4,6}[*xX•.]{4,12}[0-9]{4}", plain)
    return Recognised("card", re.sub(r"[^0-9]", "", plain), plain) if shape else None


def _aircraft(text: str, region: str | None) -> Recognised | None:
    plain = text.upper()
    shape = re.fullmatch(r"[A-Z0-9]{1,2}-(?=.*[A-Z])[A-Z0-9]{3,5}|N[1-9][0-9]{0,4}[A-Z]{0,2}", plain)
    letters = re.search(r"[A-Z]", plain.partition("-")[0])
    return Recognised("aircraft_reg", normal.identifier("aircraft_reg", plain), plain) if shape and letters else None


def _plate(text: str, region: str | None) -> Recognised | None:
    """A plate is written in groups of letters and digits; two groups are rather a flight or a paper."""
    groups = re.split(r"[\s-]+", text)
    value = normal.identifier("plate", text)
    mixed = any(sign.isdecimal() for sign in value) and any(sign.isalpha() for sign in value)
    each = all(group.isdecimal() or group.isalpha() for group in groups)
    shape = len(groups) == 3 and each and mixed and 4 <= len(value) <= 9 and all(len(group) <= 5 for group in groups)
    return Recognised("plate", value, " ".join(text.split()).upper()) if shape else None


def _pnr(text: str, region: str | None) -> Recognised | None:
    value = text.upper()
    shape = re.fullmatch(r"(?=.*[A-Z].*[A-Z])(?=.*[0-9])[A-Z0-9]{6}", value)
    return Recognised("pnr", value, value) if shape else None


def _checked(kind: str, value: str, fits: bool, shown: str) -> Recognised:
    return Recognised(kind, value, shown, () if fits else ("check_digit",))


LOOKS: Final[tuple[Callable[[str, str | None], Recognised | None], ...]] = (
    _reference, _email, _onion, _url, _ip, _handle, _named, _line_of_zone, _wallet, _container, _parcel, _iban, _lei,
    _cas, _pgp, _vin, _imo, _imei, _sim, _card, _awb, _flight, _aircraft, _plate, _phone, _mmsi, _passport, _pnr,
)  # fmt: skip
"""Every look, likeliest first."""
CERTAIN: Final = frozenset(
    {"reference", "email", "onion", "url", "ip", "handle", "container", "parcel", "iban", "lei", "pgp_fpr", "iccid"}
)
"""Kinds whose shape or check digit leaves no doubt; the others are told side by side."""
