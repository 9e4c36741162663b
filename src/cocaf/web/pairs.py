"""Candidates as people see them: two records once, with all the reasons, and not those that name each other already."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cocaf.matching.models import Candidate
from cocaf.records import links
from cocaf.records.models import Document
from cocaf.web.words import label


@dataclass(frozen=True)
class Pair:
    """Two records that may speak of the same, the newer first, and why."""

    newer: Document
    older: Document
    why: str
    found_at: datetime.datetime

    def other(self, document: Document) -> Document:
        """The one that is not this one."""
        return self.older if self.newer.seq == document.seq else self.newer


def pairs(candidates: Iterable[Candidate]) -> list[Pair]:
    """The pairs of these candidates, in their order."""
    grouped: dict[tuple[int, int], list[Candidate]] = {}
    for each in candidates:
        grouped.setdefault((each.first_id, each.second_id), []).append(each)
    tied = links.tied({row for rows in grouped.values() for row in (rows[0].first, rows[0].second)})
    return [_pair(rows) for key, rows in grouped.items() if key not in tied]


def _pair(rows: Sequence[Candidate]) -> Pair:
    newer, older = sorted((rows[0].first, rows[0].second), key=lambda document: -document.seq)
    # a number in both says more than a name that is alike
    reasons = dict.fromkeys(why(row) for row in sorted(rows, key=lambda row: row.why == "name"))
    return Pair(newer, older, " · ".join(reasons), max(row.found_at for row in rows))


def why(candidate: Candidate) -> str:
    """Why two documents are a pair, in words."""
    if candidate.why == "name":
        return _("The names are alike (%(score)s of 100)") % {"score": round(candidate.score * 100)}
    kind, _colon, value = candidate.shared.partition(":")
    return _("%(kind)s %(value)s stands in both") % {"kind": label("identifier", kind), "value": f"\u2066{value}\u2069"}
