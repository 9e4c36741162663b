"""Tables of the exchange. Primary, all of them: messages that leave (OutMessage, OutItem, Delivery), messages that
come in (InMessage, InItem), the lines,
the worker's heartbeat, and what a hub holds (HubFrame, HubPair, HubNonce). Tables only."""

from __future__ import annotations

from django.db import models


class OutMessage(models.Model):
    """A message of this node. Until it leaves it names its documents; then it is the sealed frame."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    conversation = models.UUIDField()
    sequence = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    about = models.UUIDField(null=True, db_index=True)
    reference = models.CharField(max_length=20, blank=True)
    by = models.CharField(max_length=200)
    receipts = models.JSONField(default=list)
    prepared_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    frame = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "epoch", "sequence"], name="one_place_in_conversation"),
        ]


class OutItem(models.Model):
    """A document that a message carries: the version by its key, which is gone once the document is erased."""

    message = models.ForeignKey(OutMessage, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    document = models.BigIntegerField()
    record_id = models.UUIDField(db_index=True)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=20)


class Delivery(models.Model):
    """A message on its way to one recipient, with the time of each state that it reached."""

    message = models.ForeignKey(OutMessage, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.CharField(max_length=8)
    state = models.CharField(max_length=20)
    waiting = models.BooleanField(default=True)
    sent_at = models.DateTimeField(null=True)
    at_hub_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField()
    claim = models.UUIDField(null=True)
    reason = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "recipient"], name="one_delivery")]
        indexes = [models.Index(fields=["next_attempt_at"], name="delivery_due", condition=models.Q(waiting=True))]


class InMessage(models.Model):
    """A message that came in: first its sealed frame, durable before the sender is answered; then what was in it.

    The frame goes when the message was opened, so that erasing a record leaves no sealed copy of it."""

    message_id = models.UUIDField()
    sender = models.CharField(max_length=8)
    route = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=[("waiting", "waiting"), ("stored", "stored"),
                                                     ("refused", "refused")])  # fmt: skip
    reason = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    conversation = models.UUIDField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    epoch = models.PositiveIntegerField(null=True)
    missing_before = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    frame = models.BinaryField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField()
    claim = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message_id", "sender"], name="one_message_of_a_sender")]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="inbox_due", condition=models.Q(state="waiting")),
            models.Index(fields=["sender", "conversation", "sequence"], name="inbox_conversation"),
        ]


class InItem(models.Model):
    """A document that a message brought, and whether it was stored or held already."""

    message = models.ForeignKey(InMessage, on_delete=models.CASCADE, related_name="items")
    record_id = models.UUIDField(db_index=True)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=20)
    state = models.CharField(max_length=10)


class Line(models.Model):
    """The line to the hub or to a partner, as the last real attempt found it."""

    peer = models.CharField(max_length=8, primary_key=True)
    up = models.BooleanField()
    since = models.DateTimeField()
    tried_at = models.DateTimeField()
    detail = models.CharField(max_length=300, blank=True)


class Epoch(models.Model):
    """The node's epochs: a new one begins when the node was restored, and its sequences begin anew in it."""

    number = models.PositiveIntegerField(primary_key=True)
    since = models.DateTimeField()


class Heartbeat(models.Model):
    """That the node's worker lives: one row, renewed every few seconds."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    process = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()


class HubFrame(models.Model):
    """A frame that the hub holds for one recipient. The hub knows its header and its size, and can open nothing."""

    message_id = models.UUIDField()
    sender = models.CharField(max_length=8)
    recipient = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    frame = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message_id", "sender", "recipient"], name="one_frame_for_recipient"),
        ]
        indexes = [models.Index(fields=["recipient", "id"], name="mailbox")]


class HubPair(models.Model):
    """How much the hub carried from one member to another."""

    sender = models.CharField(max_length=8)
    recipient = models.CharField(max_length=8)
    frames = models.PositiveBigIntegerField(default=0)
    octets = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "recipient"], name="one_pair")]


class HubNonce(models.Model):
    """A number used once in a signed request, kept while the request's time would still be accepted."""

    member = models.CharField(max_length=8)
    nonce = models.CharField(max_length=64)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "nonce"], name="one_use")]
