"""Makes the head of a new record, and the next version of one, from what the author states."""

from __future__ import annotations

import copy
import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cocaf import limits
from cocaf.domain.things import reference as references
from cocaf.domain.things.record import SCHEMA, Plain, moment, new_id

DEFAULT_EVALUATION = {"scheme": "4x4", "source": "X", "information": "4"}
DEFAULT_HANDLING = {"codes": ["H0"], "tlp": "AMBER", "confidentiality": "OFFICIAL_USE"}


@dataclass(frozen=True)
class Draft:
    """What an author states; the rest of the head follows from who and when."""

    kind: str
    body: Mapping[str, Any]
    purpose: str
    language: str
    legal_basis: str = "national_law"
    evaluation: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_EVALUATION))
    handling: Mapping[str, Any] = field(default_factory=lambda: dict(DEFAULT_HANDLING))
    members: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    contact: Mapping[str, str] | None = None
    provenance: Mapping[str, Any] = field(default_factory=lambda: {"channel": "form"})
    retain_until: str | None = None


def longest_retention(known: datetime.date) -> datetime.date:
    """The last day of a first retention period: five years less a day (RPD, field rule R6)."""
    return last_day(known, limits.RETAIN_YEARS)


def last_day(known: datetime.date, years: int) -> datetime.date:
    """The last day of a retention period of whole years that begins on the day `known`."""
    try:
        later = known.replace(year=known.year + years)
    except ValueError:  # 29 February
        later = known.replace(year=known.year + years, day=28)
    return later - datetime.timedelta(days=1)


def document(draft: Draft, member: str, unit: str, now: datetime.datetime, reference: str = "") -> Plain:
    """The plain document of a draft, version 1, owned by the member's unit; a new reference where none is given."""
    head: dict[str, Any] = {
        "kind": draft.kind,
        "id": new_id(int(now.timestamp() * 1000)),
        "version": 1,
        "reference": reference or references.make(member),
        "schema": SCHEMA,
        "owner": {"member": member, "unit": unit},
        "times": {"known": moment(now)},
        "legal_basis": draft.legal_basis,
        "purpose": draft.purpose,
        "language": draft.language,
        "evaluation": dict(draft.evaluation),
        "handling": dict(draft.handling),
        "audience": {"members": sorted({member, *draft.members})},
        "retain_until": draft.retain_until or longest_retention(now.date()).isoformat(),
        "provenance": dict(draft.provenance),
    }
    if draft.units:
        head["audience"]["units"] = sorted(draft.units)
    if draft.contact:
        head["contact"] = dict(draft.contact)
    return {"head": head, "body": dict(draft.body)}


def next_version(held: bytes, plain: Plain, change: Callable[[Plain], None], now: datetime.datetime) -> Plain:
    """The next version of a document: changed by `change`, chained to the bytes of the one before."""
    later = copy.deepcopy(plain)
    change(later)
    later["head"]["version"] = plain["head"]["version"] + 1
    later["head"]["previous"] = hashlib.sha256(held).hexdigest()
    later["head"]["times"] = {**later["head"]["times"], "known": moment(now)}
    return later
