"""Statistics of sites: every seizure and every person once, whoever reports it and however often it is written anew."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from cocaf.domain.policy import Action, Actor
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import new_id
from cocaf.intake import decisions
from cocaf.intake import services as intake
from cocaf.members.models import Member
from cocaf.picture import sites
from cocaf.picture.counting import Figures
from cocaf.records.models import Document
from cocaf.search.selectors import Filters
from tests.conftest import ALICE, BOB, CHARLIE, PURPOSE

AIRPORT = {"country": "MA", "name": "Casablanca Mohammed V", "type": "airport"}
KILO = {
    "substance": "cocaine.hcl",
    "quantity": {"value": "1", "unit": "kg"},
    "kilograms": {"value": "1", "factor": "mass.kg"},
}
YEAR = Filters(since=datetime.date(2007, 1, 1), until=datetime.date(2007, 12, 31))


def person(name: str, **more: Any) -> dict[str, Any]:
    return {
        "names": [{"text": name, "script": "Latn"}],
        "role": "courier",
        "status": "suspect",
        "arrested": True,
    } | more


def caught(number: int, day: str = "2007-06-01", **more: Any) -> dict[str, Any]:
    """The body of a report of one arrested courier, an invented one with a number of her own."""
    paper = {"kind": "passport", "number": f"XK{number:07}"}
    who = person(f"Inventada Numero {number}", documents=[paper])
    return {"event": "courier", "occurred_on": day, "place": AIRPORT, "substances": [KILO], "persons": [who]} | more


@pytest.fixture
def report(node: Member, courier: Callable[..., Draft]) -> Callable[..., Document]:
    def file(body: dict[str, Any], actor: Actor = ALICE, **head: Any) -> Document:
        return intake.file_record(actor, courier(body=body, **head))

    return file


def found(actor: Actor = BOB, filters: Filters = YEAR) -> dict[str, Figures]:
    return {site.place: site.figures for site in sites.of_period(actor, PURPOSE, filters)}


def test_sixty_five_couriers_arrested_at_one_airport_in_a_year_are_sixty_five(report: Callable[..., Document]) -> None:
    for number in range(60):
        report(caught(number))
    report(caught(99, persons=[person(f"Inventado Grupo {word}") for word in ("Alfa", "Bravo", "Carlos", "Delta")]))
    again = report(caught(64))
    intake.amend(ALICE, again.record_id, lambda plain: plain["body"].update(flight="AT 501"), PURPOSE, Action.AMEND)
    report(caught(0, day="2008-01-01"))
    report(caught(1, place={**AIRPORT, "name": "Tanger"}))
    figures = found()["Casablanca Mohammed V"]
    assert (figures.couriers, figures.persons, figures.seizures) == (65, 65, 62)
    assert (figures.kilograms, figures.unconverted) == (62, 0)


def test_a_second_version_counts_instead_of_the_first(report: Callable[..., Document]) -> None:
    first = report(caught(1))
    place = {**AIRPORT, "name": "Agadir"}
    intake.amend(ALICE, first.record_id, lambda plain: plain["body"].update(place=place), PURPOSE, Action.AMEND)
    assert {name: figures.persons for name, figures in found().items()} == {"Agadir": 1}


def test_one_place_in_two_spellings_is_one_site_under_the_name_that_most_use(report: Callable[..., Document]) -> None:
    for number, name in enumerate(["Dar el Beida", "Dar El Beïda", "Dar El Beïda"]):
        report(caught(number, place={**AIRPORT, "name": name}))
    assert {name: figures.seizures for name, figures in found().items()} == {"Dar El Beïda": 3}


def test_an_amount_without_a_factor_is_counted_and_not_guessed(report: Callable[..., Document]) -> None:
    bags = {"substance": "cocaine.hcl", "quantity": {"value": "3", "unit": "sachet"}}
    report(caught(1, substances=[KILO, bags]))
    figures = found()["Casablanca Mohammed V"]
    assert (figures.seizures, figures.kilograms, figures.unconverted) == (1, 1, 1)


def test_a_control_that_found_nothing_is_neither_a_seizure_nor_an_arrest(report: Callable[..., Document]) -> None:
    report(caught(1, event="negative_control", substances=[], persons=[]))
    assert found() == {}


def told(body: dict[str, Any]) -> Document:
    """A report that Senegal sent."""
    stated = Draft(kind="report", body=body, purpose=PURPOSE, language="fr", members=("MA",))
    plain = drafts.document(stated, "SN", "SN-NCB", timezone.now())
    intake.receive("SN", [(records.encode(records.check(plain)), b"not looked at here")], new_id())
    return Document.objects.get(record_id=plain["head"]["id"])


def test_two_services_reports_of_one_arrest_count_once_when_somebody_found_them_the_same(
    report: Callable[..., Document],
) -> None:
    ours, theirs = report(caught(7)), told(caught(7, day="2007-06-03", substances=[]))
    before = found()["Casablanca Mohammed V"]
    assert (before.persons, before.seizures) == (2, 1)
    decisions.decide(BOB, (ours.record_id, theirs.record_id), "same", note="", purpose=PURPOSE, language="en")
    after = found()["Casablanca Mohammed V"]
    assert (after.persons, after.couriers, after.seizures, after.kilograms) == (1, 1, 1, 1)


def test_the_same_courier_arrested_again_in_autumn_is_two_arrests(report: Callable[..., Document]) -> None:
    summer, autumn = report(caught(7)), report(caught(7, day="2007-10-01"))
    decisions.decide(BOB, (summer.record_id, autumn.record_id), "same", note="", purpose=PURPOSE, language="en")
    assert found()["Casablanca Mohammed V"].persons == 2


def test_an_outsiders_statistics_count_nothing_that_is_not_for_him(report: Callable[..., Document]) -> None:
    report(caught(1), units=("MA-CMN-AIR",))
    assert found(CHARLIE) == {}
    report(caught(2))
    assert found(CHARLIE)["Casablanca Mohammed V"].persons == 1
    assert found(ALICE)["Casablanca Mohammed V"].persons == 2


@pytest.mark.parametrize("seed", range(4))
def test_every_event_counts_once_in_any_world(report: Callable[..., Document], seed: int) -> None:
    """Events of one to three persons at random sites; each is written anew, hidden, or told by a second service."""
    dice = random.Random(seed)
    expected: dict[str, list[int]] = {}
    for event in range(12):
        place = dice.choice(["Casablanca", "Dakar", "Praia"])
        people = [
            person(f"Inventado {word}", documents=[{"kind": "passport", "number": f"E{seed}{event:03}{word}"}])
            for word in ("Uno", "Dos", "Tres")[: dice.randint(1, 3)]
        ]
        body = caught(event, place={**AIRPORT, "name": place}, persons=people)
        hidden = dice.random() < 0.2
        first = report(body, units=("MA-CMN-AIR",) if hidden else ())
        fate = dice.choice(["once", "anew", "told"])
        if fate == "anew":
            change = lambda plain, n=event: plain["body"].update(flight=f"AT {n}")  # noqa: E731
            intake.amend(ALICE, first.record_id, change, PURPOSE, Action.AMEND)
        if fate == "told" and not hidden:
            other = told(body | {"substances": []})
            pair = (first.record_id, other.record_id)
            decisions.decide(BOB, pair, "same", note="", purpose=PURPOSE, language="en")
        if not hidden:
            counted = expected.setdefault(place, [0, 0])
            counted[0] += 1
            counted[1] += len(people)
    assert {name: [figures.seizures, figures.persons] for name, figures in found(CHARLIE).items()} == expected
    whole = sites.total(sites.of_period(CHARLIE, PURPOSE, YEAR))
    assert (whole.seizures, whole.persons) == tuple(map(sum, zip(*expected.values(), strict=True)))
