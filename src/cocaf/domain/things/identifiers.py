"""What a typed text may be: a machine-readable zone, a number of a paper, a telephone, a container, a flight, else a
name. The check field and the extraction from pages ask here. A check digit that does not fit is told, never refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import phonenumbers
from stdnum import iban, imei, imo, iso6346

from cocaf import vocab
from cocaf.domain import normal
from cocaf.domain.errors import CocafError
from cocaf.domain.things import mrz, reference, wallet

_PAPERS: Final = ("passport", "id_card", "residence", "visa", "seaman_book", "driving_licence")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text was taken for: a kind of vocab `identifier`, the value in normal form, the value as people write it,
    and warnings (codes of vocab `identifier_warning`)."""

    kind: str
    value: str
    shown: str
    warnings: tuple[str, ...] = ()


def kinds() -> tuple[str, ...]:
    """All kinds of identifiers, in the list's order."""
    return tuple(vocab.load("identifier"))


def kinds_like(kind: str) -> tuple[str, ...]:
    """The kinds under which the same number may be held: what an officer types as a passport may be another paper."""
    return _PAPERS if kind in _PAPERS else (kind,)


def recognise(text: str, *, region: str | None = None) -> tuple[Recognised, ...]:
    """What `text` may be, likeliest first; empty for a text without letters and digits. A text that fits a number's
    shape is not also a name. `region` (ISO alpha-2) is where a telephone number without country code was written."""
    asked = text.strip()
    if mrz.looks_like(asked):
        return tuple(_from_zone(asked))
    found = tuple(dict.fromkeys(each for look in _LOOKS if (each := look(asked, region)) is not None))
    if found:
        return tuple(each for each in found if each.kind in _CERTAIN and not each.warnings) or found
    shown = " ".join(asked.split())
    return (Recognised("name", shown, shown),) if any(letter.isalnum() for letter in normal.text(asked)) else ()


def _from_zone(text: str) -> Iterator[Recognised]:
    try:
        zone = mrz.read(text)
    except CocafError as error:
        yield Recognised("mrz", normal.identifier("mrz", text)[:200], text[:200], (error.code,))
        return
    number = normal.identifier(zone.kind, zone.number)
    if number:
        yield Recognised(zone.kind, number, number, ("check_digit",) if zone.wrong else ())
    if zone.names:
        yield Recognised("name", zone.names, zone.names)


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
    fits = parcel_digit(value[2:10]) == value[10]
    return _checked("parcel", value, fits, f"{value[:2]} {value[2:5]} {value[5:8]} {value[8:11]} {value[11:]}")


def parcel_digit(serial: str) -> str:
    """The check digit of the eight digits of a postal item (UPU standard S10: weights 8 6 4 2 3 5 9 7, modulo 11)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))


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
    match = re.fullmatch(r"([A-Z]{2}|[A-Z]\d|\d[A-Z])(\d{1,4}[A-Z]?)", value)
    # seven signs without a space are rather a passport
    if match is None or len(value) > 7 or (len(value) > 6 and " " not in text.strip()):
        return None
    return Recognised("flight", value, f"{match[1]} {match[2]}")


def _awb(text: str, region: str | None) -> Recognised | None:
    match = re.fullmatch(r"(\d{3})[\s-](\d{7})(\d)", normal.text(text))
    if match is None:
        return None
    return _checked(
        "awb", "".join(match.groups()), int(match[2]) % 7 == int(match[3]), f"{match[1]}-{match[2]}{match[3]}"
    )


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


def _checked(kind: str, value: str, fits: bool, shown: str) -> Recognised:
    return Recognised(kind, value, shown, () if fits else ("check_digit",))


_LOOKS: Final[tuple[Callable[[str, str | None], Recognised | None], ...]] = (
    _reference, _email, _onion, _handle, _wallet, _container, _parcel, _iban, _imo, _imei, _awb, _flight, _phone,
    _passport,
)  # fmt: skip
_CERTAIN: Final = frozenset({"reference", "email", "onion", "handle", "container", "parcel", "iban"})
"""Kinds whose shape or check digit leaves no doubt; the others are told side by side."""
