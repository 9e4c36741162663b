"""Where a value stands in a plain thing: fields joined by dots. Parts that become empty go with their last value."""

from __future__ import annotations

from typing import Any, Final

Plain = dict[str, Any]
MISSING: Final = object()


def at(thing: Plain, path: str) -> Any:
    """The value at a path; MISSING where it was not asked."""
    found: Any = thing
    for field in path.split("."):
        if not isinstance(found, dict) or field not in found:
            return MISSING
        found = found[field]
    return found


def put(thing: Plain, path: str, value: Any) -> None:
    """Writes a value; what lies on the way is made."""
    *way, last = path.split(".")
    for field in way:
        held = thing.get(field)
        if not isinstance(held, dict):
            held = thing[field] = {}
        thing = held
    thing[last] = value


def drop(thing: Plain, path: str) -> None:
    """Takes a value out, and the parts that hold nothing any more."""
    first, _, rest = path.partition(".")
    held = thing.get(first)
    if rest and isinstance(held, dict):
        drop(held, rest)
        if not held:
            del thing[first]
    elif not rest:
        thing.pop(first, None)
