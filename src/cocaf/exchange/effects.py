"""What a received record makes this node do: erase upon a recall and say so, note an outcome or a statement on what was
sent. Called by the inbox, in the transaction that stores the message."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.db.models import Q
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.domain import delivery as rules
from cocaf.domain.policy import Actor
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import Record
from cocaf.domain.things.small import Outcome, Recall, Statement
from cocaf.exchange.models import Delivery, InMessage
from cocaf.exchange.prepare import Outward, prepare
from cocaf.intake import services as intake
from cocaf.intake.arrivals import Received
from cocaf.intake.services import Incoming
from cocaf.members import selectors as members
from cocaf.records import erasure, selectors
from cocaf.records.erasure import Erasure
from cocaf.records.models import Document, Relation

NODE: Final = "node"
"""Under this name the node itself acts in the log."""


def node_actor() -> Actor:
    """The node itself, acting for its member's bureau."""
    return members.bureau_actor(NODE)


def node_name() -> str:
    """How the log names the node itself."""
    return selectors.actor_name(node_actor())


def follow(row: InMessage, answers: Sequence[Received]) -> None:
    """Does what newly stored records ask for."""
    for answer in answers:
        act = _ACTS.get(answer.kind)
        if act is not None and answer.state == "stored" and answer.record is not None:
            act(row, answer.record)


def log_refusal(row: InMessage, reason: str) -> None:
    """The refusal of a message, in the log."""
    audit.record(f"{row.sender}/{NODE}", "receive", about=None, purpose=None, outcome=reason,
                 detail={"message": str(row.message_id)})  # fmt: skip


def _recalled(row: InMessage, record: Record) -> None:
    body = record.body
    assert isinstance(body, Recall)
    held = Document.objects.filter(record_id=body.record.id).first()
    if held is not None and held.owner != row.sender:
        return  # it came in the same batch; intake refuses such a recall where the record was here before
    _erase_permissions(row.sender, body)
    erased = erasure.erase(body.record.id, "recalled", cause=record.head.id)
    if not erased.held:
        # the recall was faster than the record: the stone is laid now, and the record is refused when it comes
        erasure.forbid(body.record.id, body.record.reference, row.sender, "recalled", cause=record.head.id)
    _state(row, record, erased)


def _erase_permissions(owner: str, body: Recall) -> None:
    """The permissions go too that speak of nothing else: their notes may tell what the record told."""
    named = Relation.objects.filter(relation="releases", target=body.record.id).values("document_id")
    for each in Document.objects.filter(seq__in=named, owner=owner, kind="release", origin="received"):
        others = Relation.objects.filter(document=each).exclude(target=body.record.id).values("target")
        if not Document.objects.filter(record_id__in=others).exists():
            erasure.erase(each.record_id, "recalled")


def _state(row: InMessage, recall: Record, erased: Erasure) -> None:
    """Files this node's statement of what it did, and sends it to the owner."""
    body = recall.body
    assert isinstance(body, Recall)
    stated = {
        "about": {"id": body.record.id, "reference": body.record.reference},
        "statement": "erased" if erased.held else "not_held",
        "erased": list(erasure.ERASED) if erased.held else [],
        "flagged": list(erased.flagged),
    }
    actor = node_actor()
    draft = Draft(
        "statement", stated, recall.head.purpose, recall.head.language, members=(row.sender,),
        handling=recall.plain["head"]["handling"], provenance={"channel": "system"},
    )  # fmt: skip
    filed = intake.file_checked(actor, [Incoming(intake.draft_document(actor, draft))])[0]
    prepare(
        [
            Outward("statement", node_name(), (row.sender,), (filed,), uuid.UUID(body.record.id),
                    body.record.reference, row.conversation)
        ]
    )  # fmt: skip


def _outcome_told(row: InMessage, record: Record) -> None:
    assert isinstance(record.body, Outcome)
    _answered(Q(message__kind="release", message__items__record_id=record.body.about.id), row.sender)


def _stated(row: InMessage, record: Record) -> None:
    assert isinstance(record.body, Statement)
    _answered(Q(message__kind="recall", message__about=record.body.about.id), row.sender)


def _answered(which: Q, sender: str) -> None:
    rows = Delivery.objects.filter(which, recipient=sender)
    keys = list(rows.values_list("pk", flat=True))
    deliveries = Delivery.objects.filter(pk__in=keys)
    deliveries.filter(answered_at=None).update(answered_at=timezone.now())
    deliveries.filter(state__in=rules.ahead_of("answered")).update(state="answered", reason="")


_ACTS: Final[Mapping[str, Callable[[InMessage, Record], None]]] = {
    "recall": _recalled,
    "outcome": _outcome_told,
    "statement": _stated,
}
