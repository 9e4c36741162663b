"""Whether two reports that a person found to speak of the same tell of one event or of two. Pure; the statistics of
sites ask here, so that a seizure that two services report is counted once."""

from __future__ import annotations

import datetime
from typing import Final

from cocaf.domain.things.report import Report

DAYS_APART: Final = 3
"""Most days between two reports of one event (field 10.3)."""


def one_event(one: Report, other: Report) -> bool:
    """Whether both tell of one event: in one country, at most three days apart. Without a day or beyond that, the same
    person was met twice, and two events are two."""
    days = [body.occurred_on for body in (one, other)]
    if one.place.country != other.place.country or not all(isinstance(day, str) for day in days):
        return False
    first, second = (datetime.date.fromisoformat(str(day)) for day in days)
    return abs((first - second).days) <= DAYS_APART
