"""The keys, in words: what the dialog of every page and the page of its own list. `keys.mjs` does what they say."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True)
class Key:
    """One or more keys and what they do; `go` and `url` where they lead to a page. A test presses every one of them, by
    its `name`."""

    name: str
    keys: tuple[str, ...]
    words: str
    go: str = ""
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Keys of one sort."""

    title: str
    keys: tuple[Key, ...]


GOES = (
    ("d", "desk"), ("c", "check"), ("n", "report_new"), ("r", "records"), ("e", "exchange"), ("p", "picture"),
    ("o", "online"), ("f", "review"), ("s", "pairs"), ("a", "sites"), ("u", "units"), ("b", "bureau"),
)  # fmt: skip


def groups(bureau: bool = False) -> list[Group]:
    """All keys, by what they are for; `bureau` for whoever may go there."""
    everywhere = (
        Key("search", ("/",), _("Search or check")),
        Key("keys", ("?",), _("Show these keys")),
        Key("copy", ("c",), _("Copy the reference")),
    )
    counter = (
        Key("check", ("Enter",), _("Check what was scanned or typed")),
        Key("courier", ("F2",), _("Open a courier sheet with what was checked, also from within the field")),
    )
    lists = (
        Key("move", ("j", "k"), _("Next row, previous row; next pair, previous pair")),
        Key("pair", ("y", "n", "u"), _("Decide a pair: same, different, unsure")),
        Key("doubt", ("y", "n", "u"), _("Judge a doubt: right as it is, correct it, unsure")),
        Key("mark", ("x",), _("Mark a doubt, to judge several at once")),
    )
    return [
        Group(_("Everywhere"), everywhere),
        Group(_("At the check"), counter),
        Group(_("Lists and decisions"), lists),
        Group(_("Go to"), _goes(bureau)),
    ]


def _goes(bureau: bool) -> tuple[Key, ...]:
    words = {
        "desk": pgettext("rail", "Desk"),
        "check": pgettext("rail", "Check"),
        "report_new": pgettext("rail", "Report"),
        "records": pgettext("rail", "Records"),
        "exchange": pgettext("rail", "Exchange"),
        "picture": pgettext("rail", "Picture"),
        "online": pgettext("rail", "Online"),
        "review": pgettext("rail", "Doubts"),
        "pairs": pgettext("rail", "Pairs"),
        "sites": pgettext("rail", "Sites"),
        "units": pgettext("rail", "Units"),
        "bureau": pgettext("rail", "Bureau"),
    }
    return tuple(
        Key(f"go {name}", ("g", letter), words[name], letter, url)
        for letter, name in GOES
        if (name != "bureau" or bureau) and (url := _address(name))
    )


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
