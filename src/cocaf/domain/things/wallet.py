"""Addresses of coins, with the checks that each chain builds into them: Base58Check, Bech32 and Bech32m (BIP 173, 350),
EIP-55, Monero's checksum. An address that fails its check is none: a typing error must not point at a stranger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cocaf.domain.things.keccak import keccak_256

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BASE58_VERSIONS: Final = {0x00: "bitcoin", 0x05: "bitcoin", 0x30: "litecoin", 0x32: "litecoin", 0x1E: "dogecoin"}
_BECH32_PREFIXES: Final = {"bc": "bitcoin", "ltc": "litecoin"}
_MONERO_BLOCK: Final = {11: 8, 7: 5}
_MONERO_PREFIXES: Final = frozenset({18, 19, 42})


@dataclass(frozen=True)
class Wallet:
    """An address that passed the check of its chain. `checked` is False where the spelling carries no checksum."""

    chain: str
    address: str
    checked: bool = True


def _base58(text: str) -> int | None:
    value = 0
    for letter in text:
        digit = _BASE58.find(letter)
        if digit < 0:
            return None
        value = value * 58 + digit
    return value


def _base58check(text: str) -> Wallet | None:
    value = _base58(text) if 26 <= len(text) <= 35 else None
    if value is None or value.bit_length() > 200:
        return None
    raw = value.to_bytes(25, "big")
    if hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] != raw[-4:]:
        return None
    # a leading zero byte is written as a leading 1, no more and no fewer
    zeros = len(raw) - len(raw.lstrip(b"\x00"))
    chain = _BASE58_VERSIONS.get(raw[0])
    return Wallet(chain, text) if chain and len(text) - len(text.lstrip("1")) == zeros else None


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check


def _bech32(text: str) -> Wallet | None:
    lowered = text.lower()
    prefix, _, data = lowered.partition("1")
    if text not in {lowered, text.upper()} or prefix not in _BECH32_PREFIXES or not 14 <= len(text) <= 90:
        return None
    if not data or any(letter not in _BECH32 for letter in data):
        return None
    values = [_BECH32.index(letter) for letter in data]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    # witness version 0 keeps Bech32, later ones use Bech32m (BIP 350)
    if _polymod(expanded + values) != (1 if values[0] == 0 else 0x2BC830A3) or values[0] > 16:
        return None
    return Wallet(_BECH32_PREFIXES[prefix], lowered)


def _ethereum(text: str) -> Wallet | None:
    digits = text[2:]
    if len(text) != 42 or text[:2].lower() != "0x" or any(c not in "0123456789abcdefABCDEF" for c in digits):
        return None
    if digits in {digits.lower(), digits.upper()}:
        return Wallet("ethereum", "0x" + digits.lower(), checked=False)
    digest = keccak_256(digits.lower().encode()).hex()
    right = "".join(c.upper() if int(digest[i], 16) >= 8 else c for i, c in enumerate(digits.lower()))
    return Wallet("ethereum", "0x" + digits.lower()) if digits == right else None


def _monero(text: str) -> Wallet | None:
    if len(text) not in {95, 106} or text[0] not in "48":
        return None
    raw = b""
    cuts = [*range(0, len(text), 11), len(text)]
    for start, end in pairwise(cuts):
        value, size = _base58(text[start:end]), _MONERO_BLOCK.get(end - start)
        if value is None or size is None or value.bit_length() > size * 8:
            return None
        raw += value.to_bytes(size, "big")
    if raw[0] not in _MONERO_PREFIXES or keccak_256(raw[:-4])[:4] != raw[-4:]:
        return None
    return Wallet("monero", text)


def wallet(text: str) -> Wallet | None:
    """The address that a word is, in the chain's normal spelling; None for anything else. Length is bounded at 120."""
    if not 14 <= len(text) <= 120 or not text.isascii() or not text.isalnum():
        return None
    return _ethereum(text) or _bech32(text) or _monero(text) or _base58check(text)
