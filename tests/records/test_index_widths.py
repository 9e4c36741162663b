"""Whatever the models let through has room in the tables, on the database that looks at widths as on the other."""

from __future__ import annotations

import pytest

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.intake import services
from cocaf.records.models import Document, IdentifierKey
from tests.conftest import ALICE, COURIER

LINE = "ﷺ" * limits.LINE_CHARACTERS
"""The letter that becomes longest when it is folded, as often as a line may hold a letter."""
CODE = "c" * 60
AMOUNT = "9" * 16 + "." + "9" * 30
WIDEST = {
    "event": "seizure",
    "occurred_on": "9999-12-31",
    "place": {"country": "UNKNOWN", "region": LINE, "name": LINE, "type": CODE},
    "substances": [
        {
            "substance": CODE,
            "as_given": LINE,
            "quantity": {"value": AMOUNT, "unit": CODE},
            "kilograms": {"value": AMOUNT, "factor": CODE},
        }
    ]
    * 500,
    "persons": [
        {
            "names": [{"text": LINE, "script": "Arab"}],
            "documents": [{"kind": CODE, "number": LINE}],
            "phones": [LINE],
            "role": CODE,
            "status": CODE,
        }
    ],
    "transport": {"code": CODE},
    "flight": LINE,
    "route": [{"role": CODE, "country": "OTHER"}],
    "identifiers": [{"kind": CODE, "value": LINE}],
}


def test_the_widest_record_that_the_models_allow_is_stored_and_indexed(node, courier):
    body = {**WIDEST, "substances": WIDEST["substances"][:20]}
    row = services.file_record(ALICE, courier(body=body))
    assert Document.objects.get(seq=row.seq).summary.country == "UNKNOWN"
    assert IdentifierKey.objects.filter(document_id=row.seq).count() >= 3


def test_the_sum_of_as_many_quantities_as_fit_has_room(node, courier):
    small = {"quantity": {"value": AMOUNT}, "kilograms": {"value": "9" * 16, "factor": CODE}}
    body = {**COURIER, "substances": [small] * limits.LIST_ITEMS}
    row = services.file_record(ALICE, courier(body=body))
    assert row.summary.kilograms > 10**18


@pytest.mark.parametrize("text", ["\x00", "Casa\x00blanca", "\\\x00"])
def test_a_text_with_the_character_that_no_database_takes_is_refused(node, courier, text):
    body = {**COURIER, "narrative": text}
    with pytest.raises(CocafError) as refused:
        services.file_record(ALICE, courier(body=body))
    assert refused.value.code == "canonical.nul"
    assert not Document.objects.exists()


def test_a_text_that_only_speaks_of_it_is_stored(node, courier):
    row = services.file_record(ALICE, courier(body={**COURIER, "narrative": "\\u0000 \\\\u0000"}))
    assert Document.objects.get(seq=row.seq).current
