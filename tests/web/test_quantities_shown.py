"""A quantity in a list: the reader's separators, no noise of a spreadsheet, and never without its unit."""

from __future__ import annotations

import pytest
from django.utils import translation

from cocaf.web.templatetags.cocaf_tags import quantity


@pytest.mark.parametrize(
    ("language", "reported", "shown"),
    [
        ("fr", "0.9470000000000001 kg", '<bdi dir="ltr">0,947\xa0kg</bdi>'),
        ("en", "32432 g", '<bdi dir="ltr">32,432\xa0g</bdi>'),
        ("es", "0.00005 kg", '<bdi dir="ltr">0,00005\xa0kg</bdi>'),
        ("fr", "4350 tablet", "4\u202f350 comprimé"),
        ("ar", "12 tablet", "12 قرص"),
        ("fr", "3 Kartons", "3 <bdi>Kartons</bdi>"),
        ("fr", "Kartons", "<bdi>Kartons</bdi>"),
        ("fr", "12", '<bdi dir="ltr">12</bdi>'),
        ("fr", "", "<bdi></bdi>"),
    ],
)
def test_a_quantity_is_shown_with_its_unit_in_the_readers_language(language: str, reported: str, shown: str) -> None:
    with translation.override(language):
        assert str(quantity(reported)) == shown
