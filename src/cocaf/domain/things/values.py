"""Kinds of values that every record uses: dates, moments, decimal strings, codes, references. A value keeps the
form in which it is written, so that a document that was read and written again has the same bytes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from cocaf import limits


class Thing(BaseModel):
    """Base of all parts of a document: frozen, and nothing that the model does not know may stand in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, str_strip_whitespace=False)


def _day(text: str) -> str:
    datetime.date.fromisoformat(text)
    return text


def _moment(text: str) -> str:
    datetime.datetime.fromisoformat(text)
    return text


def _positive(text: str) -> str:
    if Decimal(text) < 0:
        raise ValueError("a quantity cannot be negative")
    return text


Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_day)]
"""A calendar day, YYYY-MM-DD."""
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"), AfterValidator(_moment)]
"""An instant in UTC, to the second."""
Amount = Annotated[str, Field(pattern=r"^(0|[1-9]\d{0,15})(\.\d{1,30})?$"), AfterValidator(_positive)]
"""A decimal number as a string: no float ever stands in a document."""
SignedAmount = Annotated[str, Field(pattern=r"^-?(0|[1-9]\d{0,15})(\.\d{1,30})?$")]
"""A decimal number as a string that may lie below zero: a latitude, a colour's axis."""
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+/-]{0,59}$")]
"""A code of a vocabulary. Codes that this node's lists do not know are kept."""
Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|[A-Z]{4}|UNKNOWN|OTHER)$")]
"""ISO 3166-1 alpha-2, or the four letters of ISO 3166-3 for a former country."""
MemberCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,8}$")]
UnitCode = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{1,31}$")]
RecordId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
"""A UUID of version 7 (RFC 9562), in lower case."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hexadecimal."""
Line = Annotated[str, Field(min_length=1, max_length=limits.LINE_CHARACTERS)]
Text = Annotated[str, Field(min_length=1, max_length=limits.TEXT_CHARACTERS)]
Reference = Annotated[str, Field(min_length=6, max_length=20)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Items = Field(default=(), max_length=limits.LIST_ITEMS)


def listed(value: Any) -> Any:
    """Lists in JSON become tuples, so that a frozen model is frozen to the ground."""
    return tuple(value) if isinstance(value, list) else value


Check = Callable[[Any], Any]
