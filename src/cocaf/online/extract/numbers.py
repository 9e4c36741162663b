"""Numbers as sellers write them: 3.5, 3,5, 1 250, 1.250,00, ½, 1/8. Shared by quantities, prices and counts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

FRACTIONS: Final = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅓": "0.333"}
# every repetition is bounded and no two neighbours can match the same character, so a match is linear
NUMBER: Final = (
    r"(?:[½¼¾⅛⅓]|\d{1,3}/\d{1,2}(?![\d/])"
    r"|\d{1,3}(?:[  ,.'’]\d{3}){1,3}(?:[.,]\d{1,9})?(?!\d)|\d{1,12}(?:[.,]\d{1,9})?|(?<![\d.,])\.\d{1,9})"
)
_GROUPED: Final = re.compile(r"\d{1,3}([  ,.'’])\d{3}(?:\1\d{3}){0,2}")


def _fraction(text: str) -> Decimal | None:
    over, _, under = text.partition("/")
    if not int(under) or int(over) > int(under):
        return None
    return Decimal(f"{Decimal(over) / Decimal(under):.3f}").normalize()


def number(text: str, *, whole: bool = False) -> Decimal | None:
    """The value of a written number, or None when it is none ("3/0").

    A single group of three after "," or "." is read as thousands when `whole` things are counted or the sign is
    ",", as decimals after "." otherwise: "1,000 pills" and "1.000 pills" are a thousand, "1.000 g" is a gram.
    """
    if text in FRACTIONS:
        return Decimal(FRACTIONS[text])
    if "/" in text:
        return _fraction(text)
    grouped = _GROUPED.fullmatch(text)
    if grouped and not text.startswith("0"):
        sign = grouped.group(1)
        if sign != "." or whole or text.count(".") > 1:
            return Decimal(re.sub(r"\D", "", text))
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return Decimal(re.sub(r"\D", "", text))
    before, after = re.sub(r"\D", "", text[:last]), text[last + 1 :]
    return Decimal(f"{before or '0'}.{after}")


def plain(value: Decimal) -> str:
    """The number as documents write it: no exponent, no needless zeros, nine decimals at most."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return text or "0"
