"""Drafts of reports: kept encrypted while their author goes from step to step, and filed as a record once. Called by
the report's pages; nobody but the author opens a draft."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cocaf import limits
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import Plain
from cocaf.intake import selectors, services
from cocaf.intake.models import KeptDraft
from cocaf.members.models import User
from cocaf.records.models import Document

Content = Mapping[str, Any]


def begin(user: User, content: Content, amends: uuid.UUID | None = None) -> KeptDraft:
    """Keeps a new draft of the user's."""
    sealed, wrapped_key = _sealed(content)
    now = timezone.now()
    return KeptDraft.objects.create(
        user=user, amends=amends, sealed=sealed, wrapped_key=wrapped_key, begun_at=now, saved_at=now
    )


def save(user: User, draft_id: uuid.UUID, content: Content) -> None:
    """Keeps what was typed. Raises CocafError("draft.gone") and ("draft.large", most)."""
    sealed, wrapped_key = _sealed(content)
    kept = selectors.drafts_of(user).filter(pk=draft_id)
    if not kept.update(sealed=sealed, wrapped_key=wrapped_key, saved_at=timezone.now()):
        raise CocafError("draft.gone")


def _sealed(content: Content) -> tuple[bytes, bytes]:
    text = json.dumps(content, ensure_ascii=False).encode()
    if len(text) > limits.DRAFT_BYTES:
        raise CocafError("draft.large", most=limits.DRAFT_BYTES // limits.KIB)
    protected = keys().protect([text], sign=False)[0]
    return protected.sealed, protected.wrapped_key


def drop(user: User, draft_id: uuid.UUID) -> None:
    """Throws a draft of the user's away; one that is gone already is no error."""
    KeptDraft.objects.filter(user=user, pk=draft_id).delete()


def drop_all(user: User) -> None:
    """Throws away every draft of the user's: at sign-out."""
    KeptDraft.objects.filter(user=user).delete()


def tidy() -> int:
    """Throws away the drafts whose time is over; returns how many."""
    limit = timezone.now() - datetime.timedelta(hours=limits.DRAFT_HOURS)
    return KeptDraft.objects.filter(begun_at__lte=limit).delete()[0]


def file_new(actor: Actor, user: User, draft_id: uuid.UUID, draft: Draft) -> Document:
    """Files a kept draft as a new record; the draft goes in the same transaction, so that it is filed once.

    Raises CocafError("draft.gone"), and as `services.file_record` does.
    """
    with transaction.atomic():
        _claim(user, draft_id)
        return services.file_record(actor, draft)


def file_next(actor: Actor, user: User, draft_id: uuid.UUID, plain: Plain, purpose: str) -> Document:
    """Files a kept draft as the next version of the record that it corrects. `plain` is that record's version as
    typed; its head names the version from which the author began.

    Raises CocafError("draft.outdated", version) where that is not the current one any more, ("draft.gone"), and as
    `services.amend` does.
    """
    with transaction.atomic():
        _claim(user, draft_id)
        return services.amend(actor, plain["head"]["id"], taking(plain), purpose, Action.AMEND)


def taking(plain: Plain) -> services.Change:
    """The change that makes a document say what `plain` says, if it began from the same version."""

    def change(held: Plain) -> None:
        if held["head"]["version"] != plain["head"]["version"]:
            raise CocafError("draft.outdated", version=held["head"]["version"])
        held["head"], held["body"] = dict(plain["head"]), plain["body"]

    return change


def _claim(user: User, draft_id: uuid.UUID) -> None:
    # who deletes the row files it: a second click finds none
    if not selectors.drafts_of(user).filter(pk=draft_id).delete()[0]:
        raise CocafError("draft.gone")
