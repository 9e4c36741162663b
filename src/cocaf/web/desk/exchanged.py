"""What waits between countries: messages that wait for the line or were not delivered, what nobody has read or taken
note of, recalls without a statement. A message waits for whoever may see a record that it carries."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cocaf.exchange import conversations
from cocaf.exchange.models import InMessage
from cocaf.web.asking import Reader
from cocaf.web.desk.row import Row
from cocaf.web.record_page import title_of
from cocaf.web.templatetags.cocaf_tags import country

ASKED = 26
"""Rows that are asked of each sort: one more than the desk shows."""


def line(reader: Reader) -> Iterator[Row]:
    """Messages that wait for the line, by recipient."""
    for each in conversations.waiting(reader.actor, reader.purpose):
        what = ngettext("%(n)s message waits for the line", "%(n)s messages wait for the line", each.messages)
        who = _("to %(country)s") % {"country": country(each.recipient)}
        yield Row(
            f"line-{each.recipient}", "clock", what % {"n": each.messages}, reverse("exchange"), _("See where it is"),
            each.since, who,
        )  # fmt: skip


def dead(reader: Reader) -> Iterator[Row]:
    """Messages that nothing tries any more to deliver, while they can still be sent again."""
    for way in conversations.dead(reader.actor, reader.purpose)[:ASKED]:
        who = _("to %(country)s") % {"country": country(way.recipient)}
        yield Row(
            f"dead-{way.pk}", "danger", _("A message was not delivered"), reverse("exchange"), _("See where it is"),
            way.message.prepared_at, who, way.message.reference, until=way.message.expires_at,
        )  # fmt: skip


def unread(reader: Reader) -> Iterator[Row]:
    """What other countries told and nobody has opened."""
    messages = list(conversations.unread(reader.actor, reader.purpose).prefetch_related("items")[:ASKED])
    yield from _told(reader, messages, _("Read"), "unread")


def unacknowledged(reader: Reader) -> Iterator[Row]:
    """What was opened, but of which nobody has taken note."""
    messages = list(conversations.opened_only(reader.actor, reader.purpose).prefetch_related("items")[:ASKED])
    yield from _told(reader, messages, _("Take note"), "note")


def _told(reader: Reader, messages: list[InMessage], action: str, key: str) -> Iterator[Row]:
    held = conversations.records_of(reader.actor, reader.purpose, messages)
    for message in messages:
        # what people read first is what was told, not the permission that came with it
        brought = [held[item.record_id] for item in message.items.all() if item.record_id in held]
        for row in [each for each in brought if each.kind != "release"][:1]:
            url = reverse("record", args=[row.record_id])
            yield Row(
                f"{key}-{message.pk}", "reply", title_of(row), url, action, message.received_at,
                country(message.sender), row.reference,
            )  # fmt: skip


def recalls(reader: Reader) -> Iterator[Row]:
    """Recalls upon which the recipient has not stated yet what it did."""
    for way in conversations.unanswered_recalls(reader.actor, reader.purpose)[:ASKED]:
        message = way.message
        yield Row(
            f"recall-{way.pk}", "recall", _("No statement yet on a recall"), reverse("record", args=[message.about]),
            _("See where it is"), message.prepared_at, country(way.recipient), message.reference,
        )  # fmt: skip
