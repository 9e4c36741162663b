"""Which ids a seal covers is the same for who seals and who verifies."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cocaf.audit import chain
from cocaf.audit.models import Seal


@given(st.sets(st.integers(1, 60)), st.sets(st.integers(-20, 0)))
def test_gaps_and_sealed_ids_are_each_other_s_rest(present: set[int], late: set[int]) -> None:
    missing = chain.gaps(1, 60, sorted(present))
    seal = Seal(from_id=1, to_id=60, missing=missing, late=sorted(late))
    assert chain.sealed_ids(seal) == sorted(present) + sorted(late)
    holes = {number for low, high in missing for number in range(low, high + 1)}
    assert holes == set(range(1, 61)) - present


def test_a_seal_of_late_entries_only_covers_no_range() -> None:
    seal = Seal(from_id=8, to_id=7, missing=[], late=[3])
    assert chain.sealed_ids(seal) == [3]
