"""Opens what came in: key process, message signature, inner part, record signatures, then `intake`. Called by the
worker, in batches of one transaction; a frame that is refused is a row with its reason and disturbs no other."""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone

from cocaf import config, limits
from cocaf.crypto import envelope, jws
from cocaf.crypto.client import keys
from cocaf.crypto.envelope import Opened
from cocaf.domain import delivery as rules
from cocaf.domain.errors import CocafError
from cocaf.exchange import claims, effects, gaps, inner, pictures, receipts
from cocaf.exchange.inner import Inner
from cocaf.exchange.models import InItem, InMessage
from cocaf.intake import arrivals
from cocaf.intake.arrivals import Arrival, Received
from cocaf.intake.travelling import Picture
from cocaf.members import selectors as members

log = logging.getLogger("cocaf.exchange")
LEASE = datetime.timedelta(seconds=limits.LEASE_SECONDS)
_OPENED = (
    "state", "reason", "handled_at", "frame", "claim", "kind", "conversation", "sequence", "epoch", "sent_at",
    "missing_before",
)  # fmt: skip


@dataclass
class Opening:
    """A message being opened: its row, then its inner part and documents, or the code of why it is refused."""

    row: InMessage
    inner: Inner | None = None
    documents: list[tuple[bytes, bytes]] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)
    answers: list[Received] = field(default_factory=list)
    reason: str = ""


def process_inbox() -> int:
    """Handles everything that waits in the inbox; returns how many messages were handled, refused ones too.

    Raises the first error of our own making after everything else was done; what failed was pushed ahead before.
    """
    handled = 0
    faults: list[Exception] = []
    while batch := _claim():
        try:
            with transaction.atomic():
                _handle(batch)
            handled += len(batch)
        except Exception as error:  # noqa: BLE001 - one bad frame must not keep the others from being opened
            done, failed = _one_by_one(batch, error)
            handled += done
            faults += failed
    if faults:
        raise faults[0]
    return handled


def _claim() -> list[InMessage]:
    now, token = timezone.now(), claims.token()
    due = InMessage.objects.filter(state="waiting", next_attempt_at__lte=now, claimed_until__lte=now)
    found = claims.within(due.order_by("id").values_list("id", Length("frame"))[: limits.BATCH_FRAMES])
    if not found:
        return []
    InMessage.objects.filter(id__in=found, state="waiting", claimed_until__lte=now).update(
        claimed_until=now + LEASE, claim=token
    )
    return list(InMessage.objects.filter(claim=token, state="waiting").order_by("id"))


def _one_by_one(batch: Sequence[InMessage], first: Exception) -> tuple[int, list[Exception]]:
    if isinstance(first, CocafError) and first.code == "keys.away":
        _push(batch, first.code, datetime.timedelta(seconds=rules.FIRST_WAIT))
        return 0, [first]
    done, faults = 0, list[Exception]()
    for row in batch:
        row.refresh_from_db()
        try:
            with transaction.atomic():
                _handle([row])
            done += 1
        except Exception as error:  # noqa: BLE001 - see above
            code = error.code if isinstance(error, CocafError) else "internal"
            log.error("message %s cannot be handled: %s", row.message_id, code)
            _push([row], code, rules.POISON_WAIT)
            faults.append(error)
    return done, faults


def _push(batch: Sequence[InMessage], code: str, wait: datetime.timedelta) -> None:
    now = timezone.now()
    for row in batch:
        row.attempts, row.next_attempt_at, row.claimed_until = row.attempts + 1, now + wait, now
        row.claim, row.reason = None, code[:60]
    InMessage.objects.bulk_update(batch, ["attempts", "next_attempt_at", "claimed_until", "claim", "reason"])


def _handle(batch: Sequence[InMessage]) -> None:
    """Opens and stores a batch: each message wholly or not at all, and what it asks for is done in their order."""
    found = _read(batch)
    bringing = [each for each in found if not each.reason and each.documents]
    arriving = [Arrival(each.row.sender, each.documents, str(each.row.message_id)) for each in bringing]
    for each, answers in zip(bringing, arrivals.receive(arriving), strict=True):
        each.answers = answers
        each.reason = next((answer.reason for answer in answers if answer.state == "refused"), "")
    taken = [each for each in found if not each.reason]
    _keep(taken)
    pictures.take_in([(each.row.sender, each.answers, each.pictures) for each in taken])
    _refuse([each for each in found if each.reason])
    for each in taken:
        effects.follow(each.row, each.answers)
    told = [(each.row, "refused" if each.reason else "delivered", each.reason) for each in found
            if each.reason or each.documents]  # fmt: skip
    if told:
        receipts.send(told, effects.node_name())


def _read(batch: Sequence[InMessage]) -> list[Opening]:
    own = config.current().member
    senders = {row.sender for row in batch}
    public = members.signing_keys(senders)
    last = InMessage.objects.filter(sender__in=senders, state="stored").values("sender").annotate(last=Max("epoch"))
    epochs: dict[str, int] = {each["sender"]: each["last"] or 1 for each in last}
    opened = keys().open([envelope.parse(bytes(row.frame or b"")).incoming(own) for row in batch])
    found = []
    for row, each in zip(batch, opened, strict=True):
        opening = Opening(row)
        found.append(opening)
        try:
            _verify(opening, each, public.get(row.sender, b""), epochs)
        except CocafError as error:
            opening.reason = error.code
    return found


def _verify(opening: Opening, opened: Opened, key: bytes, epochs: dict[str, int]) -> None:
    """Message signature, inner part, place and time, and the signature of every record; raises for the first doubt."""
    message = inner.read(envelope.verify_inner(opened, key))
    if datetime.datetime.fromisoformat(message.expires) < timezone.now():
        raise CocafError("exchange.expired")
    # a lower epoch is from before the sender was restored: what it did since then is not to be undone
    if message.epoch < epochs.get(message.sender, 1):
        raise CocafError("exchange.epoch", sender=message.sender)
    documents = [(each.bytes.encode(), each.signature.encode()) for each in message.documents]
    # the sender must be the owner: forwarding another's record is not for a recipient to do
    if not all(jws.verify(document, signature, key) for document, signature in documents):
        raise CocafError("exchange.record_signature", sender=message.sender)
    opening.pictures = pictures.unpacked(message.files)
    epochs[message.sender] = message.epoch
    opening.inner, opening.documents = message, documents


def _keep(taken: Sequence[Opening]) -> None:
    """The rows of messages that are stored; the sealed frame goes, so that it outlives no erasure."""
    now = timezone.now()
    for each in taken:
        row, message = each.row, each.inner
        assert message is not None
        row.state, row.reason, row.handled_at, row.frame, row.claim = "stored", "", now, None, None
        row.kind = each.answers[0].kind if each.answers else "receipts"
        row.conversation, row.sequence, row.epoch = uuid.UUID(message.conversation), message.sequence, message.epoch
        row.sent_at = datetime.datetime.fromisoformat(message.sent)
    gaps.count_missing([each.row for each in taken if each.answers])
    _write([each.row for each in taken], _OPENED)
    InItem.objects.bulk_create(
        InItem(message=each.row, record_id=answer.record_id, version=answer.version, kind=answer.kind,
               reference=answer.reference, state=answer.state)
        for each in taken for answer in each.answers
    )  # fmt: skip
    receipts.note([(each.row.sender, each.inner.receipts) for each in taken if each.inner and each.inner.receipts])


def _refuse(refused: Sequence[Opening]) -> None:
    """A refusal is a row with its reason; nothing of the content stays."""
    now = timezone.now()
    for each in refused:
        row = each.row
        row.state, row.reason, row.handled_at, row.frame, row.claim = "refused", each.reason[:60], now, None, None
        effects.log_refusal(row, each.reason)
    _write([each.row for each in refused], ("state", "reason", "handled_at", "frame", "claim"))


def _write(rows: Sequence[InMessage], fields: Sequence[str]) -> None:
    # an upsert of whole rows: Django's bulk_update makes one CASE per field and row, and costs ten times as much
    InMessage.objects.bulk_create(
        rows, update_conflicts=True, update_fields=fields, unique_fields=["message_id", "sender"]
    )
