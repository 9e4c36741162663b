"""What waits for a person: messages that wait for the line, records nobody has read, doubts, candidates, recalls
without a statement. Oldest first; each row has one action."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cocaf.exchange import conversations
from cocaf.matching import selectors as matching
from cocaf.records import doubts
from cocaf.records import selectors as records
from cocaf.search import selectors as search
from cocaf.search.selectors import Filters
from cocaf.web.asking import Reader
from cocaf.web.pairs import pairs
from cocaf.web.record_page import title_of
from cocaf.web.templatetags.cocaf_tags import country, day
from cocaf.web.words import label

ROWS = 25
"""Most rows of one sort: the desk shows what is oldest, not everything."""

RAISED = ("trigger_recalled", "check_digit")
"""Flags that a person must look at one by one; an import's flags stand in the list of records."""


@dataclass(frozen=True)
class Row:
    """One thing that waits: what, from whom, since when, and what to do."""

    icon: str
    what: str
    detail: str
    who: str
    since: datetime.datetime
    url: str
    action: str


def rows(reader: Reader) -> list[Row]:
    """Everything that waits for this reader, oldest first."""
    found = [
        *_line(reader),
        *_unread(reader),
        *_unfinished(reader),
        *_flags(reader),
        *_recalls(reader),
        *_candidates(reader),
    ]
    return sorted(found, key=lambda row: row.since)


def last_done(reader: Reader) -> str:
    """The last thing that was finished: the newest record that this reader may see."""
    newest = search.listing(reader.actor, reader.purpose, Filters()).rows
    if not newest:
        return ""
    words = _("Last filed: %(what)s, %(reference)s, %(day)s")
    row = newest[0]
    return words % {"what": title_of(row), "reference": f"\u2066{row.reference}\u2069", "day": day(row.stored_at)}


def _line(reader: Reader) -> Iterator[Row]:
    for each in conversations.waiting(reader.actor, reader.purpose):
        what = ngettext("%(n)s message waits for the line", "%(n)s messages wait for the line", each.messages)
        who = _("to %(country)s") % {"country": country(each.recipient)}
        yield Row("clock", what % {"n": each.messages}, "", who, each.since, reverse("exchange"), _("See where it is"))


def _unread(reader: Reader) -> Iterator[Row]:
    messages = list(conversations.unread(reader.actor, reader.purpose).prefetch_related("items")[:ROWS])
    held = conversations.records_of(reader.actor, reader.purpose, messages)
    for message in messages:
        # what people read first is what was told, not the permission that came with it
        brought = [held[item.record_id] for item in message.items.all() if item.record_id in held]
        for row in [each for each in brought if each.kind != "release"][:1]:
            url = reverse("record", args=[row.record_id])
            yield Row(
                "reply", title_of(row), row.reference, country(message.sender), message.received_at, url, _("Read")
            )


def _unfinished(reader: Reader) -> Iterator[Row]:
    """Flash reports to complete, and couriers who are only suspected."""
    for document in records.unfinished(reader.actor, reader.purpose)[:ROWS]:
        flash = document.unfinished.what == "flash"
        what = _("A flash report to complete") if flash else _("A suspected courier: negative or seized?")
        url = reverse("report_complete" if flash else "record", args=[document.record_id])
        detail = f"{document.reference} · {title_of(document)}"
        yield Row(
            "report", what, detail, country(document.owner), document.stored_at, url,
            _("Complete it") if flash else _("Go on"),
        )  # fmt: skip


def _flags(reader: Reader) -> Iterator[Row]:
    for flag in doubts.raised(reader.actor, reader.purpose, RAISED)[:ROWS]:
        document, url = flag.document, reverse("record", args=[flag.document.record_id])
        detail = f"{document.reference} · {title_of(document)}"
        yield Row(
            "flag", label("flag", flag.code), detail, country(document.owner), flag.raised_at, url, _("Look at it")
        )


def _recalls(reader: Reader) -> Iterator[Row]:
    for way in conversations.unanswered_recalls(reader.actor, reader.purpose)[:ROWS]:
        message = way.message
        yield Row(
            "recall", _("No statement yet on a recall"), message.reference, country(way.recipient), message.prepared_at,
            reverse("record", args=[message.about]), _("See where it is"),
        )  # fmt: skip


def _candidates(reader: Reader) -> Iterator[Row]:
    for pair in pairs(matching.all_reasons(matching.pairs(reader.actor, reader.purpose)[:ROWS])):
        what = _("%(newer)s meets %(older)s") % {"newer": title_of(pair.newer), "older": title_of(pair.older)}
        url = reverse("pair", args=[pair.newer.record_id, pair.older.record_id])
        yield Row("link", what, pair.why, country(pair.older.owner), pair.found_at, url, _("Compare"))
