"""What a step's page shows: its boxes and its groups with their rows, what the checks found, and what to add."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _

from cocaf.domain.things import checks, swallowers
from cocaf.web.forms.full.parts import HEAD, Part, Step
from cocaf.web.forms.full.settle import NUMBERS
from cocaf.web.forms.full.steps import EVERY
from cocaf.web.forms.full.typed import GroupForm, Typed, Written, join, rows_of
from cocaf.web.forms.numerals import count, number
from cocaf.web.words import label


@dataclass(frozen=True)
class Row:
    """One thing of a group: the second person, the first document of it."""

    prefix: str
    number: int
    form: GroupForm
    shelves: Sequence[Shelf]
    warnings: Sequence[str] = ()
    was: str = ""

    @property
    def fields(self) -> list[tuple[forms.BoundField, bool]]:
        """The boxes, and whether each takes the whole line."""
        return fields_of(self.form)


@dataclass(frozen=True)
class Shelf:
    """A group with its rows."""

    part: Part
    prefix: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class StepPage:
    """A step with everything on it."""

    step: Step
    form: GroupForm
    shelves: Sequence[Shelf] = field(default_factory=list)

    @property
    def fields(self) -> list[tuple[forms.BoundField, bool]]:
        """The step's own boxes."""
        return fields_of(self.form)

    @property
    def wrong(self) -> list[tuple[str, forms.BoundField, str]]:
        """What is to be corrected on this page: where, the box, the sentence."""
        return [
            (title, form[name], str(error))
            for title, form in self._forms()
            for name, errors in form.errors.items()
            for error in errors
        ]

    def _forms(self) -> Iterator[tuple[str, GroupForm]]:
        yield "", self.form
        yield from _forms(self.shelves, "")


def _forms(shelves: Sequence[Shelf], over: str) -> Iterator[tuple[str, GroupForm]]:
    for shelf in shelves:
        for row in shelf.rows:
            title = f"{over}{shelf.part.one} {row.number} · "
            yield title, row.form
            yield from _forms(row.shelves, title)


def fields_of(form: GroupForm) -> list[tuple[forms.BoundField, bool]]:
    """The boxes of a form, and whether each takes the whole line."""
    return [(form[name], box.wide) for name, box in form.boxes.items()]


def with_ready_rows(step: Step, typed: Typed) -> Typed:
    """What was typed, with an empty row for each group that is shown ready to be filled."""
    more = dict(typed)
    for part in step.parts:
        _ready(part, join(HEAD if step.of == "head" else "", part.name), more)
    return more


def _ready(part: Part, prefix: str, typed: Typed) -> None:
    if part.ready and not rows_of(typed, prefix):
        typed[f"{prefix}-0-row"] = [""]
    for number_ in rows_of(typed, prefix):
        for below in part.parts:
            _ready(below, f"{prefix}-{number_}-{below.name}", typed)


def page_of(step: Step, typed: Typed, written: Written) -> StepPage:
    """The page of a step. `typed` was written with its ready rows."""
    prefix = HEAD if step.of == "head" else ""
    shelves = [_shelf(step, part, prefix, typed, written) for part in step.parts]
    return StepPage(step, written.form(step, prefix), shelves)


def _shelf(step: Step, part: Part, over: str, typed: Typed, written: Written) -> Shelf:
    prefix = join(over, part.name)
    rows = []
    for place, row in enumerate(rows_of(typed, prefix), 1):
        here = f"{prefix}-{row}"
        form = written.form(step, here)
        below = [_shelf(step, each, here, typed, written) for each in part.parts]
        rows.append(Row(here, place, form, below, warnings_of(part, form), typed[f"{here}-row"][-1]))
    return Shelf(part, prefix, rows)


def warnings_of(part: Part, form: GroupForm) -> list[str]:
    """What the checks find in a row, in words: kept as typed, told beside it."""
    typed = form.cleaned_data
    if part.key in NUMBERS:
        found = checks.warnings(typed["kind"], typed["value"], typed["country"] or None)
        return [label("identifier_warning", code) for code in found]
    if part.key == "documents":
        return [label("identifier_warning", code) for code in checks.zone_warnings(typed["mrz"])]
    lines = [line for line in str(typed.get("phones", "")).splitlines() if line.strip()]
    odd = [line.strip() for line in lines if "+" in line and checks.warnings("phone", line)]
    words = _("%(number)s: no operator uses this number range")
    told = [words % {"number": f"\u2066{line}\u2069"} for line in odd]
    if part.key == "persons":
        grams = number(typed.get("search__capsule_grams"))
        found = swallowers.doubts(count(typed.get("search__capsules")), grams)
        told += [label("capsule_warning", code) for code in found]
    return told


def add_row(typed: Typed, prefix: str) -> str:
    """Adds an empty row to a group; returns the row's prefix."""
    numbers = rows_of(typed, prefix)
    row = f"{prefix}-{numbers[-1] + 1 if numbers else 0}"
    typed[f"{row}-row"] = [""]
    return row


def remove_row(typed: Typed, prefix: str) -> None:
    """Takes a row out with everything in it. Journeys name persons by their place: they move up with them, and one
    whose person goes has none until somebody says whose it is."""
    over, _dash, last = prefix.rpartition("-")
    if over == "persons" and last.isdecimal() and int(last) in rows_of(typed, over):
        gone = rows_of(typed, over).index(int(last)) + 1
        for row in rows_of(typed, "journeys"):
            whose = count((typed.get(f"journeys-{row}-person") or [""])[-1] or "1")
            if isinstance(whose, int) and whose >= gone:
                typed[f"journeys-{row}-person"] = ["?" if whose == gone else str(whose - 1)]
    for name in [name for name in typed if name == prefix or name.startswith(f"{prefix}-")]:
        del typed[name]


def is_group(prefix: str) -> bool:
    """Whether a posted prefix names a group of the steps, at any depth."""
    names = {part.name for step in EVERY for part in _every(step.parts)}
    *over, last = re.split(r"-\d{1,4}-", prefix)
    return last in names and all(name in names for name in over)


def _every(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _every(part.parts)
