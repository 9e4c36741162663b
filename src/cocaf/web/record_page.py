"""What a record's page shows, gathered from the rooms that hold it: the facts, the state of its messages, what it led
to, the statements on its recall, candidates, flags, versions, and what the reader may do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cocaf.domain.policy import Action, Allowed
from cocaf.domain.things import swallowers
from cocaf.domain.things.head import Head
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report
from cocaf.exchange import conversations, services
from cocaf.exchange.release import RELEASABLE
from cocaf.intake.photographs import KINDS
from cocaf.matching import selectors as matching
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.web import facts, photos
from cocaf.web.asking import Reader
from cocaf.web.chain import Link, chain_of
from cocaf.web.check_page import told_on
from cocaf.web.facts import Fact, Section
from cocaf.web.message_states import Way, way_of
from cocaf.web.pairs import pairs
from cocaf.web.photos import PhotoShown
from cocaf.web.words import label

CANDIDATES_LOOKED_AT = 60


@dataclass(frozen=True)
class StatementShown:
    """A member's statement on a recall."""

    owner: str
    at: Any
    sections: Sequence[Section]


@dataclass(frozen=True)
class CandidateShown:
    """The other document of a pair, and why the two are one."""

    other: Document
    title: str
    why: str


@dataclass(frozen=True)
class RecordShown:
    """Everything on a record's page."""

    document: Document
    record: Record
    reader: Reader
    ways: Sequence[Way] = ()
    chain: Sequence[Link] = ()
    statements: Sequence[StatementShown] = ()
    candidates: Sequence[CandidateShown] = ()
    flags: Sequence[dict[str, str]] = ()
    versions: Sequence[Document] = ()
    subjects: Sequence[Document] = ()
    recalled: bool = False
    unacknowledged: bool = False
    may: frozenset[Action] = field(default_factory=frozenset)

    @property
    def head(self) -> Head:
        """The record's head."""
        return self.record.head

    @property
    def title(self) -> str:
        """What it is, and about whom or what, in one line."""
        return title_of(self.document)

    @property
    def told(self) -> str:
        """The words "Told by Morocco on Tuesday 24 November", for what another member sent."""
        return told_on(self.document)

    @property
    def sections(self) -> list[Section]:
        """The facts; the photographs stand on the page as pictures."""
        return photos.sections_beside(self.record)

    @property
    def photos(self) -> list[PhotoShown]:
        """The photographs."""
        return photos.of(self.record, self.document.record_id)

    @property
    def may_add_photos(self) -> bool:
        """Whether a photograph can be added or taken out."""
        return Action.AMEND in self.may and self.document.kind in KINDS

    @property
    def evaluation(self) -> tuple[Fact, ...]:
        """The grade, with its scheme."""
        return facts.evaluation(self.head)

    @property
    def origin(self) -> tuple[Fact, ...]:
        """Owner, unit, source, ground, retention."""
        return facts.origin(self.head)

    @property
    def waiting(self) -> list[str]:
        """Sentences of the messages that do not move."""
        return [way.waits for way in self.ways if way.waits]

    @property
    def audience_note(self) -> str:
        """That only units see it, where units are named."""
        units = ", ".join(self.head.audience.units)
        return _("Only these units: %(units)s") % {"units": units} if units else ""

    @property
    def in_danger(self) -> bool:
        """Whether somebody of the record may carry drugs in the body."""
        return isinstance(self.record.body, Report) and swallowers.in_danger(self.record.body)

    @property
    def emergency(self) -> bool:
        """Whether a medical emergency is stated, which stands on top of everything."""
        return isinstance(self.record.body, Report) and swallowers.emergency(self.record.body)

    @property
    def may_release(self) -> bool:
        """Whether "Release to…" stands on the page."""
        return Action.RELEASE in self.may and self.document.kind in RELEASABLE

    @property
    def may_recall(self) -> bool:
        """Whether "Take it back…" stands on the page: it went to somebody, and was not taken back yet."""
        return Action.RECALL in self.may and self.document.kind in RELEASABLE and bool(self.ways) and not self.recalled

    @property
    def may_file(self) -> bool:
        """Whether a seizure can be filed that this information led to."""
        return self.document.origin == "received" and self.document.kind == "report"

    @property
    def may_tell(self) -> bool:
        """Whether an outcome can be told to the owner."""
        return self.document.origin == "received" and self.document.kind in RELEASABLE

    @property
    def may_acknowledge(self) -> bool:
        """Whether the sender still waits for a person to take note."""
        return self.unacknowledged


def title_of(document: Document) -> str:
    """The event or the kind in words, and what the list shows of it."""
    what = label("event", document.event) if document.event else label("kind", document.kind)
    summary = getattr(document, "summary", None)
    substance = label("substance", summary.substance) if summary and summary.substance else ""
    return " · ".join(filter(None, (what, substance)))


def of(reader: Reader, record_id: uuid.UUID) -> RecordShown:
    """Opens a record for its page; whoever sent it hears that it was opened."""
    opened = selectors.open_record(reader.actor, record_id, reader.purpose)
    document = opened.document
    services.note_opened(document, reader.actor)
    actor, purpose = reader.actor, reader.purpose
    own = document.origin == "own"
    return RecordShown(
        document,
        opened.record,
        reader,
        ways=[way_of(each) for each in conversations.deliveries_of(record_id)] if own else (),
        chain=chain_of(reader, document),
        statements=_statements(reader, record_id) if own else (),
        candidates=_candidates(reader, document),
        flags=[_flag(each) for each in document.flags.filter(cleared_at=None)],
        versions=list(selectors.versions(actor, record_id, purpose)),
        subjects=list(selectors.naming(actor, record_id, purpose, "concerns")),
        recalled=own and selectors.naming(actor, record_id, purpose, "recalls").exists(),
        unacknowledged=not own and conversations.unacknowledged(document) is not None,
        may=frozenset(
            action for action in (Action.AMEND, Action.RELEASE, Action.RECALL)
            if isinstance(selectors.decision(actor, document, action, purpose), Allowed)
        ),
    )  # fmt: skip


def _statements(reader: Reader, record_id: uuid.UUID) -> list[StatementShown]:
    rows = list(selectors.naming(reader.actor, record_id, reader.purpose, "about").filter(kind="statement"))
    opened = selectors.reveal(rows) if rows else []
    return [
        StatementShown(row.owner, row.stored_at, facts.sections(record))
        for row, record in zip(rows, opened, strict=True)
    ]


def _candidates(reader: Reader, document: Document) -> list[CandidateShown]:
    found = pairs(matching.of_document(reader.actor, reader.purpose, document)[:CANDIDATES_LOOKED_AT])
    return [CandidateShown(other, title_of(other), pair.why) for pair in found for other in (pair.other(document),)]


def _flag(flag: Any) -> dict[str, str]:
    return {"words": label("flag", flag.code), "detail": flag.detail}


def seizures(reader: Reader, record_id: uuid.UUID) -> list[tuple[str, str]]:
    """The reader's own seizures that name this record as what led to them."""
    rows = selectors.naming(reader.actor, record_id, reader.purpose, "triggered_by").filter(origin="own")
    return [(str(row.record_id), f"{row.reference} · {title_of(row)}") for row in rows]
