"""How many persons were arrested in an event, each person once: in one report, and in several reports of one event. The
index and the statistics of sites ask here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cocaf.domain import names, normal
from cocaf.domain.things.people import Person
from cocaf.domain.things.report import Report
from cocaf.domain.things.stated import Absence

COURIERS: Final = frozenset({"courier", "swallower"})
_HELD: Final = frozenset({"suspect", "charged", "convicted"})


@dataclass(frozen=True)
class Arrests:
    """Persons arrested, and how many of them carried the drugs."""

    persons: int
    couriers: int


NOBODY: Final = Arrests(0, 0)


def of_report(body: Report) -> Arrests:
    """Those of one report: the persons named as arrested, or the number stated where it is higher."""
    return of_event([body]) if body.persons or _stated(body) else NOBODY


def of_event(bodies: Sequence[Report]) -> Arrests:
    """Those of one event that several reports tell of: a person named in two of them counts once, and a number that is
    only stated is no second group of people."""
    held = [person for body in bodies for person in body.persons if _arrested(body, person)]
    one_each = distinct(held)
    persons = max(len(one_each), *(_stated(body) for body in bodies))
    couriers = sum(any(person.role in COURIERS for person in same) for same in one_each)
    unnamed = persons - len(one_each)
    if any(body.event == "courier" for body in bodies):
        return Arrests(persons, couriers + unnamed)
    unmarked = [
        person for body in bodies for person in body.persons if person.arrested is None and person.role in COURIERS
    ]
    return Arrests(persons, couriers + min(unnamed, len(distinct(unmarked))))


def _stated(body: Report) -> int:
    return body.arrests if isinstance(body.arrests, int) else 0


def _arrested(body: Report, person: Person) -> bool:
    if person.arrested is None:
        return body.event == "arrest" and person.status in _HELD
    return person.arrested


def distinct(persons: Iterable[Person]) -> list[list[Person]]:
    """The persons in groups, one group for each: who shares a number with another, or bears the same name without
    another date of birth, is one person."""
    found: list[list[Person]] = []
    for person in persons:
        mine = [group for group in found if any(_same(person, other) for other in group)]
        for group in mine:
            found.remove(group)
        found.append([person, *(other for group in mine for other in group)])
    return found


def _same(one: Person, other: Person) -> bool:
    if _numbers(one) & _numbers(other):
        return True
    if _day(one) and _day(other) and _day(one) != _day(other):
        return False
    pairs = ((a.text, b.text) for a in one.names for b in other.names)
    return any(names.compare(a, b).verdict == "same" for a, b in pairs)


def _day(person: Person) -> str:
    return "" if person.born_on is None or isinstance(person.born_on, Absence) else person.born_on


def _numbers(person: Person) -> set[tuple[str, str]]:
    return {(paper.kind, normal.identifier(paper.kind, paper.number)) for paper in person.documents}
