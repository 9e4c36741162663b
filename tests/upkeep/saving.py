"""Backups of real nodes as an operator makes them: the commands, a recovery key, and databases of the server that the
run is on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection

from cocaf.crypto import archive
from tests import key_process
from tests.nodes import ROOT, Node

RECOVERY_PASSPHRASE = "a passphrase of the recovery key"


def environment() -> dict[str, str]:
    """That of a command of a node's own: nothing of this run's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_")}
    return kept | {"DJANGO_SETTINGS_MODULE": "cocaf.settings"}


@dataclass(frozen=True)
class Told:
    """What a command said: exit code, its report where it printed one, and its complaints."""

    code: int
    report: Any
    complaint: str


@dataclass(frozen=True)
class Operator:
    """Who keeps the recovery key in a folder, and types the commands."""

    folder: Path

    @classmethod
    def with_new_key(cls, folder: Path) -> Operator:
        """A new recovery key, one that opens fast."""
        archive.make_recovery_key(folder / "recovery", RECOVERY_PASSPHRASE, work=key_process.CHEAP)
        secret = folder / "recovery" / "passphrase"
        secret.touch(mode=0o600)
        secret.write_text(RECOVERY_PASSPHRASE + "\n", encoding="utf-8")
        (folder / "backups").mkdir()
        return cls(folder)

    @property
    def settings(self) -> list[str]:
        """The line of cocaf.env that names the public half."""
        return [f"COCAF_RECOVERY_KEY={self.folder}/recovery/{archive.PUBLIC_FILE}"]

    def cocaf(self, home: Path, *words: str, **more: str) -> Told:
        """Runs a command at a node."""
        done = subprocess.run(
            [sys.executable, "-m", "cocaf", "--home", str(home), *words], cwd=ROOT, check=False,
            env=environment() | {"COCAF_LANG": "en", "COCAF_KEYS_PASSPHRASE": key_process.PASSPHRASE, **more},
            capture_output=True, text=True,
        )  # fmt: skip
        try:
            report = json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            report = done.stdout
        return Told(done.returncode, report, done.stderr)

    def backup(self, node: Node, *words: str) -> Path:
        """Makes a backup with its keys; gives its file."""
        told = self.cocaf(node.home, "backup", str(self.folder / "backups"), "--with-keys", "--json", *words)
        assert told.code == 0, told.complaint
        return Path(told.report["path"])

    def restore(self, source: Path, home: Path, *words: str, keys: Path | None = None) -> Told:
        """Restores a backup into a home."""
        recovery = self.folder / "recovery"
        database = (
            ["--database-url", url_of(fresh_database(f"back_{home.name}"))] if connection.vendor == "postgresql" else []
        )
        return self.cocaf(
            home, "restore", str(source), "--recovery-key", str(recovery / archive.PRIVATE_FILE),
            "--recovery-passphrase-file", str(recovery / "passphrase"), "--json",
            "--keys", str(keys or source.with_suffix(".cocaf-keys")), *database, *words,
        )  # fmt: skip


def url_of(name: str) -> str:
    """The address of a database on the server of this run."""
    here = connection.settings_dict
    return f"postgresql://{quote(here['USER'])}:{quote(here['PASSWORD'])}@{here['HOST']}:{here['PORT']}/{name}"


def fresh_database(name: str) -> str:
    """An empty database of this name on the server of this run."""
    made = f"cocaf_{name}".lower()
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{made}" WITH (FORCE)'.encode())
        server.execute(f'CREATE DATABASE "{made}"'.encode())
    return made


def database_settings(member: str) -> list[str]:
    """The line of cocaf.env for a node on the database of this run."""
    if connection.vendor != "postgresql":
        return []
    return [f"COCAF_DATABASE_URL={url_of(fresh_database(member))}"]


def started(member: str, home: Path, port: int) -> Node:
    """A restored node with its keys, to be asked."""
    node = Node(member, home, port)
    node.start("keys")
    node.start("control")
    return node


def ended(node: Node) -> None:
    """Ends what `started` started."""
    for name in ("control", "keys"):
        node.stop(name)
