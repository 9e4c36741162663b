"""`cocaf restore`: opens a backup beside the new home, proves it, and moves it into place only when the log holds and
what was erased since is erased again. The part that needs the database runs in a process of its own (`settle`)."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import psycopg

from cocaf import limits
from cocaf.crypto import agent, archive, keystore
from cocaf.domain.errors import CocafError
from cocaf.upkeep import contents

_MANIFEST_BYTES: Final = 512 * limits.MIB


@dataclass(frozen=True)
class Wanted:
    """What is to be restored, from what, to where. `journals` are copies of the journal of erasures, the newest among
    them; without any, `without_journal` says that it is known to be lost."""

    source: Path
    home: Path
    recovery_key: Path
    recovery_passphrase: str
    keys: Path
    passphrase: str
    journals: Sequence[Path] = ()
    without_journal: bool = False
    database_url: str = ""


def restore(wanted: Wanted) -> dict[str, Any]:
    """Restores a node; returns what it restored, erased again and could not bring back.

    The home is touched at the very end, by one rename. Raises CocafError restore.*, backup.*, keys.*, journal.*.
    """
    if wanted.home.exists() and (not wanted.home.is_dir() or any(wanted.home.iterdir())):
        raise CocafError("restore.home_not_empty", home=str(wanted.home))
    if not wanted.journals and not wanted.without_journal:
        raise CocafError("restore.no_journal")
    private = keystore.open(wanted.recovery_key, wanted.recovery_passphrase)
    with _staging(wanted.home) as staging:
        manifest = _unpack(wanted.source, private, staging)
        _place_keys(wanted.keys, private, staging)
        _place_database(manifest, staging, wanted.database_url)
        with _key_process(staging, wanted.passphrase):
            found = _settle(staging, manifest, wanted)
        shutil.rmtree(staging / "unpacked")
        if wanted.home.exists():
            wanted.home.rmdir()
        staging.rename(wanted.home)
    return {"home": str(wanted.home), "made": manifest["made"], "files_gone": manifest["files_gone"], **found}


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """A folder beside the home; it goes when the restore fails."""
    staging = home.parent / f".{home.name}.restoring"
    home.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(staging, ignore_errors=True)
    (staging / "unpacked").mkdir(mode=0o700, parents=True)
    staging.chmod(0o700)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _unpack(source: Path, private: keystore.Keystore, staging: Path) -> dict[str, Any]:
    """Writes the members out and proves each against the manifest, which comes last."""
    found: dict[str, tuple[int, str]] = {}
    for name, member in _members(source, private):
        path = staging / "unpacked" / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found[name] = _write(member, path)
    manifest_path = staging / "unpacked" / contents.MANIFEST
    if found.pop(contents.MANIFEST, None) is None or manifest_path.stat().st_size > _MANIFEST_BYTES:
        raise CocafError("backup.damaged")
    manifest: dict[str, Any] = json.loads(manifest_path.read_text(encoding="utf-8"))
    if manifest.get("format") != contents.FORMAT:
        raise CocafError("restore.format", format=manifest.get("format"), program=manifest.get("program", "?"))
    expected = {each["name"]: (each["size"], each["sha256"]) for each in manifest["members"]}
    wrong = sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
    if wrong or manifest["database"] not in found:
        raise CocafError("restore.manifest", name=(wrong or [manifest["database"]])[0])
    (staging / "files").mkdir(mode=0o700)
    for name in (contents.SETTINGS_FILE, "files"):
        if (staging / "unpacked" / name).exists():
            shutil.rmtree(staging / name, ignore_errors=True)
            (staging / "unpacked" / name).rename(staging / name)
    return manifest


def _members(source: Path, private: keystore.Keystore) -> Iterator[tuple[str, BinaryIO]]:
    try:
        with source.open("rb") as raw, tarfile.open(fileobj=archive.Opened(raw, private), mode="r|") as tar:
            for info in tar:
                member = tar.extractfile(info) if info.isreg() and contents.NAMES.fullmatch(info.name) else None
                if member is None:
                    raise CocafError("restore.manifest", name=info.name[:80])
                yield info.name, member  # type: ignore[misc]  # a binary stream, though its stub says IO[bytes]
    except FileNotFoundError as error:
        raise CocafError("restore.no_source", path=str(source)) from error
    except tarfile.TarError as error:
        raise CocafError("backup.damaged") from error


def _write(member: BinaryIO, path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := member.read(limits.MIB):
            digest.update(block)
            size += len(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()


def _place_keys(source: Path, private: keystore.Keystore, staging: Path) -> None:
    """The keystore: from the sealed copy beside a backup, or the file itself."""
    if not source.is_file():
        raise CocafError("restore.no_keys", path=str(source))
    folder = staging / "keys"
    folder.mkdir(mode=0o700)
    if not archive.is_sealed(source):
        _write(source.open("rb"), folder / "keystore.json")
        return
    for name, member in _members(source, private):
        if name == contents.KEYSTORE_FILE:
            _write(member, folder / "keystore.json")


def _place_database(manifest: dict[str, Any], staging: Path, url: str) -> None:
    """The database file into the home, or the dump into the empty database that the operator names."""
    dump = staging / "unpacked" / str(manifest["database"])
    if manifest["database"] == contents.SQLITE_FILE:
        dump.rename(staging / "db.sqlite3")
        _set(staging / contents.SETTINGS_FILE, "COCAF_DATABASE_URL", "")
        return
    if not url.startswith("postgres"):
        raise CocafError("restore.needs_database")
    with psycopg.connect(url) as connection:
        held = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if held != (0,):
        raise CocafError("restore.database_not_empty")
    _set(staging / contents.SETTINGS_FILE, "COCAF_DATABASE_URL", url)


def _set(path: Path, name: str, value: str) -> None:
    """Sets one line of the home's settings; every other stays as it was."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() not in {name, f"{name}_FILE"}]
    path.touch(mode=0o600)
    path.write_text("\n".join([*kept, f"{name}={value}"]) + "\n", encoding="utf-8")


def _environment(staging: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_") or name == "COCAF_LANG"}
    return kept | {"COCAF_HOME": str(staging), "DJANGO_SETTINGS_MODULE": "cocaf.settings"}


@contextmanager
def _key_process(staging: Path, passphrase: str) -> Iterator[None]:
    """The restored node's own key process, for as long as the restore needs it."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "cocaf.crypto.agent", "--home", str(staging)],
        env=_environment(staging) | {"COCAF_KEYS_PASSPHRASE": passphrase},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        if not process.stdout.readline().startswith(agent.READY):
            _, said = process.communicate(timeout=limits.KEY_SECONDS)
            raise CocafError("restore.keys_closed", said=said.strip()[-300:])
        yield
    finally:
        process.terminate()
        process.communicate(timeout=limits.KEY_SECONDS)


def _settle(staging: Path, manifest: dict[str, Any], wanted: Wanted) -> dict[str, Any]:
    order = {
        "manifest": manifest,
        "journals": [str(path.absolute()) for path in wanted.journals],
        "without_journal": wanted.without_journal,
    }
    told = subprocess.run(
        [sys.executable, "-m", "cocaf.upkeep.settle"], env=_environment(staging), input=json.dumps(order),
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    try:
        answer = json.loads(told.stdout.splitlines()[-1])
    except (IndexError, ValueError) as error:
        raise CocafError("restore.failed") from error
    if "error" in answer:
        raise CocafError(answer["error"], **answer["params"])
    return dict(answer["ok"])
