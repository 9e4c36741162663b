"""Keys derived from a secret that goes away: HKDF with SHA-256 (RFC 5869). The web room asks for the key of what an
officer's own machine keeps of a report; when the secret is gone, nobody can derive it again."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32


def key(secret: bytes, use: str) -> bytes:
    """A key of 32 bytes for one use, from a random secret of 16 bytes or more."""
    if len(secret) < 16:
        raise ValueError("a secret of 16 bytes or more")
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=f"cocaf/1 {use}".encode()).derive(secret)
