"""Check: is this person, number or parcel known here, or told by another country? Called by the check page and the
command line. Every check is in the log with its purpose, as a keyed digest of what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from django.db import transaction
from django.db.models import Q, QuerySet

from cocaf import limits
from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain import names, normal
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.things import identifiers
from cocaf.domain.things.identifiers import Recognised
from cocaf.domain.things.named import names_written, numbers_of, persons
from cocaf.domain.things.people import Person
from cocaf.domain.things.record import Record
from cocaf.records import selectors
from cocaf.records.models import Document, IdentifierKey, NameKey
from cocaf.search.filters import Filters

COMPARED = 60
"""Most documents whose names are compared in one check."""
WANTED = frozenset({"wanted", "missing"})
"""Statuses of a person that stand before everything else: somebody must be told now."""


@dataclass(frozen=True)
class Hit:
    """A document that answers the check, why, and how sure (1.0 for an identifier). `shared` is the kind of the number
    that it holds, or the verdict on the names; `persons` are those of its persons who are meant."""

    document: Document
    record: Record
    why: str
    shared: str
    score: float
    reasons: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()

    @property
    def is_alert(self) -> bool:
        """Whether a person who is meant is searched for."""
        return any(person.status in WANTED for person in self.persons)


@dataclass(frozen=True)
class CheckAnswer:
    """What the text was taken for, and the hits in their bands: an alert stands in its own band alone. No hit is never
    clearance."""

    asked: str
    taken_for: tuple[Recognised, ...]
    known_here: tuple[Hit, ...]
    told: tuple[Hit, ...]
    alerts: tuple[Hit, ...] = ()

    @property
    def nothing_held(self) -> bool:
        """Whether no band has a hit."""
        return not (self.known_here or self.told or self.alerts)


@dataclass(frozen=True)
class _Asked:
    """What is looked for: normal forms of numbers with their kinds, and names."""

    numbers: Mapping[str, frozenset[str]]
    names: Sequence[str] = field(default_factory=tuple)

    def means(self, person: Person, region: str) -> bool:
        """Whether a person has one of the numbers, or a name that may be one of those asked for."""
        held = ((kind, normal.identifier(kind, value, region=region)) for kind, value in numbers_of(person))
        if any(kind in self.numbers.get(value, ()) for kind, value in held):
            return True
        compared = (names.compare(text, name.text) for text in self.names for name in person.names)
        return any(each.verdict != "different" for each in compared)


def check(actor: Actor, text: str, purpose: str, kind: str = "") -> CheckAnswer:
    """Answers a check of anything: an MRZ, a name, a telephone, a parcel, a flight. `kind` (vocab `identifier`) is what
    the officer says that it is; empty, it is guessed, and a number is found under whatever kind it is held.

    Raises CocafError("check.empty"), CocafError("check.long", most) or CocafError("check.kind", kind).
    """
    text = text.strip()
    if not text:
        raise CocafError("check.empty")
    if len(text) > limits.CHECK_CHARACTERS:
        raise CocafError("check.long", most=limits.CHECK_CHARACTERS)
    if kind and kind not in identifiers.kinds():
        raise CocafError("check.kind", kind=kind)
    taken = identifiers.recognise(text, region=actor.member, kind=kind)
    asked = _Asked(
        identifiers.spellings(text, taken, region=actor.member, guess=not kind),
        tuple(each.value for each in taken if each.kind == "name"),
    )
    hits = _hits(actor, asked, purpose)
    _log(actor, text, purpose, hits)
    newest_first = sorted(hits, key=lambda hit: (-hit.score, -hit.document.seq))
    quiet = [hit for hit in newest_first if not hit.is_alert]
    return CheckAnswer(
        text,
        taken,
        known_here=tuple(hit for hit in quiet if hit.document.origin == "own"),
        told=tuple(hit for hit in quiet if hit.document.origin == "received"),
        alerts=tuple(hit for hit in newest_first if hit.is_alert),
    )


def _log(actor: Actor, asked: str, purpose: str, hits: Sequence[Hit]) -> None:
    name, outcome = selectors.actor_name(actor), "hit" if hits else "nothing"
    detail = {"digest": keys().digests([asked.encode()])[0].hex()}
    abouts = [str(hit.document.record_id) for hit in hits]
    # one commit: the answer waits for the disk once
    with transaction.atomic():
        audit.record(name, "check", about=None, purpose=purpose, outcome=outcome, detail=detail)
        audit.record_each(name, "read", abouts, purpose=purpose, detail={"by": "check"})


def note(actor: Actor, purpose: str, filters: Filters) -> None:
    """Puts a question to the list of records in the log: which filters were set, and a keyed digest of what was typed.
    The whole list, which asks nothing, is not logged."""
    narrowed = [each.name for each in fields(filters) if getattr(filters, each.name) not in ("", None)]
    if not narrowed:
        return
    detail: dict[str, object] = {"filters": narrowed}
    if typed := " ".join(each for each in (filters.text, filters.identifier, filters.reference) if each):
        detail["digest"] = keys().digests([typed.encode()])[0].hex()
    audit.record(selectors.actor_name(actor), "find", purpose=purpose, detail=detail)


def _hits(actor: Actor, asked: _Asked, purpose: str) -> list[Hit]:
    visible = selectors.visible_to(actor, purpose).filter(current=True)
    numbered = _numbered(visible, asked)
    rows = list(visible.filter(seq__in=numbered).select_related("summary")) if numbered else []
    opened = selectors.reveal(rows) if rows else []
    found = [
        Hit(row, record, "identifier", numbered[row.seq], 1.0, persons=_meant(record, asked))
        for row, record in zip(rows, opened, strict=True)
    ]
    return found + _named(visible.exclude(seq__in=numbered), asked)


def _numbered(visible: QuerySet[Document], asked: _Asked) -> dict[int, str]:
    """Keys of the newest visible documents that hold one of the numbers, with the kind under which they hold it."""
    if not asked.numbers:
        return {}
    either = Q()
    for value, kinds in asked.numbers.items():
        either |= Q(value=value, kind__in=kinds)
    held = IdentifierKey.objects.filter(either)
    newest = list(
        visible.filter(seq__in=held.values("document_id"))
        .order_by("-seq")
        .values_list("seq", flat=True)[: limits.PAGE_ROWS]
    )
    return dict(held.filter(document_id__in=newest).order_by("-pk").values_list("document_id", "kind"))


def _meant(record: Record, asked: _Asked) -> tuple[Person, ...]:
    owner = record.head.owner.member
    return tuple(person for person in persons(record.body) if asked.means(person, owner))


def _named(visible: QuerySet[Document], asked: _Asked) -> list[Hit]:
    keys_asked = {key for text in asked.names for key in names.keys(text)}
    if not keys_asked:
        return []
    sharing = NameKey.objects.filter(key__in=keys_asked).values("document_id")
    rows = list(visible.filter(seq__in=sharing).select_related("summary").order_by("-seq")[:COMPARED])
    hits = []
    for row, record in zip(rows, selectors.reveal(rows) if rows else [], strict=True):
        compared = [names.compare(text, name) for text in asked.names for name in names_written(record.body)]
        best = max(compared, key=lambda each: each.score, default=None)
        if best is not None and best.verdict != "different":
            meant = _meant(record, asked)
            hits.append(Hit(row, record, "name", best.verdict, best.score, best.reasons, meant))
    return hits
