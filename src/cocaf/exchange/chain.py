"""What came of a record: told to whom, which seizures, which results, and after a recall what each recipient stated.
Reads only; the same question gives the owner's side at the owner and the recipient's side at a recipient."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cocaf.domain.policy import Action, Actor
from cocaf.domain.things.small import Outcome, Recall, Statement
from cocaf.exchange.delivery_view import DeliveryView, arrivals, deliveries, delivery_view
from cocaf.exchange.models import Delivery, InMessage
from cocaf.records import selectors
from cocaf.records.models import Document, Relation


@dataclass(frozen=True)
class OutcomeTold:
    """An outcome: whose, the seizure in brief, the results; at its author also where its message is."""

    document: Document
    body: Outcome
    delivery: DeliveryView | None

    @property
    def member(self) -> str:
        """The member who tells it."""
        return self.document.owner


@dataclass(frozen=True)
class Chain:
    """A record, the messages that told it, this node's seizures that name it, the outcomes, and their sum."""

    document: Document
    told: tuple[DeliveryView, ...]
    came: tuple[InMessage, ...]
    seizures: tuple[Document, ...]
    outcomes: tuple[OutcomeTold, ...]
    total: Mapping[str, int]


@dataclass(frozen=True)
class Answer:
    """What one recipient of a recalled record did: told when, delivered when, stated what; or has not answered."""

    member: str
    delivery: DeliveryView
    document: Document | None
    body: Statement | None

    @property
    def has_answered(self) -> bool:
        """Whether the recipient's signed statement is here."""
        return self.body is not None

    @property
    def stated_at(self) -> datetime.datetime | None:
        """When the statement came."""
        return self.document.stored_at if self.document else None


@dataclass(frozen=True)
class Recalled:
    """A recall of a record, and what each recipient answered."""

    document: Document
    body: Recall
    answers: tuple[Answer, ...]


def chain(actor: Actor, record_id: uuid.UUID | str, purpose: str) -> Chain:
    """What came of a record that the actor may read. Raises CocafError of `records.selectors.permitted`."""
    document = selectors.permitted(actor, record_id, Action.READ, purpose)
    seizures = selectors.naming(actor, document.record_id, purpose, "triggered_by").filter(origin="own")
    outcomes = _outcomes(actor, document.record_id, purpose)
    total: Counter[str] = Counter()
    for each in outcomes:
        total.update({result.code: result.count for result in each.body.results})
    told = tuple(each for each in deliveries(record_id) if each.kind == "release")
    return Chain(document, told, tuple(arrivals(record_id)), tuple(seizures), outcomes, dict(total))


def _outcomes(actor: Actor, record_id: uuid.UUID, purpose: str) -> tuple[OutcomeTold, ...]:
    rows = list(selectors.naming(actor, record_id, purpose, "about").filter(kind="outcome").order_by("seq"))
    opened = selectors.reveal(rows) if rows else []
    sent = {
        row.message.items.first().record_id: delivery_view(row)  # type: ignore[union-attr]
        for row in Delivery.objects.filter(message__kind="outcome", message__about=record_id).select_related("message")
    }
    return tuple(
        OutcomeTold(row, record.body, sent.get(row.record_id))
        for row, record in zip(rows, opened, strict=True)
        if isinstance(record.body, Outcome)
    )


def statements(record_id: uuid.UUID | str) -> Recalled | None:
    """The recall of a record with every recipient's answer; None where it was not recalled. For the owner's page."""
    named = Relation.objects.filter(relation="recalls", target=record_id).values("document_id")
    recall = Document.objects.filter(seq__in=named, origin="own", kind="recall").first()
    if recall is None:
        return None
    body = selectors.reveal([recall])[0].body
    assert isinstance(body, Recall)
    stated = _stated(record_id)
    sent = Delivery.objects.filter(message__kind="recall", message__about=record_id).select_related("message")
    return Recalled(
        recall,
        body,
        tuple(
            Answer(row.recipient, delivery_view(row), *stated.get(row.recipient, (None, None)))
            for row in sent.order_by("recipient")
        ),
    )


def _stated(record_id: uuid.UUID | str) -> dict[str, tuple[Document, Statement]]:
    about = Relation.objects.filter(relation="about", target=record_id).values("document_id")
    rows = list(Document.objects.filter(seq__in=about, kind="statement", origin="received").order_by("seq"))
    opened = selectors.reveal(rows) if rows else []
    return {
        row.owner: (row, record.body)
        for row, record in zip(rows, opened, strict=True)
        if isinstance(record.body, Statement)
    }
