"""Conversations as the exchange's page shows them: the record they are about, its messages with their states, what
waits or failed on top."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cocaf.exchange import conversations
from cocaf.exchange.models import InMessage, OutMessage
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.message_states import Way, since, way_of
from cocaf.web.record_page import title_of
from cocaf.web.templatetags.cocaf_tags import country
from cocaf.web.words import label


@dataclass(frozen=True)
class MessageShown:
    """A message, ours with its ways, or another's with the times that we know."""

    title: str
    outgoing: bool
    at: datetime.datetime
    reference: str
    record: Document | None
    about: uuid.UUID | None
    partners: frozenset[str]
    ways: Sequence[Way] = ()
    states: Sequence[dict[str, Any]] = ()

    @property
    def alone(self) -> bool:
        """Whether it went to one recipient only, whom its title names."""
        return len(self.ways) == 1


@dataclass(frozen=True)
class ConversationShown:
    """What was said back and forth about one record."""

    messages: Sequence[MessageShown]

    @property
    def late(self) -> bool:
        """Whether something in it waits for the line or was given up."""
        return any(way.waits or way.failure for message in self.messages for way in message.ways)

    @property
    def last(self) -> datetime.datetime:
        """When something was last said."""
        return max(message.at for message in self.messages)

    @property
    def title(self) -> str:
        """The record in words; what was erased has none."""
        record = self._record
        return title_of(record) if record else _("A record that is held here no more")

    @property
    def url(self) -> str:
        """The record's page, where it is still held."""
        return reverse("record", args=[self._record.record_id]) if self._record else ""

    @property
    def reference(self) -> str:
        """The record's reference, which stays when the record went."""
        return self._record.reference if self._record else self.messages[0].reference

    @property
    def partners(self) -> str:
        """The countries in it."""
        return ", ".join(sorted({country(code) for message in self.messages for code in message.partners}))

    @property
    def _record(self) -> Document | None:
        held = (message.record for message in self.messages if message.record is not None)
        return next((each for each in held if each.kind in {"report", "capture"}), None)


def shown(reader: Reader) -> list[ConversationShown]:
    """The latest conversations; those in which something waits or failed come first."""
    actor, purpose = reader.actor, reader.purpose
    ours = list(conversations.sent(actor, purpose).prefetch_related("deliveries", "items")[: conversations.SHOWN])
    theirs = list(conversations.received(actor, purpose).prefetch_related("items")[: conversations.SHOWN])
    by_conversation: dict[Any, list[MessageShown]] = defaultdict(list)
    about = conversations.records_of(actor, purpose, [*ours, *theirs])
    for message in ours:
        by_conversation[message.conversation].append(_ours(message, about))
    for row in theirs:
        by_conversation[row.conversation].append(_theirs(row, about))
    found = [ConversationShown(sorted(each, key=lambda one: one.at)) for each in by_conversation.values()]
    return sorted(found, key=lambda each: (each.late, each.last), reverse=True)


def waiting(reader: Reader) -> list[str]:
    """The sentence "2 messages wait for Senegal since 10:42", for each recipient."""
    return [
        ngettext("%(n)s message waits for %(country)s since %(time)s",
                 "%(n)s messages wait for %(country)s since %(time)s", each.messages)
        % {"n": each.messages, "country": country(each.recipient), "time": since(each.since)}
        for each in conversations.waiting(reader.actor, reader.purpose)
    ]  # fmt: skip


def _ours(message: OutMessage, about: dict[uuid.UUID, Document]) -> MessageShown:
    ways = list(message.deliveries.all())
    for way in ways:
        way.message = message
    names = ", ".join(country(way.recipient) for way in ways)
    title = _("%(kind)s to %(country)s") % {"kind": label("kind", message.kind), "country": names}
    record = next((about[key] for key in _keys(message) if key in about), None)
    return MessageShown(
        title, True, message.prepared_at, message.reference, record, message.about,
        frozenset(way.recipient for way in ways), [way_of(way) for way in ways],
    )  # fmt: skip


def _theirs(row: InMessage, about: dict[uuid.UUID, Document]) -> MessageShown:
    title = _("%(kind)s from %(country)s") % {"kind": label("kind", row.kind), "country": country(row.sender)}
    steps = (("sent", row.sent_at), ("delivered", row.received_at), ("opened", row.opened_at),
             ("acknowledged", row.acknowledged_at))  # fmt: skip
    states = [
        {"label": label("delivery_state", step), "at": at, "mark": "done" if at else "wait"} for step, at in steps
    ]
    record = next((about[item.record_id] for item in row.items.all() if item.record_id in about), None)
    reference = next((item.reference for item in row.items.all()), "")
    return MessageShown(title, False, row.received_at, reference, record, None, frozenset({row.sender}), states=states)


def _keys(message: OutMessage) -> list[uuid.UUID]:
    about = [message.about] if message.about else []
    return [*about, *(item.record_id for item in message.items.all())]
