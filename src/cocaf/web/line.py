"""The state of the node's line as the bar shows it: open or cut, since when, and how many messages wait. For the frame
only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from cocaf.exchange import selectors


@dataclass(frozen=True)
class Line:
    """What the bar says of the line: `kind` is up or cut."""

    kind: str
    waiting: int
    url: str
    refresh_url: str
    since: dt.datetime | None = None


def line_now() -> Line | None:
    """The line's state at this moment; nothing on a node that has no pages of the exchange."""
    try:
        url, refresh = reverse("exchange"), reverse("line")
    except NoReverseMatch:
        return None
    state = selectors.line_state()
    return Line("up" if state.up else "cut", state.waiting, url, refresh, state.since)
