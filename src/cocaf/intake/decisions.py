"""Files what a person decided on two records that may speak of the same: a small signed record of its own, which merges
nothing. Called by the page of pairs. Its terms are the stricter of both records' in each point, so that it tells of
them to nobody who may not see both."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.policy.terms import level
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.head import Head
from cocaf.domain.things.record import Record
from cocaf.intake import services
from cocaf.matching import selectors as matching
from cocaf.records import selectors
from cocaf.records.models import Document

_TLP = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")


def decide(
    actor: Actor, pair: tuple[uuid.UUID, uuid.UUID], verdict: str, *, note: str, purpose: str, language: str
) -> Document:
    """Files the decision `same`, `different` or `unsure` on a pair that the actor may see.

    Raises CocafError("record.not_found") where the two are no pair for the actor, and CocafError("record.field") for
    another verdict.
    """
    found = matching.reasons(actor, purpose, *pair)
    if not found:
        raise CocafError("record.not_found")
    opened = [selectors.open_record(actor, each, purpose).record for each in pair]
    about = [{"id": it.head.id, "version": it.head.version, "reference": it.head.reference} for it in opened]
    body: dict[str, Any] = {"records": about, "verdict": verdict}
    if note:
        body["note"] = note
    return services.file_record(actor, _draft(actor, opened, body, purpose, language))


def _draft(actor: Actor, opened: Sequence[Record], body: dict[str, Any], purpose: str, language: str) -> Draft:
    heads = [record.head for record in opened]
    handling = [head.handling for head in heads]
    strictest = {
        "codes": sorted({code for each in handling for code in each.codes}),
        "tlp": max((each.tlp for each in handling), key=_strictness),
        "confidentiality": max((each.confidentiality for each in handling), key=level),
    }
    caveats = sorted({code for each in handling for code in each.caveats})
    return Draft(
        "decision", body, purpose, language, handling=strictest | ({"caveats": caveats} if caveats else {}),
        units=_units(actor, heads), retain_until=min(head.retain_until for head in heads),
    )  # fmt: skip


def _strictness(tlp: str) -> int:
    return _TLP.index(tlp) if tlp in _TLP else len(_TLP)


def _units(actor: Actor, heads: Sequence[Head]) -> tuple[str, ...]:
    """The own units that see both records; empty where all do."""
    seen: set[str] | None = None
    for head in heads:
        if head.audience.units:
            own = {head.owner.unit} if head.owner.member == actor.member else set()
            named = {*head.audience.units, *own}
            seen = named if seen is None else seen & named
    return () if seen is None else tuple(sorted(seen | {actor.unit}))
