"""The only way in. A form, a file, the API and the inbox all end here: validate, sign, store, index, match.
Called by the pages, the commands and the exchange; nothing else writes records."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain.policy import Action, Actor
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import Plain, Record
from cocaf.intake import arrivals
from cocaf.intake.arrivals import Arrival, Received
from cocaf.matching import services as matching
from cocaf.records import doubts, selectors, services
from cocaf.records.models import Document
from cocaf.records.services import Prepared

Change = Callable[[Plain], None]
"""Alters a copy of a plain document in place."""


@dataclass(frozen=True)
class Incoming:
    """A checked record on its way in, with what its source says of it. `says_the_same` marks a next version whose body
    is that of the one before: the doubts about that one are doubts about this."""

    record: Record
    source_key: bytes | None = None
    flags: tuple[tuple[str, str], ...] = ()
    says_the_same: bool = False


def draft_document(actor: Actor, draft: Draft) -> Record:
    """Checks a draft as a document of the actor's unit, without filing it: for the check-your-answers page."""
    return draft_documents(actor, [draft])[0]


def draft_documents(actor: Actor, batch: Sequence[Draft]) -> list[Record]:
    """Checks drafts as documents of the actor's unit, without filing them."""
    references = selectors.fresh_references(actor.member, len(batch))
    return [
        records.check(drafts.document(draft, actor.member, actor.unit, timezone.now(), reference))
        for draft, reference in zip(batch, references, strict=True)
    ]


def file_record(actor: Actor, draft: Draft) -> Document:
    """Files one record that the actor states: signed, stored, indexed and matched, or nothing at all.

    Raises CocafError with a sentence that names the field for a draft that does not fit its kind.
    """
    return file_checked(actor, [Incoming(draft_document(actor, draft))])[0]


def file_checked(actor: Actor, batch: Sequence[Incoming]) -> list[Document]:
    """Files records of the actor's own member in one batch, and says so in the log; returns their rows."""
    with transaction.atomic():
        seqs = store_own(batch)
        for purpose in {each.record.head.purpose for each in batch}:
            abouts = [each.record.head.id for each in batch if each.record.head.purpose == purpose]
            audit.record_each(selectors.actor_name(actor), "file", abouts, purpose=purpose)
        rows = {row.seq: row for row in Document.objects.filter(seq__in=seqs).select_related("summary")}
    return [rows[seq] for seq in seqs]


def store_own(batch: Sequence[Incoming]) -> list[int]:
    """Signs, stores, indexes and matches records of this member: the bare path that an import runs in batches."""
    return store_signed(batch, signed(batch))


def signed(batch: Sequence[Incoming]) -> list[Prepared]:
    """Records of this member signed and encrypted, ready for `store_signed`: an import signs before it takes the
    database's write lock."""
    encoded = [records.encode(each.record) for each in batch]
    return [
        Prepared(
            each.record, done.digest, done.signature, done.sealed, done.wrapped_key, "own", each.source_key, each.flags
        )
        for each, done in zip(batch, keys().protect(encoded, sign=True), strict=True)
    ]


def store_signed(batch: Sequence[Incoming], prepared: Sequence[Prepared]) -> list[int]:
    """Stores, indexes and matches what `signed` made of the batch."""
    with transaction.atomic():
        seqs = services.store(prepared)
        for each, seq in zip(batch, seqs, strict=True):
            if each.says_the_same:
                doubts.carry(each.record.head.id, each.record.head.version - 1, seq)
        matching.match(seqs)
    return seqs


def amend(actor: Actor, record_id: uuid.UUID | str, change: Change, purpose: str, action: Action) -> Document:
    """Files the next version of a record. `change` alters a copy of the plain document in place; `action` is what
    the actor must be allowed to do (AMEND, or RELEASE for widening an audience)."""
    return file_checked(actor, [_next(actor, record_id, change, purpose, action)])[0]


def amended(
    actor: Actor, record_id: uuid.UUID | str, change: Change, purpose: str, action: Action = Action.AMEND
) -> Record:
    """The next version of a record as `amend` would file it, checked and not filed: for the check-your-answers page."""
    return _next(actor, record_id, change, purpose, action).record


def _next(actor: Actor, record_id: uuid.UUID | str, change: Change, purpose: str, action: Action) -> Incoming:
    held = selectors.permitted(actor, record_id, action, purpose)
    (exact, _), *_ = selectors.exact_bytes([held])
    before = records.parse(exact).plain
    plain = drafts.next_version(exact, before, change, timezone.now())
    return Incoming(records.check(plain), says_the_same=plain["body"] == before["body"])


def receive(sender: str, documents: Sequence[tuple[bytes, bytes]], message: str) -> list[Received]:
    """Takes in documents whose signatures by `sender` were verified, each for itself (`arrivals.receive` takes
    whole messages)."""
    return [one for (one,) in arrivals.receive([Arrival(sender, [document], message) for document in documents])]
