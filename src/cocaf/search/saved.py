"""Saved searches: questions that a person asks again, of that person alone. Called by the list's pages. The log tells
that one was kept, opened, renamed or thrown away, never what it asks."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.members.actor import actor_of
from cocaf.members.models import User
from cocaf.search.models import NAME_CHARACTERS, SavedSearch

MOST: Final = 50
"""Most searches that one person keeps."""

VALUE_CHARACTERS: Final = 400
"""Longest value of a filter that is kept."""

Asked = Mapping[str, str]
"""A question as the list's address writes it: name of a filter to its value."""


def of(user: User) -> QuerySet[SavedSearch]:
    """The searches that the user keeps, by name, without their filters."""
    return SavedSearch.objects.filter(user=user).defer("sealed", "wrapped_key").order_by("name")


def keep(user: User, name: str, asked: Asked) -> SavedSearch:
    """Keeps a question under a name. Raises CocafError("search.name", most), ("search.taken", name) for a name that the
    user has given before, ("search.empty") for a question that narrows nothing and ("search.many", most)."""
    named = _named(name)
    plain = {key: value[:VALUE_CHARACTERS] for key, value in sorted(asked.items()) if value}
    if not plain:
        raise CocafError("search.empty")
    if of(user).count() >= MOST:
        raise CocafError("search.many", most=MOST)
    protected = keys().protect([json.dumps(plain, ensure_ascii=False).encode()], sign=False)[0]
    row = SavedSearch(
        user=user, name=named, sealed=protected.sealed, wrapped_key=protected.wrapped_key, saved_at=timezone.now()
    )
    _written(user, row, "keep_search")
    return row


def opened(user: User, search_id: uuid.UUID) -> dict[str, str]:
    """What a saved search asks. Raises CocafError("search.gone") for one that the user does not keep."""
    row = _held(user, search_id)
    asked: dict[str, str] = json.loads(keys().reveal([(bytes(row.sealed), bytes(row.wrapped_key))])[0])
    audit.record(actor_of(user), "open_search", about=str(row.pk), purpose=user.purpose)
    return asked


def rename(user: User, search_id: uuid.UUID, name: str) -> None:
    """Gives a saved search another name. Raises as `keep` and `opened` do."""
    row = _held(user, search_id)
    row.name = _named(name)
    _written(user, row, "rename_search")


def drop(user: User, search_id: uuid.UUID) -> None:
    """Throws a saved search away. Raises CocafError("search.gone")."""
    with transaction.atomic():
        row = _held(user, search_id)
        audit.record(actor_of(user), "drop_search", about=str(row.pk))
        row.delete()


def _held(user: User, search_id: uuid.UUID) -> SavedSearch:
    row = SavedSearch.objects.filter(user=user, pk=search_id).first()
    if row is None:
        raise CocafError("search.gone")
    return row


def _named(name: str) -> str:
    named = " ".join(name.split())
    if not named or len(named) > NAME_CHARACTERS:
        raise CocafError("search.name", most=NAME_CHARACTERS)
    return named


def _written(user: User, row: SavedSearch, act: str) -> None:
    try:
        with transaction.atomic():
            row.save()
            audit.record(actor_of(user), act, about=str(row.pk))
    except IntegrityError as error:
        raise CocafError("search.taken", name=row.name) from error
