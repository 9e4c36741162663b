"""Encryption at rest: every document under a fresh key of its own, that key wrapped under the node's document key.
Only the key process calls it. To erase a document is to delete its wrapped key."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
WRAPPED_BYTES: Final = _NONCE_BYTES + KEY_BYTES + _TAG_BYTES

_ZERO_NONCE: Final = bytes(_NONCE_BYTES)
_SEALED: Final = b"cocaf/1 document"
_WRAPPED: Final = b"cocaf/1 document key"


def encrypt(document: bytes, document_key: AESGCM) -> tuple[bytes, bytes]:
    """Seals a document: (ciphertext of len + 16 bytes, wrapped key of 60 bytes).

    The nonce of the document is zero because its key is used once; the wrap's nonce is random, because the node's
    document key is used for every document (2^32 wraps are safe, NIST SP 800-38D, 8.3).
    """
    fresh, nonce = os.urandom(KEY_BYTES), os.urandom(_NONCE_BYTES)
    sealed = AESGCM(fresh).encrypt(_ZERO_NONCE, document, _SEALED)
    return sealed, nonce + document_key.encrypt(nonce, fresh, _WRAPPED)


def decrypt(sealed: bytes, wrapped_key: bytes, document_key: AESGCM) -> bytes | None:
    """The document, or None when the ciphertext or its key was changed or belongs to another node."""
    if len(wrapped_key) != WRAPPED_BYTES:
        return None
    try:
        fresh = document_key.decrypt(wrapped_key[:_NONCE_BYTES], wrapped_key[_NONCE_BYTES:], _WRAPPED)
        return AESGCM(fresh).decrypt(_ZERO_NONCE, sealed, _SEALED)
    except InvalidTag:
        return None
