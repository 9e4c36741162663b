"""The steps of the full report in the order in which an officer tells a case; any can be reached at any time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404

from cocaf.web.forms.full import goods_steps as goods
from cocaf.web.forms.full import people_steps as people
from cocaf.web.forms.full.parts import Step
from cocaf.web.forms.full.subject_steps import SUBJECT

STEPS: Final[tuple[Step, ...]] = (
    goods.EVENT, goods.SUBSTANCES, goods.HIDDEN, people.CONSIGNMENT, goods.ROUTE, people.PERSONS, people.ORGANISATIONS,
    people.CONVEYANCES, people.JOURNEYS, people.NUMBERS, people.FOUND, people.TERMS,
)  # fmt: skip


EVERY: Final = (*STEPS, *(step for steps in SUBJECT.values() for step in steps))


def steps_of(plain: Mapping[str, Any]) -> tuple[Step, ...]:
    """The steps of a document: of a report, or of a subject of its kind."""
    return SUBJECT[plain["body"]["kind"]] if plain["head"]["kind"] == "subject" else STEPS


def step_named(steps: tuple[Step, ...], name: str) -> Step:
    """The step of this name. Raises Http404 where there is none."""
    found = next((step for step in steps if step.name == name), None)
    if found is None:
        raise Http404
    return found


def after(steps: tuple[Step, ...], step: Step) -> Step | None:
    """The step that follows, None after the last."""
    place = steps.index(step)
    return steps[place + 1] if place + 1 < len(steps) else None


def before(steps: tuple[Step, ...], step: Step) -> Step | None:
    """The step before, None at the first."""
    place = steps.index(step)
    return steps[place - 1] if place else None
