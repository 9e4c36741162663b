"""Real nodes for tests: each with its own home, database, key process, worker and server on loopback, as `cocaf init`,
`keys`, `worker` and `serve` make them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cocaf.crypto import keystore
from tests import key_process

ROOT = Path(__file__).resolve().parent.parent
WAIT = 30.0
"""Seconds that a test waits for something that takes a fraction of one."""


class RefusedError(Exception):
    """The node answered a call with the code of an error."""


@dataclass
class Node:
    """A running node; calls of `tests.node_control` are made by `ask`."""

    member: str
    home: Path
    port: int
    processes: dict[str, subprocess.Popen[Any]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where its server listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str) -> None:
        """Starts one of its processes: keys, worker, serve or control."""
        if name == "keys":
            self.processes[name] = key_process.start(self.home)
            return
        words = ["-m", "tests.node_control"] if name == "control" else ["-m", "cocaf", name]
        pipe = subprocess.PIPE if name == "control" else subprocess.DEVNULL
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self._environment(), stdin=pipe,
                stdout=pipe if name == "control" else log, stderr=log,
            )  # fmt: skip
        if name == "control":
            assert self._read() == "ready"

    def stop(self, name: str, how: int = signal.SIGTERM) -> int:
        """Ends one of its processes by a signal; gives the exit code."""
        process = self.processes.pop(name)
        process.send_signal(how)
        code = process.wait(timeout=WAIT)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                pipe.close()
        return code

    def ask(self, call: str, *arguments: Any) -> Any:
        """Makes a call at the node. Raises RefusedError with the code of an error."""
        control = self.processes["control"]
        assert control.stdin is not None
        control.stdin.write(json.dumps([call, arguments]).encode() + b"\n")
        control.stdin.flush()
        answer = json.loads(self._read())
        if "error" in answer:
            raise RefusedError(answer["error"])
        return answer["ok"]

    def until(self, call: str, *arguments: Any, holds: Callable[[Any], bool], pause: float = 0.02) -> Any:
        """Asks until the answer is as expected; fails with the last answer."""
        end = time.monotonic() + WAIT
        ticking = threading.Event()
        while not holds(answer := self.ask(call, *arguments)):
            assert time.monotonic() < end, f"{self.member} {call}: {answer}\n{self._worker_log()}"
            ticking.wait(pause)
        return answer

    def _worker_log(self) -> str:
        path = self.home / "worker.log"
        return path.read_text(encoding="utf-8")[-2000:] if path.exists() else ""

    def _read(self) -> str:
        control = self.processes["control"]
        assert control.stdout is not None
        line: bytes = control.stdout.readline()
        assert line, (self.home / "control.log").read_text(encoding="utf-8")[-3000:]
        return line.decode().strip()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_")}
        return kept | {"COCAF_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "cocaf.settings"}


@contextlib.contextmanager
def running(
    folder: Path, *members: str, settings: Callable[[str], list[str]] = lambda member: []
) -> Iterator[list[Node]]:
    """Makes and starts nodes of these members; the member HUB is a hub. Nobody knows anybody yet. `settings` gives
    further lines of a member's cocaf.env."""
    with contextlib.ExitStack() as stack:
        ports = _ports(len(members))
        nodes = [Node(member, folder / member.lower(), port) for member, port in zip(members, ports, strict=True)]
        for node in nodes:
            stack.callback(_end, node)
            _make(node, settings(node.member))
            for name in ("keys", "serve", "worker", "control"):
                node.start(name)
        for node in nodes:
            _wait_for_port(node.port)
        yield nodes


def introduce(one: Node, other: Node, *, route: str = "direct", url: str = "") -> None:
    """Each takes in the other's signed entry; `url` is the address at which `one` reaches `other`."""
    one.ask("import_entry", other.ask("export_entry"), route, url or other.url)
    other.ask("import_entry", one.ask("export_entry"), route, one.url)


def _make(node: Node, more: list[str]) -> None:
    node.home.mkdir(parents=True)
    # a keystore that opens fast; `cocaf init` would make one that takes a third of a second
    keystore.create(node.home / "keys" / "keystore.json", node.member, key_process.PASSPHRASE, work=key_process.CHEAP)
    role = "hub" if node.member == "HUB" else "node"
    lines = [
        f"COCAF_MEMBER={node.member}", f"COCAF_ROLE={role}", f"COCAF_PORT={node.port}", f"COCAF_PUBLIC_URL={node.url}",
        "COCAF_SECRET_KEY=" + "tests-only-" * 6, "COCAF_HUB_POLL_SECONDS=0.2",
        *more,
    ]  # fmt: skip
    (node.home / "cocaf.env").write_text("\n".join(lines) + "\n", encoding="utf-8")
    code = "from cocaf.cli.init import fill; import sys; fill(*sys.argv[1:])"
    subprocess.run(
        [sys.executable, "-c", code, node.member, f"Member {node.member}", role],
        env=node._environment(), cwd=ROOT, check=True,
    )  # fmt: skip


def _end(node: Node) -> None:
    for name in ("control", "worker", "serve", "keys"):
        if name in node.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                node.stop(name)


def _ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


def _wait_for_port(port: int) -> None:
    end = time.monotonic() + WAIT
    ticking = threading.Event()
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert time.monotonic() < end, f"nothing listens on {port}"
        ticking.wait(0.05)
