"""Starts and stops the demonstration's processes; ends only what it started, by its id."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cocaf.cli import init
from cocaf.cli.demo.cast import HUB, MA, NODES, PASSWORD, Node
from cocaf.cli.demo.line import Line
from cocaf.cli.words import _
from cocaf.domain.errors import CocafError
from cocaf.intake.files.invented import write_seizures

START_SECONDS = 60
INVENTED_SEIZURES = 5_000


class Demonstration:
    """Two countries and a hub in one folder, on the ports from `base` on."""

    def __init__(self, folder: Path, base: int, series: Path | None = None, seizures: Path | None = None) -> None:
        self.folder, self.base, self.series = folder, base, series
        self.seizures = seizures or folder / "invented-seizures.csv"
        self._started: list[tuple[str, subprocess.Popen[bytes]]] = []
        self._begun = time.monotonic()

    def run(self) -> int:
        """Prepares, starts and watches; returns when interrupted or when a process ended by itself."""
        # said expressly: a shell that starts it in the background has SIGINT ignored, and children would be left behind
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.default_int_handler)
        try:
            self.start()
            self._say(self._welcome())
            return asyncio.run(self._watch())
        except KeyboardInterrupt:
            return 0
        finally:
            self.stop()

    def start(self) -> None:
        """Makes what is missing, starts the processes, and waits until the pages answer."""
        self._free_ports()
        fresh = [node for node in NODES if not (self.home(node) / "cocaf.env").exists()]
        for node in fresh:
            self._say(_("Making the node of {name}").format(name=node.name))
            init.make(
                self.home(node),
                node.code,
                node.name,
                role=node.role,
                port=self.port(node),
                demo=True,
                settings=("COCAF_HUB_POLL_SECONDS=1",),
            )
        for node in NODES:
            (self.home(node) / "line.cut").unlink(missing_ok=True)
            self._start(node, "keys")
        self._wait(lambda: all((self.home(node) / "keys" / "agent.sock").exists() for node in NODES))
        if fresh:
            self._fill()
        if not self.seizures.exists():
            write_seizures(self.seizures, INVENTED_SEIZURES)
        for node in NODES:
            self._start(node, "worker")
            self._start(node, "serve")
        self._wait(lambda: all(_answers(self.port(node)) for node in NODES))

    def _fill(self) -> None:
        entries = {node.code: self.folder / f"{node.folder}.entry.json" for node in NODES}
        for node in NODES:
            self._step(node, "cast", node.code)
            self._step(node, "entry", str(entries[node.code]))
        for node in NODES:
            others = [str(path) for code, path in entries.items() if code != node.code]
            line = "" if node is HUB else f"http://127.0.0.1:{self.base + node.line_offset}"
            self._step(node, "partners", line, *others)
        for node in NODES:
            if node is not HUB:
                self._say(_("Loading the annual series at {name}").format(name=node.name))
                self._step(node, "series", str(self.series or self.folder / "invented-series.csv"))

    def home(self, node: Node) -> Path:
        """The node's home folder."""
        return self.folder / node.folder

    def port(self, node: Node) -> int:
        """The port of the node's pages."""
        return self.base + node.offset

    def environment(self, node: Node) -> dict[str, str]:
        """The environment of the node's processes: nothing of another node's settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_")}
        return kept | {"COCAF_HOME": str(self.home(node)), "DJANGO_SETTINGS_MODULE": "cocaf.settings"}

    def _start(self, node: Node, command: str) -> None:
        environment = self.environment(node)
        if command == "keys":
            environment["COCAF_KEYS_PASSPHRASE_FILE"] = str(self.home(node) / "keys" / "passphrase")
        with (self.home(node) / f"{command}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "cocaf", command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started.append((f"{node.folder}/{command}", process))

    def _step(self, node: Node, *words: str) -> None:
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "cocaf.cli.demo.fill", *words], env=self.environment(node), check=True
        )

    def _wait(self, ready: Callable[[], bool]) -> None:
        until = time.monotonic() + START_SECONDS
        while not ready():
            self._dead()
            if time.monotonic() > until:
                raise CocafError("demo.slow", seconds=START_SECONDS, folder=str(self.folder))
            time.sleep(0.05)

    def _dead(self) -> None:
        for name, process in self._started:
            if process.poll() is not None:
                raise CocafError("demo.ended", process=name, log=str(self.folder / f"{name}.log"))

    def _free_ports(self) -> None:
        for port in (self.port(node) for node in NODES):
            if _answers(port):
                raise CocafError("demo.port", port=port)

    async def _watch(self) -> int:
        lines = [
            Line(self.base + node.line_offset, self.port(HUB), self.home(node) / "line.cut")
            for node in NODES
            if node is not HUB
        ]
        tasks = [asyncio.create_task(line.run()) for line in lines]
        try:
            while True:
                await asyncio.sleep(1)
                self._dead()
                for task in tasks:
                    if task.done():
                        task.result()
        finally:
            for task in tasks:
                task.cancel()

    def stop(self) -> None:
        """Ends the processes that were started here, the pages first and the keys last."""
        for _name, process in reversed(self._started):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for _name, process in reversed(self._started):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            if process.poll() is None:
                process.kill()
                process.wait()
        self._started.clear()

    def _say(self, text: str) -> None:
        print(f"[{time.monotonic() - self._begun:5.1f} s] {text}", flush=True)

    def _welcome(self) -> str:
        lines = [_("The demonstration runs: invented persons. Stop it with Ctrl-C."), ""]
        for node in NODES:
            people = ", ".join(person.username for person in node.people)
            lines.append(f"  {node.name:<10} http://127.0.0.1:{self.port(node)}/   {people}")
        lines += ["", _("Password of all: {password}").format(password=PASSWORD)]
        lines += ["", _("To take in past seizures at {name}, in another window:").format(name=MA.name)]
        lines += [f"  {Path(sys.executable).parent / 'cocaf'} --home {self.home(MA)} import {self.seizures}"]
        return "\n".join(lines)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
