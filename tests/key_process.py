"""A real key process for tests: its own home, its own keystore, its own unix socket, cheap to open."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cocaf.crypto import agent, keystore
from cocaf.crypto.client import KeyClient

PASSPHRASE = "a passphrase for tests only"
CHEAP = keystore.Work(memory_kib=64, passes=1, lanes=1)


def start(home: Path, passphrase: str = PASSPHRASE, program: list[str] | None = None) -> subprocess.Popen[str]:
    """Starts the key process of `home` and waits until it answers, or until it has said why not."""
    process = subprocess.Popen(
        [sys.executable, *(program or ["-m", "cocaf.crypto.agent", "--home", str(home)])],
        env={**os.environ, "COCAF_KEYS_PASSPHRASE": passphrase, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith(agent.READY):
        process.wait(timeout=60)
    return process


def stop(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Ends it as a supervisor does. Gives the exit code and what it wrote on standard error."""
    process.terminate()
    _, complaints = process.communicate(timeout=60)
    return process.returncode, complaints


@contextmanager
def running_key_process(home: Path, member: str) -> Iterator[KeyClient]:
    """A client of a key process that runs for as long as the block; makes the keystore when there is none."""
    path = home / "keys" / "keystore.json"
    if not path.exists():
        keystore.create(path, member, PASSPHRASE, work=CHEAP)
    process = start(home)
    assert process.poll() is None, process.communicate()[1]
    client = KeyClient(home / "keys" / "agent.sock")
    try:
        yield client
    finally:
        client.close()
        stop(process)
