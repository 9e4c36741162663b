"""What the frame of every page shows: rail, line, languages, purpose, person. Called by Django for each template
(settings: context_processors); views do not call it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, pgettext_lazy

from cocaf import config
from cocaf.domain.policy.decide import WRITERS
from cocaf.domain.policy.people import GOVERNORS
from cocaf.members import selectors
from cocaf.members.models import User
from cocaf.web import key_list, words
from cocaf.web.line import Line, line_now


@dataclass(frozen=True)
class RailEntry:
    """One entry of the rail: where it leads, its words, its icon, and whether the reader is there."""

    name: str
    url: str
    label: str
    icon: str
    current: bool
    apart: bool = False


@dataclass(frozen=True)
class Choice:
    """A code with its words, as a language or a purpose."""

    code: str
    label: str

    @property
    def name(self) -> str:
        """A language's own name."""
        return self.label


# In the order of an officer's day; each belongs to the pages whose URL names follow.
REPORTING = (
    "report_new", "report_flash", "report_courier", "report_check", "report_done", "report_full", "report_step",
    "report_answers", "report_complete", "report_negative", "report_seized",
)  # fmt: skip
RECORDS = ("records", "records_export", "records_timeline", "records_map", "record", "release", "recall", "outcome_new")
IMPORTING = (
    "imports", "import_new", "import_run", "import_mapping", "import_values", "import_check",
)  # fmt: skip
RAIL = (
    ("desk", pgettext_lazy("rail", "Desk"), "desk", ("desk", "review", "pairs", "pair", "sites", "words")),
    ("check", pgettext_lazy("rail", "Check"), "check", ("check",)),
    ("report_new", pgettext_lazy("rail", "Report"), "report", REPORTING),
    ("records", pgettext_lazy("rail", "Records"), "records", RECORDS),
    ("imports", pgettext_lazy("rail", "Import"), "upload", IMPORTING),
    ("exchange", pgettext_lazy("rail", "Exchange"), "exchange", ("exchange", "message")),
    ("picture", pgettext_lazy("rail", "Picture"), "picture", ("picture",)),
    ("online", pgettext_lazy("rail", "Online"), "online", ("online", "capture_new", "capture")),
    ("units", pgettext_lazy("rail", "Units"), "units", ("units",)),
)
RUNNING = ("bureau", "person_new", "person", "unit_new", "unit", "person_close", "person_code", "person_reopen")
BUREAU = ("bureau", pgettext_lazy("rail", "Bureau"), "bureau", RUNNING)
"""For administrators alone, under the line of the rail."""
HUB_RAIL = (("hub", pgettext_lazy("rail", "Hub"), "exchange", ("hub",)),)


def address(name: str) -> str:
    """The address of a page, or nothing where this node has no such page (a hub has no desk)."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def rail(request: HttpRequest) -> list[RailEntry]:
    """The rail's entries that exist on this node, the present one marked."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    entries = HUB_RAIL if config.current().role == "hub" else RAIL
    if getattr(request.user, "role", "") in GOVERNORS:
        entries = (*entries, BUREAU)
    return [
        RailEntry(name=name, url=url, label=str(words), icon=icon, current=here in pages, apart=name == "bureau")
        for name, words, icon, pages in entries
        if (url := address(name)) and (name != "imports" or getattr(request.user, "role", "") in WRITERS)
    ]


def languages() -> list[Choice]:
    """The languages of the pages, each under its own name."""
    return [Choice(code, str(name)) for code, name in settings.LANGUAGES]


def _person(user: User) -> dict[str, str]:
    name = user.get_full_name() or user.username
    initials = "".join(word[0] for word in name.split()[:2])
    return {
        "name": name,
        "initials": initials,
        "role": words.label("role", user.role),
        "unit": user.unit.called(words.language()) if user.unit else "",
    }


def member_name() -> str:
    """What stands beside the product's name: the country, or that this is the hub."""
    node = config.current()
    return gettext("Hub") if node.role == "hub" else words.country(node.member)


def _switch() -> dict[str, Any] | None:
    node = config.current()
    url = address("line_toggle")
    return {"url": url, "cut": node.line_cut_file.exists()} if node.demo and url and node.role == "node" else None


def _signed_in(user: User) -> dict[str, Any]:
    purposes = [Choice(code, words) for code, words in words.choices("purpose")]
    line: Line | None = line_now() if config.current().role == "node" else None
    return {
        "line_switch": _switch(),
        "check_url": address("check") if config.current().role == "node" else "",
        "line": line,
        "purposes": purposes,
        "purpose": next((one for one in purposes if one.code == user.purpose), None),
        "person": _person(user),
        "letter_keys_off": not user.letter_keys,
        "keys": key_list.groups(bureau=user.role in GOVERNORS),
    }


def _demo_signins() -> list[dict[str, str]]:
    """Whom one may be in a demonstration: shown on its sign-in page, and nowhere else."""
    shown = ({"username": user.username, **_person(user)} for user in selectors.people())
    return [{**one, "password": config.DEMO_PASSWORD} for one in shown]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The template variable `frame`, computed when a template first uses it."""

    def build() -> dict[str, Any]:
        node = config.current()
        shown: dict[str, Any] = {
            "demo": node.demo,
            "member": node.member,
            "member_name": member_name(),
            "languages": languages(),
            "now": timezone.now(),
            "language": next(one for one in languages() if one.code == words.language()),
            "rail": [],
        }
        user = getattr(request, "user", None)
        if isinstance(user, User):
            shown |= {"rail": rail(request)} | _signed_in(user)
        elif node.demo:
            shown["demo_signins"] = _demo_signins()
        return shown

    return {"frame": SimpleLazyObject(build)}
