"""The photographs on a record's page: adding, looking, taking out; and what a reader of a received record is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cocaf.domain.things.draft import Draft
from cocaf.intake import services as intake
from cocaf.records import selectors
from cocaf.records.models import Document
from tests.conftest import ALICE, COURIER, PURPOSE
from tests.intake.test_photographs import HEIC, picture
from tests.web.test_outsiders import same_as_nothing


def upload(raw: bytes) -> dict[str, object]:
    return {"picture": SimpleUploadedFile("IMG_0417.jpg", raw, "image/jpeg"), "caption": "Les capsules"}


@pytest.fixture
def shown(as_user: Callable[..., Client], filed: Callable[..., Document]) -> tuple[Document, str]:
    """A record with a photograph that alice added on its page, and the photograph's digest."""
    record = filed()
    answer = as_user("alice").post(f"/records/{record.record_id}/photographs/new", upload(picture()))
    assert answer["Location"] == f"/records/{record.record_id}#photographs"
    body = selectors.open_record(ALICE, record.record_id, PURPOSE).record.plain["body"]
    return record, body["photos"][0]["sha256"]


def test_a_photograph_is_shown_small_and_leads_to_the_whole_one(
    as_user: Callable[..., Client], shown: tuple[Document, str]
) -> None:
    record, sha256 = shown
    alice = as_user("alice")
    page = alice.get(f"/records/{record.record_id}").content.decode()
    at = f"/records/{record.record_id}/photographs/{sha256}"
    assert f'src="{at}/small" alt="Les capsules"' in page
    assert f'href="{at}/shown"' in page
    for which in ("small", "shown"):
        answer = alice.get(f"{at}/{which}")
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cache-Control"] == "no-store"
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")  # type: ignore[attr-defined]
    kept = alice.get(f"{at}/original")
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept["Content-Type"] == "application/octet-stream"
    assert alice.get(f"{at}/other").status_code == 404


@pytest.mark.parametrize(("raw", "words"), [(HEIC, "save or send it as jpeg"), (b"x", "no jpeg, png or webp")])
def test_a_file_that_cannot_be_drawn_is_refused_at_its_box(
    as_user: Callable[..., Client], filed: Callable[..., Document], raw: bytes, words: str
) -> None:
    record = filed()
    answer = as_user("alice").post(f"/records/{record.record_id}/photographs/new", upload(raw))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page.lower()
    assert 'href="#id_picture_field"' in page


def test_a_photograph_is_taken_out_only_when_the_reference_was_typed(
    as_user: Callable[..., Client], shown: tuple[Document, str]
) -> None:
    record, sha256 = shown
    alice, way = as_user("alice"), f"/records/{record.record_id}/photographs/{sha256}/remove"
    assert alice.post(way, {"reference": "MA-0000-0000"}).status_code == 422
    assert alice.post(way, {"reference": record.reference}).status_code == 302
    assert alice.get(f"/records/{record.record_id}/photographs/{sha256}/small").status_code == 404
    page = alice.get(f"/records/{record.record_id}/versions/3").content.decode()
    assert "Les capsules" in page
    assert "Removed" in page


def test_a_record_that_was_received_says_that_its_pictures_stayed_with_the_owner(
    as_user: Callable[..., Client], filed: Callable[..., Document], courier: Callable[..., Draft]
) -> None:
    photo = {"file": "01a20ad4-7fd1-7aaf-8e16-000000000001", "sha256": "1" * 64, "original_sha256": "2" * 64,
             "width": 10, "height": 10}  # fmt: skip
    record = intake.file_record(ALICE, courier(body=COURIER | {"photos": [photo]}))
    page = as_user("bob").get(f"/records/{record.record_id}").content.decode()
    assert "The picture did not come with the record." in page
    assert "2" * 64 in page


@pytest.mark.parametrize(
    "way", ["/photographs/new", f"/photographs/{'1' * 64}/small", f"/photographs/{'1' * 64}/remove"]
)
def test_an_outsider_gets_what_one_gets_for_nothing(
    as_user: Callable[..., Client], filed: Callable[..., Document], way: str
) -> None:
    hidden, browser = filed(units=("MA-CMN-AIR",)), as_user("charlie")
    same_as_nothing(browser, "get", hidden, f"/photographs/{way}")
    assert browser.get(f"/records/{hidden.record_id}/photographs/{way}").status_code == 404


def test_the_full_report_keeps_the_photographs(as_user: Callable[..., Client], shown: tuple[Document, str]) -> None:
    record, sha256 = shown
    alice = as_user("alice")
    at = alice.post(f"/records/{record.record_id}/complete")["Location"]
    answers = at.rsplit("/", 1)[0] + "/answers"
    assert alice.post(answers, {"file": "1"}).status_code == 302
    body = selectors.open_record(ALICE, record.record_id, PURPOSE).record.plain["body"]
    assert body["form"] == "full"
    assert [each["sha256"] for each in body["photos"]] == [sha256]
