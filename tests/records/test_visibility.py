"""`visible_to` and `decide` are the same rules: on random actors and records they never differ."""

from __future__ import annotations

import datetime
import random

import pytest
from django.utils import timezone

from cocaf.domain.policy import Action, Actor, Allowed
from cocaf.records import selectors
from cocaf.records.models import Document, PolicyClass

MEMBERS = ["MA", "SN", "ES"]
UNITS = {code: [f"{code}-NCB", f"{code}-AIR", f"{code}-PORT"] for code in MEMBERS}
ROLES = ["field_officer", "analyst", "liaison", "approver", "administrator", "auditor"]
LEVELS = ["OFFICIAL_USE", "RESTRICTED", "CONFIDENTIAL", "COSMIC"]


def _world(dice: random.Random, documents: int) -> None:
    today = timezone.now().date()
    rows = []
    for number in range(documents):
        owner = dice.choice(MEMBERS)
        members = dice.sample(MEMBERS, dice.randint(0, 3))
        terms = {
            "owner": owner,
            "unit": dice.choice(UNITS[owner]),
            "members": sorted(members),
            "units": sorted(dice.sample([unit for code in MEMBERS for unit in UNITS[code]], dice.choice([0, 0, 2]))),
            "denied": sorted(dice.sample(MEMBERS, dice.choice([0, 0, 1]))),
            "confidentiality": dice.choice(LEVELS),
            "codes": sorted(dice.sample(["H0", "H1", "H2", "H3"], dice.randint(0, 2))),
            "caveats": dice.sample(["NO_AUTOMATED_MATCH", "NO_CONTACT"], dice.randint(0, 1)),
        }
        policy_class = PolicyClass.objects.create(digest=number.to_bytes(32, "big"), terms=terms)
        rows.append(
            Document(
                record_id=f"00000000-0000-7000-8000-{number:012x}",
                version=1,
                kind="report",
                owner=owner,
                unit=terms["unit"],
                reference=f"{owner}-{number}",
                origin="own" if owner == "MA" else "received",
                policy_class=policy_class,
                digest=b"",
                signature=b"",
                sealed=b"",
                wrapped_key=b"",
                known_at=timezone.now(),
                stored_at=timezone.now(),
                retain_until=today + datetime.timedelta(days=dice.choice([-1, 0, 1, 900])),
            )
        )
    Document.objects.bulk_create(rows)


def _actor(dice: random.Random) -> Actor:
    member = dice.choice(MEMBERS)
    return Actor(member, dice.choice(UNITS[member]), "x", dice.choice(ROLES), dice.choice(LEVELS[:3]))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_the_query_lists_exactly_what_the_rules_allow(seed):
    dice = random.Random(seed)
    _world(dice, 60)
    documents = list(Document.objects.select_related("policy_class"))
    pairs = allowed_pairs = 0
    for _ in range(30):
        actor, purpose = _actor(dice), dice.choice(["identify_person", "identify_person", ""])
        for action in Action:
            listed = set(selectors.visible_to(actor, purpose, action).values_list("seq", flat=True))
            allowed = {
                row.seq for row in documents if isinstance(selectors.decision(actor, row, action, purpose), Allowed)
            }
            assert listed == allowed, (actor, action, purpose)
            pairs += len(documents)
            allowed_pairs += len(allowed)
    # the worlds are worth something: much is allowed in them, and much more is refused
    assert pairs == 60 * 30 * len(Action)
    assert pairs * 0.02 < allowed_pairs < pairs * 0.6
