"""Delivers what is due: claims deliveries, seals what was not sealed yet, hands the frames over, notes what became of
them. Called by the worker; several workers may run, each piece of work is done by the one that claimed it."""

from __future__ import annotations

import datetime
import random
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from cocaf import limits
from cocaf.crypto import envelope
from cocaf.domain import delivery as rules
from cocaf.exchange import claims, lines, transport
from cocaf.exchange.models import Delivery, OutMessage
from cocaf.exchange.seal import seal_missing
from cocaf.exchange.transport import TransportError
from cocaf.members import selectors as members
from cocaf.members.models import Member

LEASE = datetime.timedelta(seconds=limits.LEASE_SECONDS)


def deliver_due() -> int:
    """Delivers everything that is due now, in batches; returns how many deliveries left.

    Raises the first error of our own making after everything else was done; what failed was pushed ahead before.
    """
    left = 0
    faults: list[Exception] = []
    while batch := claim():
        faults += seal_missing(batch)
        left += _hand_over([each for each in batch if each.waiting])
    if faults:
        raise faults[0]
    return left


def claim() -> list[Delivery]:
    """Takes up to one batch of due deliveries for this worker, by compare-and-set, earlier messages first.

    A message waits while an earlier one of its conversation to the same member waits or is in another's hands.
    """
    now = timezone.now()
    before = Delivery.objects.filter(
        Q(next_attempt_at__gt=now) | Q(claimed_until__gt=now),
        waiting=True,
        recipient=OuterRef("recipient"),
        message__conversation=OuterRef("message__conversation"),
        message__sequence__lt=OuterRef("message__sequence"),
    )
    due = Delivery.objects.filter(waiting=True, next_attempt_at__lte=now, claimed_until__lte=now)
    found = claims.within(
        due.filter(~Exists(before))
        .order_by("message__prepared_at", "id")
        .values_list("id", Length("message__frame"))[: limits.BATCH_FRAMES]
    )
    if not found:
        return []
    token = claims.token()
    Delivery.objects.filter(id__in=found, waiting=True, claimed_until__lte=now).update(
        claimed_until=now + LEASE, claim=token
    )
    mine = Delivery.objects.filter(claim=token, waiting=True).select_related("message")
    return list(mine.order_by("message__prepared_at", "message__sequence", "id"))


def _hand_over(batch: Sequence[Delivery]) -> int:
    known = {each.code: each for each in members.all_members()}
    hub = members.hub()
    by_line: dict[str, list[Delivery]] = defaultdict(list)
    for each in batch:
        recipient = known.get(each.recipient)
        way = lines.line_of(recipient, hub) if recipient else None
        by_line[way.code if way else ""].append(each)
    left = 0
    for code, deliveries in by_line.items():
        if not code:
            _dead(deliveries, "exchange.no_way", "")
            continue
        for part in _parts(deliveries):
            left += _post(known[code], part)
    return left


def _parts(deliveries: Sequence[Delivery]) -> list[list[tuple[Delivery, bytes]]]:
    """Deliveries with their frames, in bodies that the other side accepts."""
    parts: list[list[tuple[Delivery, bytes]]] = [[]]
    size = 0
    several = _for_several(deliveries)
    for each in deliveries:
        frame = bytes(each.message.frame or b"")
        if len(parts[-1]) and size + len(frame) > limits.HTTP_BODY_BYTES // 2:
            parts.append([])
            size = 0
        if each.message_id in several:
            frame = envelope.to_bytes(envelope.for_recipient(envelope.parse(frame), each.recipient))
        parts[-1].append((each, frame))
        size += len(frame)
    return parts


def _for_several(deliveries: Sequence[Delivery]) -> set[uuid.UUID]:
    """The messages that have more than one recipient: each is sent its own wrap only."""
    rows = Delivery.objects.filter(message_id__in=[each.message_id for each in deliveries])
    counted = rows.values("message_id").annotate(recipients=Count("id")).filter(recipients__gt=1)
    return {each["message_id"] for each in counted}


def _post(peer: Member, part: Sequence[tuple[Delivery, bytes]]) -> int:
    deliveries = [each for each, _ in part]
    try:
        answers = transport.post_frames(peer.url, [data for _, data in part])
    except TransportError as error:
        if error.permanent and len(part) > 1:
            # one of them may be the reason, and the others should not stay for it
            return sum(_post(peer, [each]) for each in part)
        if error.permanent:
            _dead(deliveries, "exchange.not_taken", error.message)
        else:
            lines.was_down(peer.code, error.message)
            _later(deliveries, "exchange.line", error.message)
        return 0
    with transaction.atomic():
        _note_answers(peer, deliveries, answers)
    lines.was_up(peer.code)
    return len(deliveries)


def _note_answers(peer: Member, deliveries: Sequence[Delivery], answers: Sequence[Mapping[str, Any]]) -> None:
    taken = [each for each, said in zip(deliveries, answers, strict=True) if said.get("state") in {"stored", "held"}]
    for each, said in zip(deliveries, answers, strict=True):
        if each not in taken:
            _dead([each], "exchange.not_taken", str(said.get("reason", ""))[:60])
    now, keys = timezone.now(), [each.pk for each in taken]
    rows = Delivery.objects.filter(pk__in=keys)
    times: dict[str, Any] = {"sent_at": Coalesce("sent_at", now)}
    state = "sent"
    if peer.is_hub:
        times["at_hub_at"], state = Coalesce("at_hub_at", now), "at_hub"
    rows.update(waiting=False, waits_since=None, claim=None, reason="", detail="", **times)
    # the receipt may have been faster than the answer: a state never goes back
    rows.filter(state__in=rules.ahead_of(state)).update(state=state)
    forget_sent_receipts([each.message_id for each in taken])


def forget_sent_receipts(messages: Sequence[uuid.UUID]) -> None:
    """Receipts get no receipt: once they are handed over, their sealed copy has no use."""
    waiting = Delivery.objects.filter(message_id__in=messages, waiting=True).values("message_id")
    OutMessage.objects.filter(id__in=messages, kind="receipts").exclude(id__in=waiting).update(frame=None)


def _later(deliveries: Sequence[Delivery], reason: str, detail: str) -> None:
    """The line failed: each is tried again after its own wait, together with those of the same age."""
    now = timezone.now()
    when = {
        attempts: rules.next_attempt(attempts + 1, now, random.random)
        for attempts in {each.attempts for each in deliveries}
    }
    for attempts, at in when.items():
        keys = [each.pk for each in deliveries if each.attempts == attempts]
        Delivery.objects.filter(pk__in=keys, waiting=True).update(
            attempts=attempts + 1, next_attempt_at=at, claimed_until=now, claim=None, reason=reason,
            detail=detail[:300], waits_since=Coalesce("waits_since", now),
        )  # fmt: skip


def _dead(deliveries: Sequence[Delivery], reason: str, detail: str) -> None:
    """Dead letters: not tried again by themselves; the reason is shown, and a person may try again."""
    now = timezone.now()
    Delivery.objects.filter(pk__in=[each.pk for each in deliveries]).update(
        waiting=False, state="failed", failed_at=now, claim=None, reason=reason, detail=detail[:300]
    )


def expire() -> int:
    """Ends deliveries that waited longer than their message lives; returns how many."""
    now = timezone.now()
    late = Delivery.objects.filter(waiting=True, message__expires_at__lt=now)
    return late.update(waiting=False, state="failed", failed_at=now, claim=None, reason="exchange.expired", detail="")
