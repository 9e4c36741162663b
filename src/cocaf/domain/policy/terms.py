"""What a decision looks at: the actor, the action, the terms that many records share, the terms of one row."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from cocaf.domain.things.head import Head


class Action(StrEnum):
    """What somebody may want to do with a record."""

    LIST = "list"
    READ = "read"
    MATCH = "match"
    AMEND = "amend"
    RELEASE = "release"
    RECALL = "recall"
    EXPORT = "export"


CONFIDENTIALITY: Final[Mapping[str, int]] = {"OFFICIAL_USE": 0, "RESTRICTED": 1, "CONFIDENTIAL": 2}
"""Levels in rising order (RPD, field rule R9). A level that is not known here counts as the highest."""


def level(code: str) -> int:
    """Rank of a confidentiality level; an unknown one is above all clearances."""
    return CONFIDENTIALITY.get(code, 99)


@dataclass(frozen=True)
class Actor:
    """Who acts: a person of a unit of a member, with a role and a clearance."""

    member: str
    unit: str
    user: str
    role: str
    clearance: str = "OFFICIAL_USE"


@dataclass(frozen=True)
class Terms:
    """The policy-relevant fields of a head: a policy class."""

    owner: str
    unit: str
    members: tuple[str, ...]
    units: tuple[str, ...]
    denied: tuple[str, ...]
    confidentiality: str
    codes: tuple[str, ...]
    caveats: tuple[str, ...]

    @classmethod
    def of(cls, head: Head) -> Terms:
        """The terms of a head, in one order, so that equal terms are one class."""
        owner, audience, handling = head.owner, head.audience, head.handling
        return _terms(
            (owner.member, owner.unit, handling.confidentiality),
            (audience.members, audience.units, audience.denied, handling.codes, handling.caveats),
        )

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Terms:
        """Reads what `to_plain` wrote."""
        read: dict[str, Any] = {key: tuple(it) if isinstance(it, list) else it for key, it in plain.items()}
        return cls(**read)

    def to_plain(self) -> dict[str, Any]:
        """As JSON values, for the table of policy classes."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in sorted(vars(self).items())}


@lru_cache(4096)
def _terms(texts: tuple[str, ...], lists: tuple[tuple[str, ...], ...]) -> Terms:
    # the rows of an import share their terms: they are sorted once, not 263,485 times
    members, units, denied, codes, caveats = (tuple(sorted(each)) for each in lists)
    owner, unit, confidentiality = texts
    return Terms(owner, unit, members, units, denied, confidentiality, codes, caveats)


@dataclass(frozen=True)
class RowTerms:
    """What differs from row to row within a class: retention, and the members to whom it was released."""

    retain_until: datetime.date
    released_to: frozenset[str] = frozenset()
