"""Counts are those of a person who opens every record that the reader may see and counts by hand: after storing, a new
version, an erasure, an end of retention, a judged doubt and a rebuild."""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections import Counter
from decimal import Decimal

import pytest
from django.utils import timezone

from cocaf import limits
from cocaf.domain import words
from cocaf.domain.policy import Action
from cocaf.intake import services as intake
from cocaf.records import doubts, erasure, rebuild, selectors, services
from cocaf.records.models import Card, Cell, CellAmount, Document, Flag
from cocaf.search import facets, pages
from cocaf.search.filters import Filters
from cocaf.search.selectors import matching, page
from tests.conftest import ALICE, BOB, CHARLIE, PURPOSE

TODAY = timezone.now().date()
SUBSTANCES = ["cocaine.hcl", "cocaine.crack", "cocaine", "cannabis.resin", "opioid.heroin.brown", "no_such_code"]
QUANTITIES = [
    {"quantity": {"value": "2", "unit": "kg"}, "kilograms": {"value": "2", "factor": "mass.kg"}},
    {"quantity": {"value": "0.5", "unit": "kg"}, "kilograms": {"value": "0.5", "factor": "mass.kg"}},
    {"quantity": {"value": "40", "as_given": "Amphorae"}},
    {"quantity": {"value": None, "unit": "kg"}},
    {},
]
ENDS = [-400, -1, 0, 1, 20, 40, 900]
ASKED = [
    Filters(),
    Filters(kind="report"),
    Filters(event="seizure"),
    Filters(substance="cocaine"),
    Filters(substance="cocaine.hcl", country="MA"),
    Filters(country="SN", mode="air"),
    Filters(since=datetime.date(2014, 1, 1), until=datetime.date(2015, 12, 31), concealment="luggage"),
    Filters(since=datetime.date(2014, 3, 1), substance="cannabis"),
    Filters(text="dakar"),
    Filters(text="dakar", substance="cocaine", place_type="airport"),
    Filters(text="cocaine"),
    Filters(lightest=Decimal("0.6"), country="MA"),
    Filters(flag="future_date"),
    Filters(flag="future_date", country="SN"),
    Filters(origin="received"),
]


def body(dice: random.Random) -> dict:
    found: dict = {
        "event": dice.choice(["seizure", "courier"]),
        "occurred_on": dice.choice([None, "2014-02-01", "2014-06-01", "2015-01-01", "2016-12-31"]),
        "place": {
            "country": dice.choice(["MA", "SN", "ES"]), "name": dice.choice([None, "Dakar port", "Rabat"]),
            "type": dice.choice([None, "airport", "port"]),
        },
        "substances": [],
    }  # fmt: skip
    for _ in range(dice.choice([0, 1, 1, 2, 3])):
        named = {"substance": code} if (code := dice.choice([*SUBSTANCES, None])) else {"as_given": "Blue stardust"}
        found["substances"].append(named | dice.choice(QUANTITIES))
    if dice.random() < 0.5:
        hidden = dice.sample(["luggage.false_bottom", "luggage", "body.ingested"], dice.choice([1, 2]))
        found["concealment"] = [{"code": code} for code in hidden]
    if dice.random() < 0.5:
        found["transport"] = {"code": dice.choice(["air.scheduled", "air", "sea.container"])}
    return found


def file(dice: random.Random, courier, number: int) -> list[Document]:
    rows = []
    for _ in range(number):
        actor = dice.choice([ALICE, BOB, CHARLIE])
        ends = (TODAY + datetime.timedelta(days=dice.choice(ENDS))).isoformat()
        draft = courier(
            body=body(dice), units=dice.choice([(), (), (actor.unit,), ("MA-NCB",)]), retain_until=ends,
            handling={"codes": ["H0"], "tlp": "AMBER",
                      "confidentiality": dice.choice(["OFFICIAL_USE", "OFFICIAL_USE", "CONFIDENTIAL"])},
        )  # fmt: skip
        rows.append(intake.file_record(actor, draft))
        if dice.random() < 0.3:
            services.flag(rows[-1], dice.choice(["future_date", "country_place"]))
    return rows


# ---- by hand


@dataclasses.dataclass(frozen=True)
class Seen:
    """A record opened and read by hand: its values of each dimension, its weights."""

    seq: int
    values: dict[str, set[str]]
    weights: list[tuple[set[str], Decimal, int]]


def opened(actor, day) -> list[Seen]:
    rows = list(selectors.visible_to(actor, PURPOSE, today=day).filter(current=True).select_related("summary"))
    found = []
    for row, record in zip(rows, selectors.reveal(rows) if rows else [], strict=True):
        stated = record.body
        above = lambda name, codes: {one for code in codes if code for one in words.above(name, code)}  # noqa: E731
        values = {
            "what": {row.kind, row.event},
            "substance": above("substance", [services_said(each.substance) for each in stated.substances]),
            "country": {stated.place.country},
            "year": {str(stated.occurred_on)[:4]} if services_said(stated.occurred_on) else set(),
            "mode": above("transport", [stated.transport.code] if stated.transport else []),
            "concealment": above("concealment", [each.code for each in stated.concealment]),
            "place_type": above("place_type", [services_said(stated.place.type)]),
            "origin": {row.origin},
            "flag": set(Flag.objects.filter(document=row, cleared_at=None).values_list("code", flat=True)),
        }
        weights = []
        for each in stated.substances:
            value = services_said(each.quantity.value) if each.quantity else ""
            kilograms = Decimal(each.kilograms.value) if each.kilograms else Decimal(0)
            weights.append(
                (
                    above("substance", [services_said(each.substance)]),
                    kilograms,
                    int(bool(value) and not each.kilograms),
                )
            )
        found.append(Seen(row.seq, values, weights))
    return found


def services_said(value: object) -> str:
    return value if isinstance(value, str) else ""


def by_hand(actor, everything: list[Seen], filters: Filters, day) -> facets.Counted:

    def fitting(asked: Filters) -> list[Seen]:
        fit = {row.seq for row in matching(actor, PURPOSE, asked)} if day == TODAY else None
        return [each for each in everything if fit is None or each.seq in fit]

    without = {
        "what": {"kind": "", "event": ""}, "year": {"since": None, "until": None} if filters.years else {},
        **{name: {name: ""} for name in facets.DIMENSIONS if name not in {"what", "year"}},
    }  # fmt: skip
    values = {
        name: Counter(
            value for each in fitting(dataclasses.replace(filters, **left)) for value in each.values[name] if value
        )
        for name, left in without.items()
    }
    held: dict[str, facets.Weight] = {}
    for each in fitting(dataclasses.replace(filters, substance="")):
        for codes, kilograms, left in each.weights:
            for code in codes:
                held[code] = held.get(code, facets.Weight()) + facets.Weight(kilograms, left)
    found = fitting(filters)
    total = facets.Weight()
    for each in found:
        for codes, kilograms, left in each.weights:
            if not filters.substance or filters.substance in codes:
                total += facets.Weight(kilograms, left)
    return facets.Counted(len(found), total, values, held)


def plain(counted: facets.Counted) -> tuple:
    weights = {code: (round(each.kilograms, 6), each.unconverted) for code, each in counted.weights.items()}
    return (
        counted.records, round(counted.weight.kilograms, 6), counted.weight.unconverted,
        {name: {value: n for value, n in each.items() if n} for name, each in counted.values.items()},
        {code: each for code, each in weights.items() if each != (0, 0)},
    )  # fmt: skip


def hold(day=TODAY, asked=None) -> int:
    seen = 0
    asked = asked or [Filters(), *random.Random(day.toordinal() + Card.objects.count()).sample(ASKED, 4)]
    for actor in (ALICE, BOB, CHARLIE):
        everything = opened(actor, day)
        for filters in asked:
            counted = facets.counted(actor, PURPOSE, filters, day)
            assert plain(counted) == plain(by_hand(actor, everything, filters, day)), (actor, filters)
            seen += counted.records
    return seen


@pytest.mark.parametrize("seed", [1])
def test_counts_are_those_of_a_person_who_counts_by_hand(node, courier, seed):
    dice = random.Random(seed)
    rows = file(dice, courier, 24)
    assert hold() > 20
    for row in dice.sample(rows, 8):  # corrected
        owner = next(each for each in (ALICE, BOB, CHARLIE) if each.unit == row.unit)
        if row.retain_until >= TODAY and isinstance(
            selectors.decision(owner, row, Action.AMEND, PURPOSE), selectors.Allowed
        ):
            other = body(dice)
            intake.amend(owner, row.record_id, lambda plain, new=other: plain.update(body=new), PURPOSE, Action.AMEND)
    hold()
    for row in dice.sample(rows, 6):  # recalled
        erasure.erase(row.record_id, "recalled")
    hold()
    for flag in Flag.objects.filter(document__current=True, document__retain_until__gte=TODAY)[:6]:
        for actor in (ALICE, BOB, CHARLIE):
            if flag.document.seq in {row.seq for row in matching(actor, PURPOSE, Filters())}:
                doubts.judge(actor, flag.pk, "right", "", PURPOSE)
                break
    hold()
    rebuild.rebuild()
    assert hold() > 10


@pytest.mark.parametrize("days", [1, 15, 35, 500, 2000])
def test_what_passed_its_date_is_counted_no_more_before_it_is_erased(node, courier, days):
    file(random.Random(days), courier, 15)
    hold(TODAY + datetime.timedelta(days=days), [Filters()])


def test_a_version_that_arrives_late_does_not_count(node, courier):
    row = intake.file_record(ALICE, courier())
    change = lambda plain: plain["body"].update(occurred_on="2015-05-05")  # noqa: E731
    later = intake.amend(ALICE, row.record_id, change, PURPOSE, Action.AMEND)
    services.settle_current([str(row.record_id)])
    assert facets.counted(ALICE, PURPOSE, Filters()).values["year"] == {"2015": 1}
    assert list(Card.objects.filter(current=True).values_list("document", flat=True)) == [later.seq]


def test_an_erased_record_leaves_no_empty_cell_behind(node, courier):
    row = intake.file_record(ALICE, courier(body=body(random.Random(3)) | {"substances": [
        {"substance": "cocaine.hcl", **QUANTITIES[0]}, {"substance": "cannabis.resin", **QUANTITIES[2]}]}))  # fmt: skip
    assert CellAmount.objects.count() == 2
    erasure.erase(row.record_id, "recalled")
    assert not Cell.objects.exists()
    assert not CellAmount.objects.exists()


def test_a_parent_holds_its_children_and_counts_a_record_of_two_of_them_once(node, courier):
    two = [{"substance": "cocaine.hcl", **QUANTITIES[0]}, {"substance": "cocaine.crack", **QUANTITIES[1]}]
    intake.file_record(ALICE, courier(body=body(random.Random(4)) | {"substances": two}))
    found = facets.counted(ALICE, PURPOSE, Filters())
    assert found.values["substance"] == {"cocaine": 1, "cocaine.hcl": 1, "cocaine.crack": 1}
    assert found.weights["cocaine"] == facets.Weight(Decimal("2.5"), 0)
    assert facets.counted(ALICE, PURPOSE, Filters(substance="cocaine.crack")).weight.kilograms == Decimal("0.5")


@pytest.mark.parametrize("order", pages.ORDERS)
def test_pages_in_every_order_show_each_record_once_forth_and_back(node, courier, monkeypatch, order):
    monkeypatch.setattr(limits, "PAGE_ROWS", 3)
    file(random.Random(5), courier, 17)
    filters = Filters()
    count = facets.counted(BOB, PURPOSE, filters).records
    forth, at = [], ""
    while True:
        shown = page(BOB, PURPOSE, filters, count, order=order, before=at)
        forth.append([row.seq for row in shown.rows])
        if shown.before is None:
            break
        at = shown.before
    flat = [seq for part in forth for seq in part]
    assert sorted(flat) == sorted(row.seq for row in matching(BOB, PURPOSE, filters))
    assert len(forth) > 2
    column, down = pages.ORDERS[order]
    cards = {card.document_id: card for card in Card.objects.all()}
    values = [getattr(cards[seq], column) if column else seq for seq in flat]
    given = [value for value in values if value is not None]
    assert given == sorted(given, reverse=down)
    assert values == [*given, *[None] * (len(values) - len(given))]
    for earlier in reversed(forth[:-1]):
        shown = page(BOB, PURPOSE, filters, count, order=order, after=shown.after)
        assert [row.seq for row in shown.rows] == earlier
    assert shown.after is None


@pytest.mark.parametrize("mark", ["", "~", "x~y", "2014-99-99~4", "~-1", "NaN~3"])
def test_what_is_no_mark_of_a_page_shows_the_beginning(node, courier, mark):
    row = intake.file_record(ALICE, courier())
    for order in pages.ORDERS:
        assert [each.seq for each in page(ALICE, PURPOSE, Filters(), 1, order=order, before=mark).rows] in (
            [row.seq],
            [],
        )
