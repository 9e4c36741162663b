"""The statistics of sites as a CSV file, which the log knows of. Called by the page of sites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from cocaf import vocab
from cocaf.audit import services as audit
from cocaf.domain import countries
from cocaf.domain.policy import Action, Actor
from cocaf.picture.counting import Figures
from cocaf.picture.sites import Site, total
from cocaf.records import selectors as records
from cocaf.search.exports import delimited
from cocaf.search.exports.source import narrowed
from cocaf.search.exports.workbook import Row
from cocaf.search.selectors import Filters


def take(actor: Actor, purpose: str, filters: Filters, sites: Sequence[Site], language: str) -> bytes:
    """The file's bytes: who took it and for which period, the headings in the active language, a line for each site,
    the total last."""
    audit.record(actor, Action.EXPORT, purpose=purpose, detail={"format": "sites", "count": len(sites)})
    about: list[Row] = [
        (_("Exported by"), records.actor_name(actor)),
        (_("Exported at"), timezone.now().strftime("%Y-%m-%d %H:%M UTC")),
        (_("Purpose"), vocab.load("purpose").label(purpose, language)),
        (_("Narrowed to"), narrowed(filters)),
        (),
    ]
    return b"".join(delimited.written([*about, *_lines(sites, language)], first="\ufeff"))


def _lines(sites: Sequence[Site], language: str) -> Iterator[Row]:
    yield (
        _("Place"), _("Kind of place"), _("Country"), _("Seizures"), _("Kilograms"), _("Amounts not converted"),
        _("Persons arrested"), _("Couriers among them"),
    )  # fmt: skip
    for site in sites:
        kind = vocab.load("place_type").label(site.kind, language) if site.kind else ""
        yield (site.place, kind, countries.name(site.country, language), *_figures(site.figures))
    yield (_("Total"), "", "", *_figures(total(sites)))


def _figures(found: Figures) -> Row:
    return (found.seizures, found.kilograms.normalize() + 0, found.unconverted, found.persons, found.couriers)
