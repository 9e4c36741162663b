"""A cell never begins a formula, and comes back as it was."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaf.domain.cells import guarded, unguarded

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
HOSTILE = st.text(st.sampled_from("='+-@;,\t\r\n \"a1\uff1d"), max_size=12)


@given(HOSTILE | st.text())
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(HOSTILE)
def test_no_part_of_a_cell_begins_a_formula_however_the_line_is_split(text: str) -> None:
    kept = guarded(text)
    for delimiter in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(kept, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE):
            assert not [part for part in row if part.lstrip().startswith(tuple(SIGNS))], (kept, row)
    assert not kept.startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", " '=1"),
        ("'=1", "''=1"),
        ("2 kg, -5 degrees", "2 kg, '-5 degrees"),
        ("Saint-Louis", "Saint-Louis"),
        ("'Ndrangheta", "'Ndrangheta"),
        ("", ""),
    ],
)
def test_only_what_would_begin_a_formula_is_marked(text: str, cell: str) -> None:
    assert guarded(text) == cell
