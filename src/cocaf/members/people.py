"""The only writers of accounts beside the command line: admit, change, close, open again, new code, second factor. For
an administrator's pages; every act is in the log, without names. Rules: `domain.policy.people`."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cocaf import limits, vocab
from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor, Denied
from cocaf.domain.policy.people import PeopleAct, decide_people
from cocaf.domain.policy.terms import CONFIDENTIALITY
from cocaf.domain.things.reference import ALPHABET
from cocaf.members.models import Unit, User

CODE_GROUPS: Final = 4
"""Groups of four characters in a code: 80 random bits, without look-alikes, to be read out or written down."""


@dataclass(frozen=True)
class Admitted:
    """A person with the code that opens the account; it is shown once and kept nowhere but as a hash."""

    user: User
    code: str


@dataclass(frozen=True)
class Standing:
    """What an administrator sets of a person."""

    full_name: str
    unit: str
    role: str
    clearance: str
    language: str


def demand(actor: Actor, act: PeopleAct, *, own: bool = False, leaves_none: bool = False) -> None:
    """Raises CocafError("people.role"), ("people.own") or ("people.last") where the actor may not do the act."""
    answer = decide_people(actor.role, act, own=own, leaves_none=leaves_none)
    if isinstance(answer, Denied):
        raise CocafError(f"people.{answer.reason}")


def admit(actor: Actor, username: str, standing: Standing) -> Admitted:
    """Admits a person with a code in place of a password. Raises as `demand`, and CocafError("members.username_taken"),
    ("members.unit_unknown") and ("people.field")."""
    demand(actor, PeopleAct.ADMIT)
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise CocafError("people.field", field=username) from error
    user = User(username=username)
    _stand(user, standing)
    code = _give_code(user)
    try:
        with transaction.atomic():
            if User.objects.filter(username__iexact=username).exists():
                raise CocafError("members.username_taken", username=username)
            user.save(force_insert=True)
            _log(actor, PeopleAct.ADMIT, user, {"unit": standing.unit, "role": standing.role})
    except IntegrityError as error:
        raise CocafError("members.username_taken", username=username) from error
    return Admitted(user, code)


@transaction.atomic
def change(actor: Actor, person_id: int, standing: Standing) -> User:
    """Gives a person another unit, role, clearance, language or name. Raises as `admit`, and CocafError("people.own")
    and ("people.last")."""
    user = _held(person_id)
    before = _standing(user)
    loses = user.role == "administrator" and standing.role != "administrator"
    demand(actor, PeopleAct.CHANGE, own=_is_own(actor, user), leaves_none=loses and _is_last(user))
    _stand(user, standing)
    changed = {
        name: "changed" if name == "full_name" else f"{old} > {getattr(standing, name)}"
        for name, old in vars(before).items()
        if old != getattr(standing, name)
    }
    if changed:
        user.save(update_fields=["first_name", "last_name", "unit", "role", "clearance", "language"])
        _log(actor, PeopleAct.CHANGE, user, changed)
    return user


@transaction.atomic
def close(actor: Actor, person_id: int) -> User:
    """Closes an account at once: its sessions end with the next request, also should it be opened again."""
    user = _held(person_id)
    demand(actor, PeopleAct.CLOSE, own=_is_own(actor, user), leaves_none=_is_last(user))
    user.is_active, user.code_until = False, None
    # a session holds on to the password's hash: without one, none of the old sessions ever comes back
    user.set_unusable_password()
    user.save(update_fields=["is_active", "code_until", "password"])
    _log(actor, PeopleAct.CLOSE, user)
    return user


@transaction.atomic
def reopen(actor: Actor, person_id: int) -> Admitted:
    """Opens a closed account again, with a new code."""
    user = _held(person_id)
    demand(actor, PeopleAct.REOPEN, own=_is_own(actor, user))
    user.is_active = True
    code = _give_code(user)
    user.save(update_fields=["is_active", "code_until", "password"])
    _log(actor, PeopleAct.REOPEN, user)
    return Admitted(user, code)


@transaction.atomic
def new_code(actor: Actor, person_id: int) -> Admitted:
    """A code for somebody who forgot the password; present sessions end. Raises also CocafError("people.closed")."""
    user = _held(person_id)
    demand(actor, PeopleAct.NEW_CODE, own=_is_own(actor, user))
    if not user.is_active:
        raise CocafError("people.closed")
    code = _give_code(user)
    user.save(update_fields=["code_until", "password"])
    _log(actor, PeopleAct.NEW_CODE, user)
    return Admitted(user, code)


@transaction.atomic
def reset_factor(actor: Actor, person_id: int) -> User:
    """Forgets the second factors of a person who lost them: authenticator, passkeys and recovery codes."""
    user = _held(person_id)
    demand(actor, PeopleAct.RESET_FACTOR, own=_is_own(actor, user))
    Authenticator.objects.filter(user=user).delete()
    _log(actor, PeopleAct.RESET_FACTOR, user)
    return user


def password_chosen(user: User) -> None:
    """The person has a password of his own; the code is spent."""
    User.objects.filter(pk=user.pk).update(code_until=None)


def about(user: User) -> str:
    """How the log names an account."""
    return f"user/{user.pk}"


def _held(person_id: int) -> User:
    # all administrators' rows are locked together, so that two of them cannot close each other at once
    list(User.objects.select_for_update().filter(role="administrator").order_by("pk").values_list("pk", flat=True))
    found = User.objects.select_related("unit").filter(pk=person_id).first()
    if found is None:
        raise CocafError("people.unknown")
    return found


def _is_own(actor: Actor, user: User) -> bool:
    return user.username == actor.user


def _is_last(user: User) -> bool:
    if user.role != "administrator" or not user.is_active:
        return False
    return not User.objects.filter(role="administrator", is_active=True).exclude(pk=user.pk).exists()


def _standing(user: User) -> Standing:
    return Standing(user.get_full_name(), user.unit_id or "", user.role, user.clearance, user.language)


def _stand(user: User, standing: Standing) -> None:
    known = (
        ("role", standing.role in vocab.load("role")),
        ("clearance", standing.clearance in CONFIDENTIALITY),
        ("language", standing.language in dict(settings.LANGUAGES)),
    )
    for field, fits in known:
        if not fits:
            raise CocafError("people.field", field=getattr(standing, field))
    unit = Unit.objects.filter(code=standing.unit, member__is_self=True).first()
    if unit is None or (unit.closed and unit.code != user.unit_id):
        raise CocafError("members.unit_unknown", unit=standing.unit)
    user.first_name, _, user.last_name = standing.full_name.partition(" ")
    user.unit, user.role = unit, standing.role
    user.clearance, user.language = standing.clearance, standing.language


def _give_code(user: User) -> str:
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(CODE_GROUPS))
    user.set_password(code)
    user.code_until = timezone.now() + datetime.timedelta(hours=limits.CODE_HOURS)
    return code


def _log(actor: Actor, act: PeopleAct, user: User, detail: Mapping[str, str] | None = None) -> None:
    audit.record(actor, act, about=about(user), detail=detail or {})
