"""A result of the search by country, and by way from the country of departure to that of the seizure. Called by the
map of a list."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Sum

from cocaf.domain.policy import Actor
from cocaf.picture import counting
from cocaf.picture.counting import Figures
from cocaf.records.models import RoutePointRow
from cocaf.search.selectors import Filters

DEPARTURES = ("departure", "embarkation")
"""The role of the point where a consignment left, and the word that records of the first imports have for it."""


@dataclass(frozen=True)
class Way:
    """Seizures in a country of consignments that left from another: how many, and what they weigh."""

    departure: str
    seizure: str
    seizures: int
    kilograms: Decimal


@dataclass(frozen=True)
class OnTheMap:
    """Figures by country of seizure, the ways with most seizures first, and the seizures of which no departure from
    another country is known."""

    countries: dict[str, Figures]
    ways: tuple[Way, ...]
    without_way: int

    @property
    def total(self) -> Figures:
        """Everything that the result holds."""
        return counting.total(list(self.countries.values()))


def on_the_map(actor: Actor, purpose: str, filters: Filters) -> OnTheMap:
    """The result by country and by way."""
    result = counting.counted(actor, purpose, filters)
    found = counting.by(result, {"country": F("summary__country")}, lambda summary: (summary.country,))
    countries = {country: figures for (country,), figures in found.items() if figures.seizures or figures.persons}
    ways = _ways(result)
    seizures = sum(figures.seizures for figures in countries.values())
    return OnTheMap(countries, ways, seizures - sum(way.seizures for way in ways))


def _ways(result: counting.Counted) -> tuple[Way, ...]:
    """A consignment that is said to have left from several countries is counted from the first of them."""
    points = (
        RoutePointRow.objects.filter(document=OuterRef("seq"), role__in=DEPARTURES).exclude(country="").order_by("pk")
    )
    seized = counting.with_amounts(result.once)
    left = seized.annotate(departure=Subquery(points.values("country")[:1])).exclude(departure=None)
    rows: Any = left.exclude(departure=F("summary__country")).values_list("departure", "summary__country")
    added_up = rows.annotate(Count("seq"), Sum("summary__kilograms"))
    ways = [Way(left_from, seized_in, count, kg or Decimal(0)) for left_from, seized_in, count, kg in added_up]
    return tuple(sorted(ways, key=lambda way: (-way.seizures, -way.kilograms, way.departure, way.seizure)))
