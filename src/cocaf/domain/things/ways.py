"""Ways: where it happened, the consignment's route, a person's journey, and the conveyances. A route and a journey are
two things: the ticket of a courier need not begin where the goods did (field 1)."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from cocaf.domain.things.people import Identifier, Lines
from cocaf.domain.things.stated import Stated
from cocaf.domain.things.values import Amount, Code, Count, Country, Day, Items, Line, SignedAmount, Thing, listed

Locode = Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$")]
"""A place of UN/LOCODE: country and three characters."""
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day where it happened, hours and minutes."""


class Point(Thing):
    """A point of the map in degrees (WGS 84), with how far off it may be."""

    latitude: SignedAmount
    longitude: SignedAmount
    within_km: Amount | None = None


class Place(Thing):
    """Where it happened. `region` is the first-level division as the source writes it."""

    country: Country
    region: Line | None = None
    name: Stated[Line] = None
    type: Stated[Code] = None
    locode: Locode | None = None
    point: Point | None = None
    as_given: Line | None = None


class Coded(Thing):
    """A code beside the source's own word."""

    code: Code | None = None
    as_given: Line | None = None


class Given(Thing):
    """What the row of a file said in a column that no field of ours holds, or that ours could not read."""

    column: Line
    text: Line


class RoutePoint(Thing):
    """A point of the consignment's route, with how sure it is. A person's journey is another thing."""

    role: Code
    country: Country | None = None
    place: Line | None = None
    locode: Locode | None = None
    on: Stated[Day] = None
    certainty: Code | None = None
    as_given: Line | None = None


class Conveyance(Thing):
    """What it travelled in, with the numbers that it carries: IMO, plate, VIN, registration."""

    kind: Code
    name: Line | None = None
    flag: Country | None = None
    carrier: Line | None = None
    voyage: Line | None = None
    identifiers: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Items


class Leg(Thing):
    """A leg of a journey. `new_ticket` says that the ticket for it was bought on the way: the ticket break."""

    carrier: Line | None = None
    flight: Stated[Line] = None
    from_country: Country | None = None
    from_place: Line | None = None
    to_country: Country | None = None
    to_place: Line | None = None
    on: Stated[Day] = None
    seat: Line | None = None
    new_ticket: bool | None = None


class Journey(Thing):
    """A person's journey. `person` is the place of the person in the record's list, from 0."""

    person: Annotated[int, Field(ge=0, le=499)] = 0
    legs: Annotated[tuple[Leg, ...], BeforeValidator(listed)] = Items
    locator: Line | None = None
    booked_on: Stated[Day] = None
    payment: Stated[Code] = None
    agency: Line | None = None
    luggage_pieces: Stated[Count] = None
    luggage_kilograms: Stated[Amount] = None
    luggage_tags: Lines = Items
    stay_days: Stated[Count] = None
    purpose_declared: Stated[Line] = None
    contact_at_destination: Stated[Line] = None
    companions: Stated[Count] = None


def days_before_departure(journey: Journey) -> int | None:
    """Days from the booking to the first departure that has a date; negative where the record contradicts itself. None
    where either day is unknown, refused or not asked. A line of the courier sheet: short notice is conduct."""
    departures = sorted(leg.on for leg in journey.legs if isinstance(leg.on, str))
    if not departures or not isinstance(journey.booked_on, str):
        return None
    return (datetime.date.fromisoformat(departures[0]) - datetime.date.fromisoformat(journey.booked_on)).days
