"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass

from cocaf.domain.errors import CocafError


@dataclass(frozen=True)
class Fault:
    """An error of ours whose sentence says what to do; `mild` where the node works all the same, for now."""

    error: CocafError
    mild: bool = False


def wrong(code: str, **params: object) -> Fault:
    """What keeps the node from working, or loses something."""
    return Fault(CocafError(code, **params))


def warn(code: str, **params: object) -> Fault:
    """What will become wrong."""
    return Fault(CocafError(code, **params), mild=True)
