"""Amounts as they are written in documents, and kilograms derived beside them, never in their place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache

from cocaf import vocab

# kilograms are kept to the microgram
MICROGRAM = Decimal("0.000000001")


@dataclass(frozen=True)
class Kilograms:
    """Kilograms as a decimal string, with the id of the factor that was used."""

    value: str
    factor: str


@lru_cache(65_536)
def amount(text: str) -> str:
    """A number as documents write it: decimal, no exponent, no trailing zeros, at most thirty decimals.

    Raises ValueError or decimal.InvalidOperation for what is no number, is negative, or is longer than that.
    """
    value = Decimal(text.strip())
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 16 or _decimals(value) > 30:
        raise ValueError(text)
    written = format(value, "f")
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


@cache
def _factor(unit: str, substance: str | None) -> tuple[str, Decimal] | None:
    """The factor for this unit: the one of the substance or its nearest ancestor, else the general one."""
    substances = vocab.load("substance")
    general = None
    for factor in vocab.factors():
        if factor.unit != unit:
            continue
        if factor.substance is None:
            general = (factor.id, factor.kg_per_unit)
        elif substance and substances.is_in(substance, factor.substance):
            return factor.id, factor.kg_per_unit
    return general


@lru_cache(65_536)
def kilograms(value: str, unit: str | None, substance: str | None) -> Kilograms | None:
    """Kilograms of `value` units, or None where no factor is known: such a quantity is counted as not converted."""
    found = _factor(unit, substance) if unit else None
    if found is None:
        return None
    exact = Decimal(value) * found[1]
    return Kilograms(amount(format(exact.quantize(MICROGRAM, rounding=ROUND_HALF_EVEN), "f")), found[0])
