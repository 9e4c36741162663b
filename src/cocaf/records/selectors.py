"""The only readers of records. Every one of them takes the acting person and asks the same rules as `decide`;
a record that the person may not see is answered exactly like one that does not exist."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain import policy
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor, Allowed, Denied, RowTerms, Terms
from cocaf.domain.things import record as records
from cocaf.domain.things import reference as references
from cocaf.domain.things.record import Record
from cocaf.records.models import Document, PolicyClass, Relation, Unfinished


@dataclass(frozen=True)
class OpenRecord:
    """A document's row together with its opened record."""

    document: Document
    record: Record


def actor_name(actor: Actor) -> str:
    """How the log names an actor."""
    return f"{actor.member}/{actor.unit}/{actor.user}"


def allowed_classes(actor: Actor, purpose: str, action: Action = Action.LIST) -> list[int]:
    """Keys of the policy classes in which the actor may do the action for the purpose."""
    return [
        row.pk
        for row in PolicyClass.objects.all()
        if isinstance(policy.decide_class(actor, action, Terms.from_plain(row.terms), purpose), Allowed)
    ]


def visible_to(
    actor: Actor, purpose: str, action: Action = Action.LIST, today: datetime.date | None = None
) -> QuerySet[Document]:
    """All documents with which the actor may do the action: the same answer as `decide`, as a query."""
    day = today or timezone.now().date()
    return Document.objects.filter(policy_class__in=allowed_classes(actor, purpose, action), retain_until__gte=day)


def decision(actor: Actor, document: Document, action: Action, purpose: str) -> policy.Decision:
    """What `decide` says of one document."""
    terms = Terms.from_plain(document.policy_class.terms)
    row = RowTerms(retain_until=document.retain_until)
    return policy.decide(actor, action, terms, row, purpose, timezone.now().date())


def permitted(actor: Actor, record_id: uuid.UUID | str, action: Action, purpose: str) -> Document:
    """The current version of a record, if the actor may do the action with it; the refusal is logged.

    Raises CocafError("record.not_found") for a record that is not there and for one that may not be seen alike,
    and CocafError("record.denied", reason) where the actor may read it but not do this.
    """
    return permitted_all(actor, [record_id], action, purpose)[0]


def permitted_all(actor: Actor, record_ids: Sequence[uuid.UUID | str], action: Action, purpose: str) -> list[Document]:
    """The current versions of records in their order, if the actor may do the action with every one of them; raises
    as `permitted` does for the first that it may not."""
    rows = Document.objects.select_related("policy_class", "summary").filter(record_id__in=record_ids, current=True)
    found = {str(row.record_id): row for row in rows}
    return [_allowed(actor, found.get(str(each)), action, purpose) for each in record_ids]


def _allowed(actor: Actor, document: Document | None, action: Action, purpose: str) -> Document:
    if document is None:
        raise CocafError("record.not_found")
    answer = decision(actor, document, action, purpose)
    if isinstance(answer, Denied):
        about = str(document.record_id)
        audit.record(actor_name(actor), action, about=about, purpose=purpose, outcome=answer.reason)
        if action is Action.READ or isinstance(decision(actor, document, Action.READ, purpose), Denied):
            raise CocafError("record.not_found")
        raise CocafError("record.denied", reason=answer.reason)
    return document


def open_record(actor: Actor, record_id: uuid.UUID | str, purpose: str) -> OpenRecord:
    """Opens a record for reading; the reading is in the log before the content is out.

    Raises CocafError("record.not_found") as `permitted` does.
    """
    document = permitted(actor, record_id, Action.READ, purpose)
    audit.record(actor_name(actor), Action.READ, about=str(record_id), purpose=purpose)
    return OpenRecord(document, reveal([document])[0])


def reveal(documents: Sequence[Document]) -> list[Record]:
    """Opens documents in one batch of the key process. For callers that have decided already."""
    opened = keys().reveal([(bytes(each.sealed), bytes(each.wrapped_key)) for each in documents])
    return [records.parse(each) for each in opened]


def exact_bytes(documents: Sequence[Document]) -> list[tuple[bytes, bytes]]:
    """The exact signed bytes and the signature of documents, for sending them on."""
    opened = keys().reveal([(bytes(each.sealed), bytes(each.wrapped_key)) for each in documents])
    return [(plain, bytes(row.signature)) for plain, row in zip(opened, documents, strict=True)]


def versions(actor: Actor, record_id: uuid.UUID | str, purpose: str) -> QuerySet[Document]:
    """All versions of a record that the actor may see, newest first."""
    return visible_to(actor, purpose, Action.READ).filter(record_id=record_id).order_by("-version")


def open_version(
    actor: Actor, record_id: uuid.UUID | str, version: int, purpose: str
) -> tuple[OpenRecord, OpenRecord | None]:
    """One version of a record, opened, and the newest one before it that the actor may see too; the reading is in the
    log. Whoever may not read the current version reads none: its owner has narrowed the record.

    Raises CocafError("record.not_found") alike for a record or version that is not there and one that may not be seen.
    """
    permitted(actor, record_id, Action.READ, purpose)
    rows = list(versions(actor, record_id, purpose).filter(version__lte=version).select_related("summary")[:2])
    if not rows or rows[0].version != version:
        raise CocafError("record.not_found")
    audit.record(actor_name(actor), Action.READ, about=str(record_id), purpose=purpose, detail={"version": version})
    opened = [OpenRecord(row, record) for row, record in zip(rows, reveal(rows), strict=True)]
    return opened[0], opened[1] if len(opened) > 1 else None


def fresh_references(member: str, count: int) -> list[str]:
    """References of a member that no record held here has: 2^35 are possible, so two may meet by chance."""
    found: dict[str, None] = {}
    while len(found) < count:
        made = {references.make(member): None for _ in range(count - len(found))}
        taken = set(Document.objects.filter(reference__in=made).values_list("reference", flat=True))
        found |= {each: None for each in made if each not in taken}
    return list(found)


def by_reference(actor: Actor, reference: str, purpose: str) -> Document | None:
    """The current version of the record with this reference, if the actor may see it."""
    return visible_to(actor, purpose).filter(reference=reference, current=True).first()


def unfinished(actor: Actor, purpose: str) -> QuerySet[Document]:
    """The reports of the actor's own unit with which somebody must go on, oldest first, each with its `unfinished`:
    flash reports to complete, couriers who are only suspected."""
    left = Unfinished.objects.values("document_id")
    mine = visible_to(actor, purpose).filter(owner=actor.member, unit=actor.unit, current=True, origin="own")
    return mine.filter(seq__in=left).select_related("summary", "unfinished").order_by("stored_at", "seq")


def naming(actor: Actor, target: uuid.UUID | str, purpose: str, relation: str) -> QuerySet[Document]:
    """Visible documents that name the target in this relation (as their trigger, say)."""
    named = Relation.objects.filter(target=target, relation=relation).values("document_id")
    return visible_to(actor, purpose).filter(seq__in=named, current=True).select_related("summary")
