"""Between what stands in the boxes and the plain document. `fill` spells a document in the boxes; `write` changes a
document in place by what was typed: a box that was not changed changes nothing, so that `write` after `fill` is the
identity, and what the boxes do not show stays."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from cocaf.web.forms.full.boxes import ABSENT, AnyChoice, Box, Spelt
from cocaf.web.forms.full.parts import HEAD, Part, Step
from cocaf.web.forms.full.paths import MISSING, Plain, at, drop, put
from cocaf.web.forms.full.steps import steps_of

Typed = dict[str, list[str]]
Place = tuple[str | int, ...]


class GroupForm(forms.Form):
    """The boxes of a step, or of one row of a group, with what was typed into them."""

    def __init__(self, boxes: Sequence[Box], typed: Typed, prefix: str) -> None:
        super().__init__(MultiValueDict(typed), prefix=prefix or None)
        self.boxes = {box.name: box for box in boxes}
        for box in boxes:
            made = self.fields[box.name] = box.field()
            if isinstance(made, AnyChoice):
                _offer_too(made, (typed.get(self.add_prefix(box.name)) or [""])[-1])
        self.full_clean()


def _offer_too(made: AnyChoice, value: str) -> None:
    """A code that the list does not know stands in the list as it is."""
    given: Any = made.choices  # the field's setter made them iterable, whatever they were
    offered = list(given)
    if value and value not in {str(code) for row in offered for code in _codes(row)}:
        made.choices = [*offered, (value, value)]


def _codes(row: Any) -> list[Any]:
    code, words = row
    return [each for each, _ in words] if isinstance(words, list | tuple) else [code]


@dataclass
class Written:
    """A document as typed, with the forms of every group and the place in the document that each box speaks of."""

    plain: Plain
    forms: dict[tuple[str, str], GroupForm] = field(default_factory=dict)
    places: dict[Place, tuple[str, GroupForm, str]] = field(default_factory=dict)
    changed: list[tuple[Part, Place, Plain]] = field(default_factory=list)

    def form(self, step: Step, prefix: str) -> GroupForm:
        """The form of a group."""
        return self.forms[step.name, prefix]

    def at(self, place: Place) -> tuple[str, GroupForm, str] | None:
        """Step, form and box that speak of a place in the document, or of the nearest to it: above it, or beside it."""
        for length in range(len(place), 1, -1):
            if place[:length] in self.places:
                return self.places[place[:length]]
        beside = (each for each in self.places if len(place) > 2 and each[: len(place) - 1] == place[:-1])
        return self.places.get(next(beside, ()))


def join(prefix: str, name: str) -> str:
    """The posted name of a box or group under a prefix."""
    return f"{prefix}-{name}" if prefix else name


def fill(plain: Plain) -> Typed:
    """The boxes' texts of a document, by posted name."""
    typed: Typed = {}
    for step in steps_of(plain):
        prefix = HEAD if step.of == "head" else ""
        _fill(step.boxes, step.parts, _shown(plain, step), prefix, typed)
    return typed


def _fill(boxes: Sequence[Box], parts: Sequence[Part], thing: Plain, prefix: str, typed: Typed) -> None:
    for box in boxes:
        value = at(thing, box.path)
        if value is not MISSING:
            typed |= _named(join(prefix, box.name), box.spell(value))
    for part in parts:
        rows = at(thing, part.key)
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            here = join(prefix, f"{part.name}-{number}")
            typed[f"{here}-row"] = [str(number)]
            _fill(part.boxes, part.parts, row, here, typed)


def _named(name: str, spelt: Spelt) -> Typed:
    return {f"{name}{ending}": values for ending, values in spelt.items()}


def _shown(plain: Plain, step: Step) -> Plain:
    """The thing that a step describes. A grade is shown with its scheme."""
    if step.of == "body":
        return dict(plain["body"])
    head = copy.deepcopy(plain["head"])
    grade = head["evaluation"]
    head["evaluation"] = {
        each: f"{grade['scheme']}:{grade[each]}" for each in ("source", "information") if each in grade
    }
    return dict(head)


def rows_of(typed: Mapping[str, list[str]], prefix: str) -> list[int]:
    """The numbers of the rows of a group, in order."""
    pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-row")
    return sorted({int(found[1]) for name in typed if (found := pattern.fullmatch(name))})


def write(typed: Typed, plain: Plain) -> Written:
    """The document with what was typed. The document given is not changed."""
    written = Written(copy.deepcopy(plain))
    for step in steps_of(plain):
        head = step.of == "head"
        thing = _shown(written.plain, step) if head else written.plain["body"]
        place: Place = ("head",) if head else ("body",)
        _write(written, step, (step.boxes, step.parts), (thing, HEAD if head else "", place), typed)
        if head:
            written.plain["head"] = _settled(thing, written.plain["head"])
    return written


def _write(
    written: Written,
    step: Step,
    group: tuple[Sequence[Box], Sequence[Part]],
    where: tuple[Plain, str, Place],
    typed: Typed,
) -> None:
    (boxes, parts), (thing, prefix, place) = group, where
    form = written.forms[step.name, prefix] = GroupForm(boxes, typed, prefix)
    for box in boxes:
        _write_box(box, thing, form, typed)
        written.places[(*place, *box.path.split("."))] = (step.name, form, box.name)
    for part in parts:
        _write_rows(written, step, part, where, typed)


def _write_box(box: Box, thing: Plain, form: GroupForm, typed: Typed) -> None:
    held = at(thing, box.path)
    name = form.add_prefix(box.name)
    if _texts(typed, name) == ({} if held is MISSING else _plain_texts(_named(name, box.spell(held)))):
        return
    value = box.keep(None if held is MISSING else held, box.read(form.cleaned_data.get(box.name)))
    if value in (ABSENT, [], {}):
        drop(thing, box.path)
    else:
        put(thing, box.path, value)


def _texts(typed: Typed, name: str) -> Typed:
    """What stands in a box and in the lists that belong to it, without what is empty."""
    endings = ("", "_absent", *(f"_{place}" for place in range(6)))
    return _plain_texts({f"{name}{ending}": typed.get(f"{name}{ending}", []) for ending in endings})


def _plain_texts(typed: Typed) -> Typed:
    plain = {name: [each.replace("\r\n", "\n") for each in values if each] for name, values in typed.items()}
    return {name: values for name, values in plain.items() if values}


def _write_rows(written: Written, step: Step, part: Part, where: tuple[Plain, str, Place], typed: Typed) -> None:
    thing, prefix, place = where
    held = at(thing, part.key)
    before = held if isinstance(held, list) else []
    after: list[Plain] = []
    for number in rows_of(typed, join(prefix, part.name)):
        here = join(prefix, f"{part.name}-{number}")
        was = typed[f"{here}-row"][-1]
        old = before[int(was)] if was.isdecimal() and int(was) < len(before) else None
        row = copy.deepcopy(old) if old is not None else {}
        below: Place = (*place, *part.key.split("."), len(after))
        _write(written, step, (part.boxes, part.parts), (row, here, below), typed)
        if row or old is not None:
            after.append(row)
            if row != old:
                written.changed.append((part, below, row))
    if after:
        put(thing, part.key, after)
    elif held is not MISSING:
        drop(thing, part.key)


def _settled(shown: Plain, before: Plain) -> Plain:
    """The head as documents write it: the grade parted from its scheme, the audience from the wish for it."""
    head = copy.deepcopy(shown)
    graded = {name: str(value).partition(":") for name, value in head.pop("evaluation", {}).items()}
    schemes = {scheme for scheme, sign, _ in graded.values() if sign}
    scheme = schemes.pop() if len(schemes) == 1 else ""
    # two schemes in one grade, or a half of one, have no name that the models know
    head["evaluation"] = {"scheme": scheme, **{name: grade for name, (_, _, grade) in graded.items()}}
    if isinstance(head["audience"], dict) and (wanted := head["audience"].pop("wanted", "")):
        units = head["audience"].pop("units", None)
        if wanted == "unit":
            head["audience"]["units"] = units or [before["owner"]["unit"]]
    return head
