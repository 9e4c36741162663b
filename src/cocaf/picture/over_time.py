"""A result of the search over time: seizures and kilograms for each month or year. Called by the timeline of a list."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.db.models import F
from django.db.models.functions import TruncMonth

from cocaf.domain.policy import Actor
from cocaf.picture import counting
from cocaf.picture.counting import Figures
from cocaf.search.selectors import Filters

Step = Literal["month", "year"]
MONTHS_SHOWN: Final = 36
"""More months than this are shown by years, unless somebody asks for months."""
PERIODS_SHOWN: Final = 240
"""Most periods of a timeline; what lies before is counted apart, as the field's dates of 1900 and the like do."""


@dataclass(frozen=True)
class Timeline:
    """Periods in order without a gap, each with its figures; `undated` and `before` are what stands in none of them."""

    step: Step
    periods: tuple[tuple[datetime.date, Figures], ...]
    undated: Figures
    before: Figures

    @property
    def total(self) -> Figures:
        """Everything that the result holds, dated or not."""
        return counting.total([*(figures for _, figures in self.periods), self.undated, self.before])


def timeline(actor: Actor, purpose: str, filters: Filters, step: Step | None = None) -> Timeline:
    """The result by months where it spans few enough, else by years; `step` where somebody asks for one."""
    result = counting.counted(actor, purpose, filters)
    months = counting.by(
        result, {"month": lambda document: TruncMonth(F(f"{document}summary__occurred_on"))},
        lambda summary: (summary.occurred_on and summary.occurred_on.replace(day=1),),
    )  # fmt: skip
    dated = {month: figures for (month,), figures in months.items() if month is not None}
    undated = counting.total([figures for (month,), figures in months.items() if month is None])
    chosen = step or ("year" if _span(dated) > MONTHS_SHOWN else "month")
    found = dated if chosen == "month" else _by_year(dated)
    periods = list(_filled(found, chosen))
    before = counting.total([figures for _, figures in periods[:-PERIODS_SHOWN]])
    return Timeline(chosen, tuple(periods[-PERIODS_SHOWN:]), undated, before)


def _span(months: dict[datetime.date, Figures]) -> int:
    if not months:
        return 0
    first, last = min(months), max(months)
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _by_year(months: dict[datetime.date, Figures]) -> dict[datetime.date, Figures]:
    found: dict[datetime.date, Figures] = {}
    for month, figures in months.items():
        found.setdefault(month.replace(month=1), Figures()).add(figures)
    return found


def _filled(found: dict[datetime.date, Figures], step: Step) -> Iterator[tuple[datetime.date, Figures]]:
    """Every period from the first to the last; one in which nothing was found is there, with nothing."""
    at = min(found, default=None)
    while at is not None and at <= max(found):
        yield at, found.get(at, Figures())
        months = at.year * 12 + at.month - 1 + (12 if step == "year" else 1)
        at = datetime.date(months // 12, months % 12 + 1, 1) if months // 12 <= datetime.MAXYEAR else None
