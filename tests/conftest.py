"""What every test may use: a real key process, a cast of people, and records filed through the real way in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cocaf import config
from cocaf.crypto import client
from cocaf.domain.policy import Actor
from cocaf.domain.things.draft import Draft
from cocaf.members.models import Member, Unit
from tests.append_only import clearable_log  # noqa: F401 -- a fixture for every test
from tests.key_process import running_key_process

ALICE = Actor("MA", "MA-CMN-AIR", "alice", "field_officer", "RESTRICTED")
"""Owner: field officer of the airport unit."""
BOB = Actor("MA", "MA-NCB", "bob", "liaison", "RESTRICTED")
"""The same member's bureau."""
CHARLIE = Actor("MA", "MA-TNG-PORT", "charlie", "field_officer", "RESTRICTED")
"""Outsider within the member: another unit."""
PURPOSE = "identify_person"


@pytest.fixture(scope="session")
def key_process() -> Iterator[client.KeyClient]:
    """The real key process of this test run's node."""
    with running_key_process(config.current().home, "MA") as keys:
        yield keys


@pytest.fixture
def node(db: None, key_process: client.KeyClient) -> Member:
    """This node's own member with its units; the key process runs."""
    public = key_process.public()
    member = Member.objects.create(
        code="MA",
        name="Maroc",
        is_self=True,
        signing_id=public.signing_id,
        signing_key=public.signing,
        sealing_id=public.sealing_id,
        sealing_key=public.sealing,
    )
    for code, kind in (("MA-NCB", "ncb"), ("MA-CMN-AIR", "airport_unit"), ("MA-TNG-PORT", "port_unit")):
        Unit.objects.create(code=code, member=member, name=f"Unit {code}", kind=kind)
    return member


COURIER: dict[str, Any] = {
    "event": "courier",
    "occurred_on": "2026-11-21",
    "place": {"country": "MA", "name": "Casablanca Mohammed V", "type": "airport"},
    "persons": [
        {
            "names": [
                {"text": "Inventado Ejemplo Ruiz", "script": "Latn"},
                {"text": "إنفنتادو إخيمبلو", "script": "Arab"},
            ],
            "documents": [{"kind": "passport", "number": "XK0417217", "issuer": "ES"}],
            "phones": ["+212 6 00 00 04 17"],
            "role": "courier",
            "status": "suspect",
        }
    ],
    "substances": [
        {
            "substance": "cocaine.hcl",
            "quantity": {"value": "1.8", "unit": "kg"},
            "kilograms": {"value": "1.8", "factor": "mass.kg"},
        }
    ],
}


@pytest.fixture
def courier() -> Callable[..., Draft]:
    """Makes a courier report as a draft; keyword arguments replace the draft's fields."""

    def make(**changes: Any) -> Draft:
        fields: dict[str, Any] = {"kind": "report", "body": COURIER, "purpose": PURPOSE, "language": "fr"}
        return Draft(**(fields | changes))

    return make
