"""The body of a `report`: an event that a service met: a seizure, an arrest, a courier, a negative control."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from cocaf.domain.things.goods import Cash, Consignment, Kilograms, Package, Purity, Quantity, Substance
from cocaf.domain.things.people import Codes, Identifier, Name, Organisation, Paper, Person
from cocaf.domain.things.photos import Photo
from cocaf.domain.things.stated import Stated
from cocaf.domain.things.values import Code, Count, Day, Items, Line, RecordId, Reference, Text, Thing, listed
from cocaf.domain.things.ways import Clock, Coded, Conveyance, Given, Journey, Place, RoutePoint

__all__ = [
    "Agency", "Cash", "Coded", "Consignment", "Conveyance", "Given", "Identifier", "Journey", "Kilograms", "Name",
    "Organisation", "Package", "Paper", "Person", "Photo", "Place", "Purity", "Quantity", "Report", "RoutePoint",
    "Substance", "Trigger",
]  # fmt: skip

Event = Literal["seizure", "arrest", "courier", "negative_control", "laboratory", "precursor", "nps"]


class Agency(Thing):
    """A service that took part; `lead` for the one that answers for the case."""

    kind: Code
    name: Line | None = None
    lead: bool | None = None


class Trigger(Thing):
    """The record that led to this one: what lets an owner see what a piece of information was worth."""

    id: RecordId
    version: Annotated[int, Field(ge=1)] = 1
    reference: Reference


class Report(Thing):
    """What happened, in the order in which an officer tells it. `form` says how much was asked: a flash report of eight
    fields is completed later. `stage` is where a courier's case stands: suspected, negative, seized."""

    event: Event
    form: Literal["flash", "full"] | None = None
    stage: Code | None = None
    occurred_on: Stated[Day] = None
    occurred_at: Stated[Clock] = None
    place: Place
    direction: Code | None = None
    agencies: Annotated[tuple[Agency, ...], BeforeValidator(listed)] = Items
    operation: Line | None = None
    offences: Codes = Items
    substances: Annotated[tuple[Substance, ...], BeforeValidator(listed)] = Items
    concealment: Annotated[tuple[Coded, ...], BeforeValidator(listed)] = Items
    packages: Annotated[tuple[Package, ...], BeforeValidator(listed)] = Items
    consignment: Consignment | None = None
    persons: Annotated[tuple[Person, ...], BeforeValidator(listed)] = Items
    organisations: Annotated[tuple[Organisation, ...], BeforeValidator(listed)] = Items
    transport: Coded | None = None
    conveyances: Annotated[tuple[Conveyance, ...], BeforeValidator(listed)] = Items
    flight: Stated[Line] = None
    route: Annotated[tuple[RoutePoint, ...], BeforeValidator(listed)] = Items
    journeys: Annotated[tuple[Journey, ...], BeforeValidator(listed)] = Items
    identifiers: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Items
    cash: Annotated[tuple[Cash, ...], BeforeValidator(listed)] = Items
    detection: Stated[Code] = None
    arrests: Stated[Count] = None
    follow_up: Codes = Items
    photos: Annotated[tuple[Photo, ...], BeforeValidator(listed)] = Items
    triggers: Annotated[tuple[Trigger, ...], BeforeValidator(listed)] = Items
    given: Annotated[tuple[Given, ...], BeforeValidator(listed)] = Items
    narrative: Stated[Text] = None
