"""What is derived from a document goes with it, also where the database holds no foreign key that would see to it."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps

from cocaf.domain.things.draft import Draft
from cocaf.intake import services
from cocaf.members.models import Member
from cocaf.records import erasure
from cocaf.records.models import Document, QuantityRow, RoutePointRow, Term
from tests.conftest import ALICE, COURIER

BODY = {**COURIER, "route": [{"role": "departure", "country": "BR"}]}
POINTS_AT_A_DOCUMENT = [
    (model, field.name)
    for model in apps.get_app_config("records").get_models()
    for field in model._meta.concrete_fields
    if field.related_model is Document
]


def left(document: Document) -> list[str]:
    """The tables of the room that still hold rows of the document."""
    return [
        model.__name__
        for model, field in POINTS_AT_A_DOCUMENT
        if model.objects.filter(**{field: document.seq}).exists()
    ]


def test_no_row_of_the_index_is_left_of_an_erased_record(node: Member, courier: Callable[..., Draft]) -> None:
    document = services.file_record(ALICE, courier(body=BODY))
    assert {"Summary", "Term", "QuantityRow", "RoutePointRow", "Card"} <= set(left(document))
    erasure.erase(document.record_id, "recalled")
    assert not left(document)
    assert not any(model.objects.exists() for model in (Term, QuantityRow, RoutePointRow))
