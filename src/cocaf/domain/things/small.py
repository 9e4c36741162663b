"""Bodies of the small records: outcome, release, recall, statement, decision. They too are signed, and never
overwritten."""

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
    MemberCode,
    RecordId,
    Reference,
    Text,
    Thing,
    listed,
)


class About(Thing):
    """The record that a small record speaks of."""

    id: RecordId
    version: Annotated[int, Field(ge=1)] | None = None
    reference: Reference


class Result(Thing):
    """One kind of result and how many: two arrests."""

    code: Code
    count: Count


class SeizureBrief(Thing):
    """What the owner of the information needs to know of the seizure that followed; the case stays where it is."""

    reference: Reference
    occurred_on: Stated[Day] = None
    country: Country
    substance: Stated[Code] = None
    kilograms: Stated[Amount] = None


class Outcome(Thing):
    """What a piece of information led to, told to the member that gave it."""

    about: About
    results: Annotated[tuple[Result, ...], BeforeValidator(listed)] = Items
    seizure: SeizureBrief | None = None
    note: Text | None = None


class Release(Thing):
    """That the owner lets the named members have the named records, on the head's terms."""

    records: Annotated[tuple[About, ...], BeforeValidator(listed)] = Items
    to: Annotated[tuple[MemberCode, ...], BeforeValidator(listed)] = Items
    note: Text | None = None


class Recall(Thing):
    """That the owner takes a record back from everybody who holds it."""

    record: About
    reason: Code
    note: Text | None = None


class Statement(Thing):
    """What a node did upon a recall: what it erased, and which of its own records it flagged."""

    about: About
    statement: Code
    erased: Annotated[tuple[Code, ...], BeforeValidator(listed)] = Items
    flagged: Annotated[tuple[Reference, ...], BeforeValidator(listed)] = Items
    note: Text | None = None


class Decision(Thing):
    """What a person thinks of two records that may speak of the same. It merges nothing; a later one stands over it."""

    records: Annotated[tuple[About, About], BeforeValidator(listed)]
    verdict: Literal["same", "different", "unsure"]
    note: Text | None = None
