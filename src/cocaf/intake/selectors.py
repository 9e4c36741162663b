"""The only readers of drafts. What came in and became a record is read through `records` and `search`."""

from __future__ import annotations

import datetime
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cocaf import limits
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.intake.models import KeptDraft
from cocaf.members.models import User


@dataclass(frozen=True)
class OpenDraft:
    """A draft's row together with what its author typed."""

    row: KeptDraft
    content: dict[str, Any]

    @property
    def until(self) -> datetime.datetime:
        """When it goes by itself."""
        return ends(self.row)


def drafts_of(user: User) -> QuerySet[KeptDraft]:
    """The user's own drafts whose time is not over, newest first."""
    limit = timezone.now() - datetime.timedelta(hours=limits.DRAFT_HOURS)
    return KeptDraft.objects.filter(user=user, begun_at__gt=limit).order_by("-saved_at")


def open_draft(user: User, draft_id: uuid.UUID) -> OpenDraft:
    """Opens a draft for its author. Raises CocafError("draft.gone") for one that is not there and another's alike."""
    row = drafts_of(user).filter(pk=draft_id).first()
    if row is None:
        raise CocafError("draft.gone")
    return OpenDraft(row, json.loads(keys().reveal([(bytes(row.sealed), bytes(row.wrapped_key))])[0]))


def ends(row: KeptDraft) -> datetime.datetime:
    """When a draft goes by itself."""
    return row.begun_at + datetime.timedelta(hours=limits.DRAFT_HOURS)
