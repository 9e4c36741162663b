"""A node for a benchmark: made by `cocaf init` in a new folder, with its real key process; ends what it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def in_this_process(member: str = "MA", database_url: str = "") -> Iterator[Path]:
    """Makes a node, starts its key process, and sets Django up in this process to work on it."""
    with tempfile.TemporaryDirectory(prefix="cocaf-bench-") as folder:
        home = Path(folder) / "node"
        from cocaf.cli import init

        init.make(home, member, member, database_url=database_url, demo=True)
        os.environ |= {"COCAF_HOME": str(home), "DJANGO_SETTINGS_MODULE": "cocaf.settings"}
        process = start(home, "keys")
        try:
            import django

            django.setup()
            from cocaf.members import services

            services.add_unit(f"{member}-NCB", "Bureau", "ncb", "")
            yield home
        finally:
            stop([process])


def start(home: Path, command: str) -> subprocess.Popen[bytes]:
    """Starts one of the node's processes; the key process is awaited until its socket is there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_")}
    environment |= {"COCAF_HOME": str(home), "COCAF_KEYS_PASSPHRASE_FILE": str(home / "keys" / "passphrase")}
    log = (home / f"{command}.log").open("ab")
    process = subprocess.Popen([sys.executable, "-m", "cocaf", command], env=environment, stdout=log, stderr=log)
    log.close()
    until = time.monotonic() + 30
    while command == "keys" and not (home / "keys" / "agent.sock").exists():
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"the key process did not start: {(home / 'keys.log').read_text()}")
        time.sleep(0.02)
    return process


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ends the processes that were started here."""
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        if process.poll() is None:
            process.kill()
            process.wait()
