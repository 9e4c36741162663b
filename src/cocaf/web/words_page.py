"""What the page of foreign words shows: the lists in words, the words with their counts, the records behind one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cocaf.domain.things.foreign import LISTS
from cocaf.records import foreign
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.record_page import title_of


@dataclass(frozen=True)
class Row:
    """A word, in which list it was looked for, how many records keep it, and where these stand."""

    name: str
    text: str
    records: int
    url: str


@dataclass(frozen=True)
class WordsShown:
    """Everything on the page; `of` is the word whose records are shown, if one is."""

    lists: Sequence[tuple[str, str]]
    name: str
    rows: Sequence[Row]
    of: str
    records: Sequence[tuple[Document, str]]


def of(reader: Reader, name: str, word: str) -> WordsShown:
    """The page; a list that there is not narrows nothing."""
    titles = list_titles()
    name = name if name in LISTS else ""
    found = foreign.records_with(reader.actor, reader.purpose, name, word) if name and word else ()
    rows = [
        Row(titles.get(each.name, each.name), each.text, each.records, _address(each.name, each.text))
        for each in (() if word and name else foreign.words(reader.actor, reader.purpose, name))
    ]
    return WordsShown(
        [(each, titles[each]) for each in LISTS], name, rows, word if name else "",
        [(row, title_of(row)) for row in found],
    )  # fmt: skip


def list_titles() -> dict[str, str]:
    """What the lists are about, in words."""
    return {
        "substance": _("Substance"), "unit": _("Unit of measure"), "place_type": _("Kind of place"),
        "concealment": _("How it was hidden"), "transport": _("Transport"), "country": _("Country"),
        "detection": _("How it was found"), "substance_form": _("Form"), "route_role": _("Point of the route"),
        "certainty": _("How certain"), "person_role": _("Role"), "person_status": _("Status"),
        "package_kind": _("Kind of package"), "mark_kind": _("Kind of mark"), "offence": _("Offences"),
        "identifier": _("Kind of number"),
    }  # fmt: skip


def _address(name: str, text: str) -> str:
    return f"{reverse('words')}?{urlencode({'list': name, 'word': text})}"
