"""Check: is this person, number or parcel known here, or told by another country? Called by the check page and the
command line. Every check is in the log with its purpose, as a keyed digest of what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cocaf import limits
from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain import names
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.things import identifiers
from cocaf.domain.things.identifiers import Recognised
from cocaf.domain.things.named import names_written
from cocaf.domain.things.record import Record
from cocaf.records import selectors
from cocaf.records.models import Document, IdentifierKey, NameKey

COMPARED = 60
"""Most documents whose names are compared in one check."""


@dataclass(frozen=True)
class Hit:
    """A document that answers the check, why, and how sure (1.0 for an identifier)."""

    document: Document
    record: Record
    why: str
    shared: str
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckAnswer:
    """What the text was taken for, and the hits in their bands. No hit is never clearance."""

    asked: str
    taken_for: tuple[Recognised, ...]
    known_here: tuple[Hit, ...]
    told: tuple[Hit, ...]
    alerts: tuple[Hit, ...] = ()

    @property
    def nothing_held(self) -> bool:
        """Whether no band has a hit."""
        return not (self.known_here or self.told or self.alerts)


def check(actor: Actor, text: str, purpose: str) -> CheckAnswer:
    """Answers a check of anything: an MRZ, a name, a telephone, a parcel, a flight.

    Raises CocafError("check.empty") or CocafError("check.long", most).
    """
    asked = text.strip()
    if not asked:
        raise CocafError("check.empty")
    if len(asked) > limits.CHECK_CHARACTERS:
        raise CocafError("check.long", most=limits.CHECK_CHARACTERS)
    taken = identifiers.recognise(asked, region=actor.member)
    by_identifier = _identified(actor, taken, purpose)
    by_name = _named(actor, [each.value for each in taken if each.kind == "name"], purpose, set(by_identifier))
    hits = [*_opened(by_identifier), *by_name]
    _log(actor, asked, purpose, hits)
    newest_first = sorted(hits, key=lambda hit: (-hit.score, -hit.document.seq))
    return CheckAnswer(
        asked,
        taken,
        known_here=tuple(hit for hit in newest_first if hit.document.origin == "own"),
        told=tuple(hit for hit in newest_first if hit.document.origin == "received"),
    )


def _log(actor: Actor, asked: str, purpose: str, hits: Sequence[Hit]) -> None:
    name = selectors.actor_name(actor)
    audit.record(
        name,
        "check",
        about=None,
        purpose=purpose,
        outcome="hit" if hits else "nothing",
        detail={"digest": keys().digests([asked.encode()])[0].hex()},
    )
    for hit in hits:
        audit.record(name, "read", about=str(hit.document.record_id), purpose=purpose, detail={"by": "check"})


def _identified(actor: Actor, taken: Iterable[Recognised], purpose: str) -> dict[int, str]:
    """Keys of visible documents that hold one of the identifiers, with the identifier's kind."""
    found: dict[int, str] = {}
    for each in taken:
        if each.kind == "name":
            continue
        held = IdentifierKey.objects.filter(value=each.value, kind__in=identifiers.kinds_like(each.kind))
        visible = selectors.visible_to(actor, purpose).filter(current=True, seq__in=held.values("document_id"))
        found |= dict.fromkeys(visible.order_by("-seq").values_list("seq", flat=True)[: limits.PAGE_ROWS], each.kind)
    return found


def _opened(found: dict[int, str]) -> list[Hit]:
    rows = list(Document.objects.filter(seq__in=found).select_related("summary"))
    opened = selectors.reveal(rows)
    return [Hit(row, record, "identifier", found[row.seq], 1.0) for row, record in zip(rows, opened, strict=True)]


def _named(actor: Actor, asked: Sequence[str], purpose: str, already: set[int]) -> list[Hit]:
    keys_asked = {key for text in asked for key in names.keys(text)}
    if not keys_asked:
        return []
    sharing = NameKey.objects.filter(key__in=keys_asked).values("document_id")
    visible = selectors.visible_to(actor, purpose).filter(current=True, seq__in=sharing).exclude(seq__in=already)
    rows = list(visible.select_related("summary").order_by("-seq")[:COMPARED])
    hits = []
    for row, record in zip(rows, selectors.reveal(rows) if rows else [], strict=True):
        compared = [names.compare(text, name) for text in asked for name in names_written(record.body)]
        best = max(compared, key=lambda each: each.score, default=None)
        if best is not None and best.verdict != "different":
            hits.append(Hit(row, record, "name", best.verdict, best.score, best.reasons))
    return hits
