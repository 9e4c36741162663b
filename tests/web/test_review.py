"""Doubts and pairs are worked through row by row: who judged is kept, a decision is a signed record, an outsider sees
neither."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cocaf.audit import selectors as log
from cocaf.domain.policy import Action
from cocaf.domain.things.record import new_id
from cocaf.intake import services as intake
from cocaf.matching import selectors as matching
from cocaf.records import selectors, services
from cocaf.records.models import Document, Flag
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE

Sign = Callable[..., Client]


@pytest.fixture
def flagged(filed: Callable[..., Document]) -> Flag:
    """A doubt about a report of alice's unit alone."""
    return services.flag(filed(units=("MA-CMN-AIR",)), "quantity_implausible", detail="3.9 g")


@pytest.fixture
def two(filed: Callable[..., Document]) -> tuple[Document, Document]:
    """Two reports of alice's that name the same courier."""
    return filed(), filed()


def pair_address(two: tuple[Document, Document]) -> str:
    return f"/pairs/{two[1].record_id}/{two[0].record_id}"


# ---- doubts


def test_a_doubt_is_listed_with_its_reason_and_the_value_concerned(as_user: Sign, flagged: Flag) -> None:
    page = as_user("alice").get("/review").content.decode()
    assert "The quantity is implausible" in page
    assert "3.9 g" in page
    assert flagged.document.reference in page


def test_a_cleared_doubt_leaves_the_list_and_keeps_who_when_and_why(as_user: Sign, flagged: Flag) -> None:
    browser = as_user("alice")
    answer = browser.post(f"/review/{flagged.pk}", {"judgement": "right", "note": "Weighed twice"})
    assert answer.status_code == 302
    flagged.refresh_from_db()
    assert flagged.cleared_at is not None
    assert flagged.judged_by == "MA/MA-CMN-AIR/alice"
    assert "3.9 g" not in browser.get("/review").content.decode()
    cleared = browser.get("/review?state=cleared").content.decode()
    assert "Weighed twice" in cleared
    assert "alice" in cleared


def test_the_log_keeps_that_a_doubt_was_judged_but_not_the_note(as_user: Sign, flagged: Flag) -> None:
    as_user("alice").post(f"/review/{flagged.pk}", {"judgement": "right", "note": "Weighed twice"})
    entry = log.entries_about(str(flagged.document.record_id)).filter(action="judge_flag").get()
    assert (entry.actor, entry.outcome) == ("MA/MA-CMN-AIR/alice", "right")
    assert entry.detail == {"flag": "quantity_implausible"}


def test_a_doubt_of_which_one_is_unsure_stays_on_the_record(as_user: Sign, flagged: Flag) -> None:
    browser = as_user("alice")
    browser.post(f"/review/{flagged.pk}", {"judgement": "unsure", "note": "Ask the laboratory"})
    assert "Ask the laboratory" in browser.get("/review?state=unsure").content.decode()
    assert "The quantity is implausible" in browser.get(f"/records/{flagged.document.record_id}").content.decode()


def test_an_outsider_sees_no_doubt_and_clears_none(as_user: Sign, flagged: Flag) -> None:
    browser = as_user("charlie")
    page = browser.get("/review?unit=all").content.decode()
    assert "3.9 g" not in page
    assert "The quantity is implausible" not in page
    asked, nothing = (browser.post(f"/review/{key}", {"judgement": "right"}) for key in (flagged.pk, flagged.pk + 9))
    assert asked.status_code == nothing.status_code == 404
    flagged.refresh_from_db()
    assert flagged.judged == ""


def test_a_release_for_a_wider_audience_answers_no_doubt(as_user: Sign, flagged: Flag) -> None:
    document = flagged.document
    change = lambda plain: plain["head"]["audience"].update(members=["MA", "SN"])  # noqa: E731
    intake.amend(ALICE, document.record_id, change, PURPOSE, Action.AMEND)
    assert "3.9 g" in as_user("alice").get("/review").content.decode()


def test_a_corrected_record_has_no_doubt_left(as_user: Sign, flagged: Flag) -> None:
    document = flagged.document
    correct = lambda plain: plain["body"]["substances"][0]["quantity"].update(value="3.9", unit="kg")  # noqa: E731
    intake.amend(ALICE, document.record_id, correct, PURPOSE, Action.AMEND)
    assert "3.9 g" not in as_user("alice").get("/review").content.decode()


@pytest.mark.parametrize("judgement", ["", "wrong", "delete"])
def test_a_doubt_is_judged_right_or_unsure_and_nothing_else(as_user: Sign, flagged: Flag, judgement: str) -> None:
    answer = as_user("alice").post(f"/review/{flagged.pk}", {"judgement": judgement})
    assert answer.status_code == 422
    assert "Say whether the record is right" in answer.content.decode()


# ---- pairs


def test_a_pair_shows_both_records_and_why(as_user: Sign, two: tuple[Document, Document]) -> None:
    page = as_user("alice").get(pair_address(two)).content.decode()
    assert all(each.reference in page for each in two)
    assert "XK0417217" in page
    assert "100 / 100" in page
    assert "written alike" in page


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_a_decision_is_a_signed_record_and_takes_the_pair_off_the_list(
    as_user: Sign, two: tuple[Document, Document], verdict: str
) -> None:
    browser = as_user("alice")
    assert two[0].reference in browser.get("/pairs").content.decode()
    assert browser.post(pair_address(two), {"verdict": verdict, "note": "Same scar"}).status_code == 302
    assert two[0].reference not in browser.get("/pairs").content.decode()
    decision = Document.objects.get(kind="decision")
    body = selectors.open_record(ALICE, decision.record_id, PURPOSE).record.plain["body"]
    assert body["verdict"] == verdict
    assert [each["reference"] for each in body["records"]] == [two[1].reference, two[0].reference]
    state = "unsure" if verdict == "unsure" else "decided"
    assert two[0].reference in browser.get(f"/pairs?state={state}").content.decode()


def test_a_later_decision_stands_over_an_earlier_one(as_user: Sign, two: tuple[Document, Document]) -> None:
    browser = as_user("alice")
    for verdict in ("unsure", "same"):
        browser.post(pair_address(two), {"verdict": verdict})
    assert matching.reasons(ALICE, PURPOSE, two[0].record_id, two[1].record_id)[0].decided == "decided_same"
    assert two[0].reference not in browser.get("/pairs?state=unsure").content.decode()


def test_a_version_that_names_others_opens_the_pair_again(as_user: Sign, two: tuple[Document, Document]) -> None:
    browser = as_user("alice")
    browser.post(pair_address(two), {"verdict": "different"})
    same = lambda plain: plain["head"]["audience"].update(members=["MA", "SN"])  # noqa: E731
    intake.amend(ALICE, two[0].record_id, same, PURPOSE, Action.AMEND)
    assert two[0].reference not in browser.get("/pairs").content.decode()
    other = lambda plain: plain["body"].update(flight="AT 501")  # noqa: E731
    intake.amend(ALICE, two[0].record_id, other, PURPOSE, Action.AMEND)
    assert two[0].reference in browser.get("/pairs").content.decode()


def test_a_decision_says_nothing_to_who_may_not_see_both(
    as_user: Sign, filed: Callable[..., Document], courier: Callable[..., object]
) -> None:
    open_one, hidden = filed(), filed(units=("MA-CMN-AIR",))
    as_user("alice").post(pair_address((open_one, hidden)), {"verdict": "same"})
    decision = Document.objects.get(kind="decision")
    assert not selectors.visible_to(CHARLIE, PURPOSE).filter(seq=decision.seq).exists()
    assert selectors.visible_to(ALICE, PURPOSE).filter(seq=decision.seq).exists()


def test_a_decision_on_records_that_all_see_is_seen_by_all(as_user: Sign, two: tuple[Document, Document]) -> None:
    as_user("alice").post(pair_address(two), {"verdict": "same"})
    decision = Document.objects.get(kind="decision")
    assert selectors.visible_to(BOB, PURPOSE).filter(seq=decision.seq).exists()


def test_an_outsider_gets_for_a_pair_what_one_gets_for_nothing(as_user: Sign, filed: Callable[..., Document]) -> None:
    hidden = filed(units=("MA-CMN-AIR",)), filed(units=("MA-CMN-AIR",))
    browser = as_user("charlie")
    for ask in (browser.get, browser.post):
        answers = [ask(pair_address(hidden)), ask(f"/pairs/{new_id()}/{new_id()}")]
        assert [answer.status_code for answer in answers] == [404, 404]
    assert hidden[0].reference not in browser.get("/pairs").content.decode()
    assert not Document.objects.filter(kind="decision").exists()


def test_two_records_that_share_nothing_are_no_pair(as_user: Sign, filed: Callable[..., Document]) -> None:
    person = {"names": [{"text": "Fatima Zahra Idrissi", "script": "Latn"}], "role": "driver", "status": "suspect"}
    one, other = filed(), filed(body={**COURIER, "persons": [person]})
    assert as_user("alice").get(pair_address((one, other))).status_code == 404


def test_another_verdict_is_refused_with_a_sentence(as_user: Sign, two: tuple[Document, Document]) -> None:
    answer = as_user("alice").post(pair_address(two), {"verdict": "merge"})
    assert answer.status_code == 422
    assert not Document.objects.filter(kind="decision").exists()


def test_keys_are_listed_on_a_page_of_their_own(as_user: Sign) -> None:
    page = as_user("alice", "ar").get("/help/keys").content.decode()
    assert "<kbd>" in page
    assert "البت في زوج" in page
