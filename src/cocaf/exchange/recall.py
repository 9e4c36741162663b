"""Recall: the owner takes a record back from everybody to whom it was ever sent. The owner's side; what a recipient
does upon it is in `effects`."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.domain.things.small import Recall
from cocaf.exchange.models import Delivery, OutItem, OutMessage
from cocaf.exchange.prepare import Outward, prepare
from cocaf.exchange.release import about_draft
from cocaf.intake import services as intake
from cocaf.members import selectors as members
from cocaf.records import journal, selectors
from cocaf.records.models import Document, Relation


def recall(actor: Actor, record_id: uuid.UUID | str, reason: str, note: str, purpose: str) -> Document:
    """Recalls a record everywhere; returns the recall, which is a record too.

    What of it has not left yet is withdrawn; the recall is sent all the same, for an answer that was lost on the line
    may have hidden an arrival. Raises CocafError of `records.selectors.permitted`, recall.nobody, recall.done.
    """
    with transaction.atomic():
        held = selectors.permitted(actor, record_id, Action.RECALL, purpose)
        if Relation.objects.filter(relation="recalls", target=held.record_id).exists():
            raise CocafError("recall.done", reference=held.reference)
        told = _told(held.record_id)
        if not told:
            raise CocafError("recall.nobody", reference=held.reference)
        everybody = tuple(sorted({code for codes in told.values() for code in codes}))
        row = intake.file_checked(actor, [_recall_record(actor, held, reason, note, purpose, everybody)])[0]
        audit.record(selectors.actor_name(actor), Action.RECALL, about=str(held.record_id), purpose=purpose,
                     detail={"reason": reason, "to": list(everybody)})  # fmt: skip
        journal.note_recall(row)
        _withdraw(held.record_id)
        prepare(
            [
                Outward("recall", selectors.actor_name(actor), tuple(codes), (row,), held.record_id, held.reference,
                        conversation)
                for conversation, codes in told.items()
            ]
        )  # fmt: skip
    return row


def tell_again(row: Document) -> tuple[str, ...]:
    """Sends a recall once more to everybody whom it names, after it was taken from the journal into a restored node;
    returns to whom. Whoever has it already answers that it is held."""
    record = selectors.reveal([row])[0]
    body = record.body
    assert isinstance(body, Recall)
    everybody = tuple(record.plain["head"]["audience"].get("members", ()))
    if everybody:
        by = selectors.actor_name(members.bureau_actor("node"))
        prepare([Outward("recall", by, everybody, (row,), uuid.UUID(body.record.id), body.record.reference)])
    return everybody


def _told(record_id: uuid.UUID) -> dict[uuid.UUID, list[str]]:
    """Conversations in which the record was sent, with the members to whom, each member once."""
    rows = OutMessage.objects.filter(kind="release", items__record_id=record_id).order_by("prepared_at")
    found: dict[uuid.UUID, list[str]] = {}
    seen: set[str] = set()
    for conversation, code in rows.values_list("conversation", "deliveries__recipient").order_by(
        "-prepared_at", "deliveries__recipient"
    ):
        if code not in seen:
            seen.add(code)
            found.setdefault(conversation, []).append(code)
    return found


def _recall_record(
    actor: Actor, held: Document, reason: str, note: str, purpose: str, told: tuple[str, ...]
) -> intake.Incoming:
    head = selectors.reveal([held])[0].plain["head"]
    body: dict[str, Any] = {
        "record": {"id": head["id"], "version": head["version"], "reference": head["reference"]},
        "reason": reason,
    }
    if note.strip():
        body["note"] = note.strip()
    draft = about_draft("recall", body, head, purpose, told)
    return intake.Incoming(intake.draft_document(actor, draft))


def _withdraw(record_id: uuid.UUID) -> None:
    """Holds back what has not left. A delivery that a worker has in hand is leaving and is not touched; a message that
    carries other records too goes without this one."""
    now = timezone.now()
    carrying = OutItem.objects.filter(record_id=record_id, message__kind="release").values("message_id")
    waiting = Delivery.objects.filter(
        Q(message_id__in=carrying), waiting=True, sent_at=None, at_hub_at=None, claimed_until__lte=now
    )
    taken_back = Relation.objects.filter(relation="recalls").values("target")
    others = OutItem.objects.filter(message_id__in=carrying).exclude(kind="release").exclude(record_id__in=taken_back)
    shared = set(others.values_list("message_id", flat=True))
    messages = set(waiting.values_list("message_id", flat=True))
    waiting.exclude(message_id__in=shared).update(
        waiting=False, state="failed", failed_at=now, reason="exchange.withdrawn"
    )
    # the sealed copy goes: for good where no other delivery needs it, or to be sealed anew without the record
    still = Delivery.objects.filter(message_id__in=messages - shared, waiting=True).values("message_id")
    OutMessage.objects.filter(id__in=messages).exclude(id__in=still).update(frame=None)
