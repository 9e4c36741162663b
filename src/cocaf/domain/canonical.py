"""The one spelling of a document as bytes: RFC 8785 on a narrow profile (no floats, ASCII keys, safe integers), on
which the fast encoder gives exactly the canonical form. Every room that signs, hashes or stores a document calls it."""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

from cocaf import limits
from cocaf.domain.errors import CocafError

LARGEST: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 7493, section 2.2)."""

_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""U+0000 as the encoder escapes it: PostgreSQL stores no text with it, and no word needs it."""

_OPTIONS: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def encode(value: Any, *, depth: int = limits.DOCUMENT_DEPTH, size: int = limits.DOCUMENT_BYTES) -> bytes:
    """The canonical bytes of a value made of dict, list, tuple, str, int, bool and None.

    `depth` is the deepest nesting (a plain value has depth 0), `size` the most bytes.
    Raises CocafError canonical.type, .key, .integer, .text, .nul, .deep or .large.
    """
    _check(value, depth)
    return encode_modelled(value, size=size)


def encode_modelled(value: Any, *, size: int = limits.DOCUMENT_BYTES) -> bytes:
    """The canonical bytes of a value that a record's model has checked: its types, keys, integers and nesting are
    those of the profile already, so the walk over every value is spared.
    Raises CocafError canonical.text, .nul, .large.
    """
    try:
        encoded = orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError as error:
        # only plain values come here, so what is left is half a character (a lone surrogate)
        raise CocafError("canonical.text") from error
    # looked for plainly first: the pattern costs ten times the encoding
    if b"\\u0000" in encoded and _NUL.search(encoded):
        raise CocafError("canonical.nul")
    if len(encoded) > size:
        raise CocafError("canonical.large", bytes=len(encoded), limit=size)
    return encoded


def decode(data: bytes, *, depth: int = limits.DOCUMENT_DEPTH, size: int = limits.DOCUMENT_BYTES) -> dict[str, Any]:
    """Reads canonical bytes of an object, and nothing else.

    A second spelling (spaces, another order of keys, a key given twice, an escaped letter, a float, `-0`) is refused
    with canonical.spelling, because a signature over it would not be one over the document.
    Raises CocafError canonical.json, .object, .spelling, .deep, .large and those of `encode`.
    """
    if len(data) > size:
        raise CocafError("canonical.large", bytes=len(data), limit=size)
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise CocafError("canonical.json", position=error.pos) from error
    if not isinstance(value, dict):
        raise CocafError("canonical.object")
    if encode(value, depth=depth, size=size) != data:
        raise CocafError("canonical.spelling")
    return value


def _check(value: Any, depth: int) -> None:
    """Refuses what the profile has not. Exact types only: a subclass may print itself otherwise than it compares."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -LARGEST <= value <= LARGEST:
            raise CocafError("canonical.integer", limit=LARGEST)
        return
    if kind is not dict and kind is not list and kind is not tuple:
        raise CocafError("canonical.type", kind=kind.__name__)
    if depth <= 0:
        raise CocafError("canonical.deep")
    if kind is dict:
        for key in value:
            if type(key) is not str or not key.isascii():
                raise CocafError("canonical.key", key=repr(key)[:60])
        value = value.values()
    for part in value:
        # leaves are passed over here, not by a call: this loop runs for every value of every imported row
        if type(part) is not str:
            _check(part, depth - 1)
