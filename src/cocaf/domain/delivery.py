"""When a delivery is tried again, and in which order its states stand. Pure: the outbox asks here."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Final

FIRST_WAIT: Final = 2.0
"""Seconds before the second attempt."""

LONGEST_WAIT: Final = 300.0
"""Most seconds between two attempts: a line that comes back is noticed within five minutes."""

POISON_WAIT: Final = datetime.timedelta(hours=1)
"""How far a piece of work that fails by our own fault is pushed ahead, so that a loop cannot spin on it."""

STATES: Final = ("prepared", "approved", "sent", "at_hub", "delivered", "opened", "acknowledged", "answered")
"""The states of a delivery in their order. `refused` and `failed` end it at any of them."""

ENDED: Final = frozenset({"refused", "failed"})


def next_attempt(attempts: int, now: datetime.datetime, random: Callable[[], float]) -> datetime.datetime:
    """When to try again after `attempts` failures: doubling waits up to the longest, each between half and whole.

    `random` gives a number in [0, 1); the jitter keeps many nodes from calling a returned hub at the same moment.
    """
    # beyond 2**16 the wait is long past its cap; the exponent is bounded so that no count of attempts overflows
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 16))
    return now + datetime.timedelta(seconds=longest * (0.5 + random() / 2))


def later(present: str, reached: str) -> str:
    """The state to show when `reached` is learned while `present` stands: states never go back, endings stay."""
    if present in ENDED:
        return present
    if reached in ENDED:
        return present if STATES.index(present) >= STATES.index("delivered") else reached
    return reached if STATES.index(reached) > STATES.index(present) else present


def ahead_of(reached: str) -> tuple[str, ...]:
    """The states from which a delivery moves on to `reached`."""
    return tuple(state for state in (*STATES, *ENDED) if state != reached and later(state, reached) == reached)
