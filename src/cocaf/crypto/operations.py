"""What the key process does with the private keys: one method per operation that a client may name. Each takes
and gives plain msgpack values. Only `agent` calls it."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from typing import Any, Final

from cocaf.crypto import documents, envelope, jws, sealing, signing
from cocaf.crypto.keystore import Keystore
from cocaf.domain.errors import CocafError

Sealed = tuple[dict[str, bytes], bytes, bytes]
"""Wraps by recipient, body, frame signature."""

SEALING_KEY_DAYS: Final = 60
"""Days after which a retired sealing key is destroyed; what was sealed to it can never be opened again."""


class Operations:
    """The operations on one opened keystore; safe to share among threads."""

    def __init__(self, keystore: Keystore) -> None:
        self._keystore = keystore
        self._header = jws.header_of(keystore.signing_public)
        self._started = datetime.datetime.now(datetime.UTC)
        self._table: Mapping[str, Callable[..., Any]] = {
            "status": self.status,
            "public": self.public,
            "protect": self.protect,
            "reveal": self.reveal,
            "sign": self.sign,
            "checkpoint": self.checkpoint,
            "digests": self.digests,
            "seal": self.seal,
            "open": self.open,
            "rotate_sealing": self.rotate_sealing,
            "destroy_old": self.destroy_old,
        }

    def run(self, request: Mapping[str, Any]) -> Any:
        """Does what the request names. Raises CocafError keys.unknown_op, keys.malformed, the operation's own."""
        arguments = dict(request)
        name = arguments.pop("op", None)
        operation = self._table.get(name) if isinstance(name, str) else None
        if operation is None:
            raise CocafError("keys.unknown_op", op=str(name)[:40])
        try:
            return operation(**arguments)
        except (TypeError, AttributeError, KeyError, ValueError) as error:
            raise CocafError("keys.malformed") from error

    def status(self) -> dict[str, Any]:
        """Who holds which sealing keys since when, and which process this is."""
        return {
            "member": self._keystore.member,
            "pid": os.getpid(),
            "started": self._started.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sealing_created": self._keystore.sealing_created,
            "sealing_keys": self._keystore.sealing_keys(),
        }

    def public(self) -> dict[str, Any]:
        """The public halves of the keys."""
        keystore = self._keystore
        return {
            "member": keystore.member,
            "signing": keystore.signing_public,
            "signing_id": jws.key_id(keystore.signing_public),
            "sealing": keystore.sealing_public,
            "sealing_id": sealing.sealing_id(keystore.sealing_public),
            "checkpoint": keystore.checkpoint_public,
        }

    def protect(self, documents_: list[bytes], sign: bool) -> list[tuple[bytes, bytes, bytes, bytes]]:
        """(signature, digest, ciphertext, wrapped key) of each document; the signature is empty unless `sign`."""
        keystore, answers = self._keystore, []
        for document in documents_:
            signature = jws.sign(document, self._header, keystore.signing) if sign else b""
            digest = hashlib.sha256(document).digest()
            answers.append((signature, digest, *documents.encrypt(document, keystore.document_key)))
        return answers

    def reveal(self, items: list[tuple[bytes, bytes]]) -> list[bytes]:
        """The documents in clear. Raises keys.cannot_reveal for the first that was not protected by this node."""
        answers = []
        for position, (sealed, wrapped_key) in enumerate(items, 1):
            document = documents.decrypt(sealed, wrapped_key, self._keystore.document_key)
            if document is None:
                raise CocafError("keys.cannot_reveal", position=position)
            answers.append(document)
        return answers

    def sign(self, purpose: str, payloads: list[bytes]) -> list[bytes]:
        """Ed25519 signatures for one of the purposes that a process may ask for."""
        if purpose not in signing.OPEN_PURPOSES:
            raise CocafError("keys.purpose", purpose=purpose[:40])
        return [signing.sign(purpose, payload, self._keystore.signing) for payload in payloads]

    def checkpoint(self, purpose: str, payloads: list[bytes]) -> list[bytes]:
        """ML-DSA-65 signatures, for directory entries and audit checkpoints."""
        if purpose not in signing.OPEN_PURPOSES:
            raise CocafError("keys.purpose", purpose=purpose[:40])
        return [signing.sign_checkpoint(purpose, payload, self._keystore.checkpoint) for payload in payloads]

    def digests(self, values: list[bytes]) -> list[bytes]:
        """HMAC-SHA256 of each value under the log's digest key."""
        return [hmac.digest(self._keystore.digest_key, value, "sha256") for value in values]

    def seal(self, messages: list[tuple[bytes, bytes, dict[str, bytes]]]) -> list[Sealed]:
        """Seals each (header, inner, sealing keys by recipient)."""
        return [self._seal(*message) for message in messages]

    def _seal(self, header: bytes, inner: bytes, keys: dict[str, bytes]) -> Sealed:
        about = envelope.read_header(header)
        if about.sender != self._keystore.member:
            raise CocafError("keys.not_the_sender", sender=about.sender, member=self._keystore.member)
        if set(about.recipients) != set(keys):
            raise CocafError("envelope.recipients")
        header_hash = hashlib.sha256(header).digest()
        signature = signing.sign("message", inner, self._keystore.signing)
        content_key = os.urandom(sealing.CONTENT_KEY_BYTES)
        body = sealing.encrypt_body(content_key, envelope.pack(signature, inner, about.size_class), header_hash)
        wraps = {code: sealing.wrap(content_key, keys[code], header_hash, code) for code in about.recipients}
        hashes = tuple(hashlib.sha256(wraps[code]).digest() for code in about.recipients)
        signed = envelope.signed_part(header, about.recipients, hashes, body)
        return wraps, body, signing.sign("frame", signed, self._keystore.signing)

    def open(self, frames: list[tuple[bytes, bytes, bytes]]) -> list[tuple[bytes, str]]:
        """(padded plaintext, "") or (empty, error code) of each (header, our wrap, body)."""
        return [self._open(*frame) for frame in frames]

    def _open(self, header: bytes, wrap: bytes, body: bytes) -> tuple[bytes, str]:
        private = self._keystore.opening_key(wrap[: sealing.HINT_BYTES])
        if private is None:
            return b"", "envelope.no_key"
        header_hash = hashlib.sha256(header).digest()
        content_key = sealing.unwrap(wrap, private, header_hash, self._keystore.member)
        if content_key is None:
            return b"", "envelope.wrap_closed"
        plaintext = sealing.decrypt_body(content_key, body, header_hash)
        return (b"", "envelope.body_closed") if plaintext is None else (plaintext, "")

    def rotate_sealing(self) -> str:
        """A new sealing key; returns its id."""
        return self._keystore.rotate_sealing()

    def destroy_old(self) -> list[str]:
        """Destroys sealing keys retired more than 60 days ago. The age is fixed here: no client may choose it."""
        return self._keystore.destroy_older_than(datetime.timedelta(days=SEALING_KEY_DAYS))
