"""Doubts by reason: what a rule saw beside what it expected, counted for what the reader may see, judged together with
who, when and why kept for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cocaf.audit import selectors as log
from cocaf.records import doubts, services
from cocaf.records.models import Document, Flag
from cocaf.web.review_page import evidence
from tests.conftest import ALICE, PURPOSE

Sign = Callable[..., Client]
REASON = "quantity_small"


@pytest.fixture
def three(filed: Callable[..., Document]) -> list[Flag]:
    """Three doubts of one reason: two that all of the country see, one of alice's unit alone."""
    rows = [filed(), filed(), filed(units=("MA-CMN-AIR",))]
    return [services.flag(row, REASON, detail=f"{3 + n}.9 g < 10 g") for n, row in enumerate(rows)]


def judged(flags: list[Flag]) -> list[str]:
    return [Flag.objects.get(pk=flag.pk).judged for flag in flags]


def test_what_was_found_stands_beside_what_was_expected(as_user: Sign, three: list[Flag]) -> None:
    page = as_user("alice").get("/review").content.decode()
    assert "<dt>Expected, at least</dt><dd><bdi>10 g</bdi></dd>" in page
    assert "<dt>Found</dt><dd><bdi>3.9 g</bdi></dd>" in page
    assert [value for _term, value in evidence("Dakar (SN) ≠ MA")] == ["Dakar (SN)", "MA"]
    assert [value for _term, value in evidence("CSQU3054380")] == ["CSQU3054380"]
    assert evidence("") == []


def test_reasons_are_counted_for_what_the_reader_may_see(as_user: Sign, three: list[Flag]) -> None:
    services.flag(three[2].document, "future_date", detail="2031-01-01 > 2026-11-25")
    seen, hidden = (as_user(name).get("/review").content.decode() for name in ("alice", "charlie"))
    assert "4 doubts" in seen
    assert "The date lies in the future" in seen
    assert "2 doubts" in hidden
    assert "The date lies in the future" not in hidden
    assert "5.9 g" not in hidden


def test_the_other_record_is_shown_to_who_may_see_it(
    as_user: Sign, filed: Callable[..., Document], three: list[Flag]
) -> None:
    other = filed(units=("MA-CMN-AIR",))
    Flag.objects.filter(pk=three[0].pk).update(about=other.record_id)
    seen, hidden = (as_user(name).get("/review").content.decode() for name in ("alice", "charlie"))
    assert f'The other record: <a href="/records/{other.record_id}">' in seen
    assert str(other.record_id) not in hidden
    assert "The other record" not in hidden


def test_marked_rows_are_judged_together_each_with_who_when_and_why(as_user: Sign, three: list[Flag]) -> None:
    posted = {"which": "marked", "flag": [three[0].pk, three[1].pk], "judgement": "right", "note": "Grams, asked"}
    answer = as_user("alice").post(f"/review/together?reason={REASON}", posted)
    assert answer.status_code == 302
    assert judged(three) == ["right", "right", ""]
    held = Flag.objects.get(pk=three[0].pk)
    assert (held.judged_by, held.note) == ("MA/MA-CMN-AIR/alice", "Grams, asked")
    assert held.cleared_at is not None
    entry = log.entries_about(str(held.document.record_id)).get(action="judge_flag")
    assert entry.detail == {"flag": REASON, "together": 2}


def test_all_of_a_reason_are_those_that_the_reader_sees(as_user: Sign, three: list[Flag]) -> None:
    posted = {"which": "all", "judgement": "unsure"}
    as_user("charlie").post(f"/review/together?reason={REASON}", posted)
    assert judged(three) == ["unsure", "unsure", ""]


def test_an_outsiders_marks_on_hidden_rows_change_nothing_and_tell_nothing(as_user: Sign, three: list[Flag]) -> None:
    browser = as_user("charlie")
    for key in (three[2].pk, 99_999):
        answer = browser.post(f"/review/together?reason={REASON}", {"flag": key, "judgement": "right"}, follow=True)
        assert "0 doubts were judged." in answer.content.decode()
    assert judged(three) == ["", "", ""]


@pytest.mark.parametrize(
    ("query", "posted", "sentence"),
    [
        ("", {"which": "all", "judgement": "right"}, "Choose a reason first"),
        (f"reason={REASON}", {"which": "marked", "judgement": "right"}, "Mark at least one row"),
        (f"reason={REASON}", {"which": "all", "judgement": "gone"}, "Say whether the record is right"),
        (f"reason={REASON}", {"which": "all", "judgement": "right", "note": "x" * 501}, "The note is too long"),
    ],
)
def test_what_cannot_be_judged_together_is_said(
    as_user: Sign, three: list[Flag], query: str, posted: dict[str, str], sentence: str
) -> None:
    answer = as_user("alice").post(f"/review/together?{query}", posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert judged(three) == ["", "", ""]


def test_a_cleared_doubt_is_not_judged_again_together(as_user: Sign, three: list[Flag]) -> None:
    doubts.judge(ALICE, three[0].pk, "right", "Weighed", PURPOSE)
    everything = doubts.Wanted(code=REASON, state="cleared")
    assert doubts.judge_all(ALICE, everything, None, "unsure", "", PURPOSE) == 0
    assert Flag.objects.get(pk=three[0].pk).note == "Weighed"
