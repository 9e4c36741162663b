"""The pages of an import: from a table to records without a script, corrected where it is wrong, nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cocaf.domain.things.record import new_id
from cocaf.intake.mapped import runs, work
from cocaf.intake.models import ImportRun, SavedMapping
from cocaf.members.models import User
from cocaf.records.models import Document
from tests.intake.test_mapped import GOOD, HEADERS, sheet

WRONG = ("EXP-2", "ayer", *GOOD[2:5], "mucha", *GOOD[6:])
MOON = ("EXP-3", *GOOD[1:4], "Polvo de luna", *GOOD[5:])
ACTS = ("", "/mapping", "/values", "/check", "/progress", "/rejected.csv", "/rejected.xlsx")


def upload(browser: Client, content: bytes, name: str = "incautaciones.csv", **more: str) -> Any:
    return browser.post("/imports/new", {"table": SimpleUploadedFile(name, content), **more})


def boxes(browser: Client, run: ImportRun) -> dict[str, Any]:
    """What the page of the columns shows in its boxes, as a browser would post it."""
    form = browser.get(f"/imports/{run.pk}/mapping").context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def brought(browser: Client, *rows: tuple[str, ...]) -> ImportRun:
    answer = upload(browser, sheet(*rows))
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.order_by("-begun_at").first()


def test_a_table_goes_from_upload_to_records_without_a_script(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice", "fr")
    run = brought(browser, GOOD, WRONG, MOON)
    page = browser.get(f"/imports/{run.pk}/mapping").content.decode()
    assert all(f"<bdi>{header}</bdi>" in page for header in HEADERS)
    assert "Deviné" in page
    typed = boxes(browser, run) | {"name": "Notre registre"}
    assert (typed["column-1"], typed["column-5"]) == ("occurred_on:dmy", "quantity:comma")
    assert browser.post(f"/imports/{run.pk}/mapping", typed)["Location"] == f"/imports/{run.pk}"
    assert "en cours de contrôle" in browser.get(f"/imports/{run.pk}").content.decode()
    work.run_due()
    assert browser.get(f"/imports/{run.pk}")["Location"].endswith("/values"), "a word waits for its code"
    page = browser.get(f"/imports/{run.pk}/values").content.decode()
    assert "<bdi>Polvo de luna</bdi>" in page
    assert "Chlorhydrate de cocaïne" in page
    browser.post(f"/imports/{run.pk}/values", {"word-0": "Chlorhydrate de cocaïne"})
    work.run_due()
    page = browser.get(f"/imports/{run.pk}/check").content.decode()
    assert "Reprendre 2 lignes" in page
    assert "une date jour, mois, année : 14/02/2014" in page
    assert f'/imports/{run.pk}/mapping#id_column-1_field"' in page
    assert not Document.objects.exists()
    browser.post(f"/imports/{run.pk}/check")
    work.run_due()
    page = browser.get(f"/imports/{run.pk}").content.decode()
    assert Document.objects.count() == 2
    assert all(each in page for each in Document.objects.values_list("reference", flat=True))
    rejected = b"".join(browser.get(f"/imports/{run.pk}/rejected.csv")).decode()
    assert "mucha: un nombre à virgule décimale" in rejected
    assert SavedMapping.objects.get().name == "Notre registre"


def test_the_mended_sheet_is_brought_with_the_saved_mapping(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    run = brought(browser, GOOD, WRONG)
    browser.post(f"/imports/{run.pk}/mapping", boxes(browser, run) | {"name": "Ours"})
    work.run_due()
    browser.post(f"/imports/{run.pk}/check")
    work.run_due()
    mended = b"".join(browser.get(f"/imports/{run.pk}/rejected.csv")).decode()
    mended = mended.replace("ayer,", "15/02/2026,", 1).replace("mucha,", '"2,5",', 1)
    assert upload(browser, mended.encode(), saved=str(SavedMapping.objects.get().pk)).status_code == 302
    again = ImportRun.objects.order_by("-begun_at").first()
    browser.post(f"/imports/{again.pk}/mapping", boxes(browser, again))
    work.run_due()
    browser.post(f"/imports/{again.pk}/check")
    work.run_due()
    again.refresh_from_db()
    assert (again.state, again.stored, again.rejected) == (runs.DONE, 1, 0)


def test_a_mapping_that_cannot_be_used_says_at_which_box(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice", "es")
    run = brought(browser, GOOD)
    typed = boxes(browser, run) | {"column-2": "quantity:comma", "all-country": "", "confidentiality": "RESTRICTED"}
    answer = browser.post(f"/imports/{run.pk}/mapping", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "#id_column-2_field" in page
    assert "#id_all-country_field" in page
    assert "Indique dónde ocurrió" in page
    User.objects.filter(username="alice").update(clearance="OFFICIAL_USE")
    answer = browser.post(f"/imports/{run.pk}/mapping", typed | {"all-country": "MA", "column-2": ""})
    assert "Supera su habilitación" in answer.content.decode()


def test_a_word_that_is_in_no_list_is_told_beside_its_box(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    run = brought(browser, MOON)
    browser.post(f"/imports/{run.pk}/mapping", boxes(browser, run))
    work.run_due()
    answer = browser.post(f"/imports/{run.pk}/values", {"word-0": "green cheese"})
    assert answer.status_code == 422
    assert 'href="#word-0"' in answer.content.decode()
    assert 'value="green cheese"' in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0 old", "old Excel format"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"Fecha;Droga\n", "no row under its header"),
    ],
)
def test_a_table_that_cannot_be_read_gets_its_sentence_at_the_box_and_leaves_nothing(
    as_user: Callable[..., Client], content: bytes, words: str
) -> None:
    answer = upload(as_user("alice"), content)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "#id_table_field" in page
    assert not ImportRun.objects.exists()


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(as_user: Callable[..., Client], settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = upload(as_user("alice"), b"x" * 2000)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_a_fault_behind_the_first_rows_is_told_on_the_imports_own_page(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    upload(browser, sheet(*[GOOD] * 30) + b'EXP;"never closed')
    run = ImportRun.objects.get()
    browser.post(f"/imports/{run.pk}/mapping", boxes(browser, run))
    work.run_due()
    page = browser.get(f"/imports/{run.pk}").content.decode()
    assert "The table was refused" in page
    assert "a quotation mark is not closed" in page
    assert "Refused" in browser.get("/imports").content.decode()


@pytest.mark.parametrize("way", ACTS)
def test_an_outsider_gets_for_a_run_what_one_gets_for_nothing(as_user: Callable[..., Client], way: str) -> None:
    run = brought(as_user("alice"), GOOD)
    for name in ("bob", "charlie"):
        browser = as_user(name)
        for ask in (browser.get, browser.post):
            asked, nothing = (ask(f"/imports/{key}{way}") for key in (run.pk, new_id()))
            assert asked.status_code == nothing.status_code == 404
            assert _bare(asked.content) == _bare(nothing.content)


@pytest.mark.parametrize("way", ["/sheet", "/drop"])
def test_an_outsider_cannot_act_on_a_run(as_user: Callable[..., Client], way: str) -> None:
    run = brought(as_user("alice"), GOOD)
    assert as_user("bob").post(f"/imports/{run.pk}{way}", {"sheet": ""}).status_code == 404
    assert ImportRun.objects.filter(pk=run.pk).exists()


def test_the_list_is_ones_own_and_the_mappings_are_the_units(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    run = brought(browser, GOOD)
    browser.post(f"/imports/{run.pk}/mapping", boxes(browser, run) | {"name": "Ours of the airport"})
    assert "incautaciones.csv" in browser.get("/imports").content.decode()
    other = as_user("bob").get("/imports").content.decode()
    assert "incautaciones.csv" not in other
    assert "Ours of the airport" not in other
    saved = SavedMapping.objects.get()
    as_user("bob").post(f"/imports/mappings/{saved.pk}/drop")
    assert SavedMapping.objects.exists()
    assert upload(as_user("bob"), sheet(GOOD), saved=str(saved.pk)).status_code == 422
    browser = as_user("alice")
    browser.post(f"/imports/mappings/{saved.pk}/drop")
    assert not SavedMapping.objects.exists()


def test_who_may_not_file_records_is_offered_no_import_and_gets_none(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    assert 'href="/imports"' in browser.get("/").content.decode()
    User.objects.filter(username="alice").update(role="auditor")
    assert 'href="/imports"' not in browser.get("/units").content.decode()
    for way in ("/imports", "/imports/new"):
        assert browser.get(way).status_code == 403
    assert upload(browser, sheet(GOOD)).status_code == 403


def test_throwing_the_table_away_ends_the_import(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    run = brought(browser, GOOD)
    assert browser.post(f"/imports/{run.pk}/drop")["Location"] == "/imports"
    assert browser.get(f"/imports/{run.pk}").status_code == 404


def _bare(page: bytes) -> bytes:
    return re.sub(rb'/imports/[0-9a-f-]{36}|(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', b"", page)
