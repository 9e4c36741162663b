"""One document has one spelling, and it is that of RFC 8785."""

from __future__ import annotations

import enum
import json
import uuid

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from cocaf.domain import canonical
from cocaf.domain.errors import CocafError

KEYS = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=12)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-canonical.LARGEST, canonical.LARGEST)
    | st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=30)
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5))
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=6)
DEEP = 200


def code_of(call) -> str:
    with pytest.raises(CocafError) as refusal:
        call()
    return refusal.value.code


@given(DOCUMENTS)
def test_the_fast_encoder_gives_the_bytes_of_rfc_8785(document) -> None:
    assert canonical.encode(document, depth=DEEP) == rfc8785.dumps(document)


@given(DOCUMENTS)
def test_what_was_written_is_read_back(document) -> None:
    assert canonical.decode(canonical.encode(document, depth=DEEP), depth=DEEP) == document


@given(DOCUMENTS)
def test_a_second_spelling_is_refused(document) -> None:
    once = canonical.encode(document, depth=DEEP)
    indented = json.dumps(document, indent=1).encode()
    for other in (b" " + once, once + b"\n", indented):
        if other != once:
            assert code_of(lambda other=other: canonical.decode(other, depth=DEEP)) == "canonical.spelling"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"a":2}', "canonical.spelling"),
        (b'{"b":1,"a":2}', "canonical.spelling"),
        (b'{"a":-0}', "canonical.spelling"),
        (b'{"a":"\\u0041"}', "canonical.spelling"),
        (b'{"a":"\\/"}', "canonical.spelling"),
        (b'{"a":1.5}', "canonical.type"),
        (b'{"a":1e3}', "canonical.type"),
        (b'{"a":9007199254740992}', "canonical.integer"),
        (b'{"a":99999999999999999999}', "canonical.type"),
        ('{"é":1}'.encode(), "canonical.key"),
        (b'{"a":"\\ud800"}', "canonical.json"),
        (b'{"a":"\xff"}', "canonical.json"),
        (b'\xef\xbb\xbf{"a":1}', "canonical.json"),
        (b'{"a":NaN}', "canonical.json"),
        (b'{"a":1', "canonical.json"),
        (b"", "canonical.json"),
        (b"[1]", "canonical.object"),
        (b'"a"', "canonical.object"),
        (b'{"a":' + b"[" * 12 + b"]" * 12 + b"}", "canonical.deep"),
        (b"[" * 5000 + b"]" * 5000, "canonical.json"),
    ],
)
def test_bytes_outside_the_profile_are_refused_by_name(data: bytes, code: str) -> None:
    assert code_of(lambda: canonical.decode(data)) == code


class Shade(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"a": 1.0}, "canonical.type"),
        ({"a": float("nan")}, "canonical.type"),
        ({"a": b"x"}, "canonical.type"),
        ({"a": uuid.UUID(int=0)}, "canonical.type"),
        ({"a": Shade.RED}, "canonical.type"),
        ({"a": {1: 2}}, "canonical.key"),
        ({"ü": 2}, "canonical.key"),
        ({"a": 2**53}, "canonical.integer"),
        ({"a": -(2**53)}, "canonical.integer"),
        ({"a": "\ud800"}, "canonical.text"),
    ],
)
def test_values_outside_the_profile_are_refused_by_name(value, code: str) -> None:
    assert code_of(lambda: canonical.encode(value)) == code


def test_limits_of_size_and_depth_hold_at_the_edge() -> None:
    assert canonical.encode({"a": "x"}, size=9) == b'{"a":"x"}'
    assert code_of(lambda: canonical.encode({"a": "xx"}, size=9)) == "canonical.large"
    assert code_of(lambda: canonical.decode(b'{"a":"xx"}', size=9)) == "canonical.large"
    assert canonical.encode({"a": [1]}, depth=2) == b'{"a":[1]}'
    assert code_of(lambda: canonical.encode({"a": [[]]}, depth=2)) == "canonical.deep"
