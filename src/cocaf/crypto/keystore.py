"""The node's private keys in one file, encrypted under a passphrase (Argon2id, AES-256-GCM). `cocaf init` creates it;
only the key process opens it. Sealing keys are a list, so that the monthly rotation needs no other format."""

from __future__ import annotations

import base64
import datetime
import os
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from cocaf.crypto import sealing
from cocaf.domain import canonical
from cocaf.domain.errors import CocafError

VERSION: Final = 1
PASSPHRASE_CHARACTERS: Final = 12
"""Shortest passphrase that protects a keystore."""

_SEEDS: Final = ("signing", "checkpoint", "document", "digest")
_FILE_BYTES: Final = 64 * 1024
_MEMORY_KIB_LIMIT: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class Work:
    """What one guess of the passphrase costs (Argon2id, RFC 9106): memory in KiB, passes, lanes."""

    memory_kib: int = 128 * 1024
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True)
class SealingKey:
    """One of the node's sealing keys; `retired` when a newer one took its place. Times are UTC, to the second."""

    created: str
    retired: str | None
    mlkem: bytes = field(repr=False)
    x25519: bytes = field(repr=False)

    @property
    def private(self) -> MLKEM768X25519PrivateKey:
        """The key object that opens wraps."""
        return MLKEM768X25519PrivateKey(
            MLKEM768PrivateKey.from_seed_bytes(self.mlkem), X25519PrivateKey.from_private_bytes(self.x25519)
        )

    @property
    def public(self) -> bytes:
        """What partners seal to: 1,184 bytes ML-KEM-768, then 32 bytes X25519."""
        mlkem = MLKEM768PrivateKey.from_seed_bytes(self.mlkem).public_key().public_bytes_raw()
        return mlkem + X25519PrivateKey.from_private_bytes(self.x25519).public_key().public_bytes_raw()


@dataclass(frozen=True)
class Secrets:
    """What the encrypted part of the file holds: seeds, never derived keys."""

    signing: bytes = field(repr=False)
    checkpoint: bytes = field(repr=False)
    document: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    sealing: tuple[SealingKey, ...] = field(repr=False)


class Keystore:
    """An opened keystore. The key process shares one among its threads; a change is on disk before it is in use."""

    def __init__(self, path: Path, outer: Mapping[str, Any], file_key: bytes, secrets: Secrets) -> None:
        self.path = path
        self.member: str = outer["member"]
        self._outer = outer
        self._file_key = file_key
        self._lock = threading.Lock()
        self._take(secrets)
        self.signing = Ed25519PrivateKey.from_private_bytes(secrets.signing)
        self.signing_public = self.signing.public_key().public_bytes_raw()
        self.checkpoint = MLDSA65PrivateKey.from_seed_bytes(secrets.checkpoint)
        self.checkpoint_public = self.checkpoint.public_key().public_bytes_raw()
        self.document_key = AESGCM(secrets.document)
        self.digest_key = secrets.digest

    def _take(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self.sealing_public = secrets.sealing[-1].public
        self.sealing_created = secrets.sealing[-1].created
        self._opening = {sealing.hint(key.public): key.private for key in secrets.sealing}

    def opening_key(self, hint: bytes) -> MLKEM768X25519PrivateKey | None:
        """The sealing key that a wrap names, or None when it was destroyed or never ours."""
        return self._opening.get(hint)

    def sealing_keys(self) -> list[dict[str, str | None]]:
        """Id, created and retired of every sealing key held, oldest first."""
        return [
            {"id": sealing.sealing_id(key.public), "created": key.created, "retired": key.retired}
            for key in self._secrets.sealing
        ]

    def rotate_sealing(self, now: datetime.datetime | None = None) -> str:
        """Makes a new sealing key and retires the present one, which still opens what is under way.

        Returns the new key's id. Partners seal to the new key once they have this node's new directory entry.
        """
        with self._lock:
            moment = _moment(now)
            *old, present = self._secrets.sealing
            keys = (*old, replace(present, retired=moment), _new_sealing_key(moment))
            self._save(replace(self._secrets, sealing=keys))
            return sealing.sealing_id(self.sealing_public)

    def destroy_older_than(self, age: datetime.timedelta, now: datetime.datetime | None = None) -> list[str]:
        """Destroys sealing keys that were retired longer ago than `age`; what was sealed to them stays closed for
        ever. Returns their ids."""
        with self._lock:
            limit = _moment((now or datetime.datetime.now(datetime.UTC)) - age)
            gone = [key for key in self._secrets.sealing if key.retired is not None and key.retired < limit]
            if gone:
                kept = tuple(key for key in self._secrets.sealing if key not in gone)
                self._save(replace(self._secrets, sealing=kept))
            return [sealing.sealing_id(key.public) for key in gone]

    def _save(self, secrets: Secrets) -> None:
        _write(self.path, _encrypt(self._outer, self._file_key, secrets), replace_file=True)
        self._take(secrets)


def create(path: Path, member: str, passphrase: str, *, work: Work | None = None) -> Keystore:
    """Makes the keys of a member's node and writes them, mode 0600, into a folder of mode 0700.

    Raises CocafError keys.exists, keys.passphrase_short. `work` is for tests; the default costs about 0.3 s a guess.
    """
    if len(passphrase) < PASSPHRASE_CHARACTERS:
        raise CocafError("keys.passphrase_short", characters=PASSPHRASE_CHARACTERS)
    outer = {"v": VERSION, "member": member, "salt": _text(os.urandom(16)), "work": asdict(work or Work())}
    file_key = _file_key(outer, passphrase)
    secrets = Secrets(**{name: os.urandom(32) for name in _SEEDS}, sealing=(_new_sealing_key(_moment(None)),))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    _write(path, _encrypt(outer, file_key, secrets), replace_file=False)
    return Keystore(path, outer, file_key, secrets)


def open(path: Path, passphrase: str) -> Keystore:  # noqa: A001 -- keystore.open says what it does
    """Opens the file. Raises CocafError keys.missing, keys.unreadable (damaged, unknown), keys.passphrase."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CocafError("keys.missing", path=str(path)) from error
    except OSError as error:
        raise CocafError("keys.unreadable", path=str(path)) from error
    try:
        outer = canonical.decode(data, size=_FILE_BYTES)
        box = base64.b64decode(outer.pop("box"), validate=True)
        file_key = _file_key(outer, passphrase)
    except (CocafError, KeyError, TypeError, ValueError) as error:
        raise CocafError("keys.unreadable", path=str(path)) from error
    try:
        inner = AESGCM(file_key).decrypt(box[:12], box[12:], canonical.encode(outer))
    except (InvalidTag, ValueError) as error:
        raise CocafError("keys.passphrase", path=str(path)) from error
    return Keystore(path, outer, file_key, _secrets(canonical.decode(inner, size=_FILE_BYTES)))


def _file_key(outer: Mapping[str, Any], passphrase: str) -> bytes:
    work = Work(**outer["work"])
    if outer["v"] != VERSION or not 8 <= work.memory_kib <= _MEMORY_KIB_LIMIT:
        raise ValueError("a keystore of another version")
    salt = base64.b64decode(outer["salt"], validate=True)
    kdf = Argon2id(salt=salt, length=32, iterations=work.passes, lanes=work.lanes, memory_cost=work.memory_kib)
    return kdf.derive(unicodedata.normalize("NFC", passphrase).encode("utf-8"))


def _new_sealing_key(moment: str) -> SealingKey:
    mlkem = MLKEM768PrivateKey.generate().private_bytes_raw()
    return SealingKey(created=moment, retired=None, mlkem=mlkem, x25519=os.urandom(32))


def _encrypt(outer: Mapping[str, Any], file_key: bytes, secrets: Secrets) -> bytes:
    plain = asdict(secrets)
    inner: dict[str, Any] = {name: _text(value) for name, value in plain.items() if isinstance(value, bytes)}
    inner["sealing"] = [
        {name: _text(value) if isinstance(value, bytes) else value for name, value in key.items()}
        for key in plain["sealing"]
    ]
    nonce = os.urandom(12)
    clear = canonical.encode(inner, size=_FILE_BYTES)
    box = nonce + AESGCM(file_key).encrypt(nonce, clear, canonical.encode(dict(outer)))
    return canonical.encode({**outer, "box": _text(box)}, size=_FILE_BYTES)


def _secrets(inner: Mapping[str, Any]) -> Secrets:
    keys = tuple(
        SealingKey(
            created=key["created"],
            retired=key["retired"],
            mlkem=base64.b64decode(key["mlkem"]),
            x25519=base64.b64decode(key["x25519"]),
        )
        for key in inner["sealing"]
    )
    seeds = {name: base64.b64decode(inner[name]) for name in _SEEDS}
    return Secrets(**seeds, sealing=keys)


def _write(path: Path, data: bytes, *, replace_file: bool) -> None:
    """Writes the whole file or nothing, and only returns when it is on the disk."""
    if not replace_file and path.exists():
        raise CocafError("keys.exists", path=str(path))
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _moment(now: datetime.datetime | None) -> str:
    return (now or datetime.datetime.now(datetime.UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
