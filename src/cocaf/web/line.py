"""The state of the node's line as the bar shows it: open or cut, and how many messages wait. For the frame only."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Line:
    """What the bar says of the line: `kind` is up or cut."""

    kind: str
    waiting: int
    url: str
    refresh_url: str


def line_now() -> Line | None:
    """The line's state at this moment; nothing while the exchange has no pages."""
    try:
        url, refresh = reverse("exchange"), reverse("line")
    except NoReverseMatch:
        return None
    try:
        selectors: Any = import_module("cocaf.exchange.selectors")
    except ImportError:
        return None
    state = selectors.line_state()
    return Line(kind="up" if state.up else "cut", waiting=selectors.waiting(), url=url, refresh_url=refresh)
