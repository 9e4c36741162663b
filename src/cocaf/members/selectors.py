"""The only readers of the directory: this node's member, its partners, the hub, and their keys. Any room above may
call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from cocaf.domain import normal
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


def desk_of(code: str, language: str) -> dict[str, str]:
    """Whom to call about a record of a unit of ours: desk, phone, hours. Empty for another member's unit and for one
    without a telephone on duty."""
    unit = Unit.objects.filter(code=code, member__is_self=True).exclude(phone="").first()
    return {"desk": unit.called(language), "phone": unit.phone, "hours": unit.hours} if unit else {}


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


@dataclass(frozen=True)
class Wanted:
    """Which accounts a list shows: `text` in the user name or the name, however written; unit; role; state."""

    text: str = ""
    unit: str = ""
    role: str = ""
    state: str = ""


STATES = ("open", "closed", "waiting", "never", "no_factor")
"""States of an account that a list may ask for: open, closed, whose code waits to be used, who never signed in, without
a second factor."""


def accounts(wanted: Wanted) -> QuerySet[User]:
    """The accounts that a list wants, by unit and user name, each with `has_factor`."""
    factor = Exists(Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES))
    found = User.objects.select_related("unit").annotate(has_factor=factor).order_by("unit", "username")
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    if wanted.role:
        found = found.filter(role=wanted.role)
    narrowed = {
        "open": Q(is_active=True), "closed": Q(is_active=False), "waiting": Q(code_until__isnull=False),
        "never": Q(last_login=None, is_active=True), "no_factor": Q(has_factor=False, is_active=True),
    }  # fmt: skip
    if wanted.state in narrowed:
        found = found.filter(narrowed[wanted.state])
    asked = normal.text(wanted.text)
    if not asked:
        return found
    # a node has some thousands of accounts at most, and the one normaliser finds the same on both databases
    written = found.values_list("pk", "username", "first_name", "last_name")
    return found.filter(pk__in=[pk for pk, *names in written if asked in normal.text(" ".join(names))])


def account(person_id: int) -> User:
    """One account. Raises CocafError("people.unknown")."""
    found = accounts(Wanted()).filter(pk=person_id).first()
    if found is None:
        raise CocafError("people.unknown")
    return found
