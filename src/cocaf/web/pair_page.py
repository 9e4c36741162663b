"""Pairs to decide: the list, and two records side by side with the reasons why they may speak of the same."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from cocaf.domain import names
from cocaf.domain.errors import CocafError
from cocaf.domain.things.named import names_written
from cocaf.domain.things.record import Record
from cocaf.domain.things.small import Decision
from cocaf.exchange import services as exchange
from cocaf.matching import selectors as matching
from cocaf.matching.models import Candidate
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.web import facts
from cocaf.web.asking import Reader
from cocaf.web.paging import number_in
from cocaf.web.pairs import Pair, pairs, why
from cocaf.web.record_page import title_of
from cocaf.web.tabs import Tab
from cocaf.web.words import label

ROWS = 25
STATES = ("open", "unsure", "decided")
NAMES_COMPARED = 12
"""Most names of each record that the page compares."""


@dataclass(frozen=True)
class Listed:
    """A pair in the list, with its address and what was decided."""

    pair: Pair
    newer: str
    older: str
    url: str
    verdict: str


@dataclass(frozen=True)
class NamesCompared:
    """Two names that are alike, how much, and why."""

    one: str
    other: str
    score: int
    reasons: str


@dataclass(frozen=True)
class Side:
    """One of the two records."""

    document: Document
    record: Record
    title: str

    @property
    def sections(self) -> list[facts.Section]:
        """Its facts in words."""
        return facts.sections(self.record)


@dataclass(frozen=True)
class Decided:
    """A decision on the pair: by whom, when, what, with which note."""

    document: Document
    verdict: str
    note: str


@dataclass(frozen=True)
class Compared:
    """Everything on the page of one pair."""

    sides: tuple[Side, Side]
    shared: Sequence[str]
    alike: Sequence[NamesCompared]
    decisions: Sequence[Decided]
    verdict: str
    previous_url: str = ""
    next_url: str = ""


def state_in(query: QueryDict) -> str:
    """The state that the address asks for; pairs that wait come first."""
    state = query.get("state", "open")
    return state if state in STATES else "open"


def states(here: str) -> list[Tab]:
    """The tabs over the list."""
    words = {"open": _("To decide"), "unsure": _("Unsure"), "decided": _("Decided")}
    return [Tab(words[state], f"{reverse('pairs')}?state={state}", state == here) for state in STATES]


def listed(reader: Reader, query: QueryDict) -> tuple[list[Listed], str]:
    """One page of the list, newest first, and the address of the older pairs."""
    state, before = state_in(query), number_in(query, "before")
    found = matching.pairs(reader.actor, reader.purpose, state)
    rows = list(found.filter(pk__lt=before)[: ROWS + 1] if before else found[: ROWS + 1])
    more = f"{reverse('pairs')}?state={state}&before={rows[ROWS - 1].pk}" if len(rows) > ROWS else ""
    shown = rows[:ROWS]
    together = zip(shown, pairs(matching.all_reasons(shown)), strict=True)
    return [_listed(row, pair) for row, pair in together], more


def _listed(row: Candidate, pair: Pair) -> Listed:
    return Listed(pair, title_of(pair.newer), title_of(pair.older), address(row), verdict_of(row))


def address(row: Candidate) -> str:
    """The page of a pair, the newer record first."""
    first, second = sorted((row.first, row.second), key=lambda document: -document.seq)
    return reverse("pair", args=[first.record_id, second.record_id])


def verdict_of(row: Candidate) -> str:
    """What was decided on a pair, in words; nothing while it waits."""
    decided: str | None = getattr(row, "decided", None)
    return label("pair_verdict", decided.removeprefix("decided_")) if decided else ""


def of(reader: Reader, one: uuid.UUID, other: uuid.UUID) -> Compared:
    """Two records side by side. Raises CocafError("record.not_found") where they are no pair for the reader."""
    found = matching.reasons(reader.actor, reader.purpose, one, other)
    if not found:
        raise CocafError("record.not_found")
    sides = _side(reader, one), _side(reader, other)
    shown = Compared(
        sides,
        [why(row) for row in found if row.why != "name"],
        list(_alike(sides[0].record, sides[1].record)),
        _decisions(reader, one, other),
        verdict_of(found[0]),
    )
    return replace(shown, previous_url=_beside(reader, found, older=False), next_url=_beside(reader, found))


def _side(reader: Reader, record_id: uuid.UUID) -> Side:
    opened = selectors.open_record(reader.actor, record_id, reader.purpose)
    exchange.note_opened(opened.document, reader.actor)
    return Side(opened.document, opened.record, title_of(opened.document))


def _alike(one: Record, other: Record) -> Iterator[NamesCompared]:
    written = (names_written(record.body)[:NAMES_COMPARED] for record in (one, other))
    compared: list[tuple[Any, str, str]] = [(names.compare(a, b), a, b) for a, b in product(*written)]
    for found, a, b in sorted(compared, key=lambda each: -each[0].score):
        if found.verdict != "different":
            told = " · ".join(label("name_reason", code) for code in found.reasons)
            yield NamesCompared(a, b, round(found.score * 100), told)


def _decisions(reader: Reader, one: uuid.UUID, other: uuid.UUID) -> list[Decided]:
    rows = list(matching.decisions(reader.actor, reader.purpose, one, other))
    opened = selectors.reveal(rows) if rows else []
    bodies = [(row, record.body) for row, record in zip(rows, opened, strict=True)]
    return [
        Decided(row, label("pair_verdict", body.verdict), body.note or "")
        for row, body in bodies
        if isinstance(body, Decision)
    ]


def _beside(reader: Reader, found: Sequence[Candidate], *, older: bool = True) -> str:
    """The address of the open pair that stands after (or before) this one in the list."""
    here = min(row.pk for row in found)
    rows = matching.pairs(reader.actor, reader.purpose)
    row = rows.filter(pk__lt=here).first() if older else rows.filter(pk__gt=here).order_by("pk").first()
    return address(row) if row else ""


def after(reader: Reader, one: uuid.UUID, other: uuid.UUID) -> str:
    """Where the reader goes after a decision: the next open pair, else the list."""
    found = matching.reasons(reader.actor, reader.purpose, one, other)
    return (_beside(reader, found) if found else "") or reverse("pairs")
