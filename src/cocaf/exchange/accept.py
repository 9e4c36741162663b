"""Takes frames from the wire: who sent them is verified, then they are durable, then the sender is answered. Nothing is
opened here: the process that serves pages holds no key. Called by the API and the mailbox."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cocaf import config
from cocaf.crypto import envelope
from cocaf.crypto.envelope import Frame
from cocaf.domain.errors import CocafError
from cocaf.exchange import hub
from cocaf.exchange.models import InMessage
from cocaf.exchange.wake import wake_worker
from cocaf.members import selectors as members


@dataclass(frozen=True)
class FrameReceipt:
    """What became of one frame on the wire: stored, held already, or refused with the code of the reason."""

    message: str
    state: str
    reason: str = ""


@dataclass(frozen=True)
class Checked:
    """A frame whose sender was verified, with its exact bytes; or why it is refused."""

    data: bytes
    frame: Frame | None = None
    reason: str = ""

    @property
    def message(self) -> str:
        """The message's id, where the header could be read."""
        return self.frame.about.message if self.frame else ""


def accept_frames(body: bytes, route: str = "direct") -> list[FrameReceipt]:
    """Stores the frames of a body, each for itself; answers for each in their order, after they are durable.

    A frame that came before is "held" and changes nothing. Raises CocafError of `envelope.read_stream`.
    """
    found = check(envelope.read_stream(body))
    if config.current().role == "hub":
        return [_at_hub(each, state) for each, state in zip(found, hub.store(found_frames(found)), strict=True)]
    return _store(found, route)


def found_frames(found: Sequence[Checked]) -> list[Frame | None]:
    """The verified frames, None where one was refused."""
    return [None if each.reason else each.frame for each in found]


def check(frames: Sequence[bytes]) -> list[Checked]:
    """Parses frames and verifies who sent them and that they have not expired."""
    parsed = [_parse(data) for data in frames]
    keys = members.signing_keys(each.frame.about.sender for each in parsed if each.frame)
    own = config.current().member
    now = timezone.now()
    return [_verified(each, keys, own, now) if each.frame else each for each in parsed]


def _parse(data: bytes) -> Checked:
    try:
        return Checked(data, envelope.parse(data))
    except CocafError as error:
        return Checked(data, reason=error.code)


def _verified(each: Checked, keys: dict[str, bytes], own: str, now: datetime.datetime) -> Checked:
    frame = each.frame
    assert frame is not None
    about = frame.about
    if about.sender not in keys or about.sender == own:
        return Checked(each.data, frame, "exchange.sender")
    try:
        envelope.verify_frame(frame, keys[about.sender])
    except CocafError as error:
        return Checked(each.data, frame, error.code)
    if datetime.datetime.fromisoformat(about.expires) < now:
        return Checked(each.data, frame, "exchange.expired")
    return each


def _store(found: Sequence[Checked], route: str) -> list[FrameReceipt]:
    own = config.current().member
    now = timezone.now()
    known = _known(found)
    answers: list[FrameReceipt] = []
    rows: list[InMessage] = []
    for each in found:
        frame = each.frame
        if each.reason or frame is None:
            answers.append(_receipt(each, "refused"))
        elif own not in frame.wraps:
            answers.append(FrameReceipt(each.message, "refused", "envelope.not_for_us"))
        elif (frame.about.sender, each.message) in known:
            answers.append(_receipt(each, "held"))
        else:
            known.add((frame.about.sender, each.message))
            rows.append(
                InMessage(message_id=each.message, sender=frame.about.sender, route=route, state="waiting",
                          received_at=now, frame=each.data, next_attempt_at=now, claimed_until=now)
            )  # fmt: skip
            answers.append(_receipt(each, "stored"))
    if rows:
        with transaction.atomic():
            # two deliveries of one frame at the same moment: the second finds the row of the first
            InMessage.objects.bulk_create(rows, ignore_conflicts=True)
            wake_worker()
    return answers


def _known(found: Sequence[Checked]) -> set[tuple[str, str]]:
    held = InMessage.objects.filter(message_id__in=[each.message for each in found if each.frame])
    return {(sender, str(message)) for sender, message in held.values_list("sender", "message_id")}


def _receipt(each: Checked, state: str) -> FrameReceipt:
    return FrameReceipt(each.message, "refused" if each.reason else state, each.reason)


def _at_hub(each: Checked, state: str) -> FrameReceipt:
    unknown = state == "refused" and not each.reason
    return FrameReceipt(each.message, state, "exchange.recipient" if unknown else each.reason)
