"""The body of a `report`: an event that a service met: a seizure, an arrest, a courier, a negative control."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from cocaf.domain.things.stated import Stated
from cocaf.domain.things.values import (
    Amount,
    Code,
    Count,
    Country,
    Day,
    Items,
    Line,
    RecordId,
    Reference,
    Text,
    Thing,
    listed,
)

Event = Literal["seizure", "arrest", "courier", "negative_control", "laboratory", "precursor", "nps"]


class Place(Thing):
    """Where it happened. `region` is the first-level division as the source writes it."""

    country: Country
    region: Line | None = None
    name: Stated[Line] = None
    type: Stated[Code] = None
    as_given: Line | None = None


class Quantity(Thing):
    """A quantity in the form in which it was reported; nothing is converted in place."""

    value: Stated[Amount] = None
    unit: Code | None = None
    as_given: Line | None = None
    weight: Code | None = None
    exactness: Code | None = None


class Kilograms(Thing):
    """Kilograms derived from the reported quantity, with the id of the factor that was used."""

    value: Amount
    factor: Code


class Substance(Thing):
    """A substance found. `as_given` keeps the source's own word; `substance` is our code, where one fits."""

    substance: Stated[Code] = None
    as_given: Line | None = None
    quantity: Quantity | None = None
    kilograms: Kilograms | None = None


class Name(Thing):
    """A name as written, in one script (ISO 15924)."""

    text: Line
    script: Annotated[str, Field(pattern=r"^[A-Z][a-z]{3}$")] = "Zyyy"


class Paper(Thing):
    """An identity document. A false one is information too: a failing check digit is kept, with a warning."""

    kind: Code
    number: Line
    issuer: Line | None = None
    expires_on: Stated[Day] = None
    mrz: Line | None = None


class Person(Thing):
    """A person in the event, with their role and status."""

    names: Annotated[tuple[Name, ...], BeforeValidator(listed)] = Items
    born_on: Stated[Day] = None
    sex: Stated[Code] = None
    nationality: Stated[Line] = None
    documents: Annotated[tuple[Paper, ...], BeforeValidator(listed)] = Items
    phones: Annotated[tuple[Line, ...], BeforeValidator(listed)] = Items
    role: Code
    status: Code
    minor: bool | None = None


class Identifier(Thing):
    """A number or handle of anything: telephone, container, flight, wallet."""

    kind: Code
    value: Line


class Coded(Thing):
    """A code beside the source's own word."""

    code: Code | None = None
    as_given: Line | None = None


class RoutePoint(Thing):
    """A point of the consignment's route. A person's journey is another thing."""

    role: Code
    country: Country | None = None
    place: Line | None = None
    certainty: Code | None = None
    as_given: Line | None = None


class Trigger(Thing):
    """The record that led to this one: what lets an owner see what a piece of information was worth."""

    id: RecordId
    version: Annotated[int, Field(ge=1)] = 1
    reference: Reference


class Report(Thing):
    """What happened, in the order in which an officer tells it."""

    event: Event
    occurred_on: Stated[Day] = None
    place: Place
    substances: Annotated[tuple[Substance, ...], BeforeValidator(listed)] = Items
    concealment: Annotated[tuple[Coded, ...], BeforeValidator(listed)] = Items
    persons: Annotated[tuple[Person, ...], BeforeValidator(listed)] = Items
    transport: Coded | None = None
    flight: Stated[Line] = None
    route: Annotated[tuple[RoutePoint, ...], BeforeValidator(listed)] = Items
    identifiers: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Items
    detection: Stated[Code] = None
    arrests: Stated[Count] = None
    triggers: Annotated[tuple[Trigger, ...], BeforeValidator(listed)] = Items
    narrative: Stated[Text] = None


def names_written(body: object) -> list[str]:
    """All names of persons written in a report, in every script; nothing for other kinds of body."""
    if not isinstance(body, Report):
        return []
    return [name.text for person in body.persons for name in person.names]
