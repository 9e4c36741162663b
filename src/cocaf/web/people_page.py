"""What an administrator's pages show: accounts in words, page by page, and what was done with one of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cocaf import limits
from cocaf.audit import selectors as audit
from cocaf.domain.policy.people import PeopleAct
from cocaf.members import people, selectors
from cocaf.members.models import User
from cocaf.web.paging import number_in
from cocaf.web.words import label

ACTS_SHOWN = 50
"""Most acts on an account that its page lists; the log has all of them."""


@dataclass(frozen=True)
class State:
    """How an account stands: in a word, and as which kind of badge."""

    words: str
    kind: str


@dataclass(frozen=True)
class Listed:
    """One page of the accounts."""

    rows: Sequence[tuple[User, State]]
    count_words: str
    previous_url: str
    next_url: str


@dataclass(frozen=True)
class Act:
    """One act on an account, from the log."""

    at: datetime.datetime
    by: str
    what: str
    detail: str


def listed(request: HttpRequest, wanted: selectors.Wanted) -> Listed:
    """One page of the accounts, by number: how many a node has is no secret from its administrator."""
    pages = Paginator(selectors.accounts(wanted), limits.PAGE_ROWS)
    page = pages.get_page(number_in(request.GET, "page") or 1)
    count = ngettext("%(n)s account", "%(n)s accounts", pages.count) % {"n": pages.count}
    return Listed(
        [(user, state(user)) for user in page.object_list], count,
        _address(request, page.previous_page_number()) if page.has_previous() else "",
        _address(request, page.next_page_number()) if page.has_next() else "",
    )  # fmt: skip


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{request.path}?{query.urlencode()}"


def state(user: User) -> State:
    """How an account stands, in a word."""
    if not user.is_active:
        return State(_("Closed"), "neutral")
    if user.code_until is not None:
        return State(*((_("Code expired"), "warning") if user.code_until < timezone.now() else
                       (_("Code not used yet"), "info")))  # fmt: skip
    return State(_("Open"), "success")


def acts(user: User) -> list[Act]:
    """What administrators did with an account, newest first."""
    rows = audit.entries_about(people.about(user))[:ACTS_SHOWN]
    words = act_words()
    return [
        Act(row.at, row.actor.rpartition("/")[2], words.get(row.action, row.action), " · ".join(_details(row.detail)))
        for row in rows
    ]


def act_words() -> dict[str, str]:
    """What each act on accounts and units is called, by its name in the log."""
    return {
        PeopleAct.ADMIT: _("Admitted"),
        PeopleAct.CHANGE: pgettext("account", "Changed"),
        PeopleAct.CLOSE: _("Account closed"),
        PeopleAct.REOPEN: _("Account opened again"),
        PeopleAct.NEW_CODE: _("New code given"),
        PeopleAct.RESET_FACTOR: _("Second factor reset"),
    }


def _details(detail: dict[str, str]) -> Iterator[str]:
    lists = {"role": "role", "clearance": "confidentiality"}
    names = {
        "role": _("Role"), "clearance": _("Clearance"), "unit": _("Unit"), "language": _("Language of the pages"),
        "full_name": _("Name"),
    }  # fmt: skip
    for name, value in detail.items():
        if name == "full_name":
            yield names[name]
            continue
        steps = [label(lists[name], step) if name in lists else step for step in str(value).split(" > ")]
        told = [f"\u2068{step}\u2069" for step in steps]
        yield f"{names.get(name, name)}: " + (
            _("%(new)s, before: %(old)s") % {"new": told[1], "old": told[0]} if len(told) == 2 else told[0]
        )
