"""The hub: carries frames from one member to another and can open none of them. It knows headers and sizes, keeps a
frame until its recipient has fetched it, and then only counts. Called by the API of a hub."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cocaf import limits
from cocaf.crypto import envelope
from cocaf.crypto.envelope import Frame
from cocaf.exchange.models import HubFrame, HubPair
from cocaf.members.models import Member


@dataclass(frozen=True)
class Mailbox:
    """Frames that wait for a member, oldest first, and whether more wait behind them."""

    frames: tuple[bytes, ...]
    last: int
    more: bool


@transaction.atomic
def store(frames: Sequence[Frame | None]) -> list[str]:
    """Keeps each frame for each recipient whose wrap it brings; answers "stored", "held" or, for None, "refused".

    A frame for somebody whom the hub does not know is refused as a whole: the sender must hear of it.
    """
    known = set(Member.objects.filter(is_hub=False).values_list("code", flat=True))
    now = timezone.now()
    return ["refused" if frame is None else _store(frame, known, now) for frame in frames]


def _store(frame: Frame, known: set[str], now: datetime.datetime) -> str:
    about = frame.about
    if not frame.wraps or not set(frame.wraps) <= known:
        return "refused"
    expires = min(datetime.datetime.fromisoformat(about.expires), now + datetime.timedelta(days=limits.MESSAGE_DAYS))
    state = "held"
    for code in frame.wraps:
        data = envelope.to_bytes(envelope.for_recipient(frame, code))
        _, made = HubFrame.objects.get_or_create(
            message_id=about.message, sender=about.sender, recipient=code,
            defaults={"size": len(data), "received_at": now, "expires_at": expires, "frame": data},
        )  # fmt: skip
        if made:
            state = "stored"
            _count(about.sender, code, len(data), now)
    return state


def _count(sender: str, recipient: str, octets: int, now: datetime.datetime) -> None:
    HubPair.objects.get_or_create(sender=sender, recipient=recipient, defaults={"last_at": now})
    HubPair.objects.filter(sender=sender, recipient=recipient).update(
        frames=F("frames") + 1, octets=F("octets") + octets, last_at=now
    )


def mailbox(member: str, after: int) -> Mailbox:
    """The frames that wait for a member, after the one with this number; no more than one body holds."""
    now = timezone.now()
    waiting = HubFrame.objects.filter(recipient=member, id__gt=after, expires_at__gt=now).order_by("id")
    frames: list[bytes] = []
    size, last = 0, after
    rows = waiting.values_list("id", "frame")[: limits.BATCH_FRAMES]
    for key, frame in rows:
        data = bytes(frame)
        if frames and size + len(data) > limits.HTTP_BODY_BYTES // 2:
            break
        frames.append(data)
        size += len(data)
        last = key
    more = bool(frames) and waiting.filter(id__gt=last).exists()
    return Mailbox(tuple(frames), last, more)


def fetched(member: str, messages: Sequence[tuple[str, str]]) -> int:
    """Deletes frames that their recipient has; `messages` are (sender, message id). Returns how many went."""
    gone = 0
    with transaction.atomic():
        for sender, message in messages:
            rows = HubFrame.objects.filter(recipient=member, sender=sender, message_id=message)
            gone += rows.delete()[0]
    return gone


def expire() -> int:
    """Deletes frames that nobody fetched in their time; returns how many."""
    return HubFrame.objects.filter(expires_at__lte=timezone.now()).delete()[0]
