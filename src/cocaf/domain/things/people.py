"""People and organisations of a case, as a record tells them: names, papers, role, status, what a search showed.
Bodies of `report` and `subject` hold them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from cocaf.domain.things.stated import Stated
from cocaf.domain.things.values import Amount, Code, Count, Country, Day, Items, Line, Thing, listed

Names = Annotated[tuple["Name", ...], BeforeValidator(listed)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(listed)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(listed)]


class Name(Thing):
    """A name as written, in one script (ISO 15924)."""

    text: Line
    script: Annotated[str, Field(pattern=r"^[A-Z][a-z]{3}$")] = "Zyyy"


class Paper(Thing):
    """An identity document. A false one is information too: lines that fail their check are kept with the warning."""

    kind: Code
    number: Line
    issuer: Line | None = None
    issued_on: Stated[Day] = None
    expires_on: Stated[Day] = None
    mrz: Line | None = None
    warnings: Codes = Items


class Identifier(Thing):
    """A number or handle of anything: telephone, container, flight, wallet. `country` where the number needs one, as a
    plate does; `warnings` are what a check of the number found, for a number that fails is kept."""

    kind: Code
    value: Line
    country: Country | None = None
    warnings: Codes = Items


class BodySearch(Thing):
    """How a person was searched and what it showed (field 7.7). A medical emergency stands before everything else."""

    methods: Codes = Items
    consent: bool | None = None
    result: Code | None = None
    capsules: Stated[Count] = None
    capsule_grams: Stated[Amount] = None
    wrapping: Codes = Items
    colour: Line | None = None
    medical_emergency: bool | None = None


class Person(Thing):
    """A person in the event, with their role and status. `minor` is their age at the time of the facts."""

    names: Names = Items
    born_on: Stated[Day] = None
    born_at: Stated[Line] = None
    sex: Stated[Code] = None
    nationality: Stated[Line] = None
    residence: Stated[Line] = None
    profession: Stated[Line] = None
    languages: Lines = Items
    parents: Names = Items
    marks: Stated[Line] = None
    documents: Annotated[tuple[Paper, ...], BeforeValidator(listed)] = Items
    phones: Lines = Items
    identifiers: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Items
    role: Code
    status: Code
    minor: bool | None = None
    arrested: bool | None = None
    search: BodySearch | None = None


class Organisation(Thing):
    """A company or body in the case: carrier, forwarder, consignee, front company."""

    names: Names = Items
    role: Code
    country: Country | None = None
    address: Line | None = None
    phones: Lines = Items
    identifiers: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Items
