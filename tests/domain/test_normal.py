"""Two spellings of one thing are one key; two things are two."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cocaf.domain import normal

KINDS = ["passport", "phone", "email", "flight", "wallet", "handle", "imo", "container", "plate", "url", "other"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Éléonore  ÑANDÚ", "eleonore nandu"),
        ("أحمد", "احمد"),
        ("فاطمة", "فاطمه"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("علی", "علي"),
        ("٢٠٢٦", "2026"),
        ("۱۲۳", "123"),
        ("\u202bدار\u202c", "دار"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("ﻣﺤﻤﺪ", "محمد"),
    ],
)
def test_spellings_of_one_text_meet(one: str, other: str) -> None:
    assert normal.text(one) == normal.text(other)


@pytest.mark.parametrize(("one", "other"), [("علي", "عمر"), ("Kana か", "Kana が"), ("Ana", "Anna")])
def test_different_texts_stay_apart(one: str, other: str) -> None:
    assert normal.text(one) != normal.text(other)


@given(st.text())
@example("\u1fb3\u0345")
@example("ά́ϓ")
def test_normal_text_stays_as_it_is(value: str) -> None:
    once = normal.text(value)
    assert normal.text(once) == once


@given(st.sampled_from(KINDS), st.text(max_size=40))
@example("url", "A´")
def test_a_normal_identifier_stays_as_it_is(kind: str, value: str) -> None:
    once = normal.identifier(kind, value, region="MA")
    assert normal.identifier(kind, once, region="MA") == once


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [
        ("passport", " ab-12 34٥٦ ", "AB123456"),
        ("phone", "06 12 34 56 78", "+212612345678"),
        ("phone", "00212 6 12 34 56 78", "+212612345678"),
        ("phone", "+221 77 123 45 67", "+221771234567"),
        ("phone", "12", "12"),
        ("email", " Desk@Example.ORG ", "desk@example.org"),
        ("flight", "at 0501", "AT501"),
        ("flight", "AT501", "AT501"),
        ("imo", "IMO 9074729", "9074729"),
        ("handle", "@Snow_Man", "snow_man"),
        ("wallet", "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
        ("wallet", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
        ("container", "CSQU 305438-3", "CSQU3054383"),
    ],
)
def test_an_identifier_has_one_form(kind: str, written: str, expected: str) -> None:
    assert normal.identifier(kind, written, region="MA") == expected
