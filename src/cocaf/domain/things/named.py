"""What a record names: people and bodies by name, and everything by number. The index, matching and the check ask here,
so that a name or number is found wherever in a record it stands."""

from __future__ import annotations

from collections.abc import Iterator

from cocaf.domain.things.capture import Capture
from cocaf.domain.things.people import Identifier, Organisation, Person
from cocaf.domain.things.report import Report
from cocaf.domain.things.stated import Absence
from cocaf.domain.things.subject import Subject
from cocaf.domain.things.ways import Journey


def names_written(body: object) -> list[str]:
    """All names of persons and organisations in a report or subject, in every script; none for other bodies."""
    people, bodies = _named(body)
    named: tuple[Person | Organisation, ...] = (*people, *bodies)
    return [name.text for each in named for name in each.names]


def numbers_written(body: object) -> Iterator[tuple[str, str]]:
    """Kind (vocab `identifier`) and value of every number and handle in a record, as written."""
    people, bodies = _named(body)
    for person in people:
        yield from numbers_of(person)
    for each in bodies:
        yield from (("phone", phone) for phone in each.phones)
        yield from _pairs(each.identifiers)
    if isinstance(body, Report):
        yield from _of_report(body)
    if isinstance(body, Capture):
        yield from _pairs(body.identifiers)
    if isinstance(body, Subject):
        if body.account and body.account.handle:
            yield "handle", body.account.handle
        for held in (body.conveyance, body.account):
            yield from _pairs(held.identifiers if held else ())


def persons(body: object) -> tuple[Person, ...]:
    """The persons of a report or subject; none for other bodies."""
    return _named(body)[0]


def numbers_of(person: Person) -> Iterator[tuple[str, str]]:
    """Kind and value of every number of a person, as written: papers, telephones, whatever else."""
    yield from ((paper.kind, paper.number) for paper in person.documents)
    yield from (("phone", phone) for phone in person.phones)
    yield from _pairs(person.identifiers)


def _named(body: object) -> tuple[tuple[Person, ...], tuple[Organisation, ...]]:
    if isinstance(body, Report):
        parties = body.consignment.parties if body.consignment else ()
        return body.persons, (*body.organisations, *parties)
    if isinstance(body, Subject):
        return (body.person,) if body.person else (), (body.organisation,) if body.organisation else ()
    return (), ()


def _of_report(body: Report) -> Iterator[tuple[str, str]]:
    for each in body.conveyances:
        yield from _pairs(each.identifiers)
    yield from _pairs(body.consignment.identifiers if body.consignment else ())
    yield from _pairs(body.identifiers)
    if isinstance(body.flight, str):
        yield "flight", body.flight
    for journey in body.journeys:
        yield from _of_journey(journey)


def _of_journey(journey: Journey) -> Iterator[tuple[str, str]]:
    if journey.locator:
        yield "pnr", journey.locator
    for leg in journey.legs:
        if leg.flight is not None and not isinstance(leg.flight, Absence):
            yield "flight", leg.flight


def _pairs(given: tuple[Identifier, ...]) -> Iterator[tuple[str, str]]:
    return ((each.kind, each.value) for each in given)
