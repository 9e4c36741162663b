"""Whom to call about a record: the desk that it names, else the desk of its owner as the directory has it."""

from __future__ import annotations

from cocaf.domain import countries
from cocaf.domain.things.head import Contact, Head
from cocaf.members import selectors as members
from cocaf.members.models import Member, Unit
from cocaf.web.words import language


def desk_of(head: Head) -> Contact:
    """The desk to call about a record that names none itself: its unit's on duty, else the unit by the telephone of its
    bureau, else its owner's."""
    if head.contact is not None:
        return head.contact
    if duty := members.desk_of(head.owner.unit, language()):
        return Contact(desk=duty["desk"], phone=duty["phone"], hours=duty["hours"] or None)
    owner = Member.objects.filter(code=head.owner.member).first()
    if owner is None:
        return Contact(desk=countries.name(head.owner.member, language()))
    unit = Unit.objects.filter(code=head.owner.unit).first() if owner.is_self else None
    return _desk(owner, unit.called(language()) if unit else "")


def bureau() -> Contact:
    """The bureau of this node's member, which asks the others where nothing is held here."""
    return _desk(members.self_member(), "")


def _desk(member: Member, name: str) -> Contact:
    return Contact(
        desk=name or member.desk or countries.name(member.code, language()),
        phone=member.phone or None,
        email=member.email or None,
        hours=member.hours or None,
    )
