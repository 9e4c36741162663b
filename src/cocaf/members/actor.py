"""Who acts, as the rules see them: a signed-in person, or the node itself. Called by pages, commands and the worker."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.members.models import User


def actor_of(user: User | AnonymousUser) -> Actor:
    """The actor of a signed-in person. Raises CocafError("members.no_unit") for one who belongs to no unit."""
    if not isinstance(user, User) or not user.is_active or user.unit is None:
        raise CocafError("members.no_unit")
    return Actor(
        member=user.unit.member_id, unit=user.unit.code, user=user.username, role=user.role, clearance=user.clearance
    )
