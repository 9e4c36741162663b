"""Detached signatures of documents (JWS, RFC 7515, with the payload unencoded, RFC 7797; alg Ed25519, RFC 9864).
The key process signs; any room may verify. A key has exactly one valid protected header: it is compared, not read."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE_BYTES: Final = 64


def base64url(data: bytes) -> bytes:
    """Base64 of RFC 4648, section 5, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@lru_cache(maxsize=1024)
def key_id(public_key: bytes) -> str:
    """The `kid` of an Ed25519 public key (32 bytes): its JWK thumbprint (RFC 7638, RFC 8037), 43 characters."""
    jwk = b'{"crv":"Ed25519","kty":"OKP","x":"' + base64url(public_key) + b'"}'
    return base64url(hashlib.sha256(jwk).digest()).decode()


@lru_cache(maxsize=1024)
def header_of(public_key: bytes) -> bytes:
    """The one protected header under which a key signs documents, base64url."""
    return base64url(b'{"alg":"Ed25519","b64":false,"crit":["b64"],"kid":"' + key_id(public_key).encode() + b'"}')


def sign(document: bytes, header: bytes, private_key: Ed25519PrivateKey) -> bytes:
    """The compact detached JWS `header..signature` of the exact bytes of a document."""
    return header + b".." + base64url(private_key.sign(header + b"." + document))


def verify(document: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether this key (Ed25519, 32 bytes) signed these exact bytes. Never raises for a bad signature."""
    header, dots, value = signature.partition(b"..")
    try:
        if not dots or header != header_of(public_key):
            return False
        raw = base64.urlsafe_b64decode(value + b"==")
        # one spelling only: base64 has spare bits that a lenient decoder overlooks
        if len(raw) != SIGNATURE_BYTES or base64url(raw) != value:
            return False
        ed25519(public_key).verify(raw, header + b"." + document)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=1024)
def ed25519(public_key: bytes) -> Ed25519PublicKey:
    """The key object of 32 public bytes. Raises ValueError for another length."""
    return Ed25519PublicKey.from_public_bytes(public_key)
