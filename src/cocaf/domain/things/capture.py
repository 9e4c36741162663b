"""The body of a `capture`: a saved page of an online listing as evidence, with what could be read from it. The
page's bytes stand in the file store; the record holds their digest. Amounts stay as shown, never converted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from cocaf.domain.things.people import Identifier
from cocaf.domain.things.stated import Stated
from cocaf.domain.things.values import (
    Amount,
    Code,
    Count,
    Country,
    Day,
    Digest,
    Items,
    Line,
    Moment,
    RecordId,
    Text,
    Thing,
    UnitCode,
    listed,
)

Certainty = Literal["stated", "likely", "possible", "officer"]
"""How sure a field is: named as such on the page, read from its place, ambiguous, or typed by the officer."""


class CapturedFile(Thing):
    """The saved page itself: the digest holds everywhere, the id only in the owner's file store."""

    sha256: Digest
    size: Annotated[int, Field(ge=1, le=2**53 - 1)]
    media_type: Line
    id: RecordId | None = None


class ListedSubstance(Thing):
    """A substance offered, with the words that led to it. Ambiguous street terms are `possible` only."""

    substance: Stated[Code] = None
    as_given: Line
    certainty: Certainty


class ListedQuantity(Thing):
    """A quantity offered, with the unit as shown; `each` is the strength of one piece ("25 tablets of 2 mg"). Unknown
    where the page shows a strength only, or a number of pieces that it does not name."""

    value: Stated[Amount] = None
    unit: Stated[Code] = None
    as_given: Line
    each: Amount | None = None
    each_unit: Code | None = None


class Price(Thing):
    """A price as shown. `currency` is ISO 4217 or a coin's usual code; `quantity` is what it is asked for."""

    amount: Amount
    currency: Stated[Code] = None
    as_given: Line
    quantity: Line | None = None


class Shipping(Thing):
    """Where a seller says to ship from or to: codes where the words name countries, and the words."""

    countries: Annotated[tuple[Country, ...], BeforeValidator(listed)] = Items
    excluded: Annotated[tuple[Country, ...], BeforeValidator(listed)] = Items
    regions: Annotated[tuple[Code, ...], BeforeValidator(listed)] = Items
    worldwide: bool | None = None
    as_given: Line


class Found(Thing):
    """Where on the page a field was read ("prices.0"), the words there, and how sure the reading is."""

    field: Line
    path: Line
    as_given: Line
    certainty: Certainty


Substances = Annotated[tuple[ListedSubstance, ...], BeforeValidator(listed)]
Quantities = Annotated[tuple[ListedQuantity, ...], BeforeValidator(listed)]
Prices = Annotated[tuple[Price, ...], BeforeValidator(listed)]


class Capture(Thing):
    """A listing as captured: when, by which unit, how, and what it says. What was not found is unknown, not empty."""

    captured_at: Moment
    captured_by: UnitCode
    method: Code
    pap: Code
    file: CapturedFile
    extractor: Code
    address: Stated[Line] = None
    title: Stated[Line] = None
    vendor: Stated[Line] = None
    market: Stated[Line] = None
    category: Stated[Line] = None
    substances: Stated[Substances] = None
    quantities: Stated[Quantities] = None
    purity: Stated[Amount] = None
    prices: Stated[Prices] = None
    ships_from: Stated[Shipping] = None
    ships_to: Stated[Shipping] = None
    rating: Stated[Line] = None
    deals: Stated[Count] = None
    listed_on: Stated[Day] = None
    identifiers: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Items
    found: Annotated[tuple[Found, ...], BeforeValidator(listed)] = Items
    note: Text | None = None
