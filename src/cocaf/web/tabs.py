"""The tabs over the desk and what is worked through beside it: doubts about records, pairs to decide, sites, and the
words that our lists lack."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cocaf.matching import selectors as matching
from cocaf.records import doubts
from cocaf.web.asking import Reader

COUNTED = 100
"""A tab counts to here and then says "100+"."""


@dataclass(frozen=True)
class Tab:
    """One tab: where it leads, its words, how many things wait there."""

    label: str
    url: str
    current: bool
    count: str = ""


def desk_tabs(reader: Reader, here: str) -> list[Tab]:
    """The desk's tabs, the present one marked."""
    flags = doubts.listed(reader.actor, reader.purpose, doubts.Wanted()).order_by()[: COUNTED + 1].count()
    pairs = matching.pairs(reader.actor, reader.purpose).order_by()[: COUNTED + 1].count()
    return [
        Tab(_("What waits"), reverse("desk"), here == "desk"),
        Tab(_("Doubts"), reverse("review"), here == "review", counted(flags)),
        Tab(_("Pairs"), reverse("pairs"), here == "pairs", counted(pairs)),
        Tab(pgettext("rail", "Sites"), reverse("sites"), here == "sites"),
        Tab(pgettext("desk", "Words"), reverse("words"), here == "words"),
    ]


def counted(number: int) -> str:
    """A number as a tab shows it; nothing for none."""
    return "" if not number else f"{COUNTED}+" if number > COUNTED else str(number)
