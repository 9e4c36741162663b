"""The steps of the full report in the order in which an officer tells a case; any can be reached at any time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import Http404

from cocaf.web.forms.full import goods_steps as goods
from cocaf.web.forms.full import people_steps as people
from cocaf.web.forms.full.parts import Step

STEPS: Final[tuple[Step, ...]] = (
    goods.EVENT, goods.SUBSTANCES, goods.HIDDEN, people.CONSIGNMENT, goods.ROUTE, people.PERSONS, people.ORGANISATIONS,
    people.CONVEYANCES, people.JOURNEYS, people.NUMBERS, people.FOUND, people.TERMS,
)  # fmt: skip


def step_named(name: str) -> Step:
    """The step of this name. Raises Http404 where there is none."""
    found = next((step for step in STEPS if step.name == name), None)
    if found is None:
        raise Http404
    return found


def after(step: Step) -> Step | None:
    """The step that follows, None after the last."""
    place = STEPS.index(step)
    return STEPS[place + 1] if place + 1 < len(STEPS) else None


def before(step: Step) -> Step | None:
    """The step before, None at the first."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def of(root: str) -> Iterator[Step]:
    """The steps whose boxes stand in the `body` or the `head`."""
    return (step for step in STEPS if step.of == root)
