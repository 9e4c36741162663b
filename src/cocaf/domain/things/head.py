"""The head that every record carries: whose it is, how sure, how it may be handled, who may see it, until when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from cocaf.domain.things.values import (
    Code,
    Day,
    Digest,
    Items,
    Line,
    MemberCode,
    Moment,
    RecordId,
    Reference,
    Thing,
    UnitCode,
    listed,
)

Kind = Literal["report", "subject", "capture", "outcome", "release", "recall", "statement", "decision"]
Codes = Annotated[tuple[Code, ...], BeforeValidator(listed)]
Members = Annotated[tuple[MemberCode, ...], BeforeValidator(listed)]
Units = Annotated[tuple[UnitCode, ...], BeforeValidator(listed)]


class Owner(Thing):
    """The member and unit that state the record and stay its owner."""

    member: MemberCode
    unit: UnitCode


class Times(Thing):
    """When the owner came to know it. The event's own date is in the body; sent and received belong to messages."""

    known: Moment


class Evaluation(Thing):
    """Grade as given, with the name of its scheme; never converted in place."""

    scheme: Literal["4x4", "3x5x2", "5x5x5", "6x6"]
    source: Line
    information: Line


class Handling(Thing):
    """What may be done with it: handling codes, TLP, confidentiality, caveats (field rules 5.2 to 5.9)."""

    codes: Codes = Items
    tlp: Code
    confidentiality: Code
    caveats: Codes = Items


class Audience(Thing):
    """Who may see it. No units named means all units of the members named; `denied` wins over both."""

    members: Members = Items
    units: Units = Items
    denied: Members = Items


class Provenance(Thing):
    """How it came in: a form, a file with its digest and row, the inbox."""

    channel: Literal["form", "file", "api", "system"]
    source: Code | None = None
    file: Digest | None = None
    row: Annotated[int, Field(ge=1, le=2**53 - 1)] | None = None
    occurrence: Annotated[int, Field(ge=1, le=2**53 - 1)] | None = None


class Contact(Thing):
    """The desk to call about it. Desks, never private persons."""

    desk: Line
    phone: Line | None = None
    email: Line | None = None
    hours: Line | None = None


class Head(Thing):
    """The head of a record."""

    kind: Kind
    id: RecordId
    version: Annotated[int, Field(ge=1, le=10_000)]
    previous: Digest | None = None
    reference: Reference
    document_schema: Annotated[Literal["cocaf/1"], Field(alias="schema")]
    owner: Owner
    times: Times
    legal_basis: Code
    purpose: Code
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    evaluation: Evaluation
    handling: Handling
    audience: Audience
    retain_until: Day
    provenance: Provenance
    contact: Contact | None = None
