"""Reads candidates; both sides of a pair must be visible to whoever asks."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cocaf.domain.policy import Actor
from cocaf.matching.models import Candidate
from cocaf.records import selectors
from cocaf.records.models import Document


def candidates(actor: Actor, purpose: str) -> QuerySet[Candidate]:
    """All pairs of current documents that the actor may see, newest first."""
    visible = selectors.visible_to(actor, purpose).filter(current=True).values("seq")
    return (
        Candidate.objects.filter(first__in=visible, second__in=visible)
        .select_related("first__summary", "second__summary")
        .order_by("-found_at", "-pk")
    )


def of_document(actor: Actor, purpose: str, document: Document) -> QuerySet[Candidate]:
    """The pairs in which this document stands."""
    return candidates(actor, purpose).filter(Q(first=document) | Q(second=document))
