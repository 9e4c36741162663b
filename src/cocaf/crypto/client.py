"""How every process asks for what needs a private key: one batch, one round trip, nothing kept afterwards. `keys()` is
the client of the configured node; services of `records`, `exchange`, `audit` and `members` call it."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from cocaf import limits
from cocaf.crypto import envelope, wire
from cocaf.domain.errors import CocafError

T = TypeVar("T")


@dataclass(frozen=True)
class PublicKeys:
    """The public halves of a node's keys: Ed25519 (32 bytes), ML-KEM-768 + X25519 (1,216), ML-DSA-65 (1,952)."""

    member: str
    signing: bytes
    signing_id: str
    sealing: bytes
    sealing_id: str
    checkpoint: bytes


@dataclass(frozen=True)
class Protected:
    """A document as it is stored: detached JWS (empty when not asked for), SHA-256, ciphertext, wrapped key."""

    signature: bytes
    digest: bytes
    sealed: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)


class KeyClient:
    """Talks to one key process; safe to share among threads, each of which has a connection of its own.

    Every method raises CocafError keys.away when the key process does not answer, and what the process refuses.
    """

    def __init__(self, socket_path: Path) -> None:
        self._path = socket_path
        self._own = threading.local()

    def status(self) -> dict[str, Any]:
        """Member, process id, start, and the sealing keys with the time each was created and retired."""
        return dict(self._ask("status"))

    def public(self) -> PublicKeys:
        """The node's public keys."""
        return PublicKeys(**self._ask("public"))

    def protect(self, documents: Sequence[bytes], *, sign: bool) -> list[Protected]:
        """Encrypts each document under a fresh key; with `sign`, signs it as this member's."""
        answers = self._batches("protect", "documents_", documents, len, sign=sign)
        return [Protected(*answer) for answer in answers]

    def reveal(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """The documents of (ciphertext, wrapped key). Raises keys.cannot_reveal for one that was changed."""
        # the database gives bytes, memoryview or bytearray, after its kind
        plain = [(bytes(sealed), bytes(wrapped_key)) for sealed, wrapped_key in items]
        return self._batches("reveal", "items", plain, lambda item: len(item[0]))

    def sign(self, purpose: str, payloads: Sequence[bytes]) -> list[bytes]:
        """Ed25519 signatures of 64 bytes for "audit", "entry", "erasure" or "request"; `signing.verify` checks them."""
        return self._batches("sign", "payloads", payloads, len, purpose=purpose)

    def checkpoint(self, purpose: str, payloads: Sequence[bytes]) -> list[bytes]:
        """ML-DSA-65 signatures of 3,309 bytes; `signing.verify_checkpoint` checks them."""
        return self._batches("checkpoint", "payloads", payloads, lambda payload: len(payload) + 4096, purpose=purpose)

    def digests(self, values: Sequence[bytes]) -> list[bytes]:
        """Keyed digests (32 bytes), by which the log names an identifier without holding it."""
        return self._batches("digests", "values", values, len)

    def seal(self, messages: Sequence[envelope.Outgoing]) -> list[envelope.Frame]:
        """Seals each message for all its recipients."""
        asked = [(message.header, message.inner, dict(message.recipients)) for message in messages]
        answers = self._batches("seal", "messages", asked, lambda item: 2 * len(item[1]) + 4096 * len(item[2]))
        return [_frame(message, *answer) for message, answer in zip(messages, answers, strict=True)]

    def open(self, frames: Sequence[envelope.Incoming]) -> list[envelope.Opened]:
        """Opens each frame; one that stays closed has an error code and does not disturb the others."""
        asked = [(frame.header, frame.wrap, frame.body) for frame in frames]
        answers = self._batches("open", "frames", asked, lambda item: len(item[2]))
        return [_opened(frame, *answer) for frame, answer in zip(frames, answers, strict=True)]

    def rotate_sealing(self) -> str:
        """Makes a new sealing key and retires the present one; returns the new id."""
        return str(self._ask("rotate_sealing"))

    def destroy_old(self) -> list[str]:
        """Destroys the sealing keys that were retired more than 60 days ago; returns their ids."""
        return list(self._ask("destroy_old"))

    def close(self) -> None:
        """Ends this thread's connection."""
        line: _Line | None = getattr(self._own, "line", None)
        if line is not None:
            line.connection.close()
        self._own.line = None

    def _batches(self, op: str, name: str, items: Sequence[T], size: Callable[[T], int], **others: Any) -> list[Any]:
        answers: list[Any] = []
        for batch in _split(items, size):
            answers += self._ask(op, **{name: batch}, **others)
        return answers

    def _ask(self, op: str, **arguments: Any) -> Any:
        request = {"op": op, **arguments}
        try:
            answer = self._exchange(request)
        except OSError as error:
            self.close()
            raise CocafError("keys.away", path=str(self._path)) from error
        except CocafError:
            self.close()  # what is left on the line belongs to no answer
            raise
        if "error" in answer:
            raise CocafError(answer["error"], **answer.get("params", {}))
        return answer["ok"]

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        kept: _Line | None = getattr(self._own, "line", None)
        # a connection that was inherited over a fork is the parent's conversation
        if kept is not None and kept.process == os.getpid():
            try:
                return _round_trip(kept.connection, request)
            except ConnectionError:
                # the key process was started anew since this thread last asked; no operation harms when done twice
                self.close()
        self._own.line = _Line(self._path)
        return _round_trip(self._own.line.connection, request)


class _Line:
    """One thread's connection; it is closed when the thread ends and takes its locals with it."""

    def __init__(self, path: Path) -> None:
        self.process = os.getpid()
        self.connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.connection.settimeout(limits.KEY_SECONDS)
        self.connection.connect(str(path))

    def __del__(self) -> None:
        self.connection.close()


def _round_trip(connection: socket.socket, request: dict[str, Any]) -> dict[str, Any]:
    wire.send(connection, request)
    answer = wire.receive(connection)
    if answer is None:
        raise ConnectionResetError
    return answer


def _split(items: Sequence[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Batches of at most limits.KEY_BATCH_BYTES, or of one item."""
    batch: list[T] = []
    total = 0
    for item in items:
        if batch and total + size(item) > limits.KEY_BATCH_BYTES:
            yield batch
            batch, total = [], 0
        batch.append(item)
        total += size(item)
    if batch:
        yield batch


def _frame(message: envelope.Outgoing, wraps: dict[str, bytes], body: bytes, signature: bytes) -> envelope.Frame:
    codes = envelope.read_header(message.header).recipients
    hashes = tuple(hashlib.sha256(wraps[code]).digest() for code in codes)
    return envelope.Frame(message.header, hashes, wraps, body, signature)


def _opened(frame: envelope.Incoming, plaintext: bytes, error: str) -> envelope.Opened:
    if error:
        return envelope.Opened(frame.header, error=error)
    try:
        signature, inner = envelope.unpack(plaintext)
    except CocafError as refusal:
        return envelope.Opened(frame.header, error=refusal.code)
    return envelope.Opened(frame.header, inner, signature)


_clients: dict[Path, KeyClient] = {}
_configured: list[Path] = []


def configure(socket_path: Path | None) -> None:
    """Sets the key process that `keys()` talks to; None goes back to the node's settings."""
    _configured[:] = [] if socket_path is None else [socket_path]


def keys() -> KeyClient:
    """The client of this process's node."""
    if _configured:
        path = _configured[0]
    else:
        from cocaf import config  # only now: tests and the key process configure their own

        path = config.current().key_socket
    return _clients.setdefault(path, KeyClient(path))
