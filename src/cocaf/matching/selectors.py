"""Reads candidates; both sides of a pair must be visible to whoever asks."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cocaf.domain.policy import Actor
from cocaf.matching.models import Candidate
from cocaf.records import selectors
from cocaf.records.models import Document


def candidates(actor: Actor, purpose: str) -> QuerySet[Candidate]:
    """All pairs of current documents that the actor may see, newest first."""
    # by key, pair by pair: few pairs are shown, and many records may be seen
    seen = selectors.visible_to(actor, purpose).filter(current=True)
    first, second = (Exists(seen.filter(seq=OuterRef(side))) for side in ("first", "second"))
    return Candidate.objects.filter(first, second).select_related("first__summary", "second__summary").order_by("-pk")


def of_document(actor: Actor, purpose: str, document: Document) -> QuerySet[Candidate]:
    """The pairs in which this document stands."""
    return candidates(actor, purpose).filter(Q(first=document) | Q(second=document))
