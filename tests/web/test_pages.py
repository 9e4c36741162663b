"""What the pages tell: the check's bands, a record's facts and states, what goes to whom before it goes, the recall
that must be typed, the desk, the hub that sees frames only."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from cocaf import config
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import new_id
from cocaf.exchange import services as exchange
from cocaf.exchange.models import Delivery, HubFrame, InItem, InMessage, OutMessage
from cocaf.intake import services as intake
from cocaf.members.models import Member, User
from cocaf.records.models import Document
from tests.conftest import BOB, PURPOSE

LANGUAGES = ["fr", "en", "es", "ar"]
PAGES = ["/", "/check", "/report/new", "/report/new?event=seizure", "/records", "/exchange", "/units"]


@pytest.fixture
def told(people: dict[str, User], senegal: Member, courier: Callable[..., Draft]) -> Document:
    """A courier report that Senegal sent: stored, with the message that brought it, opened by nobody."""
    draft = courier(members=("MA",), contact={"desk": "Veille de Dakar", "phone": "+221 33 000 00 00"})
    plain = drafts.document(draft, "SN", "SN-DKR-AIR", timezone.now())
    intake.receive("SN", [(records.encode(records.check(plain)), b"not looked at here")], new_id())
    row = Document.objects.get(owner="SN")
    now = timezone.now()
    message = InMessage.objects.create(
        message_id=new_id(), sender="SN", route="hub", state="stored", kind="release", conversation=new_id(),
        sequence=1, epoch=1, sent_at=now, received_at=now, next_attempt_at=now, claimed_until=now,
    )  # fmt: skip
    InItem.objects.create(
        message=message, record_id=row.record_id, version=1, kind="report", reference=row.reference, state="stored"
    )
    return row


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_language(as_user: Callable[..., Client], page: str, language: str) -> None:
    answer = as_user("bob", language).get(page)
    assert answer.status_code == 200
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()


@pytest.mark.parametrize("typed", ["XK0417217", "xk 0417217", "Inventado Ejemplo Ruiz", "+212600000417"])
def test_a_check_says_who_told_it_and_whom_to_call(as_user: Callable[..., Client], told: Document, typed: str) -> None:
    page = as_user("bob", "en").post("/check", {"q": typed}).content.decode()
    assert "Told by Senegal on " in page
    assert "Veille de Dakar" in page
    assert f"/report/new?event=seizure&amp;trigger={told.reference}" in page


def test_what_is_asked_about_a_person_never_stands_in_an_address(
    as_user: Callable[..., Client], told: Document
) -> None:
    page = as_user("bob", "en").get("/").content.decode()
    search = page[page.index('class="bar-search"') :].split(">", 1)[0]
    assert 'method="post"' in search
    asked = as_user("bob", "en").get("/check?q=XK0417217").content.decode()
    assert "Veille de Dakar" not in asked


def test_a_check_of_nothing_says_what_to_type(as_user: Callable[..., Client]) -> None:
    assert as_user("bob").post("/check", {"q": "  "}).status_code == 200
    long = as_user("bob").post("/check", {"q": "x" * 2001})
    assert long.status_code == 413
    assert "too long" in long.content.decode()


def test_a_reference_leads_to_its_record(as_user: Callable[..., Client], filed: Callable[..., Document]) -> None:
    row = filed()
    answer = as_user("bob").post("/check", {"q": row.reference.lower()})
    assert answer.headers["Location"] == f"/records/{row.record_id}"


def test_unknown_and_refused_are_said_in_words(
    as_user: Callable[..., Client], courier: Callable[..., Draft], filed: Callable[..., Document]
) -> None:
    body = dict(courier().body) | {"flight": None, "narrative": {"refused": True}}
    page = as_user("alice").get(f"/records/{filed(body=body).record_id}").content.decode()
    assert '<span class="absent">Unknown</span>' in page
    assert '<span class="absent">Refused</span>' in page


def test_a_name_in_a_record_cannot_write_the_page(
    as_user: Callable[..., Client], courier: Callable[..., Draft], filed: Callable[..., Document]
) -> None:
    body = dict(courier().body) | {"narrative": "<script>alert(1)</script>"}
    page = as_user("alice").get(f"/records/{filed(body=body).record_id}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_first_reading_is_told_to_the_sender_once(as_user: Callable[..., Client], told: Document) -> None:
    browser = as_user("alice")
    for _ in range(2):
        assert browser.get(f"/records/{told.record_id}").status_code == 200
    assert InMessage.objects.get().opened_at is not None
    assert OutMessage.objects.filter(kind="receipts").count() == 1


def test_a_person_acknowledges_with_one_button(as_user: Callable[..., Client], told: Document) -> None:
    browser = as_user("bob")
    address = f"/records/{told.record_id}"
    assert f"{address}/acknowledge" in browser.get(address).content.decode()
    assert browser.post(f"{address}/acknowledge").headers["Location"] == address
    assert InMessage.objects.get().acknowledged_at is not None
    assert f"{address}/acknowledge" not in browser.get(address).content.decode()


def test_a_release_shows_everything_before_anything_goes(
    as_user: Callable[..., Client], filed: Callable[..., Document], senegal: Member
) -> None:
    row, browser = filed(), as_user("bob")
    address = f"/records/{row.record_id}/release"
    preview = browser.post(address, {"to": ["SN"], "note": "Pour vérification"}).content.decode()
    assert "Send to Senegal" in preview
    assert "XK0417217" in preview
    assert "Pour vérification" in preview
    assert not OutMessage.objects.exists()
    sent = browser.post(address, {"to": ["SN"], "note": "Pour vérification", "send": "1"})
    assert sent.headers["Location"] == f"/records/{row.record_id}"
    assert Delivery.objects.get().recipient == "SN"


def test_a_field_officer_does_not_release(as_user: Callable[..., Client], filed: Callable[..., Document]) -> None:
    row, browser = filed(), as_user("alice")
    assert "/release" not in browser.get(f"/records/{row.record_id}").content.decode()
    refused = browser.get(f"/records/{row.record_id}/release")
    assert refused.status_code == 403
    assert "your role does not include this" in refused.content.decode()


def test_a_message_that_waits_is_said_with_its_time(
    as_user: Callable[..., Client], filed: Callable[..., Document], senegal: Member
) -> None:
    row = filed()
    exchange.release(BOB, row.record_id, ["SN"], "", PURPOSE)
    since = timezone.now().replace(hour=10, minute=42)
    Delivery.objects.update(waits_since=since)
    pages = [as_user("bob").get(way).content.decode() for way in ("/", "/exchange", f"/records/{row.record_id}")]
    assert all("10:42 UTC" in page for page in pages)
    assert "1 message waits for Senegal since" in pages[1]


def test_a_recall_is_confirmed_by_typing_the_reference(
    as_user: Callable[..., Client], filed: Callable[..., Document], senegal: Member
) -> None:
    row, browser = filed(), as_user("bob")
    exchange.release(BOB, row.record_id, ["SN"], "", PURPOSE)
    address = f"/records/{row.record_id}/recall"
    wrong = browser.post(address, {"reason": "wrong", "reference": "MA-0000-0000"})
    assert wrong.status_code == 422
    assert not OutMessage.objects.filter(kind="recall").exists()
    assert browser.post(address, {"reason": "wrong", "reference": row.reference.lower()}).status_code == 302
    assert OutMessage.objects.filter(kind="recall").exists()
    page = browser.get(f"/records/{row.record_id}").content.decode()
    assert "Taken back" in page
    assert address not in page


def test_an_outcome_goes_to_the_owner_of_the_information(as_user: Callable[..., Client], told: Document) -> None:
    browser = as_user("bob")
    address = f"/records/{told.record_id}/outcome"
    empty = browser.post(address, {"arrests": ""})
    assert empty.status_code == 422
    assert browser.post(address, {"arrests": "2"}).status_code == 302
    message = OutMessage.objects.get(kind="outcome")
    assert [way.recipient for way in message.deliveries.all()] == ["SN"]
    assert "2 persons arrested" in browser.get(f"/records/{told.record_id}").content.decode()


def test_the_desk_lists_what_nobody_has_read(as_user: Callable[..., Client], told: Document) -> None:
    browser = as_user("bob")
    assert told.reference in browser.get("/").content.decode()
    browser.get(f"/records/{told.record_id}")
    assert "Take note" in browser.get("/").content.decode()
    browser.post(f"/records/{told.record_id}/acknowledge")
    assert "Nothing waits." in browser.get("/").content.decode()


def test_the_list_is_narrowed_by_what_the_address_says(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    row, browser = filed(), as_user("bob")
    shown = browser.get("/records", {"substance": "cocaine", "country": "MA", "since": "2026-11-01"}).content.decode()
    hidden = browser.get("/records", {"until": "2026-11-01"}).content.decode()
    assert row.reference in shown
    assert row.reference not in hidden
    assert "No record fits" in hidden


@pytest.mark.parametrize(
    ("query", "status"),
    [("before=x", 200), ("after=-1", 200), ("before=99999999999999999999999", 200), ("since=never", 422),
     ("kind=nothing", 200)],
)  # fmt: skip
def test_a_list_survives_any_address(as_user: Callable[..., Client], node: Member, query: str, status: int) -> None:
    assert as_user("bob").get(f"/records?{query}").status_code == status


def test_the_hub_shows_frames_and_nothing_of_them(
    as_user: Callable[..., Client], senegal: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = replace(config.current(), role="hub")
    monkeypatch.setattr(config, "current", lambda: hub)
    now = timezone.now()
    HubFrame.objects.create(
        message_id=new_id(), sender="MA", recipient="SN", size=4242, received_at=now, frame=b"sealed",
        expires_at=now + datetime.timedelta(days=1),
    )  # fmt: skip
    browser = as_user("bob")
    assert browser.get("/").headers["Location"] == "/hub"
    page = browser.get("/hub").content.decode()
    assert "4,242" in page
    assert "The hub cannot read what it carries." in page
    assert "sealed" not in page.replace("is sealed for", "")


def test_the_switch_of_the_demonstration_cuts_and_restores_the_line(
    as_user: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = replace(config.current(), demo=True)
    monkeypatch.setattr(config, "current", lambda: demo)
    browser = as_user("bob")
    for cut in (True, False):
        assert browser.post("/line/switch", {"next": "/exchange"}).headers["Location"] == "/exchange"
        assert demo.line_cut_file.exists() is cut
