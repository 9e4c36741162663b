"""The check of an identifier and of a name on a node that holds much, beside the plainest alternative in the same run:
one equality over an indexed column of one table, without rights, encryption and log.

`python -m bench.checking [--checks N] [--held N] [--database-url URL]` prints one JSON object. `--held` takes in
so many invented seizures first; the couriers that are looked for are filed in any case."""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import node, reporting

BUDGET_MS = 20.0
COURIERS = 1_000
BATCH = 250


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--checks", type=int, default=200)
    parser.add_argument("--held", type=int, default=5_000)
    parser.add_argument("--database-url", default="")
    args = parser.parse_args()
    with node.in_this_process(database_url=args.database_url):
        reporting.hold(args.held)
        found = on_filled_node(args.checks)
    print(json.dumps(found | {"held": args.held}))


def on_filled_node(checks: int = 200) -> dict[str, Any]:
    """Checks of what is held and of what is not, in milliseconds."""
    from django.db import connection

    from cocaf.records.models import Document

    file_couriers()
    number = timed(checks, check, numbers())
    plain = timed(checks, plainest(), numbers())
    return {
        "database": connection.vendor, "checks": checks, "documents": Document.objects.count(),
        "identifier_ms": number, "name_ms": timed(checks, check, names()), "page_ms": timed(checks, page(), numbers()),
        "indexed_column_ms": plain, "ratio_to_plainest": round(number["median"] / max(plain["median"], 0.001), 1),
        "budget_ms": BUDGET_MS, "met": number["p95"] <= BUDGET_MS,
    }  # fmt: skip


def file_couriers() -> None:
    """Files invented couriers, each with a passport, a telephone and a flight that many share."""
    from cocaf.domain.things.draft import Draft
    from cocaf.intake import services
    from cocaf.intake.services import Incoming
    from cocaf.members import selectors

    actor = selectors.bureau_actor("bench")
    for start in range(0, COURIERS, BATCH):
        drafts = [Draft("report", courier(each), "identify_person", "fr") for each in range(start, start + BATCH)]
        services.file_checked(actor, [Incoming(record) for record in services.draft_documents(actor, drafts)])


def courier(number: int) -> dict[str, Any]:
    """An invented courier."""
    return {
        "event": "courier", "stage": "suspected", "occurred_on": "2026-11-21",
        "place": {"country": "MA", "name": "Casablanca", "type": "airport"}, "flight": f"AT {500 + number % 40}",
        "persons": [{
            "names": [{"text": f"Inventé {FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"}],
            "documents": [{"kind": "passport", "number": f"XK{number:07d}", "issuer": "ES"}],
            "phones": [f"+2126{number:08d}"], "role": "courier", "status": "suspect",
        }],
        "identifiers": [{"kind": "seal", "value": f"SCEAU-{number:06d}"}],
    }  # fmt: skip


FIRST = ("Amadou", "Brahim", "Carmen", "Driss", "Elena", "Fatou", "Gaspard", "Hind", "Inés", "Jamal")
LAST = ("Exemplo", "Specimen", "Muster", "Beispiel", "Primer", "Voorbeeld", "Esempio", "Przykład", "Örnek", "Namuna")


def numbers() -> Iterator[str]:
    """What is scanned at a counter: papers, telephones, seals, most of them held nowhere, now and then a flight."""
    for number in itertools.count():
        each = number * 37 % COURIERS
        yield (f"XK{each:07d}", f"ZZ{each:07d}", f"+2126{each:08d}", "RR473124829GB", f"SCEAU-{each:06d}",
               f"+2127{each:08d}", f"CSQU305438{each % 10}", f"AT {500 + each % 40}")[number % 8]  # fmt: skip


def names() -> Iterator[str]:
    """Names, as they are held, turned round, and of nobody."""
    for number in itertools.count():
        first, last = FIRST[number % len(FIRST)], LAST[number // 3 % len(LAST)]
        yield (f"Inventé {first} {last}", f"{last} {first}", f"Nobody {first}son")[number % 3]


def check(text: str) -> None:
    """A check as the page and the command ask for it: recognised, looked up, opened, logged."""
    from cocaf.members import selectors
    from cocaf.search import services

    services.check(selectors.bureau_actor("bench"), text, "identify_person")


def page() -> Callable[[str], None]:
    """The same through every layer of the web room."""
    from django.test import Client

    from cocaf.members import services
    from cocaf.members.models import User

    user = User.objects.filter(username="bench-counter").first() or services.admit(
        "bench-counter", reporting.PASSWORD, unit="MA-NCB", role="field_officer", clearance="RESTRICTED", language="fr"
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def asked(text: str) -> None:
        answer = client.post("/check", {"q": text})
        if answer.status_code != 200:
            raise SystemExit(f"the check answered {answer.status_code}")

    return asked


def plainest() -> Callable[[str], None]:
    """One equality over the index that the node has anyway: no rights, no opening, no log."""
    from cocaf.records.models import IdentifierKey

    def asked(text: str) -> None:
        list(IdentifierKey.objects.filter(value=text.replace(" ", "").upper())[:50])

    return asked


def timed(times: int, ask: Callable[[str], None], texts: Iterator[str]) -> dict[str, float]:
    """Milliseconds of each call: median, 95th percentile, worst."""
    taken = []
    for text in itertools.islice(texts, times + 8):
        started = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - started) * 1000)
    taken = sorted(taken[8:])  # the first ones load what every later one uses
    return {
        "median": round(statistics.median(taken), 2), "p95": round(taken[int(len(taken) * 0.95)], 2),
        "worst": round(taken[-1], 2),
    }  # fmt: skip


if __name__ == "__main__":
    main()
