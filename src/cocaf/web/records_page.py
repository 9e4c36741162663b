"""What the list of records shows: the rows, how many there are and what they weigh, the counts to narrow it by, what it
is narrowed to, and the searches that the reader keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cocaf.search import facets, saved, services
from cocaf.search import selectors as search
from cocaf.search.filters import Filters
from cocaf.search.pages import ORDERS
from cocaf.web import facet_lists
from cocaf.web.asking import Reader
from cocaf.web.facet_lists import Address, count_text, weight_text
from cocaf.web.forms.small import FilterForm
from cocaf.web.result_views import view_tabs
from cocaf.web.templatetags.cocaf_tags import day, number

CODES: Final = ("substance", "country", "mode", "place_type", "concealment", "flag", "origin")


@dataclass(frozen=True)
class Chip:
    """A filter that is set: its words, and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Heading:
    """A column that sorts the list: where its link leads, and how the list is sorted by it now, as ARIA says it."""

    label: str
    url: str
    sorted: str


def of(request: HttpRequest, reader: Reader) -> dict[str, Any]:
    """The page's context."""
    form = FilterForm(request.GET)
    filters = form.filters()
    address = Address(request.path, request.GET)
    counted = facets.counted(reader.actor, reader.purpose, filters)
    order = order_in(request)
    page = search.page(
        reader.actor, reader.purpose, filters, counted.records, order=order, before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )  # fmt: skip
    services.note(reader.actor, reader.purpose, filters)
    return {
        "form": form, "page": page, "order": "" if order == "stored" else order,
        "facets": facet_lists.of(counted, filters, address), "chips": chips(form, filters, address),
        "count_words": _count(counted.records), "weight_words": weight_text(counted.weight) if counted.records else "",
        "views": view_tabs(request.GET, "records"), "headings": _headings(order, address),
        "searches": list(saved.of(reader.user)),
        "previous_url": page.after and f"{_ahead(address)}after={page.after}",
        "next_url": page.before and f"{_ahead(address)}before={page.before}",
        "export_query": address.having(sort="").partition("?")[2], "wrong": bool(form.errors),
    }  # fmt: skip


def order_in(request: HttpRequest) -> str:
    """The order that the address asks for; what is none of ours is that of storing."""
    asked = request.GET.get("sort", "")
    return asked if asked in ORDERS else "stored"


def _ahead(address: Address) -> str:
    url = address.having()
    return f"{url}&" if "?" in url else f"{url}?"


def _count(records: int) -> str:
    return ngettext("%(count)s record", "%(count)s records", records) % {"count": count_text(records)}


def _headings(order: str, address: Address) -> dict[str, Heading]:
    found = {}
    for name, label in (("stored", _("Reference")), ("day", _("Date")), ("weight", _("kg"))):
        down, up = name, f"{name}_up"
        other = up if order == down else down
        url = address.having(sort="" if other == "stored" else other)
        found[name] = Heading(label, url, {down: "descending", up: "ascending"}.get(order, "none"))
    return found


def chips(form: FilterForm, filters: Filters, address: Address) -> Sequence[Chip]:
    """The filters that are set, each with the address without it."""
    found = [Chip(str(form.fields[name].label), getattr(filters, name), address.having(**{name: ""}))
             for name in ("text", "identifier", "reference") if getattr(filters, name)]  # fmt: skip
    what = filters.event or filters.kind
    if what:
        found.append(Chip(_("What"), facet_lists.label_of("what", what), address.having(kind="", event="")))
    for name in CODES:
        if code := getattr(filters, name):
            label = str(form.fields[name].label)
            found.append(Chip(label, facet_lists.label_of(name, code), address.having(**{name: ""})))
    return [*found, *_bounds(form, filters, address)]


def _bounds(form: FilterForm, filters: Filters, address: Address) -> list[Chip]:
    years = filters.years
    if years and years[0] == years[1]:
        return [Chip(_("Year"), str(years[0]), address.having(since="", until="")), *_weights(form, filters, address)]
    days = [
        Chip(str(form.fields[name].label), day(getattr(filters, name)), address.having(**{name: ""}))
        for name in ("since", "until") if getattr(filters, name)
    ]  # fmt: skip
    return [*days, *_weights(form, filters, address)]


def _weights(form: FilterForm, filters: Filters, address: Address) -> list[Chip]:
    return [
        Chip(str(form.fields[name].label), number(getattr(filters, name)), address.having(**{name: ""}))
        for name in ("lightest", "heaviest") if getattr(filters, name) is not None
    ]  # fmt: skip


def asked(request: HttpRequest) -> dict[str, str]:
    """The filters of the address as they are written there, for keeping them."""
    names = (*FilterForm.base_fields, "sort")
    return {name: request.GET[name].strip() for name in names if request.GET.get(name, "").strip()}
