"""A reference can be read out on the telephone, and a slip of the tongue is noticed."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cocaf.domain.things import reference

MEMBERS = st.sampled_from(["MA", "SN", "HUB", "XA", "UNODC", "A1"])


@given(MEMBERS)
def test_a_new_reference_has_its_form_and_checks(member: str) -> None:
    made = reference.make(member)
    code = made.removeprefix(member + "-")
    assert len(code) == 9
    assert code[4] == "-"
    assert set(code) - {"-"} <= set(reference.ALPHABET)
    assert reference.check(made)


def test_no_character_looks_like_another() -> None:
    assert set("ILOU").isdisjoint(reference.ALPHABET)
    assert len(set(reference.ALPHABET)) == 32


def test_every_single_wrong_character_is_noticed() -> None:
    made = reference.make("MA")
    for place, other in itertools.product((3, 4, 5, 6, 8, 9, 10, 11), reference.ALPHABET):
        if made[place] != other:
            assert not reference.check(made[:place] + other + made[place + 1 :])


def test_every_wrong_letter_of_the_member_is_noticed() -> None:
    made = reference.make("MA")
    for place, other in itertools.product((0, 1), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        if made[place] != other:
            assert not reference.check(made[:place] + other + made[place + 1 :])


@given(MEMBERS)
def test_two_characters_that_changed_places_are_noticed(member: str) -> None:
    made = reference.make(member)
    places = [place for place in range(len(member) + 1, len(made)) if made[place] != "-"]
    for one, two in itertools.combinations(places, 2):
        swapped = list(made)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        if made[one] != made[two]:
            assert not reference.check("".join(swapped))


@given(MEMBERS)
def test_what_people_type_comes_to_the_one_spelling(member: str) -> None:
    made = reference.make(member)
    code = made.removeprefix(member + "-").replace("-", "")
    spoken = code.replace("0", "o").replace("1", "l").lower()
    arabic = code.translate({ord("0") + n: chr(0x660 + n) for n in range(10)})
    assert reference.tidy(f"  {member.lower()} {spoken[:4]} {spoken[4:]} ") == made
    assert reference.tidy(f"{member}{code}") == made
    assert reference.tidy(f"{member}–{arabic}") == made
    assert reference.tidy(made) == made


def test_other_texts_are_left_alone_and_do_not_check() -> None:
    for text in ("", "Dakar", "+221 77 000 00 00", "MA-7K3Q", "é-7K3Q-92F5", "MA-7K3Q-92F5-7777"):
        assert not reference.check(text)
        assert reference.tidy(f" {text} ") == text or not reference.check(reference.tidy(text))
