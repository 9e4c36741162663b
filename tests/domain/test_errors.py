"""An error is a sentence for the person who meets it, in that person's language."""

from __future__ import annotations

import pytest

from cocaf import vocab
from cocaf.domain.errors import CocafError


def test_an_error_speaks_the_readers_language() -> None:
    error = CocafError("country.unknown", value="Atlantis")
    assert error.sentence("en").startswith("“Atlantis” is not a country")
    assert "Atlantis" in error.sentence("fr")
    assert error.sentence("de") == error.sentence("en")
    assert (error.http, error.exit) == (422, 5)


def test_a_value_in_an_arabic_sentence_keeps_its_own_direction() -> None:
    assert "\u2068MA-7K3Q-92F5\u2069" in CocafError("country.unknown", value="MA-7K3Q-92F5").sentence("ar")


def test_a_placeholder_that_got_no_value_stays_visible() -> None:
    assert "{value}" in CocafError("country.unknown").sentence("fr")


def test_a_code_without_a_sentence_is_told_as_a_fault_of_ours_with_its_code() -> None:
    error = CocafError("nobody.wrote.this")
    assert error.http == 500
    assert "nobody.wrote.this" in error.sentence("es")


@pytest.mark.parametrize("code", sorted(vocab.errors()))
@pytest.mark.parametrize("lang", vocab.LANGUAGES)
def test_every_sentence_can_be_said(code: str, lang: str) -> None:
    assert len(CocafError(code).sentence(lang)) > 10
