"""Three ways of having no value, with three spellings in JSON: absent (nobody asked), null (asked, not known),
{"refused": true} (asked, refused). Every record kind uses `Stated[T]` where the three differ."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any, Final, TypeVar

from pydantic import ValidatorFunctionWrapHandler, WrapValidator


class Absence(Enum):
    """Why there is no value although somebody asked."""

    UNKNOWN = "unknown"
    REFUSED = "refused"


UNKNOWN: Final = Absence.UNKNOWN
REFUSED: Final = Absence.REFUSED
_REFUSED_JSON: Final = {"refused": True}

T = TypeVar("T")


def _read(value: Any, inner: ValidatorFunctionWrapHandler) -> Any:
    if value is None:
        return UNKNOWN
    if isinstance(value, Absence):
        return value
    if value == _REFUSED_JSON and isinstance(value, dict):
        return REFUSED
    return inner(value)


Stated = Annotated[T | Absence | None, WrapValidator(_read)]
"""A value of T, or UNKNOWN, or REFUSED. The field's default None means: not asked."""


def plain(value: Any) -> Any:
    """The JSON form of a model's value: empty fields left out, unknown as null, refused as an object.

    Takes pydantic models, lists, tuples and plain values; returns dicts, lists, str, int, bool, None.
    """
    if isinstance(value, str | int | bool):
        return value
    if value is UNKNOWN:
        return None
    if value is REFUSED:
        return dict(_REFUSED_JSON)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item is not None}
    fields = getattr(type(value), "model_fields", None)
    if fields is None:
        return str(value)
    found = ((name, getattr(value, name)) for name in fields)
    return {name: plain(item) for name, item in found if item is not None and item != ()}
