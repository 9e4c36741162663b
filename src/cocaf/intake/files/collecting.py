"""Collects garbage between batches, not within them: a run over many rows makes hundreds of objects a row, none in a
circle, and the collector's search through them takes a third of the time."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator
from typing import Final

_EVERY: Final = 8


@contextlib.contextmanager
def between_batches() -> Iterator[Callable[[], None]]:
    """Gives a function to call after each batch; it collects after some of them. What was on before is on after."""
    was_on = gc.isenabled()
    gc.freeze()
    gc.disable()
    batches = 0

    def done() -> None:
        nonlocal batches
        batches += 1
        if batches % _EVERY == 0:
            gc.collect()

    try:
        yield done
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()
