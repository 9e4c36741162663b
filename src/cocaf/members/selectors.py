"""The only readers of the directory: this node's member, its partners, the hub, and their keys. Any room above may
call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.policy.terms import CONFIDENTIALITY
from cocaf.members.models import Member, Unit, User

BUREAU = "NCB"
"""Ending of the code of a member's bureau: the unit that every node has from its first day."""


def self_member() -> Member:
    """The member whose node this is. Raises CocafError("members.no_self") before `cocaf init`."""
    found = Member.objects.filter(is_self=True).first()
    if found is None:
        raise CocafError("members.no_self")
    return found


def member(code: str) -> Member:
    """A member of the directory. Raises CocafError("members.unknown", member)."""
    found = Member.objects.filter(code=code).first()
    if found is None:
        raise CocafError("members.unknown", member=code)
    return found


def all_members() -> QuerySet[Member]:
    """Everybody in the directory, this node's member and the hub too, by code."""
    return Member.objects.all()


def partners() -> QuerySet[Member]:
    """The members with whom this node can exchange: neither itself nor the hub, and with a key to seal for."""
    return Member.objects.filter(is_self=False, is_hub=False).exclude(sealing_key=b"")


def hub() -> Member | None:
    """The hub of the directory, if there is one and it is not this node."""
    return Member.objects.filter(is_hub=True, is_self=False).first()


def signing_keys(codes: Iterable[str]) -> dict[str, bytes]:
    """Public signing keys (32 bytes, Ed25519) by member, of those that the directory knows."""
    rows = Member.objects.filter(code__in=set(codes)).exclude(signing_key=b"")
    return {code: bytes(key) for code, key in rows.values_list("code", "signing_key")}


def sealing_keys(codes: Iterable[str]) -> dict[str, bytes]:
    """Public sealing keys by member, of those that the directory knows."""
    rows = Member.objects.filter(code__in=set(codes)).exclude(sealing_key=b"")
    return {code: bytes(key) for code, key in rows.values_list("code", "sealing_key")}


def units() -> Sequence[Unit]:
    """The units of this node's member."""
    return list(Unit.objects.filter(member__is_self=True).select_related("member"))


def bureau_actor(user: str) -> Actor:
    """The bureau of this node's member, acting under the name `user` (the operator, or the node itself)."""
    own = self_member()
    unit = Unit.objects.filter(member=own, code=f"{own.code}-{BUREAU}").first() or own.units.first()
    if unit is None:
        raise CocafError("members.no_unit")
    highest = max(CONFIDENTIALITY, key=lambda code: CONFIDENTIALITY[code])
    return Actor(member=own.code, unit=unit.code, user=user, role="approver", clearance=highest)


def people() -> QuerySet[User]:
    """Everybody who may sign in at this node, by unit and user name."""
    return User.objects.filter(is_active=True).select_related("unit").order_by("unit", "username")
