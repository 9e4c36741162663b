"""What does charlie get? A person who may not see a record gets, on every address of it, what a record that does not
exist would get: the same status and the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from cocaf.domain.things.record import new_id
from cocaf.members.models import Member
from cocaf.records.models import Document

ADDRESSES = ("", "/release", "/recall", "/outcome")
NOBODYS = "01a20ad4-7fd1-7aaf-8e16-c40391885026"
"""A fixed id that no record has: a random one in a test's name would differ between the processes that run it."""
POSTED = ("/release", "/recall", "/outcome", "/acknowledge")


def bytes_of(page: bytes) -> bytes:
    """The page without its one random value: the masked token of the forms."""
    return re.sub(rb'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', b"", page)


@pytest.fixture
def hidden(filed: Callable[..., Document]) -> Document:
    """A report whose audience names alice's unit alone."""
    return filed(units=("MA-CMN-AIR",))


def same_as_nothing(browser: Client, method: str, record: Document, way: str) -> None:
    """Asks for the record and for one that is not there; both answers must be one."""
    ask = getattr(browser, method)
    asked, nothing = (ask(f"/records/{key}{way}") for key in (record.record_id, new_id()))
    assert asked.status_code == nothing.status_code == 404
    page = bytes_of(nothing.content)
    # the address stands in the page once, as the way back of the language's form
    assert re.sub(rb"/records/[0-9a-f-]{36}", b"", bytes_of(asked.content)) == re.sub(
        rb"/records/[0-9a-f-]{36}", b"", page
    )


@pytest.mark.parametrize("way", ADDRESSES)
def test_an_outsider_gets_for_a_record_what_one_gets_for_nothing(
    as_user: Callable[..., Client], hidden: Document, way: str
) -> None:
    same_as_nothing(as_user("charlie"), "get", hidden, way)


@pytest.mark.parametrize("way", POSTED)
def test_an_outsider_cannot_tell_by_acting_that_a_record_is_there(
    as_user: Callable[..., Client], hidden: Document, way: str
) -> None:
    same_as_nothing(as_user("charlie"), "post", hidden, way)


def test_the_owner_reads_the_record_of_her_unit(as_user: Callable[..., Client], hidden: Document) -> None:
    page = as_user("alice").get(f"/records/{hidden.record_id}")
    assert page.status_code == 200
    assert hidden.reference in page.content.decode()
    assert "XK0417217" in page.content.decode()


@pytest.mark.parametrize("way", ["/", "/records", "/exchange", "/records?kind=report", "/units"])
def test_no_list_tells_an_outsider_of_a_record(as_user: Callable[..., Client], hidden: Document, way: str) -> None:
    page = as_user("charlie").get(way)
    assert page.status_code == 200
    assert hidden.reference not in page.content.decode()


def test_a_list_counts_for_an_outsider_what_he_may_see(
    as_user: Callable[..., Client], hidden: Document, filed: Callable[..., Document]
) -> None:
    assert "0 records" in as_user("charlie").get("/records").content.decode()
    filed()
    assert "1 record<" in as_user("charlie").get("/records").content.decode()
    assert "2 records" in as_user("alice").get("/records").content.decode()


def test_a_check_tells_an_outsider_nothing(as_user: Callable[..., Client], hidden: Document) -> None:
    page = as_user("charlie").post("/check", {"q": "XK0417217"}).content.decode()
    assert "Nothing is held about this" in page
    assert "no clearance" in page


def test_a_reference_leads_an_outsider_nowhere(as_user: Callable[..., Client], hidden: Document) -> None:
    page = as_user("charlie").post("/check", {"q": hidden.reference})
    assert page.status_code == 200
    assert "Nothing is held about this" in page.content.decode()


def test_a_trigger_that_is_hidden_is_answered_like_one_that_is_not_there(
    as_user: Callable[..., Client], hidden: Document
) -> None:
    browser = as_user("charlie")
    answers = [
        browser.post("/report/new?event=seizure", {"country": "MA", "trigger": reference}).content.decode()
        for reference in (hidden.reference, "MA-0000-0000")
    ]
    assert all("You hold no record with this reference." in answer for answer in answers)


def test_a_hidden_delivery_cannot_be_tried_again(as_user: Callable[..., Client], senegal: Member) -> None:
    assert as_user("charlie").post("/exchange/deliveries/1/retry").status_code == 404


@pytest.mark.parametrize(
    "way", ["/", "/check", "/records", "/exchange", "/units", "/report/new", "/records/" + NOBODYS]
)
def test_nobody_sees_a_page_without_signing_in(node: Member, way: str) -> None:
    answer = Client().get(way)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_a_node_has_no_hub_page_and_no_switch(as_user: Callable[..., Client]) -> None:
    assert as_user("bob").get("/hub").status_code == 404
    assert as_user("bob").post("/line/switch").status_code == 404
