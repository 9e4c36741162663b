"""What waits for a person: one list by the time that is left, refreshed in place; nothing on it that the reader may not
see."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable, Iterator

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cocaf.domain.things.draft import Draft
from cocaf.exchange import services as exchange
from cocaf.exchange.models import Delivery, OutMessage
from cocaf.intake import services as intake
from cocaf.members.models import Member, User
from cocaf.records import selectors, services
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.desk import at_home, page
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE
from tests.web import in_browser

Sign = Callable[..., Client]
REFERENCE = re.compile(r"\b[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
BODIES = (
    COURIER,
    COURIER | {"event": "seizure", "form": "flash"},
    {key: value for key, value in COURIER.items() if key != "substances"} | {"stage": "suspected"},
)
CODES = ("trigger_recalled", "check_digit", "quantity_small")


def rows_of(user: User) -> list[str]:
    reader = Reader(user, ACTORS[user.username], PURPOSE, "en")
    return [row.key for row in page.of(reader).rows]


ACTORS = {actor.user: actor for actor in (ALICE, BOB, CHARLIE)}


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_the_reader_may_not_see_stands_on_the_desk(
    as_user: Sign, people: dict[str, User], senegal: Member, seed: int
) -> None:
    dice = random.Random(seed)
    for _ in range(9):
        actor = dice.choice([ALICE, BOB, CHARLIE])
        units = () if dice.random() < 0.4 else (actor.unit,)
        draft = Draft(kind="report", body=dice.choice(BODIES), purpose=PURPOSE, language="fr", units=units)
        row = intake.file_record(actor, draft)
        if dice.random() < 0.5:
            services.flag(row, dice.choice(CODES), detail="x")
        if not units and dice.random() < 0.5:
            exchange.release(BOB, row.record_id, ["SN"], "", PURPOSE)
    every_second = list(Delivery.objects.values_list("pk", flat=True))[::2]
    Delivery.objects.filter(pk__in=every_second).update(
        state="failed", failed_at=timezone.now(), waiting=False, reason="exchange.refused"
    )
    references = set(Document.objects.values_list("reference", flat=True))
    for name, actor in ACTORS.items():
        mine = set(selectors.visible_to(actor, PURPOSE).values_list("reference", flat=True))
        carried = set(OutMessage.objects.values_list("reference", flat=True)) - references
        html = as_user(name).get("/").content.decode()
        assert set(REFERENCE.findall(html)) - carried <= mine, name
        hidden = Document.objects.exclude(reference__in=mine).values_list("record_id", flat=True)
        assert [key for key in hidden if str(key) in html] == [], name


def test_what_ends_by_itself_stands_first_the_least_time_left_on_top(
    as_user: Sign, people: dict[str, User], filed: Callable[..., Document]
) -> None:
    browser = as_user("alice")
    flash = filed(body=BODIES[1])
    Document.objects.filter(pk=flash.pk).update(stored_at=F("stored_at") - datetime.timedelta(days=9))
    first, second = (browser.post("/report/full", {"event": "seizure"}).headers["Location"] for _ in range(2))
    keys = [key.partition("-")[0] for key in rows_of(people["alice"])]
    assert keys[:2] == ["draft", "draft"]
    assert keys[2] == "unfinished"
    html = browser.get("/").content.decode()
    at = [html.index(address.split("/")[3]) for address in (first, second)]
    assert at == sorted(at)
    assert html.index("until") < html.index(flash.reference)


def test_a_draft_waits_for_its_author_alone(as_user: Sign, people: dict[str, User]) -> None:
    as_user("alice").post("/report/full", {"event": "seizure"})
    assert "A draft of a full report" in as_user("alice").get("/").content.decode()
    assert "A draft of a full report" not in as_user("bob").get("/").content.decode()


def test_the_desk_counts_what_waits_and_says_where_the_rest_is(
    as_user: Sign, people: dict[str, User], filed: Callable[..., Document]
) -> None:
    services.flag(filed(), "check_digit", detail="x")
    assert "1 thing waits" in as_user("alice").get("/").content.decode()
    for _ in range(at_home.FEW + 3):
        row = filed(units=("MA-CMN-AIR",), body=COURIER | {"persons": []})
        services.flag(row, "check_digit", detail="x")
    shown, hidden = (as_user(name).get("/").content.decode() for name in ("alice", "charlie"))
    assert "More doubts wait" in shown
    assert "More than 5 things wait" in shown
    assert "More doubts wait" not in hidden
    assert "1 thing waits" in hidden


def test_a_message_that_was_not_delivered_waits_until_it_expires(
    as_user: Sign, people: dict[str, User], senegal: Member, filed: Callable[..., Document]
) -> None:
    exchange.release(BOB, filed().record_id, ["SN"], "", PURPOSE)
    Delivery.objects.update(state="failed", failed_at=timezone.now(), waiting=False, reason="exchange.refused")
    assert "A message was not delivered" in as_user("bob").get("/").content.decode()
    OutMessage.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert "A message was not delivered" not in as_user("bob").get("/").content.decode()


def test_an_administrator_has_nothing_on_the_desk(people: dict[str, User], filed: Callable[..., Document]) -> None:
    services.flag(filed(body=BODIES[1]), "check_digit", detail="x")
    User.objects.filter(username="charlie").update(role="administrator")
    browser = Client()
    browser.force_login(User.objects.get(username="charlie"), backend="django.contrib.auth.backends.ModelBackend")
    assert "Nothing waits." in browser.get("/").content.decode()


def test_the_page_asks_for_the_list_alone(as_user: Sign, filed: Callable[..., Document]) -> None:
    services.flag(filed(), "check_digit", detail="x")
    part = as_user("alice").get("/", headers={"HX-Request": "true", "HX-Target": "waits"}).content.decode()
    assert part.lstrip().startswith('<div id="waits"')
    assert "<html" not in part


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with in_browser.chromium() as opened:
        yield opened


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_list_refreshes_itself_and_the_focus_stays(
    browser: Browser, live_server: object, people: dict[str, User], filed: Callable[..., Document]
) -> None:
    services.flag(filed(), "check_digit", detail="x")
    window = in_browser.context(browser, str(live_server), people["alice"], "en", 1280)
    tab = window.new_page()
    tab.clock.install()
    tab.goto(str(live_server) + "/")
    tab.focus("td.act a")
    focused = tab.evaluate("document.activeElement.id")
    filed(body=BODIES[1])
    with tab.expect_response(lambda answer: answer.request.headers.get("hx-target") == "waits"):
        tab.clock.run_for(31_000)
    tab.get_by_text("A flash report to complete").first.wait_for()
    assert tab.evaluate("document.activeElement.id") == focused != ""
    window.close()
