"""The pages of online listings: a saved page goes in, what was read is checked, and the record shows it as text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cocaf.domain.things.record import new_id
from cocaf.records.models import Document, StoredFile

PAGE = resources.files("cocaf.online.demonstration").joinpath("bazaar_nested_tables.html").read_bytes()
HOSTILE = b"<h1>Snow <script>alert(1)</script>&lt;img src=x onerror=alert(2)&gt; 1g</h1><p>Price: <b>50 EUR</b>"


def upload(raw: bytes = PAGE, **changes: Any) -> dict[str, Any]:
    page = SimpleUploadedFile("page.html", raw, content_type="text/html")
    circumstances = {"seen_at": "2026-11-20T10:42", "method": "saved_page", "pap": "RED", "note": ""}
    return {"page": page} | circumstances | changes


def boxes(page: str) -> dict[str, str]:
    """What the form of a page would send."""
    form = page[page.index('name="packed"') :]
    inputs = re.findall(
        r'<input type="(?:text|hidden)" name="(\w+)"(?: value="([^"]*)")?', '<input type="hidden" ' + form
    )
    areas = re.findall(r'<textarea name="(\w+)"[^>]*>\s?(.*?)</textarea>', form, re.DOTALL)
    lists = re.findall(r'<select name="(\w+)".*?</select>', form, re.DOTALL)
    chosen = {name: _selected(form, name) for name in lists}
    return {name: html.unescape(value).strip() for name, value in inputs + areas} | chosen


def _selected(form: str, name: str) -> str:
    part = re.search(rf'<select name="{name}".*?</select>', form, re.DOTALL)
    found = re.search(r'value="([^"]*)" selected', part.group()) if part else None
    return found.group(1) if found else ""


@pytest.fixture
def alice(as_user: Callable[..., Client]) -> Client:
    return as_user("alice")


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_saved_page_is_read_checked_and_filed(as_user: Callable[..., Client], language: str) -> None:
    browser = as_user("alice", language)
    assert browser.get("/online").status_code == browser.get("/online/new").status_code == 200
    read = browser.post("/online/new", upload())
    typed = boxes(read.content.decode())
    assert read.status_code == 200
    assert typed["vendor"] == "maison_du_phare"
    assert typed["substance_1"] == "cocaine.unspec"
    assert "phone: +212600000417" in typed["identifiers"]
    answer = browser.post("/online/check", typed | {"file": "1"})
    document = Document.objects.get(kind="capture")
    assert answer["Location"] == f"/records/{document.record_id}"
    shown = browser.get(answer["Location"]).content.decode()
    assert "+212600000417" in shown
    assert "maison_du_phare" in shown
    assert document.reference in browser.get("/online").content.decode()


def test_a_field_left_as_it_was_read_keeps_its_place_on_the_page(alice: Client) -> None:
    typed = boxes(alice.post("/online/new", upload()).content.decode())
    answer = alice.post("/online/check", typed | {"vendor": "phare", "category": ""})
    shown = alice.get(answer["Location"]).content.decode()
    assert "typed by an officer" in shown
    assert "/tr[2]/td/h1" in shown
    assert "Unknown" in shown


def test_nothing_of_the_page_is_alive_on_ours(alice: Client) -> None:
    read = alice.post("/online/new", upload(HOSTILE)).content.decode()
    assert "<img src=x" not in read
    assert "alert(1)" not in read
    answer = alice.post("/online/check", boxes(read))
    shown = alice.get(answer["Location"]).content.decode()
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


def test_the_original_is_a_download_and_never_a_page(alice: Client) -> None:
    answer = alice.post("/online/check", boxes(alice.post("/online/new", upload(HOSTILE)).content.decode()))
    file = alice.get(answer["Location"].replace("/records/", "/online/") + "/file")
    assert b"".join(file.streaming_content) == HOSTILE  # type: ignore[attr-defined]
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"


def test_what_is_no_page_and_what_lies_ahead_are_said_at_their_boxes(alice: Client) -> None:
    refused = alice.post("/online/new", upload(b"%PDF-1.7"))
    assert (refused.status_code, StoredFile.objects.count()) == (422, 0)
    assert "is not a web page" in refused.content.decode()
    ahead = alice.post("/online/new", upload(seen_at="2099-01-01T10:00"))
    assert ahead.status_code == 422
    assert "still to come" in ahead.content.decode()
    assert alice.post("/online/new", {}).status_code == 422


def test_a_wrong_correction_is_said_and_nothing_is_lost(alice: Client) -> None:
    typed = boxes(alice.post("/online/new", upload()).content.decode())
    answer = alice.post("/online/check", typed | {"prices": "cheap", "vendor": "phare"})
    again = boxes(answer.content.decode())
    assert answer.status_code == 422
    assert (again["vendor"], again["prices"]) == ("phare", "cheap")
    assert not Document.objects.exists()


def test_setting_the_page_aside_erases_it(alice: Client) -> None:
    typed = boxes(alice.post("/online/new", upload()).content.decode())
    assert alice.post("/online/check", typed | {"set_aside": "1"})["Location"] == "/online"
    assert not StoredFile.objects.exists()
    assert alice.post("/online/check", typed).status_code == 422
    assert not Document.objects.exists()


def test_another_person_can_neither_file_nor_fetch_it(alice: Client, as_user: Callable[..., Client]) -> None:
    typed = boxes(alice.post("/online/new", upload()).content.decode())
    stranger = as_user("charlie")
    assert stranger.post("/online/check", typed).status_code == 404
    assert stranger.post("/online/check", typed | {"packed": "x"}).status_code == 404
    assert stranger.get(f"/online/{new_id()}/file").status_code == 404
    assert Client().get("/online").status_code == 302
