"""`cocaf backup`: one sealed file with one moment of the node, made while it works. Everything in it is encrypted to a
recovery key whose private half the node does not have; outside stand the member's code, the time and the key's id."""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.db.migrations.recorder import MigrationRecorder

import cocaf
from cocaf import config, limits
from cocaf.audit import services as audit
from cocaf.crypto import archive
from cocaf.domain.errors import CocafError
from cocaf.records import journal
from cocaf.upkeep import contents as names
from cocaf.upkeep import last_backup, snapshot
from cocaf.upkeep.last_backup import Note

ENDING: Final = ".cocaf-backup"
KEYS_ENDING: Final = ".cocaf-keys"

_SCRATCH: Final = "backup-in-work-"


@dataclass(frozen=True)
class Made:
    """What a backup holds: its file, size in bytes and SHA-256, the manifest, and the files that lie beside it."""

    path: Path
    size: int
    sha256: str
    manifest: Mapping[str, Any]
    beside: tuple[Path, ...]


@dataclass
class _Contents:
    """What has gone into an archive so far, with its digests."""

    tar: tarfile.TarFile
    members: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, source: BinaryIO, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        digest = _Digested(source)
        self.tar.addfile(info, digest)
        self.members.append({"name": name, "size": size, "sha256": digest.hexdigest()})

    def add_file(self, name: str, path: Path) -> bool:
        """Adds a file; False where it went meanwhile."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return False
        with source:
            self.add(name, source, os.fstat(source.fileno()).st_size)
        return True


class _Digested:
    """A source that is hashed while it is read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self._digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._source.read(size)
        self._digest.update(data)
        return data

    def hexdigest(self) -> str:
        """SHA-256 of what was read."""
        return self._digest.hexdigest()


def make(to: Path, *, with_keys: bool = False, now: datetime.datetime | None = None) -> Made:
    """Writes a backup into a folder, or as a new file; there is a whole file or none.

    Beside it lies the journal of erasures as it is now, and with `with_keys` the keystore, sealed alike. Raises
    CocafError backup.no_recovery_key, backup.recovery_key, backup.exists, backup.running, backup.no_pg_dump, OSError.
    """
    here, at = config.current(), now or datetime.datetime.now(datetime.UTC)
    if here.recovery_key is None:
        raise CocafError("backup.no_recovery_key")
    public = archive.read_public(here.recovery_key)
    path = _target(to, at)
    about = {"member": here.member, "made": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "format": names.FORMAT}
    try:
        head, beside = _write(path, public, about, with_keys)
    except (OSError, sqlite3.OperationalError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise CocafError("backup.disk", path=str(path.parent), home=str(here.home), said=said) from error
    made = Made(path, path.stat().st_size, _sha256(path), head, tuple(beside))
    last_backup.write(Note(at, str(path), made.size, made.sha256))
    audit.record(f"{here.member}/node", "backup", detail={"sha256": made.sha256, "key": archive_key(path)})
    return made


def _write(path: Path, public: bytes, about: Mapping[str, Any], with_keys: bool) -> tuple[dict[str, Any], list[Path]]:
    """The archive and what lies beside it; gives the manifest and the files beside."""
    journal.complete()
    audit.seal_pending()
    home = config.current().home
    with _alone(home, path.parent) as scratch, snapshot.snapshot(scratch) as moment:
        head = _manifest(moment, about)
        with _sealed(path, public, about) as contents:
            _fill(contents, moment, head)
    beside = [_copy_journal(path)]
    if with_keys:
        beside.append(path.with_suffix(KEYS_ENDING))
        with _sealed(beside[-1], public, about) as contents:
            contents.add_file(names.KEYSTORE_FILE, home / "keys" / "keystore.json")
            _finish(contents, dict(about))
    return head, beside


def archive_key(path: Path) -> str:
    """The id of the recovery key to which an archive is sealed, as its header says."""
    with path.open("rb") as source:
        header, _ = archive.head(source)
    return str(json.loads(header)["key"])


def _free(folder: Path, stem: str) -> Path:
    """A file's name that is free: two backups within one second are two files."""
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(path for name in numbered if not (path := folder / f"{name}{ENDING}").exists())


def _target(to: Path, at: datetime.datetime) -> Path:
    stem = f"{config.current().member}-{at.strftime('%Y%m%dT%H%M%SZ')}"
    path = (_free(to, stem) if to.is_dir() else to).absolute()
    if path.exists():
        raise CocafError("backup.exists", path=str(path))
    if not path.parent.is_dir():
        raise CocafError("backup.no_folder", path=str(path.parent))
    return path


@contextmanager
def _alone(home: Path, target: Path) -> Iterator[Path]:
    """A folder for what is in work, for one backup at a time; what a killed one left there and at the target goes."""
    with (home / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CocafError("backup.running") from error
        for left in home.glob(f"{_SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)
        for part in target.glob(f".{config.current().member}-*.part"):
            part.unlink()
        scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=home))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch)


@contextmanager
def _sealed(path: Path, public: bytes, about: Mapping[str, Any]) -> Iterator[_Contents]:
    """A sealed archive under its name once it is whole and on the disk, and not before."""
    part = path.parent / f".{config.current().member}-{path.name}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            sealed = archive.Sealed(out, public, about)
            with tarfile.open(fileobj=sealed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield _Contents(tar)
            sealed.finish()
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
        _sync(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(contents: _Contents, moment: snapshot.Snapshot, head: dict[str, Any]) -> None:
    here = config.current()
    contents.add_file(moment.path.name, moment.path)
    if (here.home / "cocaf.env").exists():
        contents.add_file(names.SETTINGS_FILE, here.home / "cocaf.env")
    gone = 0
    for (key,) in moment.ask('SELECT id FROM "records_storedfile"'):
        name = str(uuid.UUID(str(key)))
        # erased since the moment of the snapshot: its keys will be erased on restore too
        gone += not contents.add_file(f"files/{name[-2:]}/{name}", here.files / name[-2:] / name)
    head["files_gone"] = gone
    _finish(contents, head)


def _finish(contents: _Contents, head: dict[str, Any]) -> None:
    head["members"] = contents.members.copy()
    text = json.dumps(head, indent=1, sort_keys=True).encode()
    contents.add(names.MANIFEST, io.BytesIO(text), len(text))


def _manifest(moment: snapshot.Snapshot, about: Mapping[str, Any]) -> dict[str, Any]:
    """What the archive says of itself: versions, counts, the head of the log and of the journal."""
    seals = moment.ask('SELECT hash, to_id FROM "audit_seal" ORDER BY id DESC LIMIT 1')
    came = moment.ask('SELECT sender, max(received_at) FROM "exchange_inmessage" GROUP BY sender ORDER BY sender')
    lines, head = journal.head()
    return {
        **about,
        "program": cocaf.__version__,
        "database": moment.path.name,
        "migrations": _migrations(moment),
        "counts": snapshot.counts(moment.ask, snapshot.tables()),
        "log": {"head": bytes(seals[0][0]).hex() if seals else "", "sealed_to": seals[0][1] if seals else 0},
        "journal": {"lines": lines, "head": head},
        "last_messages": {str(sender): str(at) for sender, at in came},
    }


def _migrations(moment: snapshot.Snapshot) -> dict[str, str]:
    table = MigrationRecorder.Migration._meta.db_table
    rows = moment.ask(f'SELECT app, max(name) FROM "{table}" GROUP BY app ORDER BY app')  # noqa: S608 - Django's name
    return {str(app): str(name) for app, name in rows}


def _copy_journal(path: Path) -> Path:
    """The journal as it is now, beside the backup: a later one replaces it, for it holds all of the earlier one."""
    copy = path.parent / f"{config.current().member}-erasures.log"
    part = copy.with_suffix(".part")
    source = config.current().journal
    part.write_bytes(source.read_bytes() if source.exists() else b"")
    part.chmod(0o600)
    part.replace(copy)
    return copy


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(limits.MIB):
            digest.update(block)
    return digest.hexdigest()
