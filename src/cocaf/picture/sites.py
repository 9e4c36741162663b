"""Statistics of sites: how many seizures, kilograms and persons arrested at each place in a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F

from cocaf.domain import normal
from cocaf.domain.policy import Actor
from cocaf.picture import counting
from cocaf.picture.counting import Figures
from cocaf.search import selectors as search
from cocaf.search.selectors import Filters

_FIELDS = {name: F(f"summary__{name}") for name in ("country", "place_type", "place")}
Key = tuple[str, str, str]
"""Country, kind of place, and the place's name as it is compared."""


@dataclass
class Site:
    """A place with its figures; `place` as most of its reports write it."""

    country: str
    kind: str
    figures: Figures = field(default_factory=Figures)
    spellings: Counter[str] = field(default_factory=Counter)

    @property
    def place(self) -> str:
        """The name, as most reports write it."""
        return min(self.spellings, key=lambda name: (-self.spellings[name], name)) if self.spellings else ""


def of_period(actor: Actor, purpose: str, filters: Filters) -> list[Site]:
    """The sites of the visible reports that fit the filters, in no order; without seizures and arrests it is none."""
    result = counting.counted(actor, purpose, filters)
    sites: dict[Key, Site] = {}
    found = counting.by(result, _FIELDS, lambda summary: (summary.country, summary.place_type, summary.place))
    for (country, kind, place), figures in found.items():
        site = sites.setdefault((country, kind, normal.text(place)), Site(country, kind))
        site.figures.add(figures)
        site.spellings[place] += figures.reports
    return [site for site in sites.values() if site.figures.seizures or site.figures.persons]


def years(actor: Actor, purpose: str) -> list[int]:
    """The years in which visible reports say that something happened, the earliest first."""
    found = search.matching(actor, purpose, Filters(kind="report")).exclude(summary__occurred_on=None).order_by()
    # the days as they are: what a day's year is, is told faster here than by SQLite
    days = found.values_list("summary__occurred_on", flat=True).distinct()
    return sorted({day.year for day in days if day})


def total(sites: Iterable[Site]) -> Figures:
    """The figures of all sites together."""
    return counting.total([site.figures for site in sites])
