"""Reads the flags: doubts about records that nobody has cleared. For pages; who may not see a record sees no doubt
about it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from cocaf.domain.policy import Actor
from cocaf.records import selectors
from cocaf.records.models import Flag


def raised(actor: Actor, purpose: str, codes: Collection[str]) -> QuerySet[Flag]:
    """Uncleared flags of these codes on current records that the actor may see, oldest first."""
    # by key, flag by flag: few are raised, and many records may be seen
    seen = selectors.visible_to(actor, purpose).filter(current=True, seq=OuterRef("document"))
    found = Flag.objects.filter(Exists(seen), code__in=codes, cleared_at=None)
    return found.select_related("document__summary").order_by("raised_at", "pk")
