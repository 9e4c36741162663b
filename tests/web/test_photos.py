"""The photographs on a record's page: adding, looking, taking out; and what a reader of a received record is told."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cocaf.crypto.client import KeyClient
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import Record, new_id
from cocaf.exchange import pictures
from cocaf.intake import arrivals, photographs
from cocaf.intake import services as intake
from cocaf.intake.arrivals import Arrival
from cocaf.intake.travelling import Picture
from cocaf.members.models import Member
from cocaf.records import selectors
from cocaf.records.models import Document
from tests.conftest import ALICE, COURIER, PURPOSE
from tests.intake.test_photographs import HEIC, noise, picture
from tests.web.test_outsiders import same_as_nothing


def drawn_copy() -> bytes:
    """A picture as it is drawn anew."""
    return photographs.draw(picture()).copy


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
    assert "The picture was not sent with the record." in page
    assert "2" * 64 in page


def photo_of(copy: bytes) -> dict[str, object]:
    return {"file": new_id(), "sha256": hashlib.sha256(copy).hexdigest(), "original_sha256": "2" * 64, "width": 640,
            "height": 480, "caption": "Les sachets"}  # fmt: skip


def come(senegal: Member, key_process: KeyClient, copy: bytes, **more: Any) -> Record:
    """A report of SN's that came with its photograph, as the inbox takes it in once it was verified."""
    draft = Draft("report", COURIER | {"photos": [photo_of(copy)]}, PURPOSE, "fr", members=("MA",), **more)
    plain = drafts.document(draft, senegal.code, "SN-NCB", datetime.datetime.now(datetime.UTC))
    text = records.encode(records.check(plain))
    signature = key_process.protect([text], sign=True)[0].signature
    answers = arrivals.receive([Arrival("SN", [(text, signature)], new_id())])[0]
    pictures.take_in([("SN", answers, {photo_of(copy)["sha256"]: Picture(photo_of(copy)["sha256"], copy, copy)})])
    assert answers[0].record is not None
    return answers[0].record


def test_a_picture_that_came_with_a_record_is_shown_on_its_page_and_cannot_be_taken_out(
    as_user: Callable[..., Client], senegal: Member, key_process: KeyClient
) -> None:
    copy = drawn_copy()
    record, bob = come(senegal, key_process, copy), as_user("bob")
    at = f"/records/{record.head.id}/photographs/{hashlib.sha256(copy).hexdigest()}"
    page = bob.get(f"/records/{record.head.id}").content.decode()
    assert f'src="{at}/small" alt="Les sachets"' in page
    assert "was not sent with the record" not in page
    assert "/original" not in page
    assert b"".join(bob.get(f"{at}/shown").streaming_content) == copy  # type: ignore[attr-defined]
    assert bob.get(f"{at}/original").status_code == 403


@pytest.mark.parametrize("which", ["shown", "small", "original"])
def test_an_outsider_at_the_recipient_gets_for_its_picture_what_one_gets_for_nothing(
    as_user: Callable[..., Client], senegal: Member, key_process: KeyClient, which: str
) -> None:
    copy = drawn_copy()
    hidden = come(senegal, key_process, copy, units=("MA-CMN-AIR",))
    document = Document.objects.get(record_id=hidden.head.id)
    way = f"/photographs/{hashlib.sha256(copy).hexdigest()}/{which}"
    same_as_nothing(as_user("charlie"), "get", document, way)
    if which != "original":
        assert as_user("alice").get(f"/records/{hidden.head.id}{way}").status_code == 200


def test_the_preview_of_a_release_shows_what_goes_and_says_what_is_too_large_to_go(
    as_user: Callable[..., Client], senegal: Member, shown: tuple[Document, str]
) -> None:
    record, sha256 = shown
    alice, bob = as_user("alice"), as_user("bob")
    alice.post(f"/records/{record.record_id}/photographs/new", upload(noise(2600)) | {"caption": "La grande"})
    page = bob.post(f"/records/{record.record_id}/release", {"to": ["SN"], "note": ""}).content.decode()
    goes, stays = page.split("These pictures are too large to go with the record.")
    assert "These pictures go with the record" in goes
    assert f"{sha256}/small" in goes
    assert f"{sha256}/small" not in stays
    assert re.search(r'La grande</bdi></p>\s*<p class="muted"><bdi>[4-9]\.\d\sMB', stays)
    assert "The originals never leave." in stays


@pytest.mark.parametrize(
    "way", ["/photographs/new", f"/photographs/{'1' * 64}/small", f"/photographs/{'1' * 64}/remove"]
)
def test_an_outsider_gets_what_one_gets_for_nothing(
    as_user: Callable[..., Client], filed: Callable[..., Document], way: str
) -> None:
    hidden, browser = filed(units=("MA-CMN-AIR",)), as_user("charlie")
    same_as_nothing(browser, "get", hidden, way)
    assert browser.get(f"/records/{hidden.record_id}{way}").status_code == 404


def test_the_full_report_keeps_the_photographs(as_user: Callable[..., Client], shown: tuple[Document, str]) -> None:
    record, sha256 = shown
    alice = as_user("alice")
    at = alice.post(f"/records/{record.record_id}/complete")["Location"]
    answers = at.rsplit("/", 1)[0] + "/answers"
    assert alice.post(answers, {"file": "1"}).status_code == 302
    body = selectors.open_record(ALICE, record.record_id, PURPOSE).record.plain["body"]
    assert body["form"] == "full"
    assert [each["sha256"] for each in body["photos"]] == [sha256]
