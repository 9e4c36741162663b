"""Candidates: pairs that a human looks at. Names meet across scripts; what an owner keeps out of matching stays out."""

from __future__ import annotations

from cocaf.domain.policy import Action
from cocaf.intake import services
from cocaf.matching import selectors
from cocaf.matching.models import Candidate
from cocaf.matching.services import NAMES_PER_DOCUMENT, NEWEST_OF_A_NUMBER
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE


def _with_person(**person):
    return {**COURIER, "substances": [], "persons": [{"role": "courier", "status": "suspect", **person}]}


def _named(text, script):
    return _with_person(names=[{"text": text, "script": script}])


def test_a_name_in_arabic_meets_the_same_name_in_latin_letters(node, courier):
    services.file_record(ALICE, courier(body=_named("Inventado Karim Benjelloun", "Latn")))
    services.file_record(ALICE, courier(body=_named("كريم بنجلون", "Arab")))
    pair = Candidate.objects.get()
    assert pair.why == "name"
    assert pair.shared in {"same", "possible"}


def test_other_names_do_not_meet(node, courier):
    services.file_record(ALICE, courier(body=_named("Karim Benjelloun", "Latn")))
    services.file_record(ALICE, courier(body=_named("Fatima Zahra Idrissi", "Latn")))
    assert not Candidate.objects.exists()


def test_versions_of_one_record_are_not_candidates_of_each_other(node, courier):
    first = services.file_record(ALICE, courier())
    services.amend(ALICE, first.record_id, lambda plain: plain["body"].update(flight="AT 501"), PURPOSE, Action.AMEND)
    assert not Candidate.objects.exists()


def test_a_new_version_keeps_its_candidates_and_the_old_one_gives_them_up(node, courier):
    first = services.file_record(ALICE, courier())
    services.file_record(BOB, courier())
    before = Candidate.objects.count()
    change = lambda plain: plain["head"]["audience"].update(members=["MA", "SN"])  # noqa: E731
    second = services.amend(ALICE, first.record_id, change, PURPOSE, Action.AMEND)
    assert before > 1
    assert Candidate.objects.count() == before
    assert all(second.seq in (pair.first_id, pair.second_id) for pair in Candidate.objects.all())
    third = services.amend(
        ALICE, first.record_id, lambda plain: plain["body"].update(flight="AT 501"), PURPOSE, Action.AMEND
    )
    assert selectors.of_document(BOB, PURPOSE, third).count() == before


def test_a_batch_meets_itself_and_what_was_there_before(node, courier):
    services.file_record(ALICE, courier(body=_with_person(phones=["+212600000417"])))
    batch = [
        services.Incoming(services.draft_document(ALICE, courier(body=_with_person(phones=["00212600000417"]))))
        for _ in range(3)
    ]
    services.file_checked(ALICE, batch)
    assert Candidate.objects.filter(why="identifier").count() == 6


def test_both_sides_of_a_pair_must_be_visible(node, courier):
    services.file_record(ALICE, courier(units=("MA-CMN-AIR",)))
    services.file_record(BOB, courier())
    assert selectors.candidates(ALICE, PURPOSE).exists()
    assert not selectors.candidates(CHARLIE, PURPOSE).exists()


def test_a_number_that_everybody_bears_makes_pairs_in_proportion_to_the_rows_and_not_to_their_square(node, courier):
    body = _with_person(phones=["+212600000417"], names=[{"text": "Karim Benjelloun", "script": "Latn"}])
    rows = 3 * NEWEST_OF_A_NUMBER
    batch = [services.Incoming(services.draft_document(ALICE, courier(body=body))) for _ in range(rows)]
    services.file_checked(ALICE, batch)
    latest = services.file_record(ALICE, courier(body=body))
    by_number = Candidate.objects.filter(why="identifier", second=latest)
    assert by_number.count() == NEWEST_OF_A_NUMBER
    assert Candidate.objects.filter(why="identifier").count() <= (rows + 1) * NEWEST_OF_A_NUMBER
    assert Candidate.objects.filter(why="name").count() <= (rows + 1) * NAMES_PER_DOCUMENT
