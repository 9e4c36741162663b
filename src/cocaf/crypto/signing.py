"""Signatures over what is not a document: frames, messages, audit seals, directory entries, requests. Each carries its
purpose under the signature, so that one never serves as another. Any room may verify."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from cocaf.crypto.jws import ed25519

OPEN_PURPOSES: Final = frozenset({"audit", "entry", "erasure", "request"})
"""What a process of the node may ask the key process to sign."""

SEALING_PURPOSES: Final = frozenset({"frame", "message"})
"""What the key process signs only while it seals."""


def _domain(purpose: str) -> bytes:
    # A document's signing input starts with base64url of `{"`, that is `eyJ`: it can never start with this.
    return b"cocaf/1 " + purpose.encode("ascii") + b"\0"


def sign(purpose: str, payload: bytes, private_key: Ed25519PrivateKey) -> bytes:
    """Ed25519 over the purpose and the payload, 64 bytes."""
    return private_key.sign(_domain(purpose) + payload)


def verify(purpose: str, payload: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether this key (Ed25519, 32 bytes) signed this payload for this purpose."""
    try:
        ed25519(public_key).verify(signature, _domain(purpose) + payload)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign_checkpoint(purpose: str, payload: bytes, private_key: MLDSA65PrivateKey) -> bytes:
    """ML-DSA-65 (FIPS 204) over the payload, the purpose as its context, 3,309 bytes."""
    return private_key.sign(payload, _domain(purpose))


def verify_checkpoint(purpose: str, payload: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether this checkpoint key (ML-DSA-65, 1,952 bytes) signed this payload for this purpose."""
    try:
        _mldsa(public_key).verify(signature, payload, _domain(purpose))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _mldsa(public_key: bytes) -> MLDSA65PublicKey:
    return MLDSA65PublicKey.from_public_bytes(public_key)
