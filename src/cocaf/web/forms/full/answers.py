"""What was typed, in words, step by step: for the check-your-answers page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from cocaf.domain.things import checks, swallowers
from cocaf.domain.things.stated import UNKNOWN
from cocaf.web.facts import prose
from cocaf.web.forms.full import boxes as kinds
from cocaf.web.forms.full.boxes import Box
from cocaf.web.forms.full.head_boxes import AudienceBox, GradeBox
from cocaf.web.forms.full.parts import Part, Step
from cocaf.web.forms.full.paths import MISSING, Plain, at
from cocaf.web.forms.full.settle import NUMBERS
from cocaf.web.forms.full.steps import steps_of
from cocaf.web.templatetags.cocaf_tags import badge, code, country, day, kilograms, label, number

Fact = tuple[str, Any]


@dataclass(frozen=True)
class Group:
    """The answers of one thing: the step's own, or those of a person."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Answered:
    """A step with its answers; none where nothing was said."""

    step: Step
    groups: Sequence[Group]


def answers(plain: Plain) -> list[Answered]:
    """Every step with its answers."""
    return [Answered(step, [each for each in _of_step(step, plain) if each.facts]) for step in steps_of(plain)]


def _of_step(step: Step, plain: Plain) -> Iterator[Group]:
    thing = plain[step.of]
    yield Group("", tuple(_facts(step.boxes, thing)))
    for part in step.parts:
        yield from _of_part(part, thing, "")


def _of_part(part: Part, thing: Plain, over: str) -> Iterator[Group]:
    rows = at(thing, part.key)
    for place, row in enumerate(rows if isinstance(rows, list) else (), 1):
        title = f"{over}{part.one} {place}"
        yield Group(title, (*_facts(part.boxes, row), *_warned(part, row)))
        for below in part.parts:
            yield from _of_part(below, row, f"{title} · ")


def _facts(group: Sequence[Box], thing: Plain) -> Iterator[Fact]:
    for box in group:
        value = at(thing, "evaluation" if isinstance(box, GradeBox) else box.path)
        if value is not MISSING:
            yield str(box.words), shown(box, value)


def shown(box: Box, value: Any) -> Any:
    """A plain value as its box's words say it."""
    if value is None:
        return UNKNOWN
    if value == kinds.REFUSED:
        return value
    if isinstance(box, AudienceBox):
        return _("My unit only") if value.get("units") else _("The whole service")
    if isinstance(box, GradeBox):
        scheme, grade = value["scheme"], value.get(box.part, "")
        return format_html("{} {} {}", code(scheme), code(grade), label(grade, f"evaluation_{scheme}_{box.part}"))
    if isinstance(box, kinds.CountryBox):
        return country(value)
    if isinstance(box, kinds.CodeBox):
        return label(value, box.codes)
    if isinstance(box, kinds.CodesBox | kinds.OrderBox):
        return _joined([label(each, box.codes) for each in value])
    return _plain(box, value)


def _plain(box: Box, value: Any) -> Any:
    if isinstance(box, kinds.NamesBox):
        return _joined([each["text"] for each in value])
    if isinstance(box, kinds.LinesBox):
        return _joined(value)
    if isinstance(box, kinds.YesNoBox):
        return _("Yes") if value else _("No")
    if isinstance(box, kinds.PersonBox):
        return number(value + 1) if isinstance(value, int) else value
    if isinstance(box, kinds.DayBox):
        return day(value)
    if isinstance(box, kinds.LongBox):
        return prose(value)
    if isinstance(box, kinds.CodeLine | kinds.ZoneBox | kinds.ClockBox):
        return code(value)
    return value


def _joined(parts: Sequence[str]) -> Any:
    return format_html_join(" · ", "<bdi>{}</bdi>", ((part,) for part in parts))


def _warned(part: Part, row: Plain) -> Iterator[Fact]:
    """What the checks found, kept with the value."""
    found: list[tuple[str, str]] = []
    if part.key in NUMBERS:
        found = [("identifier_warning", each) for each in row.get("warnings", ())]
    if part.key.endswith("documents"):
        found = [("identifier_warning", each) for each in checks.zone_warnings(str(row.get("mrz") or ""))]
    if part.key == "persons":
        search = row.get("search") or {}
        doubts = swallowers.doubts(search.get("capsules"), search.get("capsule_grams"))
        found = [("capsule_warning", each) for each in doubts]
    if row.get("kilograms") and (row.get("quantity") or {}).get("unit") != "kg":
        yield _("In kilograms"), kilograms(row["kilograms"]["value"])
    for name, each in found:
        yield _("Look again"), badge(label(each, name), "warning")
