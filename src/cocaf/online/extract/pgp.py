"""PGP public keys on a page: the fingerprint, worked out from the key itself (RFC 9580 §5.5.4), is the strongest link
between two vendors. Nothing is verified or decrypted."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Final

_MOST_BLOCKS: Final = 20
_LONGEST_BLOCK: Final = 64 * 1024
BEGIN: Final = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
_END: Final = "-----END PGP PUBLIC KEY BLOCK-----"
_WORDED: Final = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{4}[ :]{0,2}){9}[0-9A-Fa-f]{4}(?![0-9A-Fa-f])")
_NAMED: Final = re.compile(r"(?i)fingerprint|empreinte|huella|بصمة|pgp|gpg")
_ARMOR_LINE: Final = re.compile(r"[A-Za-z0-9+/]{4,80}={0,2}")


def _payload(block: str) -> bytes | None:
    """The bytes between the armour lines. Pages put the whole block on one line, or lose its blank line."""
    inside = block.removeprefix(BEGIN).partition(_END)[0]
    words = [word for word in inside.split() if _ARMOR_LINE.fullmatch(word) or word.startswith("=")]
    if words and words[-1].startswith("="):
        words.pop()
    start = next(
        (i for i, word in enumerate(words) if word[:2] in {"mQ", "mD", "mF", "mI", "mE", "xs", "xj", "xo", "mC"}), None
    )
    if start is None:
        return None
    text = "".join(words[start:])
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _old_format(data: bytes) -> tuple[int, bytes] | None:
    size = 1 << (data[0] & 3)
    if size > 4 or len(data) < 1 + size:
        return None
    length = int.from_bytes(data[1 : 1 + size], "big")
    return data[0] >> 2 & 15, data[1 + size : 1 + size + length]


def _new_format(data: bytes) -> tuple[int, bytes] | None:
    if len(data) < 6:
        return None
    first = data[1]
    if first < 192:
        return data[0] & 63, data[2 : 2 + first]
    if first < 224:
        length = (first - 192 << 8) + data[2] + 192
        return data[0] & 63, data[3 : 3 + length]
    return (data[0] & 63, data[6 : 6 + int.from_bytes(data[2:6], "big")]) if first == 255 else None


def fingerprint(block: str) -> str | None:
    """The fingerprint of the first key packet in an armoured block, upper-case hexadecimal; None if unreadable."""
    data = _payload(block[:_LONGEST_BLOCK])
    if not data or not data[0] & 0x80:
        return None
    packet = _new_format(data) if data[0] & 0x40 else _old_format(data)
    if packet is None or packet[0] != 6 or len(packet[1]) < 10:
        return None
    body = packet[1]
    if body[0] == 4:
        head = b"\x99" + len(body).to_bytes(2, "big")
        return hashlib.sha1(head + body, usedforsecurity=False).hexdigest().upper()
    if body[0] == 6:
        return hashlib.sha256(b"\x9b" + len(body).to_bytes(4, "big") + body).hexdigest().upper()
    return None


def blocks(text: str) -> list[str]:
    """The armoured public key blocks in a text."""
    found: list[str] = []
    place = 0
    while len(found) < _MOST_BLOCKS and (start := text.find(BEGIN, place)) >= 0:
        end = text.find(_END, start)
        if end < 0:
            break
        place = end + len(_END)
        found.append(text[start:place])
    return found


def written(line: str) -> list[str]:
    """Fingerprints written out as forty hexadecimal digits, in groups or after a word that says what they are."""
    found = (match.group() for match in _WORDED.finditer(line[:2_000]))
    return [re.sub(r"[ :]", "", text).upper() for text in found if " " in text or _NAMED.search(line[:2_000])]
