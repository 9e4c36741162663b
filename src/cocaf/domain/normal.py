"""The one normaliser: text and identifiers in the form in which they are compared. It feeds both databases, so that
both find the same. Whatever is stored or shown keeps its own spelling; only keys and questions pass through here."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

import phonenumbers

# Letters that do not decompose, and Arabic letters that people, keyboards and countries use for one another: hamza
# forms fall on their seat by decomposition; ya and kaf have Persian twins; ta marbuta is heard and written as ha.
_SAME: Final[Mapping[str, str]] = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "ß": "ss", "ə": "a",
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ۍ": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه",
    "ە": "ه", "ۃ": "ه", "ٱ": "ا", "ء": "", "ـ": "", "٫": ".", "٬": ",", "،": ",", "؛": ";", "؟": "?", "’": "'",
    "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-",
}  # fmt: skip
LONGEST: Final = 200
"""Most characters of a normal form; no identifier has as many, and one letter may become eighteen when it is folded."""

_KEPT_MARKS: Final = frozenset({8, 9})
"""Combining classes that make another letter, not an accent: kana voicing, Indic virama."""


class _Fold(dict[int, str]):
    """Code point to what it becomes; filled as letters are met."""

    def __missing__(self, point: int) -> str:
        self[point] = folded = _settle(chr(point))
        return folded


def _settle(letters: str) -> str:
    for _ in range(6):
        after = "".join(map(_fold_one, unicodedata.normalize("NFKD", letters).casefold()))
        if after == letters:
            break
        letters = after
    return letters


def _fold_one(letter: str) -> str:
    if letter in _SAME:
        return _SAME[letter]
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category[0] == "Z" or letter in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85":
        return " "
    # Cf holds the bidi controls, the joiners and the soft hyphen; they are not seen and must not tell names apart
    if category in {"Cf", "Cc", "Cs", "Cn", "Co"} or _is_accent(letter):
        return ""
    return letter


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) not in _KEPT_MARKS | {0} or unicodedata.category(letter) == "Me"


_FOLD: Final = _Fold()


def text(value: str) -> str:
    """`value` without case, accents, Arabic letter variants, vowel marks and tatweel; digits of every script as ASCII,
    bidi and other invisible characters removed, runs of spaces as one. Idempotent."""
    if value.isascii():
        folded = value.casefold()
        return " ".join((folded if folded.isprintable() else folded.translate(_FOLD)).split())
    return " ".join(unicodedata.normalize("NFC", value.translate(_FOLD)).split())


def identifier(kind: str, value: str, *, region: str | None = None) -> str:
    """Normal form of an identifier of a kind of field.md 8.25; "" where nothing is left. A kind without a rule of its
    own is upper-case letters and digits. `region` (ISO alpha-2) is where a telephone number without country code was
    written. Nothing is corrected: a letter O stays a letter O."""
    if kind == "phone":
        return _phone(value, region)[:LONGEST]
    return _RULES.get(kind, _alphanumeric)(value)[:LONGEST]


def _alphanumeric(value: str) -> str:
    return "".join(letter for letter in text(value) if letter.isalnum()).upper()


def _digits(value: str) -> str:
    return "".join(letter for letter in text(value) if letter in "0123456789")


def _joined(value: str) -> str:
    return "".join(text(value).split())


def _address(value: str) -> str:
    # accents count in an address: é@ and e@ are two mailboxes. A space that goes may let two letters become one, so
    # that one pass is not always enough.
    for _ in range(6):
        after = unicodedata.normalize("NFKC", "".join(_visible(value).split()).casefold())
        if after == value:
            break
        value = after
    return value


def _visible(value: str) -> str:
    return "".join(letter for letter in value if unicodedata.category(letter) not in {"Cf", "Cc", "Cs"})


def _ip(value: str) -> str:
    plain = _address(value)
    try:
        return str(ipaddress.ip_address(plain))
    except ValueError:
        return plain


def _handle(value: str) -> str:
    return _joined(value).lstrip("@")


def _wallet(value: str) -> str:
    plain = "".join(_visible(value).split())
    # base58 tells case apart, bech32 and hexadecimal do not
    return plain.lower() if re.match(r"(?i)(bc1|tb1|ltc1|0x)", plain) else plain


def _flight(value: str) -> str:
    plain = _alphanumeric(value)
    match = re.fullmatch(r"([A-Z]{2,3}|[A-Z]\d|\d[A-Z])0*(\d{1,4}[A-Z]?)", plain)
    return f"{match[1]}{match[2]}" if match else plain


def _phone(value: str, region: str | None) -> str:
    digits = _digits(value)
    international = text(value).startswith("+")
    if digits.startswith("00") and not international:
        digits, international = digits[2:], True
    if not digits:
        return ""
    dialled = f"+{digits}" if international else digits
    try:
        number = phonenumbers.parse(dialled, region)
    except phonenumbers.NumberParseException:
        return dialled
    if phonenumbers.is_possible_number(number):
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return dialled


_RULES: Final[Mapping[str, Callable[[str], str]]] = {
    "awb": _digits,
    "email": _address,
    "flight": _flight,
    "handle": _handle,
    "iccid": _digits,
    "imei": _digits,
    "imo": _digits,
    "imsi": _digits,
    "ip": _ip,
    "mmsi": _digits,
    "onion": _address,
    "url": _address,
    "wallet": _wallet,
}
