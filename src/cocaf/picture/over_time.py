"""A result of the search over time: seizures and kilograms for each month or year. Called by the timeline of a list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.db.models import F

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
    # by day: what a day's month is, is told faster here than by SQLite
    days = counting.by(result, {"day": F("summary__occurred_on")}, lambda summary: (summary.occurred_on,))
    undated = days.pop((None,), Figures())
    chosen = step or ("year" if _months(day for (day,) in days) > MONTHS_SHOWN else "month")
    found: dict[datetime.date, Figures] = {}
    for (day,), figures in days.items():
        found.setdefault(_begin(day, chosen), Figures()).add(figures)
    periods = list(_filled(found, chosen))
    before = counting.total([figures for _, figures in periods[:-PERIODS_SHOWN]])
    return Timeline(chosen, tuple(periods[-PERIODS_SHOWN:]), undated, before)


def _months(days: Iterable[datetime.date]) -> int:
    """How many months lie between the first day and the last, both counted."""
    numbers = [day.year * 12 + day.month for day in days]
    return max(numbers) - min(numbers) + 1 if numbers else 0


def _begin(day: datetime.date, step: Step) -> datetime.date:
    return day.replace(day=1) if step == "month" else day.replace(month=1, day=1)


def _filled(found: dict[datetime.date, Figures], step: Step) -> Iterator[tuple[datetime.date, Figures]]:
    """Every period from the first to the last; one in which nothing was found is there, with nothing."""
    at = min(found, default=None)
    while at is not None and at <= max(found):
        yield at, found.get(at, Figures())
        months = at.year * 12 + at.month - 1 + (12 if step == "year" else 1)
        at = datetime.date(months // 12, months % 12 + 1, 1) if months // 12 <= datetime.MAXYEAR else None
