"""The desk: everything that waits for the reader in one list, by the time that is left. A room that has something new
to wait for adds one function here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cocaf.search import selectors as search
from cocaf.search.selectors import Filters
from cocaf.web.asking import Reader
from cocaf.web.desk import at_home, exchanged
from cocaf.web.desk.row import Row, Sort
from cocaf.web.record_page import title_of
from cocaf.web.templatetags.cocaf_tags import day

SORTS: Final[tuple[Sort, ...]] = (
    Sort(exchanged.line),
    Sort(exchanged.dead, "exchange", gettext_lazy("More messages were not delivered")),
    Sort(exchanged.unread, "exchange", gettext_lazy("More messages wait to be read")),
    Sort(exchanged.unacknowledged, "exchange", gettext_lazy("More messages wait for somebody to take note")),
    Sort(exchanged.recalls, "exchange", gettext_lazy("More recalls wait for a statement")),
    Sort(at_home.drafts),
    Sort(at_home.waiting_imports),
    Sort(at_home.unfinished, "records", gettext_lazy("More reports wait to be completed")),
    Sort(at_home.flags, "review", gettext_lazy("More doubts wait"), at_home.FEW),
    Sort(at_home.candidates, "pairs", gettext_lazy("More pairs wait for a decision"), at_home.FEW),
)


@dataclass(frozen=True)
class Desk:
    """What waits, and in words how much; when nothing does, the last thing that was finished."""

    rows: Sequence[Row]
    count_words: str
    last: str


def of(reader: Reader) -> Desk:
    """Everything that waits for this reader, the least time left first."""
    found: list[Row] = []
    beyond = False
    for sort in SORTS:
        rows = list(sort.rows(reader))
        found += rows[: sort.most]
        if len(rows) > sort.most:
            beyond = True
            found += _more(sort, rows[sort.most])
    ordered = sorted(found, key=lambda row: row.order)
    return Desk(ordered, _count(len(found), beyond), "" if ordered else last_done(reader))


def _more(sort: Sort, following: Row) -> Iterator[Row]:
    """The row that leads to the others of a sort; it stands where the first of them would."""
    yield Row(
        f"more-{sort.more}-{sort.rows.__name__}", "more", str(sort.more_words), reverse(sort.more), _("See all"),
        following.since,
    )  # fmt: skip


def _count(number: int, beyond: bool) -> str:
    if not number:
        return ""
    if beyond:
        return _("More than %(n)s things wait") % {"n": number - 1}
    return ngettext("%(n)s thing waits", "%(n)s things wait", number) % {"n": number}


def last_done(reader: Reader) -> str:
    """The last thing that was finished: the newest record that this reader may see."""
    newest = search.listing(reader.actor, reader.purpose, Filters()).rows
    if not newest:
        return ""
    words = _("Last filed: %(what)s, %(reference)s, %(day)s")
    row = newest[0]
    return words % {"what": title_of(row), "reference": f"\u2066{row.reference}\u2069", "day": day(row.stored_at)}
