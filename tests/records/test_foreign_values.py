"""A source's word that our lists do not know is kept as given, and listed for the bureau."""

from __future__ import annotations

import pytest

from cocaf.intake import services
from cocaf.records import rebuild
from cocaf.records.models import ForeignValue
from tests.conftest import ALICE, COURIER

STRANGE = {
    **COURIER,
    "place": {"country": "MA", "as_given": "Lighthouse"},
    "substances": [
        {"as_given": "Blue stardust", "quantity": {"value": "3", "as_given": "Amphorae"}},
        {"as_given": "Blue stardust", "substance": "cocaine.hcl"},
    ],
    "concealment": [{"as_given": "In a cello"}, {"code": "OTHER", "as_given": "In a bassoon"}],
    "transport": {"code": "space_lift", "as_given": "Space lift"},
    "route": [
        {"role": "production", "as_given": "Ruritania"},
        {"role": "transit", "country": "SN", "as_given": "Sénégal"},
    ],
}


@pytest.fixture
def stored(node, courier):
    return services.file_record(ALICE, courier(body=STRANGE))


def held():
    return sorted(ForeignValue.objects.values_list("list", "text"))


def test_each_word_without_a_code_is_listed_once_under_its_list(stored):
    assert held() == [
        ("concealment", "In a bassoon"),
        ("concealment", "In a cello"),
        ("country", "Ruritania"),
        ("place_type", "Lighthouse"),
        ("substance", "Blue stardust"),
        ("transport", "Space lift"),
        ("unit", "Amphorae"),
    ]


def test_rebuild_lists_the_same_words(stored):
    before = held()
    rebuild.rebuild()
    assert held() == before
