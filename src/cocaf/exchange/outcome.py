"""Outcome: a recipient tells the owner of a record what it led to: seizure, arrests. What the owner does with it is
in `effects`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.domain.things.report import Report
from cocaf.exchange.models import InMessage
from cocaf.exchange.prepare import Outward, prepare
from cocaf.exchange.release import about_draft
from cocaf.intake import services as intake
from cocaf.intake.services import Incoming
from cocaf.records import selectors
from cocaf.records.models import Document


def report_outcome(
    actor: Actor,
    about_id: uuid.UUID | str,
    results: Mapping[str, int],
    seizure_id: uuid.UUID | str | None,
    note: str,
    purpose: str,
) -> Document:
    """Files the outcome of a received record and sends it to the record's owner; returns it.

    `results` are counts by code of vocab `outcome` ({"arrest": 2}). Of the seizure only a brief is told. Raises
    CocafError of `records.selectors.permitted`, outcome.own, outcome.empty, outcome.seizure.
    """
    counted = {code: count for code, count in results.items() if count > 0}
    if not counted and seizure_id is None and not note.strip():
        raise CocafError("outcome.empty")
    with transaction.atomic():
        about = selectors.permitted(actor, about_id, Action.READ, purpose)
        if about.origin != "received":
            raise CocafError("outcome.own", reference=about.reference)
        body: dict[str, Any] = {
            "about": {"id": str(about.record_id), "reference": about.reference},
            "results": [{"code": code, "count": count} for code, count in sorted(counted.items())],
        }
        if seizure_id is not None:
            body["seizure"] = _brief(actor, seizure_id, purpose)
        if note.strip():
            body["note"] = note.strip()
        head = selectors.reveal([about])[0].plain["head"]
        draft = about_draft("outcome", body, head, purpose, (about.owner,))
        row = intake.file_checked(actor, [Incoming(intake.draft_document(actor, draft))])[0]
        prepare(
            [
                Outward("outcome", selectors.actor_name(actor), (about.owner,), (row,), about.record_id,
                        about.reference, conversation_of(about))
            ]
        )  # fmt: skip
    return row


def conversation_of(document: Document) -> uuid.UUID | None:
    """The conversation in which a received record came last."""
    row = InMessage.objects.filter(
        sender=document.owner, state="stored", items__record_id=document.record_id
    ).order_by("-id").first()  # fmt: skip
    return row.conversation if row else None


def _brief(actor: Actor, seizure_id: uuid.UUID | str, purpose: str) -> dict[str, Any]:
    """What the owner needs to know of the seizure; the case itself stays here."""
    row = selectors.permitted(actor, seizure_id, Action.READ, purpose)
    record = selectors.reveal([row])[0]
    if row.origin != "own" or not isinstance(record.body, Report):
        raise CocafError("outcome.seizure", reference=row.reference)
    plain = record.plain["body"]
    brief = {"reference": row.reference, "country": plain["place"]["country"]}
    if "occurred_on" in plain:
        brief["occurred_on"] = plain["occurred_on"]
    substances = plain.get("substances") or []
    if substances and "substance" in substances[0]:
        brief["substance"] = substances[0]["substance"]
    weights = [Decimal(each["kilograms"]["value"]) for each in substances if "kilograms" in each]
    if weights:
        brief["kilograms"] = format(sum(weights, Decimal(0)), "f")
    return brief
