"""References for people, as `MA-7K3Q-92F5`: member, seven random characters without look-alikes, one check character.
Never a serial number, so that a reference tells nothing about how much a country reports."""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 characters after Douglas Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U (read as V)."""

RANDOM_CHARACTERS: Final = 7
_CODE_CHARACTERS: Final = RANDOM_CHARACTERS + 1
_MEMBER_CHARACTERS: Final = range(2, 9)
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def _double(value: int) -> int:
    """Multiplies by x in the field of 32 elements (x^5 + x^2 + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


_DOUBLE: Final = tuple(_double(value) for value in range(32))
_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}


def _check_character(member: str, code: str) -> str:
    """The character that makes the sum of x^i * character zero in GF(32).

    One wrong character, and any two characters that changed places, always give another sum; a wrong letter in the
    member's code too, so that a reference of one country is not taken for another's.
    """
    total = 0
    for letter in member:
        total = _DOUBLE[total] ^ ord(letter) & 31
    for character in code:
        total = _DOUBLE[total] ^ _VALUE[character]
    return ALPHABET[_DOUBLE[total]]


def make(member: str) -> str:
    """A new reference of a member, random: 2^35 are possible, so who stores it looks whether it is taken."""
    bits = secrets.randbits(5 * RANDOM_CHARACTERS)
    code = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(RANDOM_CHARACTERS))
    code += _check_character(member, code)
    return f"{member}-{code[:4]}-{code[4:]}"


def check(text: str) -> bool:
    """Whether the text is a reference in its one spelling, and its check character is right."""
    member, _, code = text.partition("-")
    if len(member) not in _MEMBER_CHARACTERS or not (member.isascii() and member.isalnum() and member.isupper()):
        return False
    if len(code) != _CODE_CHARACTERS + 1 or code[4] != "-":
        return False
    code = code[:4] + code[5:]
    if not all(character in ALPHABET for character in code):
        return False
    return _check_character(member, code[:-1]) == code[-1]


def tidy(text: str) -> str:
    """The one spelling of a reference as people type or hear it: small letters, spaces, dashes of any kind, Arabic
    digits, O for 0, I and L for 1. A text that has not the shape of a reference comes back trimmed, else untouched.
    """
    plain = "".join(_plain(character) for character in unicodedata.normalize("NFKC", text)).upper()
    member, code = plain[:-_CODE_CHARACTERS], plain[-_CODE_CHARACTERS:].translate(_LOOK_ALIKES)
    if len(member) not in _MEMBER_CHARACTERS or not plain.isascii() or not set(code) <= set(ALPHABET):
        return text.strip()
    return f"{member}-{code[:4]}-{code[4:]}"


def _plain(character: str) -> str:
    if not character.isalnum():
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
