"""The body of a `subject`: a person, organisation, conveyance or account of interest, without an event of its own."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from cocaf.domain.things.people import Identifier, Organisation, Person
from cocaf.domain.things.photos import Photo
from cocaf.domain.things.small import About
from cocaf.domain.things.stated import Stated
from cocaf.domain.things.values import Code, Items, Line, Text, Thing, listed
from cocaf.domain.things.ways import Conveyance


class Account(Thing):
    """An account of interest: on which platform, under which handle."""

    platform: Line
    handle: Line | None = None
    identifiers: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Items


class Subject(Thing):
    """Of whom or what the owner keeps knowledge, and why. `concerns` names records in which it appears."""

    kind: Literal["person", "organisation", "conveyance", "account"]
    person: Person | None = None
    organisation: Organisation | None = None
    conveyance: Conveyance | None = None
    account: Account | None = None
    why: Stated[Text] = None
    substances: Annotated[tuple[Code, ...], BeforeValidator(listed)] = Items
    photos: Annotated[tuple[Photo, ...], BeforeValidator(listed)] = Items
    concerns: Annotated[tuple[About, ...], BeforeValidator(listed)] = Items

    @model_validator(mode="after")
    def _holds_what_its_kind_says(self) -> Self:
        parts = {"person": self.person, "organisation": self.organisation, "conveyance": self.conveyance,
                 "account": self.account}  # fmt: skip
        held = [name for name, part in parts.items() if part is not None]
        if held != [self.kind]:
            raise ValueError(f"a subject of kind {self.kind} holds {self.kind} and nothing else")
        return self
