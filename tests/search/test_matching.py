"""A record is found by what it says, in whatever script and language it is asked for, and by no one who may not see
it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cocaf.domain.policy import Action
from cocaf.intake import services as intake
from cocaf.records import doubts, rebuild, services
from cocaf.records.models import Term
from cocaf.search.selectors import Filters, matching
from tests.conftest import ALICE, CHARLIE, COURIER, PURPOSE

BODY = {
    **COURIER,
    "place": {"country": "MA", "region": "Casablanca-Settat", "name": "مطار محمد الخامس", "type": "airport"},
    "concealment": [{"code": "luggage.false_bottom"}],
    "transport": {"code": "air.scheduled"},
    "narrative": "Bought the ticket at Nouâdhibou, paid in cash.",
    "persons": [{**COURIER["persons"][0], "status": "suspect"}],
}


@pytest.fixture
def filed(node, courier):
    return intake.file_record(ALICE, courier(body=BODY))


def found(filters, actor=ALICE):
    return [row.seq for row in matching(actor, PURPOSE, filters)]


@pytest.mark.parametrize(
    "asked",
    [
        "casablanca",
        "CASABLANCA settat",
        "مطار",
        "الخامس",  # with its article
        "خامس",
        "محمّد",  # with a vowel mark
        "nouadhibou",
        "Inventado",
        "إنفنتادو",
        "xk0417217",
        "+212 6 00 00 04 17",
        "cocaine",
        "cocaína ejemplo",
        "كوكايين",
        "chlorhydrate casablanca",
    ],
)
def test_a_record_is_found_by_the_words_it_says_in_any_script(filed, asked):
    assert found(Filters(text=asked)) == [filed.seq]


@pytest.mark.parametrize("asked", ["dakar", "casablanca dakar", "heroin", "XK0417218", "مراكش"])
def test_every_word_of_the_question_must_be_answered(filed, asked):
    assert found(Filters(text=asked)) == []


def test_a_reference_is_found_as_people_type_it(filed):
    assert found(Filters(text=filed.reference.lower().replace("-", " "))) == [filed.seq]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(kind="report", event="courier"),
        Filters(substance="cocaine"),
        Filters(substance="cocaine.hcl"),
        Filters(country="MA"),
        Filters(since=datetime.date(2026, 11, 21), until=datetime.date(2026, 11, 21)),
        Filters(mode="air"),
        Filters(concealment="luggage"),
        Filters(place_type="airport"),
        Filters(lightest=Decimal("1.8"), heaviest=Decimal("1.8")),
        Filters(identifier="xk 0417217"),
        Filters(identifier="00212 600000417"),
        Filters(origin="own"),
    ],
)
def test_each_filter_lets_through_what_fits_it(filed, filters):
    assert found(filters) == [filed.seq]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(event="seizure"),
        Filters(substance="cannabis"),
        Filters(country="SN"),
        Filters(since=datetime.date(2026, 11, 22)),
        Filters(until=datetime.date(2026, 11, 20)),
        Filters(mode="sea"),
        Filters(concealment="vehicle"),
        Filters(place_type="port"),
        Filters(lightest=Decimal("1.9")),
        Filters(heaviest=Decimal("0")),
        Filters(identifier="XK0417218"),
        Filters(flag="future_date"),
        Filters(origin="received"),
    ],
)
def test_each_filter_keeps_out_what_does_not_fit_it(filed, filters):
    assert found(filters) == []


def test_a_doubt_is_a_filter_while_nobody_cleared_it(filed):
    raised = services.flag(filed, "future_date")
    assert found(Filters(flag="future_date")) == [filed.seq]
    doubts.judge(ALICE, raised.pk, "right", "", PURPOSE)
    assert found(Filters(flag="future_date")) == []


def test_a_record_of_two_drugs_is_found_once_by_each(node, courier):
    two = [{"substance": "cannabis.resin"}, {"substance": "cocaine.crack"}, {"substance": "cocaine.base"}]
    row = intake.file_record(ALICE, courier(body={**BODY, "substances": two}))
    for code in ("cannabis", "cocaine", "cocaine.base"):
        assert found(Filters(substance=code)) == [row.seq]


def test_an_outsider_finds_it_by_nothing(node, courier):
    intake.file_record(ALICE, courier(body=BODY, units=("MA-CMN-AIR",)))
    for filters in (
        Filters(),
        Filters(text="casablanca"),
        Filters(substance="cocaine"),
        Filters(identifier="XK0417217"),
    ):
        assert found(filters, CHARLIE) == []


def test_a_superseded_version_is_found_no_more(filed):
    change = lambda plain: plain["body"].update(narrative="Nothing.")  # noqa: E731
    later = intake.amend(ALICE, filed.record_id, change, PURPOSE, Action.AMEND)
    assert found(Filters(text="casablanca")) == [later.seq]
    assert found(Filters(text="nouadhibou")) == []


def test_rebuild_gives_the_same_terms(filed):
    before = set(Term.objects.values_list("term", "document_id"))
    assert before
    rebuild.rebuild()
    assert set(Term.objects.values_list("term", "document_id")) == before
