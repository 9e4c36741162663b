"""The list of doubts: flagged records with the reason in words, the value concerned, and what was decided."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cocaf import vocab
from cocaf.domain.errors import CocafError
from cocaf.records import doubts
from cocaf.records import selectors as records
from cocaf.records.models import Document, Flag
from cocaf.web.asking import Reader
from cocaf.web.paging import number_in
from cocaf.web.record_page import title_of
from cocaf.web.tabs import Tab
from cocaf.web.templatetags.cocaf_tags import number as in_digits
from cocaf.web.words import label

ROWS = 50

_BOUND: Final = re.compile(r"(.+?) ([><≠]) (.+)")


@dataclass(frozen=True)
class Doubt:
    """One flag as a row: why, about what, where the record is corrected, what somebody thought of it."""

    flag: Flag
    document: Document
    reason: str
    title: str
    edit_url: str
    evidence: Sequence[tuple[str, str]] = ()
    other: Document | None = None
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
    reasons: Sequence[Tab]
    owners: Sequence[Tab]
    count_words: str
    older_url: str
    address: str
    query: str

    @property
    def together(self) -> bool:
        """Whether several rows can be judged at once: where all have one reason and are not cleared."""
        return bool(self.wanted.code) and self.wanted.state != "cleared" and len(self.rows) > 1


def wanted(reader: Reader, query: QueryDict) -> doubts.Wanted:
    """What the address asks for; what is no reason or state of ours is passed over. `unit=mine`: one's own unit."""
    code, state = query.get("reason", ""), query.get("state", "open")
    return doubts.Wanted(
        code=code if code in vocab.load("flag") else "",
        state=state if state in doubts.STATES else "open",
        unit=reader.actor.unit if query.get("unit") == "mine" else "",
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
    others = _others(reader, shown)
    rows = [_row(flag, others.get(str(flag.about)), flag.pk == here) for flag in shown]
    counts = doubts.counts(reader.actor, reader.purpose, asked)
    address = _address(asked) + (f"&before={before}" if before else "")
    return DoubtsShown(
        rows, asked, _states(asked), _reasons(counts, asked), _owners(asked),
        _count(counts.get(asked.code, 0) if asked.code else sum(counts.values())), older,
        address, address.partition("?")[2],
    )  # fmt: skip


def _count(number: int) -> str:
    words = ngettext("%(count)s doubt", "%(count)s doubts", number)
    return words % {"count": in_digits(number)}


def _row(flag: Flag, other: Document | None, focus: bool) -> Doubt:
    document = flag.document
    return Doubt(
        flag, document, label("flag", flag.code), title_of(document), edit_address(document), evidence(flag.detail),
        other, focus,
    )  # fmt: skip


def _others(reader: Reader, flags: Sequence[Flag]) -> dict[str, Document]:
    """The records that flags name (the earlier row, the recalled record), as far as the reader may see them."""
    named = [flag.about for flag in flags if flag.about]
    seen = records.visible_to(reader.actor, reader.purpose).filter(record_id__in=named, current=True)
    return {str(row.record_id): row for row in seen.select_related("summary")} if named else {}


def evidence(detail: str) -> list[tuple[str, str]]:
    """What a rule saw and what it had expected, from the facts that it kept: "12 kg > 10 kg" are two."""
    parts = _BOUND.fullmatch(detail)
    if parts is None:
        return [(pgettext("in a row", "Found"), detail)] if detail else []
    found, sign, bound = parts.groups()
    expected = {">": _("Expected, at most"), "<": _("Expected, at least"), "≠": _("Expected")}[sign]
    return [(pgettext("in a row", "Found"), found), (expected, bound)]


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


def _reasons(counts: Mapping[str, int], asked: doubts.Wanted) -> list[Tab]:
    """Every reason that a visible doubt of this list has, the most frequent first, with how many."""
    codes = sorted({*counts, asked.code} - {""}, key=lambda code: (-counts.get(code, 0), code))
    every = Tab(_("All reasons"), _address(replace(asked, code="")), not asked.code, in_digits(sum(counts.values())))
    return [every] + [
        Tab(
            label("flag", code), _address(replace(asked, code=code)), code == asked.code, in_digits(counts.get(code, 0))
        )
        for code in codes
    ]


def _owners(asked: doubts.Wanted) -> list[Tab]:
    return [
        Tab(_("All that I may see"), _address(replace(asked, unit="")), not asked.unit),
        Tab(_("My unit's"), _address(replace(asked, unit="mine")), bool(asked.unit)),
    ]


def _address(asked: doubts.Wanted) -> str:
    query = {"reason": asked.code, "state": asked.state, "unit": "mine" if asked.unit else "all"}
    return f"{reverse('review')}?{urlencode(query)}"


def judge_together(reader: Reader, posted: QueryDict, query: QueryDict) -> int:
    """Judges the marked rows, or all of the reason. Raises as `doubts.judge_all`, and CocafError("doubt.none")."""
    every = posted.get("which") == "all"
    marked = [int(key) for key in posted.getlist("flag") if key.isascii() and key.isdigit() and len(key) < 19]
    if not every and not marked:
        raise CocafError("doubt.none")
    judgement, note = posted.get("judgement", ""), posted.get("note", "").strip()
    return doubts.judge_all(
        reader.actor, wanted(reader, query), None if every else marked, judgement, note, reader.purpose
    )
