"""Short notice: the days from the booking to the first departure, said only where both days are known."""

from __future__ import annotations

import pytest

from cocaf.domain.things.stated import UNKNOWN
from cocaf.domain.things.ways import Journey, days_before_departure


@pytest.mark.parametrize(
    ("booked", "legs", "days"),
    [
        ("2026-11-19", ["2026-11-21", "2026-11-20"], 1),
        ("2026-11-19", ["2026-11-19"], 0),
        ("2026-11-22", ["2026-11-20"], -2),
        ("2026-11-19", [UNKNOWN, "2026-11-20"], 1),
        ("2026-11-19", [None], None),
        ("2026-11-19", [], None),
        (UNKNOWN, ["2026-11-20"], None),
        (None, ["2026-11-20"], None),
    ],
)
def test_days_from_booking_to_the_first_departure(booked: object, legs: list[object], days: int | None) -> None:
    journey = Journey.model_validate({"booked_on": booked, "legs": [{"on": each} for each in legs]})
    assert days_before_departure(journey) == days
