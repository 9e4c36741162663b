"""Release to the recipient's receipt: one at a time and batched, direct and through the hub, all nodes on this machine.

`python -m bench.exchanging [--database-url URL]` prints one JSON object. "Acknowledged" is the receiving node's signed
receipt: opened, verified, stored, indexed and matched there."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import node

ONE_BY_ONE = 60
BATCHED = 2_000
BATCH = 100
LONGEST_SECONDS = 120


def main() -> None:
    """Measures both routes and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--route", choices=("direct", "hub"))
    args = parser.parse_args()
    if args.route is None:
        figures = {}
        for route in ("direct", "hub"):
            # a process of its own for each route: a process works on one node for its whole life
            command = [sys.executable, "-m", "bench.exchanging", "--route", route]
            figures[route] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        print(json.dumps(figures))
        return
    with _world(args.route):
        print(json.dumps(measure()))


@contextlib.contextmanager
def _world(route: str) -> Iterator[None]:
    """Two nodes and, where the route needs it, a hub; this process acts at the first node."""
    with tempfile.TemporaryDirectory(prefix="cocaf-bench-") as folder:
        codes = ["MA", "SN", *(["HUB"] if route == "hub" else [])]
        homes = {code: Path(folder) / code for code in codes}
        started: list[subprocess.Popen[bytes]] = []
        try:
            for code, home in homes.items():
                _make(code, home)
                started.append(node.start(home, "keys"))
            _introduce(homes, route)
            for home in homes.values():
                started += [node.start(home, "worker"), node.start(home, "serve")]
            os.environ |= {"COCAF_HOME": str(homes["MA"]), "DJANGO_SETTINGS_MODULE": "cocaf.settings"}
            import django

            django.setup()
            time.sleep(3)
            yield
        finally:
            node.stop(started[::-1])


def _make(code: str, home: Path) -> None:
    from cocaf.cli import init

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    role = "hub" if code == "HUB" else "node"
    init.make(home, code, code, role=role, port=port, settings=("COCAF_HUB_POLL_SECONDS=0.05",))


def _introduce(homes: dict[str, Path], route: str) -> None:
    entries = {}
    for code, home in homes.items():
        entries[code] = home / "entry.json"
        entries[code].write_bytes(_cocaf(home, "members", "export"))
    for code, home in homes.items():
        for other, entry in entries.items():
            if other != code:
                _cocaf(home, "members", "import", str(entry), "--route", route)


def _cocaf(home: Path, *words: str) -> bytes:
    command = [sys.executable, "-m", "cocaf", "--home", str(home), *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def measure() -> dict[str, Any]:
    """One at a time, then in batches."""
    from cocaf.exchange import services as exchange
    from cocaf.exchange.models import Delivery
    from cocaf.members import selectors

    actor = selectors.bureau_actor("bench")
    records = _reports(ONE_BY_ONE + BATCHED)
    single = []
    for record_id in records[:ONE_BY_ONE]:
        started = time.perf_counter()
        message = exchange.release(actor, record_id, ["SN"], "", "support_investigation")
        _until(lambda message=message: Delivery.objects.get(message=message).delivered_at is not None)
        single.append((time.perf_counter() - started) * 1000)
    rest = records[ONE_BY_ONE:]
    under_way = Delivery.objects.filter(message__kind="release", delivered_at=None)
    started = time.perf_counter()
    for first in range(0, len(rest), BATCH):
        exchange.release_all(actor, rest[first : first + BATCH], ["SN"], "", "support_investigation")
    released = time.perf_counter() - started
    _until(lambda: not under_way.exists(), pause=0.02)
    seconds = time.perf_counter() - started
    return {
        "one_at_a_time_ms": {"median": round(statistics.median(single), 1), "worst": round(max(single), 1)},
        "batched": {
            "records": len(rest),
            "records_a_message": BATCH,
            "seconds": round(seconds, 2),
            "records_a_second": round(len(rest) / seconds),
            "of_which_releasing_seconds": round(released, 2),
        },
    }


def _reports(count: int) -> list[str]:
    """Invented courier reports, filed in batches through the one way in."""
    from django.utils import timezone

    from cocaf.domain.things import draft, record
    from cocaf.intake.services import Incoming, file_checked
    from cocaf.members import selectors

    actor = selectors.bureau_actor("bench")
    made = []
    for first in range(0, count, 500):
        batch = []
        for number in range(first, min(first + 500, count)):
            body = {
                "event": "courier",
                "occurred_on": "2026-11-21",
                "place": {"country": "MA", "name": "Casablanca", "type": "airport"},
                "persons": [
                    {
                        "names": [{"text": _name(number), "script": "Latn"}],
                        "documents": [{"kind": "passport", "number": f"XK{number:07}"}],
                        "role": "courier",
                        "status": "suspect",
                    }
                ],
            }
            what = draft.Draft("report", body, "support_investigation", "fr")
            plain = draft.document(what, actor.member, actor.unit, timezone.now())
            batch.append(Incoming(record.check(plain)))
        made += [str(row.record_id) for row in file_checked(actor, batch)]
    return made


def _name(number: int) -> str:
    """An invented name of three words; people who are not related rarely share one."""
    dice = random.Random(number)
    return " ".join(
        "".join(dice.choice("bdfgklmnrstvz") + dice.choice("aeiou") for _ in range(dice.randint(2, 4))).title()
        for _ in range(3)
    )


def _until(done: Any, pause: float = 0.002) -> None:
    limit = time.monotonic() + LONGEST_SECONDS
    while not done():
        if time.monotonic() > limit:
            raise SystemExit(f"not delivered within {LONGEST_SECONDS} s")
        time.sleep(pause)


if __name__ == "__main__":
    main()
