"""The chart in a real browser: drawn under the strict content policy, in both directions, gaps as gaps."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from cocaf.members.models import User
from cocaf.picture import services
from cocaf.picture.annual_file import HEADER
from cocaf.picture.invented import write_annual

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django would take its own queries for asynchronous ones.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: object) -> Iterator[Callable[..., Page]]:
    opened = []

    def go(language: str, query: str = "", width: int = 1280) -> Page:
        client, address = Client(), str(live_server)
        user, _ = User.objects.get_or_create(username=f"reader-{language}", language=language)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = browser.new_context(viewport={"width": width, "height": 900})
        opened.append(context)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/picture?{query}")
        page.wait_for_selector(".chart-svg")
        return page

    complaints: list[str] = []
    yield go
    for context in opened:
        context.close()
    assert not complaints


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 1280), ("ar", 390), ("fr", 390)])
def test_the_chart_is_drawn_and_accessible(
    visit: Callable[..., Page], tmp_path: Path, language: str, width: int
) -> None:
    services.load_annual(write_annual(tmp_path / "invented.csv"), "A. Loader")
    page = visit(language, "topic=synthetic", width)
    assert page.locator(".chart-series").count() == 3
    assert page.locator(".chart-flag path").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("axe.run().then((found) => found.violations.map((one) => one.id))") == []


def test_time_runs_from_the_start_side_and_amounts_from_zero(visit: Callable[..., Page], tmp_path: Path) -> None:
    services.load_annual(write_annual(tmp_path / "invented.csv"), "A. Loader")
    for language, forward in (("fr", True), ("ar", False)):
        page = visit(language)
        places = page.eval_on_selector_all(
            ".chart-years text", "all => all.map((one) => one.getBoundingClientRect().x)"
        )
        assert (places == sorted(places)) is forward
        assert page.locator(".chart-zero").count() == 1


def test_a_missing_year_is_a_gap_with_a_mark(visit: Callable[..., Page], tmp_path: Path) -> None:
    path = tmp_path / "annual.csv"
    years = (2000, 2001, 2004, 2005)
    lines = [f"Africa,Morocco,MAR,Opioids,Heroin,{year},5" for year in years]
    path.write_text("\n".join((",".join(HEADER), *lines)), encoding="utf-8")
    services.load_annual(path, "A. Loader")
    page = visit("fr", "topic=heroin&first=2000&last=2005")
    line = page.locator(".chart-series.series-2 .chart-line").get_attribute("d") or ""
    assert line.count("M") == 2
    assert page.locator(".chart-gap.series-2").count() == 2
