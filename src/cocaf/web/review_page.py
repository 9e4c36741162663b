"""The list of doubts: flagged records with the reason in words, the value concerned, and what was decided."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cocaf import vocab
from cocaf.records import doubts
from cocaf.records.models import Document, Flag
from cocaf.web.asking import Reader
from cocaf.web.paging import number_in
from cocaf.web.record_page import title_of
from cocaf.web.tabs import Tab, counted
from cocaf.web.words import label

ROWS = 25


@dataclass(frozen=True)
class Doubt:
    """One flag as a row: why, about what, where the record is corrected, what somebody thought of it."""

    flag: Flag
    document: Document
    reason: str
    title: str
    edit_url: str
    focus: bool = False

    @property
    def judged_by(self) -> str:
        """The user name of whoever judged it."""
        return self.flag.judged_by.rpartition("/")[2]

    @property
    def judged_at(self) -> datetime.datetime | None:
        """When somebody judged it."""
        return self.flag.judged_at


@dataclass(frozen=True)
class DoubtsShown:
    """Everything on the page of doubts."""

    rows: Sequence[Doubt]
    wanted: doubts.Wanted
    states: Sequence[Tab]
    reasons: Sequence[tuple[str, str]]
    older_url: str
    address: str


def wanted(reader: Reader, query: QueryDict) -> doubts.Wanted:
    """What the address asks for; what is no reason or state of ours is passed over. One's own unit comes first."""
    code, state = query.get("reason", ""), query.get("state", "open")
    return doubts.Wanted(
        code=code if code in vocab.load("flag") else "",
        state=state if state in doubts.STATES else "open",
        unit="" if query.get("unit") == "all" else reader.actor.unit,
    )


def of(reader: Reader, query: QueryDict) -> DoubtsShown:
    """One page of the list; `at` names the flag at which the reader is."""
    asked = wanted(reader, query)
    found = doubts.listed(reader.actor, reader.purpose, asked)
    before, at = number_in(query, "before"), number_in(query, "at")
    flags = list(found.filter(pk__lt=before)[: ROWS + 1] if before else found[: ROWS + 1])
    shown = flags[:ROWS]
    here = next((flag.pk for flag in shown if at and flag.pk <= at), None)
    older = f"{_address(asked)}&before={shown[-1].pk}" if len(flags) > ROWS else ""
    return DoubtsShown(
        [_row(flag, flag.pk == here) for flag in shown], asked, _states(asked), _reasons(reader, asked), older,
        _address(asked) + (f"&before={before}" if before else ""),
    )  # fmt: skip


def _row(flag: Flag, focus: bool) -> Doubt:
    document = flag.document
    return Doubt(flag, document, label("flag", flag.code), title_of(document), edit_address(document), focus)


def edit_address(document: Document) -> str:
    """Where a record of one's own is corrected; nothing where it cannot be."""
    if document.origin != "own" or document.kind != "report":
        return ""
    try:
        return reverse("report_edit", args=[document.record_id])
    except NoReverseMatch:
        return ""


def _states(asked: doubts.Wanted) -> list[Tab]:
    words = {"open": _("To look at"), "unsure": _("Unsure"), "cleared": _("Cleared")}
    return [
        Tab(words[state], _address(doubts.Wanted(asked.code, state, asked.unit)), state == asked.state)
        for state in doubts.STATES
    ]


def _reasons(reader: Reader, asked: doubts.Wanted) -> list[tuple[str, str]]:
    found = doubts.counts(reader.actor, reader.purpose, asked)
    if asked.code:
        found.setdefault(asked.code, 0)
    return [(code, f"{label('flag', code)} ({counted(found[code]) or 0})") for code in sorted(found)]


def _address(asked: doubts.Wanted) -> str:
    query = {"reason": asked.code, "state": asked.state, "unit": "" if asked.unit else "all"}
    return f"{reverse('review')}?{urlencode(query)}"
