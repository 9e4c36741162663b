"""How entries become bytes and bytes a chain: pure functions that sealing and verifying share."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any, Final

from cocaf import limits
from cocaf.audit.models import Entry, Seal
from cocaf.domain import canonical

START: Final = bytes(32)
"""What the first seal follows."""

GAP: Final = datetime.timedelta(days=1)
"""How long after a seal an entry may still become visible in one of its gaps: the longest transaction we allow for."""


def digest(entry: Entry) -> bytes:
    """SHA-256 over the canonical form of all of an entry, its id among it."""
    return hashlib.sha256(
        canonical.encode(
            {
                "id": entry.id,
                "at": moment(entry.at),
                "actor": entry.actor,
                "member": entry.member,
                "action": entry.action,
                "about": entry.about,
                "purpose": entry.purpose,
                "outcome": entry.outcome,
                "detail": entry.detail,
            }
        )
    ).digest()


def payload(seal: Seal) -> bytes:
    """The bytes that a seal's hash and signatures cover."""
    fields: dict[str, Any] = {
        "v": 1,
        "from": seal.from_id,
        "to": seal.to_id,
        "missing": seal.missing,
        "late": seal.late,
        "at": moment(seal.at),
        "previous": bytes(seal.previous).hex(),
        "entries": hashlib.sha256(bytes(seal.digests)).hexdigest(),
        "signing_id": seal.signing_id,
    }
    return canonical.encode(fields, size=limits.MIB)


def moment(at: datetime.datetime) -> str:
    """A time in UTC to the microsecond, as both databases keep it."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def gaps(first: int, last: int, present: Iterable[int]) -> list[list[int]]:
    """The ranges [first, last] of ids between `first` and `last` that are not in the ascending `present`."""
    found, expected = [], first
    for number in present:
        if number > expected:
            found.append([expected, number - 1])
        expected = number + 1
    if expected <= last:
        found.append([expected, last])
    return found


def sealed_ids(seal: Seal) -> list[int]:
    """The ids that a seal covers, in the order of its digests."""
    ids: list[int] = []
    start = seal.from_id
    for low, high in seal.missing:
        ids += range(start, low)
        start = high + 1
    return [*ids, *range(start, seal.to_id + 1), *seal.late]


def link(signed: bytes) -> bytes:
    """A seal's hash, which the next seal names as the one before it."""
    return hashlib.sha256(signed).digest()
