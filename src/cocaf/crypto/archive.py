"""An archive that the node can write and not read: sealed to a recovery key whose private half is kept elsewhere.
`upkeep` writes backups with it; the private half is a keystore of its own, opened by whoever restores."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cocaf import limits
from cocaf.crypto import keystore, sealing
from cocaf.domain import canonical
from cocaf.domain.errors import CocafError

MAGIC: Final = b"cocaf backup 1\n"
RECIPIENT: Final = "RECOVERY"
CHUNK_BYTES: Final = limits.MIB

_LENGTH: Final = struct.Struct(">I")
_COUNTER: Final = struct.Struct(">xxxQ")
_HEADER_BYTES: Final = 64 * 1024
_TAG_BYTES: Final = 16
PRIVATE_FILE: Final = "recovery.json"
PUBLIC_FILE: Final = "recovery.pub"


def make_recovery_key(folder: Path, passphrase: str, *, work: keystore.Work | None = None) -> str:
    """Makes a recovery key in a new folder: `recovery.json`, private and encrypted under the passphrase, to be kept
    away from the node; `recovery.pub`, which the node needs. Returns its id. Raises CocafError keys.exists,
    keys.passphrase_short."""
    store = keystore.create(folder / PRIVATE_FILE, RECIPIENT, passphrase, work=work)
    public = base64.b64encode(store.sealing_public).decode()
    (folder / PUBLIC_FILE).write_text(f"{public}\n", encoding="ascii")
    return sealing.sealing_id(store.sealing_public)


def read_public(path: Path) -> bytes:
    """The public half. Raises CocafError backup.recovery_key."""
    try:
        public = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
        sealing.import_public(public)
    except (OSError, ValueError, CocafError) as error:
        raise CocafError("backup.recovery_key", path=str(path)) from error
    return public


class Sealed(io.RawIOBase):
    """A stream that seals what is written to it, chunk by chunk; nothing that was cut off opens as whole."""

    def __init__(self, out: BinaryIO, public: bytes, about: Mapping[str, Any]) -> None:
        super().__init__()
        header = canonical.encode({**about, "suite": sealing.SUITE, "key": sealing.sealing_id(public)})
        self._aad = hashlib.sha256(header).digest()
        content_key = os.urandom(sealing.CONTENT_KEY_BYTES)
        wrapped = sealing.wrap(content_key, public, self._aad, RECIPIENT)
        out.write(MAGIC + _LENGTH.pack(len(header)) + header + wrapped)
        self._out, self._cipher = out, AESGCM(content_key)
        self._left, self._number = bytearray(), 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Takes any number of bytes."""
        self._left += data
        while len(self._left) > CHUNK_BYTES:
            self._seal(bytes(self._left[:CHUNK_BYTES]), last=False)
            del self._left[:CHUNK_BYTES]
        return len(data)

    def finish(self) -> None:
        """Writes the last chunk. Without it the archive does not open."""
        self._seal(bytes(self._left), last=True)
        self._left.clear()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last), chunk, self._aad))
        self._number += 1


class Opened(io.RawIOBase):
    """The plain bytes of a sealed archive. `about` is its header, proved once the first chunk opened.

    Raises CocafError backup.not_one for another file, backup.other_key, and backup.damaged where it was changed or cut.
    """

    def __init__(self, source: BinaryIO, private: keystore.Keystore) -> None:
        super().__init__()
        header, wrapped = head(source)
        self._aad = hashlib.sha256(header).digest()
        self.about: dict[str, Any] = canonical.decode(header, size=_HEADER_BYTES)
        key = private.opening_key(wrapped[: sealing.HINT_BYTES])
        content_key = sealing.unwrap(wrapped, key, self._aad, RECIPIENT) if key else None
        if content_key is None:
            raise CocafError("backup.other_key", key=self.about.get("key", ""))
        self._source, self._cipher = source, AESGCM(content_key)
        self._ahead = source.read(CHUNK_BYTES + _TAG_BYTES)
        self._left, self._number, self._ended = memoryview(b""), 0, False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer from the next chunk."""
        while not self._left and not self._ended:
            self._left = memoryview(self._next())
        given = self._left[: len(buffer)]
        buffer[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)

    def _next(self) -> bytes:
        chunk, self._ahead = self._ahead, self._source.read(CHUNK_BYTES + _TAG_BYTES)
        self._ended = not self._ahead
        try:
            plain = self._cipher.decrypt(_nonce(self._number, self._ended), chunk, self._aad)
        except InvalidTag as error:
            raise CocafError("backup.damaged") from error
        self._number += 1
        return plain


def _nonce(number: int, last: bool) -> bytes:
    return _COUNTER.pack(number) + bytes([last])


def head(source: BinaryIO) -> tuple[bytes, bytes]:
    """The header and the wrapped key with which an archive begins. Raises CocafError backup.not_one, backup.damaged."""
    if source.read(len(MAGIC)) != MAGIC:
        raise CocafError("backup.not_one")
    length = source.read(_LENGTH.size)
    size = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else 0
    header, wrapped = source.read(min(size, _HEADER_BYTES)), source.read(sealing.WRAP_BYTES)
    if not 0 < size <= _HEADER_BYTES or len(header) != size or len(wrapped) != sealing.WRAP_BYTES:
        raise CocafError("backup.damaged")
    return header, wrapped


def is_sealed(path: Path) -> bool:
    """Whether the file begins like a sealed archive."""
    with path.open("rb") as source:
        return source.read(len(MAGIC)) == MAGIC
