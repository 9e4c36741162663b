"""The cipher of messages: a fresh content key per message, wrapped for each recipient with HPKE (RFC 9180), hybrid
of ML-KEM-768 and X25519. `wrap` needs public keys only; the key process alone unwraps."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from cocaf.crypto.jws import base64url
from cocaf.domain.errors import CocafError

SUITE: Final = "MLKEM768-X25519/HKDF-SHA256/AES-256-GCM/Ed25519"
"""Name of the one suite that frames are sealed with; it stands in the header and under the inner signature."""

_HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_MLKEM_PUBLIC_BYTES: Final = 1184
PUBLIC_BYTES: Final = _MLKEM_PUBLIC_BYTES + 32
HINT_BYTES: Final = 8
WRAP_BYTES: Final = HINT_BYTES + 1168
CONTENT_KEY_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32
_ZERO_NONCE: Final = bytes(12)


def sealing_id(public: bytes) -> str:
    """Name of a sealing key: SHA-256 of its public bytes, base64url, 43 characters."""
    return base64url(hashlib.sha256(public).digest()).decode()


def hint(public: bytes) -> bytes:
    """The 8 bytes before a wrap that say which of the recipient's sealing keys opens it."""
    return hashlib.sha256(public).digest()[:HINT_BYTES]


@lru_cache(maxsize=1024)
def import_public(public: bytes) -> MLKEM768X25519PublicKey:
    """Reads a sealing key: 1,184 bytes ML-KEM-768, then 32 bytes X25519. Raises CocafError keys.sealing_public."""
    if len(public) != PUBLIC_BYTES:
        raise CocafError("keys.sealing_public", bytes=len(public), expected=PUBLIC_BYTES)
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:]),
        )
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CocafError("keys.sealing_public", bytes=len(public), expected=PUBLIC_BYTES) from error


def _info(header_hash: bytes, recipient: str) -> bytes:
    return b"cocaf/1 wrap\0" + header_hash + recipient.encode("ascii")


def wrap(content_key: bytes, public: bytes, header_hash: bytes, recipient: str) -> bytes:
    """The content key for one recipient, bound to the header and the recipient's code; 1,176 bytes."""
    try:
        sealed = _HPKE.encrypt(content_key, import_public(public), _info(header_hash, recipient))
    except ValueError as error:  # a public key of small order, which only an attacker makes
        raise CocafError("keys.sealing_public", bytes=len(public), expected=PUBLIC_BYTES) from error
    return hint(public) + sealed


def unwrap(wrapped: bytes, private: MLKEM768X25519PrivateKey, header_hash: bytes, recipient: str) -> bytes | None:
    """The content key, or None when this wrap was not made for this key, header and recipient."""
    try:
        key = _HPKE.decrypt(wrapped[HINT_BYTES:], private, _info(header_hash, recipient))
    except (InvalidTag, ValueError):
        return None
    return key if len(key) == CONTENT_KEY_BYTES else None


def _derive(content_key: bytes, use: bytes, header_hash: bytes) -> bytes:
    return hmac.digest(content_key, b"cocaf/1 " + use + b"\0" + header_hash, "sha256")


def encrypt_body(content_key: bytes, plaintext: bytes, header_hash: bytes) -> bytes:
    """Commitment to the content key (32 bytes), then AES-256-GCM of the plaintext.

    AES-GCM alone does not commit to its key: a sender could make one body that opens to two texts under the two
    content keys that it hands to two recipients. The commitment rules that out.
    """
    sealed = AESGCM(_derive(content_key, b"body", header_hash)).encrypt(_ZERO_NONCE, plaintext, header_hash)
    return _derive(content_key, b"commitment", header_hash) + sealed


def decrypt_body(content_key: bytes, body: bytes, header_hash: bytes) -> bytes | None:
    """The plaintext, or None when the body, the key or the header is not the sealed one."""
    commitment = _derive(content_key, b"commitment", header_hash)
    if not hmac.compare_digest(commitment, body[:COMMITMENT_BYTES]):
        return None
    try:
        key = AESGCM(_derive(content_key, b"body", header_hash))
        return key.decrypt(_ZERO_NONCE, body[COMMITMENT_BYTES:], header_hash)
    except InvalidTag:
        return None
