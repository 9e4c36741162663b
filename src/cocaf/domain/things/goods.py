"""What was found and how it was packed: substances with quantities as reported, purity, packages with their marks, the
consignment's papers, cash. Bodies of `report` hold them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from cocaf.domain.things.people import Codes, Identifier, Organisation
from cocaf.domain.things.stated import Stated
from cocaf.domain.things.values import Amount, Code, Count, Items, Line, SignedAmount, Thing, listed


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


class Purity(Thing):
    """A purity in per cent of mass: of base or of salt, of how many samples, which figure of them (field 7.3)."""

    percent: Stated[Amount] = None
    basis: Stated[Code] = None
    samples: Stated[Count] = None
    figure: Code | None = None
    frame: Code | None = None


class Substance(Thing):
    """A substance found. `as_given` keeps the source's own word; `substance` is our code, where one fits."""

    substance: Stated[Code] = None
    as_given: Line | None = None
    form: Stated[Code] = None
    quantity: Quantity | None = None
    kilograms: Kilograms | None = None
    purity: Purity | None = None


class Colour(Thing):
    """A colour as measured: CIELab. Named shades do not tell packaging tapes apart (field 8.10)."""

    lightness: Amount
    a: SignedAmount
    b: SignedAmount


class Mark(Thing):
    """A mark on a package. The same mark does not prove the same producer (field 8.10)."""

    kind: Code
    motif: Line | None = None
    motif_class: Code | None = None
    relief: Code | None = None
    position: Line | None = None
    width_mm: Amount | None = None
    height_mm: Amount | None = None


class Package(Thing):
    """Packages of one kind: how many, their size in millimetres and grams, how wrapped from inside out, their marks."""

    kind: Code
    count: Stated[Count] = None
    grams: Stated[Amount] = None
    length_mm: Amount | None = None
    width_mm: Amount | None = None
    height_mm: Amount | None = None
    colour: Line | None = None
    measured_colour: Colour | None = None
    wrapping: Codes = Items
    tape_colour: Line | None = None
    tape_mm: Amount | None = None
    marks: Annotated[tuple[Mark, ...], BeforeValidator(listed)] = Items


class Consignment(Thing):
    """Goods that travelled with papers: what was declared, and the numbers on container, seal, bill or parcel."""

    goods_declared: Stated[Line] = None
    hs_code: Annotated[str, Field(pattern=r"^\d{4,12}$")] | None = None
    declared_weight: Quantity | None = None
    identifiers: Annotated[tuple[Identifier, ...], BeforeValidator(listed)] = Items
    parties: Annotated[tuple[Organisation, ...], BeforeValidator(listed)] = Items


class Cash(Thing):
    """Money found, in the currency in which it was found (ISO 4217)."""

    amount: Stated[Amount] = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
