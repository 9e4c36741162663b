"""Reads candidates and what people decided on them; both sides of a pair must be visible to whoever asks."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cocaf.domain.policy import Action, Actor
from cocaf.matching.models import Candidate
from cocaf.records import selectors
from cocaf.records.models import Document, Relation

VERDICTS: Final = ("same", "different", "unsure")
DECIDED: Final = tuple(f"decided_{verdict}" for verdict in VERDICTS)
"""How the index says that a decision is about a record, and which (records/index.py)."""


def candidates(actor: Actor, purpose: str) -> QuerySet[Candidate]:
    """All pairs of current documents that the actor may see, newest first; `decided` is the relation by which the
    last decision on the pair names it, None where it waits for one. What was found after a decision waits again."""
    # by key, pair by pair: few pairs are shown, and many records may be seen
    seen = selectors.visible_to(actor, purpose).filter(current=True)
    first, second = (Exists(seen.filter(seq=OuterRef(side))) for side in ("first", "second"))
    found = Candidate.objects.filter(first, second).select_related("first__summary", "second__summary")
    return found.annotate(found_last=_found_last(), decided=_last_decision()).order_by("-pk")


def _found_last() -> Subquery:
    same_pair = Candidate.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
    return Subquery(same_pair.order_by("-found_at").values("found_at")[:1])


def _last_decision() -> Subquery:
    """The newest decision of this node on the pair, if nothing was found since. What another member may decide on its
    records closes no pair here."""
    about_other = Relation.objects.filter(
        document=OuterRef("document"), relation=OuterRef("relation"), target=OuterRef(OuterRef("second__record_id"))
    )
    about_one = Relation.objects.filter(
        Exists(about_other), target=OuterRef("first__record_id"), relation__in=DECIDED, document__kind="decision",
        document__origin="own", document__current=True, document__stored_at__gte=OuterRef("found_last"),
    )  # fmt: skip
    return Subquery(about_one.order_by("-document").values("relation")[:1])


def pairs(actor: Actor, purpose: str, state: str = "open") -> QuerySet[Candidate]:
    """One row for each visible pair in a state, newest first: `open` (nobody decided, or something was found since),
    `unsure`, `decided`. Records that name each other are no pairs: what they have in common is said already."""
    rows = candidates(actor, purpose)
    earlier = Candidate.objects.filter(first=OuterRef("first"), second=OuterRef("second"), pk__lt=OuterRef("pk"))
    named = Relation.objects.filter(
        Q(document=OuterRef("first"), target=OuterRef("second__record_id"))
        | Q(document=OuterRef("second"), target=OuterRef("first__record_id"))
    )
    rows = rows.filter(~Exists(earlier), ~Exists(named))
    if state == "open":
        return rows.filter(Q(decided=None))
    return rows.filter(Q(decided="decided_unsure") if state == "unsure" else Q(decided__in=DECIDED[:2]))


def decided_same(actor: Actor, purpose: str) -> set[tuple[int, int]]:
    """The visible pairs, by the keys of their documents, of which the last decision says that both are the same."""
    rows = candidates(actor, purpose).filter(Q(decided="decided_same"))
    return set(rows.values_list("first_id", "second_id"))


def all_reasons(rows: Collection[Candidate]) -> list[Candidate]:
    """Every reason of the pairs of these rows, which the caller was given, in the rows' order."""
    order = {(row.first_id, row.second_id): place for place, row in enumerate(rows)}
    found = Candidate.objects.filter(first__in={one for one, _ in order}, second__in={other for _, other in order})
    found = found.select_related("first__summary", "second__summary")
    held = [row for row in found if (row.first_id, row.second_id) in order]
    return sorted(held, key=lambda row: (order[row.first_id, row.second_id], row.pk))


def reasons(actor: Actor, purpose: str, one: uuid.UUID, other: uuid.UUID) -> list[Candidate]:
    """Why two records are a pair, a shared number before names that are alike; empty where they are none for the
    actor."""
    ways = Q(first__record_id=one, second__record_id=other) | Q(first__record_id=other, second__record_id=one)
    return list(candidates(actor, purpose).filter(ways).order_by("why", "pk"))


def of_document(actor: Actor, purpose: str, document: Document) -> QuerySet[Candidate]:
    """The pairs in which this document stands."""
    return candidates(actor, purpose).filter(Q(first=document) | Q(second=document))


def decisions(actor: Actor, purpose: str, one: uuid.UUID, other: uuid.UUID) -> QuerySet[Document]:
    """The visible decisions on two records, newest first."""
    about = Relation.objects.filter(relation__in=DECIDED, document=OuterRef("seq"))
    seen = selectors.visible_to(actor, purpose, Action.READ).filter(kind="decision", current=True)
    return seen.filter(Exists(about.filter(target=one)), Exists(about.filter(target=other))).order_by("-seq")
