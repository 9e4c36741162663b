"""The only writers of units beside the command line: their names, and the desk that an officer of another unit calls.
For an administrator's pages; every act is in the log."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from cocaf import vocab
from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.policy.people import PeopleAct
from cocaf.members import selectors
from cocaf.members.models import Unit
from cocaf.members.people import demand

_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,23}")


@dataclass(frozen=True)
class UnitDesk:
    """What an administrator writes of a unit; `names` by language, empty ones left out."""

    kind: str
    names: dict[str, str] = field(default_factory=dict)
    place: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""

    @property
    def one_name(self) -> str:
        """The name that stands for the languages without one of their own."""
        return next(iter(self.names.values()), "")


@transaction.atomic
def add(actor: Actor, code: str, desk: UnitDesk) -> Unit:
    """Adds a unit. Raises CocafError("people.role"), ("unit.code", member), ("unit.taken", unit), ("unit.name") and
    ("people.field")."""
    demand(actor, PeopleAct.WRITE_UNIT)
    own = selectors.self_member()
    start, _, rest = code.partition("-")
    if start != own.code or not _CODE.fullmatch(rest):
        raise CocafError("unit.code", member=own.code)
    if Unit.objects.filter(code=code).exists():
        raise CocafError("unit.taken", unit=code)
    return _write(actor, Unit(code=code, member=own), desk)


@transaction.atomic
def correct(actor: Actor, code: str, desk: UnitDesk) -> Unit:
    """Corrects a unit's names and desk. Raises as `add`, and CocafError("members.unit_unknown")."""
    demand(actor, PeopleAct.WRITE_UNIT)
    return _write(actor, held(code), desk)


@transaction.atomic
def close(actor: Actor, code: str, *, closed: bool = True) -> Unit:
    """Closes a unit to new accounts, or opens it again; its records stay its own. Raises CocafError("unit.bureau") and
    ("unit.in_use", count)."""
    demand(actor, PeopleAct.CLOSE_UNIT)
    unit = held(code)
    if closed and unit.code.endswith(f"-{selectors.BUREAU}"):
        raise CocafError("unit.bureau")
    people = unit.users.filter(is_active=True).count()
    if closed and people:
        raise CocafError("unit.in_use", count=people)
    unit.closed = closed
    unit.save(update_fields=["closed"])
    audit.record(actor, PeopleAct.CLOSE_UNIT, about=f"unit/{code}", outcome="closed" if closed else "open")
    return unit


def held(code: str) -> Unit:
    """A unit of this node's member. Raises CocafError("members.unit_unknown", unit)."""
    found = Unit.objects.filter(code=code, member__is_self=True).first()
    if found is None:
        raise CocafError("members.unit_unknown", unit=code)
    return found


def _write(actor: Actor, unit: Unit, desk: UnitDesk) -> Unit:
    if not desk.one_name:
        raise CocafError("unit.name")
    if desk.kind not in vocab.load("agency_kind"):
        raise CocafError("people.field", field=desk.kind)
    unit.name, unit.names, unit.kind = desk.one_name, desk.names, desk.kind
    unit.place, unit.address = desk.place, desk.address
    unit.phone, unit.hours = desk.phone, desk.hours
    unit.save()
    audit.record(actor, PeopleAct.WRITE_UNIT, about=f"unit/{unit.code}")
    return unit
