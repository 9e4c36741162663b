"""The list of records: found by words, narrowed by links, counted and weighed, in an order, and the searches that a
person keeps for themselves."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cocaf.audit import selectors as log
from cocaf.audit.models import Entry
from cocaf.records.models import Document
from cocaf.search import saved
from cocaf.search.models import SavedSearch

Sign = Callable[..., Client]
File = Callable[..., Document]


def seizure(place: str, day: str, substance: str, quantity: str | None) -> dict[str, Any]:
    """An invented seizure without persons; without a unit the quantity has no factor."""
    named: dict[str, Any] = {"substance": substance}
    if quantity:
        named |= {
            "quantity": {"value": quantity, "unit": "kg"}, "kilograms": {"value": quantity, "factor": "mass.kg"}
        }  # fmt: skip
    else:
        named |= {"quantity": {"value": "7", "as_given": "Amphorae"}}
    return {
        "event": "seizure", "occurred_on": day, "place": {"country": "MA", "name": place, "type": "port"},
        "substances": [named],
    }  # fmt: skip


@pytest.fixture
def three(filed: File) -> list[Document]:
    """Three seizures of alice's."""
    return [
        filed(body=seizure("Agadir", "2014-02-01", "cocaine.hcl", "2.5")),
        filed(body=seizure("Tanger", "2015-03-01", "cocaine.crack", None)),
        filed(body=seizure("Agadir", "2015-04-01", "cannabis.resin", "1200")),
    ]


def words_of(answer: Any) -> str:
    """The page as text, without marks and runs of spaces."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(plain).replace("\u2066", "").replace("\u2069", "").split())


def listed(answer: Any, rows: list[Document]) -> list[int]:
    """The places in `rows` of the records that the table shows, in its order."""
    shown = re.findall(r'<th scope="row"[^>]*><a href="/records/([0-9a-f-]+)"', answer.content.decode())
    return [[str(row.record_id) for row in rows].index(each) for each in shown]


def test_the_list_says_how_many_and_how_heavy_and_what_was_not_converted(as_user: Sign, three: list[Document]) -> None:
    page = words_of(as_user("alice").get("/records"))
    assert "3 records 1,202.5 kg, plus 1 not converted" in page


def test_a_facet_narrows_by_a_plain_link_and_is_taken_away_by_one(as_user: Sign, three: list[Document]) -> None:
    browser = as_user("alice")
    page = browser.get("/records").content.decode()
    link = re.search(r'href="(/records\?substance=cocaine)"', page)
    assert link
    narrowed = browser.get(link[1])
    assert listed(narrowed, three) == [1, 0]
    assert "2 records 2.5 kg, plus 1 not converted" in words_of(narrowed)
    # its children stand below it now, and the way back
    assert "substance=cocaine.crack" in narrowed.content.decode()
    assert re.search(r'<a class="chip" href="/records">', narrowed.content.decode())


def test_facets_of_one_dimension_respect_the_filters_of_the_others(as_user: Sign, three: list[Document]) -> None:
    page = words_of(as_user("alice").get("/records?substance=cocaine"))
    assert "Year 2015 1 2014 1" in page
    assert "Cannabis-type substances 1,200 kg 1" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("text=agadir", [2, 0]),
        ("text=Haschich", []),
        ("text=r%C3%A9sine", [2]),
        ("since=2015-01-01&until=2015-12-31", [2, 1]),
        ("lightest=2%2C5&heaviest=3", [0]),
        ("sort=weight", [2, 0, 1]),
        ("sort=weight_up", [0, 2, 1]),
        ("sort=day_up", [0, 1, 2]),
        ("sort=nonsense", [2, 1, 0]),
        ("before=nonsense", [2, 1, 0]),
        ("place_type=port&country=MA&event=seizure&origin=own", [2, 1, 0]),
        ("country=XX", []),
        ("substance=no.such.code", []),
    ],
)
def test_the_address_says_what_is_listed(as_user: Sign, three: list[Document], asked: str, found: list[int]) -> None:
    answer = as_user("alice").get(f"/records?{asked}")
    assert answer.status_code == 200
    assert listed(answer, three) == found


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("since=yesterday", "Write a day as year, month, day"),
        ("since=2015-01-02&until=2015-01-01", "The period ends before it begins."),
        ("lightest=heavy", "Write a number of kilograms"),
        ("lightest=3&heaviest=2", "This is less than the smallest quantity."),
    ],
)
def test_a_wrong_day_or_quantity_is_told_with_a_link_to_its_box(
    as_user: Sign, three: list[Document], asked: str, sentence: str
) -> None:
    answer = as_user("alice").get(f"/records?{asked}")
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert "error-summary" in answer.content.decode()


def test_a_code_that_no_list_knows_is_shown_as_it_is(as_user: Sign, three: list[Document]) -> None:
    answer = as_user("alice").get("/records?substance=no.such.code")
    assert "Substance no.such.code" in words_of(answer)
    assert "No record fits" in words_of(answer)


def test_an_outsider_counts_nothing_of_what_one_unit_keeps(as_user: Sign, filed: File) -> None:
    filed(body=seizure("Agadir", "2014-02-01", "cocaine.hcl", "2.5"), units=("MA-CMN-AIR",))
    browser = as_user("charlie")
    nothing = browser.get("/records")
    assert "0 records" in words_of(nothing)
    assert "Cocaine" not in words_of(nothing)
    assert "0 records" in words_of(browser.get("/records?text=agadir"))


def test_the_log_tells_that_somebody_searched_and_not_for_what(as_user: Sign, three: list[Document]) -> None:
    as_user("alice").get("/records?text=agadir&country=MA")
    (entry,) = Entry.objects.filter(action="find")
    assert entry.actor == "MA/MA-CMN-AIR/alice"
    assert entry.detail["filters"] == ["text", "country"]
    assert "agadir" not in str(entry.detail)


# ---- saved searches


def kept(browser: Client, name: str = "Agadir, 2014", query: str = "text=agadir&since=2014-01-01") -> SavedSearch:
    assert browser.post(f"/records/searches?{query}", {"name": name}).status_code == 302
    return SavedSearch.objects.get(name=name)


def test_a_search_is_kept_listed_opened_renamed_and_thrown_away(as_user: Sign, three: list[Document]) -> None:
    browser = as_user("alice")
    row = kept(browser)
    assert "Agadir, 2014" in words_of(browser.get("/records"))
    opened = browser.get(f"/records/searches/{row.pk}")
    assert opened["Location"] == "/records?since=2014-01-01&text=agadir"
    browser.post(f"/records/searches/{row.pk}/change", {"act": "rename", "name": "The port"})
    assert "The port" in words_of(browser.get("/records/searches"))
    browser.post(f"/records/searches/{row.pk}/change", {"act": "drop"})
    assert not SavedSearch.objects.exists()


def test_what_a_kept_search_asks_is_encrypted_and_not_in_the_log(as_user: Sign, three: list[Document]) -> None:
    browser = as_user("alice")
    row = kept(browser)
    browser.get(f"/records/searches/{row.pk}")
    assert b"agadir" not in bytes(row.sealed)
    acts = log.entries_about(str(row.pk))
    assert sorted(acts.values_list("action", flat=True)) == ["keep_search", "open_search"]
    assert "gadir" not in str([entry.detail for entry in acts])


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("text=a", " ", "Give the search a name"),
        ("text=a", "x" * 81, "Give the search a name"),
        ("", "All", "This list is not narrowed by anything"),
        ("text=b", "Agadir, 2014", "You already keep a search named"),
    ],
)
def test_a_search_that_cannot_be_kept_says_why(
    as_user: Sign, three: list[Document], query: str, name: str, sentence: str
) -> None:
    browser = as_user("alice")
    kept(browser)
    answer = browser.post(f"/records/searches?{query}", {"name": name})
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert SavedSearch.objects.count() == 1


def test_no_more_are_kept_than_a_person_can_look_through(
    as_user: Sign, three: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    browser = as_user("alice")
    kept(browser)
    assert browser.post("/records/searches?text=b", {"name": "Second"}).status_code == 422


def test_a_kept_search_is_its_owners_alone(as_user: Sign, three: list[Document]) -> None:
    row = kept(as_user("alice"))
    outsider = as_user("charlie")
    assert "Agadir, 2014" not in words_of(outsider.get("/records"))
    for key in (row.pk, uuid.uuid4()):
        assert outsider.get(f"/records/searches/{key}").status_code == 404
        assert outsider.post(f"/records/searches/{key}/change", {"act": "drop"}).status_code == 404
    assert SavedSearch.objects.filter(pk=row.pk).exists()


def test_a_kept_search_with_a_code_that_went_is_opened_and_shows_it(as_user: Sign, three: list[Document]) -> None:
    browser = as_user("alice")
    row = kept(browser, "Old", "substance=gone.code")
    answer = browser.get(f"/records/searches/{row.pk}", follow=True)
    assert answer.status_code == 200
    assert "gone.code" in words_of(answer)
