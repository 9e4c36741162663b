"""Timeline and map in a real browser: drawn under the strict content policy, in both directions, on any screen."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from cocaf.domain import countries
from cocaf.domain.things.draft import Draft
from cocaf.intake import services as intake
from cocaf.members.models import Member, Unit, User
from tests.conftest import ALICE, COURIER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WORLD = ROOT / "src" / "cocaf" / "web" / "static" / "build" / "world.json"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django would take its own queries for asynchronous ones.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def seizures(node: Member, courier: Callable[..., Draft]) -> None:
    """Three months, three countries (one has a point and no outline, one is none), one way."""
    bags = {"substance": "cocaine.hcl", "quantity": {"value": "3", "unit": "sachet"}}
    for day, country in (("2026-09-02", "MA"), ("2026-11-20", "CV"), ("2026-11-21", "UNKNOWN")):
        body = {
            **COURIER, "occurred_on": day, "place": {"country": country}, "substances": [*COURIER["substances"], bags],
            "route": [{"role": "departure", "country": "BR"}],
        }  # fmt: skip
        intake.file_record(ALICE, courier(body=body))


@pytest.fixture
def visit(browser: Browser, live_server: object, seizures: None) -> Iterator[Callable[..., Page]]:
    opened = []
    complaints: list[str] = []

    def go(address: str, language: str, width: int = 1280) -> Page:
        client = Client()
        unit = Unit.objects.get(pk="MA-NCB")
        user, _ = User.objects.get_or_create(
            username=f"reader-{language}", language=language, unit=unit, role="liaison", purpose="analyse"
        )
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = browser.new_context(viewport={"width": width, "height": 900})
        opened.append(context)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": str(live_server)}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server}{address}")
        page.wait_for_selector(".figure svg")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate("axe.run().then((found) => found.violations.map((one) => one.id))") == []
        return page

    yield go
    for context in opened:
        context.close()
    assert not complaints


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 390)])
def test_a_timeline_has_a_bar_for_each_period_and_time_runs_from_the_start_side(
    visit: Callable[..., Page], language: str, width: int
) -> None:
    page = visit("/records/timeline", language, width)
    bars = page.locator("#timeline-seizures .bar")
    assert (bars.count(), page.locator("#timeline-seizures .bar-amount").count()) == (3, 2)
    places = bars.locator(".bar-room").evaluate_all("all => all.map((one) => one.getBoundingClientRect().x)")
    assert (places == sorted(places)) is (language == "fr")
    assert page.locator("#timeline-weights .bar-mark").count() == 2


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_a_map_shows_small_countries_as_points_and_lists_those_it_cannot_place(
    visit: Callable[..., Page], language: str, width: int
) -> None:
    page = visit("/records/map?draw=ways", language, width)
    assert page.locator(".map-land path[class^=map-step]").count() == 1
    assert page.locator(".map-land circle[class^=map-step]").count() == 1
    assert page.locator(".map-way").count() == 2
    unplaced = page.locator(".map-unplaced bdi").inner_text()
    assert "1.8" in unplaced
    assert " · " not in unplaced


def test_the_outlines_have_a_place_for_nearly_every_country() -> None:
    world = json.loads(WORLD.read_text(encoding="utf-8"))["countries"]
    missing = {
        code for code in countries.present() if (countries.numeric(code) or countries.name(code, "en")) not in world
    }
    # uninhabited, or parts of another country for which no point is set
    assert len(missing) <= 8, missing
    assert {"MA", "BR", "CV", "GF", "MQ", "XK", "SG"}.isdisjoint(missing)
