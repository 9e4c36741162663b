"""Puts the page of sites together: the period, the sorted table with its totals, and where each line leads."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cocaf.domain import normal
from cocaf.picture import sites
from cocaf.picture.counting import Figures
from cocaf.picture.sites import Site
from cocaf.search.selectors import Filters
from cocaf.web import words
from cocaf.web.asking import Reader
from cocaf.web.forms.sites import SitesForm

SHOWN: Final = 200
"""Most lines of the table on the page; the file has all."""
YEARS: Final = 8

_ORDER: Final[Mapping[str, Callable[[Site], Any]]] = {
    "place": lambda site: normal.text(site.place),
    "kind": lambda site: words.label("place_type", site.kind),
    "country": lambda site: words.country(site.country),
    "seizures": lambda site: -site.figures.seizures,
    "kilograms": lambda site: -site.figures.kilograms,
    "persons": lambda site: -site.figures.persons,
    "couriers": lambda site: -site.figures.couriers,
}
"""By what a table may be sorted: words upwards, numbers downwards."""


@dataclass(frozen=True)
class Heading:
    """A column's words, the address that sorts by it, and whether the table is sorted by it."""

    name: str
    label: str
    url: str
    sorted: str
    number: bool


@dataclass(frozen=True)
class Line:
    """A site with the address of its records."""

    site: Site
    url: str


def asked(query: Mapping[str, Any], reader: Reader) -> SitesForm:
    """The form as the address fills it; without a period, that of the last year with a report."""
    typed = {name: str(query[name]) for name in ("since", "until", "country", "place_type") if query.get(name)}
    if "since" not in query and "until" not in query:
        years = sites.years(reader.actor, reader.purpose)
        typed |= _year(years[-1] if years else datetime.datetime.now(datetime.UTC).year)
    return SitesForm(typed)


def ordered(found: Sequence[Site], order: str) -> list[Site]:
    """The sites, sorted by a column; what is equal stands by persons, seizures and name."""
    by = _ORDER.get(order, _ORDER["persons"])
    return sorted(
        found, key=lambda site: (by(site), -site.figures.persons, -site.figures.seizures, normal.text(site.place))
    )


def build(form: SitesForm, reader: Reader, order: str) -> dict[str, Any]:
    """The page's context."""
    filters = form.filters()
    order = order if order in _ORDER else "persons"
    found = ordered([] if form.errors else sites.of_period(reader.actor, reader.purpose, filters), order)
    query = {name: form[name].value() or "" for name in form.fields}
    return {
        "form": form,
        "lines": [Line(site, _records(site, filters)) for site in found[:SHOWN]],
        "more": max(0, len(found) - SHOWN),
        "total": sites.total(found),
        "headings": [_heading(name, label, query, order) for name, label in _columns()],
        "years": _years(form, reader, query),
        "csv_url": f"{reverse('sites_csv')}?{urlencode(query | {'sort': order})}",
    }


def _columns() -> list[tuple[str, str]]:
    return [
        ("place", _("Place")), ("kind", _("Kind of place")), ("country", _("Country")), ("seizures", _("Seizures")),
        ("kilograms", _("kg seized")), ("persons", _("Persons arrested")), ("couriers", _("Couriers among them")),
    ]  # fmt: skip


def _heading(name: str, label: str, query: Mapping[str, str], order: str) -> Heading:
    number = name in Figures.__dataclass_fields__
    direction = ("descending" if number else "ascending") if name == order else ""
    return Heading(name, label, f"{reverse('sites')}?{urlencode({**query, 'sort': name})}", direction, number)


def _years(form: SitesForm, reader: Reader, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """The last years that have reports, each one click away."""
    here = (str(query["since"]), str(query["until"]))
    links = []
    for year in sites.years(reader.actor, reader.purpose)[-YEARS:]:
        period = _year(year)
        address = f"{reverse('sites')}?{urlencode({**query, **period})}"
        links.append({"label": year, "url": address, "current": here == (period["since"], period["until"])})
    return links


def _year(year: int) -> dict[str, str]:
    return {"since": f"{year:04}-01-01", "until": f"{year:04}-12-31"}


def _records(site: Site, filters: Filters) -> str:
    """The list of the site's records: the words of its place narrow it, since a list has no filter of a site."""
    wanted = {
        "kind": "report", "country": site.country, "place_type": site.kind, "text": site.place,
        "since": filters.since or "", "until": filters.until or "",
    }  # fmt: skip
    return f"{reverse('records')}?{urlencode({name: value for name, value in wanted.items() if value})}"
