"""One thing that waits, as the desk shows it; and the sorts of things of which the desk is made."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from cocaf.web.asking import Reader


@dataclass(frozen=True)
class Row:
    """What waits, from whom, since when or until when, and the one thing to do. `key` names it for as long as it waits,
    so that a list which refreshes itself keeps the reader's place."""

    key: str
    icon: str
    what: str
    url: str
    action: str
    since: datetime.datetime
    who: str = ""
    detail: str = ""
    until: datetime.datetime | None = None

    @property
    def order(self) -> tuple[int, datetime.datetime]:
        """What ends by itself comes first, the least time left first; then what waits longest."""
        return (1, self.since) if self.until is None else (0, self.until)


@dataclass(frozen=True)
class Sort:
    """A sort of things that wait: its rows for a reader, the oldest first and at most one more than `most`; and where
    the others of it stand."""

    rows: Callable[[Reader], Iterable[Row]]
    more: str = ""
    more_words: Promise | str = ""
    most: int = 25
