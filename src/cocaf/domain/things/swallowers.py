"""Couriers who carry capsules in the body: whether a report tells of one, and what is unusual about the capsules. The
pages ask here for the medical warning. Figures: seizures at Casablanca and Marrakech (field notes, section 1)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from cocaf.domain.things.people import BodySearch
from cocaf.domain.things.report import Report

INSIDE: Final = frozenset({"body.ingested", "body.inserted"})
"""Concealments (vocab `concealment`) that put a life in danger."""
GRAMS: Final = (Decimal(5), Decimal(30))
"""What one swallowed capsule weighs, in grams, least and most."""
CAPSULES: Final = (20, 150)
"""How many capsules one person carries, least and most."""


def in_danger(body: Report) -> bool:
    """Whether somebody may carry drugs in the body: a packet that opens can kill within minutes. A negative control
    tells of nobody."""
    if body.stage == "negative":
        return False
    roles = (person.role for person in body.persons)
    return "swallower" in roles or any(each.code in INSIDE for each in body.concealment) or emergency(body)


def emergency(body: Report) -> bool:
    """Whether a medical emergency is stated for a person."""
    return any(person.search is not None and bool(person.search.medical_emergency) for person in body.persons)


def unusual(search: BodySearch | None) -> tuple[str, ...]:
    """What is unusual about a person's capsules: codes of vocab `capsule_warning`. `capsule_grams` is the mass of all
    capsules together."""
    if search is None:
        return ()
    return doubts(search.capsules, search.capsule_grams)


def doubts(capsules: object, grams: object) -> tuple[str, ...]:
    """The same of a count and a mass in grams; what is no number says nothing."""
    if not isinstance(capsules, int) or capsules == 0:
        return ()
    found = []
    try:
        each = Decimal(grams) / capsules if isinstance(grams, str) else None
    except InvalidOperation:
        each = None
    if each is not None and each < GRAMS[0]:
        found.append("light")
    if each is not None and each > GRAMS[1]:
        found.append("heavy")
    if capsules < CAPSULES[0]:
        found.append("few")
    if capsules > CAPSULES[1]:
        found.append("many")
    return tuple(found)
