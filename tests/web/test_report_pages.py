"""The pages of reporting in a real browser: no barrier, no complaint of the content policy, nothing wider than the
screen, and light enough for a bad line; in both directions."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from cocaf.members.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STEPS = ("event", "hidden", "persons", "journeys", "terms", "answers")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django would take its own queries for asynchronous ones.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(
    browser: Browser, live_server: object, people: dict[str, User], request: pytest.FixtureRequest
) -> Iterator[Page]:
    language, width = request.param
    User.objects.filter(username="alice").update(language=language)
    client, complaints = Client(), []
    client.force_login(people["alice"], backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=str(live_server))
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": str(live_server)}])
    opened = context.new_page()
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    # a form that is to be corrected answers 422, which chromium writes down as a failure
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [each for each in complaints if "422" not in each] == []


def barriers(page: Page) -> list[str]:
    """What axe finds; it is handed to the debugger, which no page's policy binds."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [f"{page.url}: {one['id']} {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def is_fit(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return barriers(page) + ([f"{page.url} is {wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize("page", [("fr", 1280), ("ar", 390)], indirect=True, ids=["fr-1280", "ar-390"])
def test_the_pages_of_reporting_have_no_barrier(page: Page) -> None:
    faults = []
    for address in ("/report/new", "/report/new?event=courier", "/report/full"):
        page.goto(address)
        faults += is_fit(page)
    page.click("main form button.button-primary")
    draft = page.url.rpartition("/")[0]
    page.goto(f"{draft}/persons")
    page.fill("[name=persons-0-names]", "Inventado Ejemplo")
    page.click("main .actions button.button-primary")
    page.wait_for_selector(".error-summary")
    faults += is_fit(page)
    for step in STEPS:
        page.goto(f"{draft}/{step}")
        faults += is_fit(page)
    assert faults == []


def test_the_heaviest_step_is_light(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice", "ar")
    draft = browser.post("/report/full", {"event": "courier"}).headers["Location"].rpartition("/")[0]
    weights = {step: len(gzip.compress(browser.get(f"{draft}/{step}").content)) for step in STEPS} | {
        "courier": len(gzip.compress(browser.get("/report/new?event=courier").content))
    }
    # sheets, scripts and icons of a page are under 70 kB
    assert {step: weight for step, weight in weights.items() if weight > 30_000} == {}
