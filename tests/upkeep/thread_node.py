"""Fills the database of a home as the first thread of the program left it: its tables, written through the models of
that time, and documents of that time's shape, signed and encrypted by the home's own key process. Run inside the home;
prints the ids of the records."""

from __future__ import annotations

import datetime
import hashlib
import json
import sys
import uuid
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from cocaf.audit import services as audit  # noqa: E402
from cocaf.crypto.client import keys  # noqa: E402
from cocaf.domain import canonical  # noqa: E402

THREAD = {
    "audit": "0001_initial", "members": "0001_initial", "records": "0004_room_for_every_value",
    "matching": "0001_initial", "exchange": "0001_initial", "picture": "0001_initial", "intake": None, "online": None,
    "search": None,
}  # fmt: skip
"""The last change of each room's tables at that time; None where the room had no table yet."""

NOW = datetime.datetime(2026, 11, 24, 3, 12, tzinfo=datetime.UTC)
TERMS = {
    "caveats": [], "codes": ["H0"], "confidentiality": "OFFICIAL_USE", "denied": [], "members": ["MA"], "owner": "MA",
    "unit": "MA-NCB", "units": [],
}  # fmt: skip


def document(number: int) -> dict[str, Any]:
    """A courier report as the thread wrote it: eight fields of the head, none of what the full report brought."""
    body = {
        "event": "courier",
        "occurred_on": "2026-11-21",
        "persons": [
            {"names": [{"script": "Latn", "text": f"Inventado Ejemplo {number}"}],
             "documents": [{"issuer": "ES", "kind": "passport", "number": f"XK04172{number:02}"}],
             "phones": ["+212 6 00 00 04 17"], "role": "courier", "status": "suspect"}
        ],
        "place": {"country": "MA", "name": "Casablanca Mohammed V", "type": "airport"},
        "substances": [{"kilograms": {"factor": "mass.kg", "value": "1.8"}, "quantity": {"unit": "kg", "value": "1.8"},
                        "substance": "cocaine.hcl"}],
    }  # fmt: skip
    head = {
        "audience": {"members": ["MA"]},
        "evaluation": {"information": "4", "scheme": "4x4", "source": "X"},
        "handling": {"codes": ["H0"], "confidentiality": "OFFICIAL_USE", "tlp": "AMBER"},
        "id": str(uuid.UUID(int=0x01A20000_0000_7000_8000_000000000000 + number)),
        "kind": "report",
        "language": "fr",
        "legal_basis": "national_law",
        "owner": {"member": "MA", "unit": "MA-NCB"},
        "provenance": {"channel": "form"},
        "purpose": "identify_person",
        "reference": REFERENCES[number],
        "retain_until": "2031-11-24",
        "schema": "cocaf/1",
        "times": {"known": "2026-11-24T03:12:00Z"},
        "version": 1,
    }
    return {"body": body, "head": head}


REFERENCES = ("MA-6BS1-4Y5Q", "MA-7K3Q-92F5")


def make_tables() -> Any:
    """Brings the empty database to the thread's tables; gives the models of that time."""
    executor = MigrationExecutor(connection)
    leaves = [each for each in executor.loader.graph.leaf_nodes() if each[0] not in THREAD]
    targets = leaves + [(app, name) for app, name in THREAD.items() if name]
    return executor.migrate(targets).apps


def fill(models: Any) -> list[str]:
    """A member, its bureau, a person, two records with their rows, an erased one, a message, and a sealed log."""
    public = keys().public()
    member = models.get_model("members", "Member").objects.create(
        code="MA", name="Maroc", is_self=True, signing_id=public.signing_id, signing_key=public.signing,
        sealing_id=public.sealing_id, sealing_key=public.sealing,
    )  # fmt: skip
    unit = models.get_model("members", "Unit").objects.create(code="MA-NCB", member=member, name="Maroc", kind="ncb")
    models.get_model("members", "User").objects.create(username="salma", unit=unit, role="liaison")
    digest = hashlib.sha256(json.dumps(TERMS, sort_keys=True).encode()).digest()
    terms = models.get_model("records", "PolicyClass").objects.create(digest=digest, terms=TERMS)
    filed = [_file(models, terms, document(number)) for number in range(len(REFERENCES))]
    models.get_model("records", "Tombstone").objects.create(
        record_id=uuid.uuid4(), reference="MA-0000-0000", kind="report", owner="MA", versions=1, why="retention",
        erased_at=NOW,
    )  # fmt: skip
    models.get_model("exchange", "OutMessage").objects.create(
        id=uuid.uuid4(), kind="release", conversation=uuid.uuid4(), sequence=1, epoch=1, by="MA/MA-NCB/salma",
        prepared_at=NOW, expires_at=NOW + datetime.timedelta(days=60),
    )  # fmt: skip
    for record in filed:
        audit.record("MA/MA-NCB/salma", "file", about=record, purpose="identify_person")
    audit.seal_pending()
    return filed


def _file(models: Any, terms: Any, plain: dict[str, Any]) -> str:
    (done,) = keys().protect([canonical.encode(plain)], sign=True)
    head, person = plain["head"], plain["body"]["persons"][0]
    row = models.get_model("records", "Document").objects.create(
        record_id=head["id"], version=1, kind="report", event="courier", owner="MA", unit="MA-NCB",
        reference=head["reference"], origin="own", policy_class=terms, digest=done.digest, signature=done.signature,
        sealed=done.sealed, wrapped_key=done.wrapped_key, known_at=NOW, stored_at=NOW, retain_until="2031-11-24",
    )  # fmt: skip
    models.get_model("records", "Summary").objects.create(document=row, country="MA", title=person["names"][0]["text"])
    models.get_model("records", "IdentifierKey").objects.create(
        document=row, kind="passport", value=person["documents"][0]["number"]
    )
    models.get_model("records", "Flag").objects.create(document=row, code="duplicate_row", raised_at=NOW)
    return str(head["id"])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill(make_tables())) + "\n")
