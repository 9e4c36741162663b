"""The thread: one seizure's way from one country to an arrest in another, through the browser and every real part."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cocaf import vocab
from cocaf.intake.files.invented import write_seizures
from tests.e2e import world as worlds
from tests.e2e.world import SHARED, World

pytestmark = pytest.mark.browser

PASSPORT = "XK0417217"
LONGEST_SECONDS = 40


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with worlds.demonstration(tmp_path_factory.mktemp("demo") / "nodes") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with worlds.chromium() as running:
        yield running


def _until(page: Page, seen: Callable[[], bool], what: str) -> None:
    """Loads the page again until something is seen, as an officer would."""
    limit = time.monotonic() + LONGEST_SECONDS
    while not seen():
        assert time.monotonic() < limit, f"{what}; the page says: {page.inner_text('main')[:2000]}"
        page.wait_for_timeout(300)
        page.reload()


def _seizures(folder: Path) -> Path:
    """The first rows of the real extract; invented ones where it is not at hand."""
    real, part = SHARED / "unodc_ids_2011_2015.csv.gz", folder / "seizures.csv"
    if not real.exists():
        write_seizures(part, 2000)
        return part
    with gzip.open(real, "rt", encoding="utf-8") as source, part.open("w", encoding="utf-8") as target:
        target.writelines(line for _, line in zip(range(2001), source, strict=False))
    return part


def test_one_report_goes_from_one_country_to_two_arrests_in_another(
    world: World, browser: Browser, tmp_path: Path
) -> None:
    imported = world.cocaf("ma", "import", str(_seizures(tmp_path)), "--json")
    assert (imported["read"], imported["stored"], imported["rejected"]) == (2000, 2000, 0)
    salma = worlds.signed_in(browser, world, "ma", "salma", "fr")
    awa = worlds.signed_in(browser, world, "sn", "awa", "ar")
    record = _types_a_courier_report(salma, world)
    reference = _reference(salma)
    _releases_it_over_a_line_that_is_cut(salma, record)
    _hub_sees_frames_and_nothing_else(browser, world)
    received = _is_known_at_the_other_country(awa, world, reference)
    seizure = _files_the_seizure_and_the_outcome(awa, received, reference)
    _sees_what_it_led_to(salma, record, seizure)
    _recalls_it(salma, record, reference)
    _is_gone_there_and_the_seizure_is_flagged(awa, world, received, reference, seizure)
    _sees_the_statement(salma, record, seizure)
    _picture_answers_in_words(salma, world)
    _a_listing_meets_the_report(salma, world, reference)


def _types_a_courier_report(page: Page, world: World) -> str:
    page.goto(world.url("ma") + "/report/new?event=courier")
    page.fill("[name=occurred_on]", "2026-11-21")
    page.select_option("[name=country]", "MA")
    page.fill("[name=place]", "Casablanca Mohammed V")
    page.fill("[name=name]", "INVENTADO EJEMPLO Karim")
    page.fill("[name=name_other]", "كريم إنفنتادو إخيمبلو")
    page.fill("[name=passport]", PASSPORT)
    page.fill("[name=phone]", "+212 6 00 00 04 17")
    page.fill("[name=flight]", "AT 501")
    page.select_option("[name=substance]", "cocaine.hcl")
    page.fill("[name=quantity]", "1,8")
    page.select_option("[name=unit]", "kg")
    page.select_option("[name=concealment]", "body.ingested")
    page.click("main form button.button-primary")
    expect(page.locator("main")).to_contain_text(PASSPORT)
    page.click("button[name=file]")
    expect(page.locator("main")).to_contain_text(re.compile(r"MA-[0-9A-Z]{4}-[0-9A-Z]{4}"))
    page.click("main a[href*='/records/']")
    return page.url


def _reference(page: Page) -> str:
    found = re.search(r"MA-[0-9A-Z]{4}-[0-9A-Z]{4}", page.inner_text("body"))
    assert found
    return found.group()


def _releases_it_over_a_line_that_is_cut(page: Page, record: str) -> None:
    page.goto(record)
    page.click(".demo-switch")
    page.goto(record + "/release")
    page.check("input[name=to][value=SN]")
    page.click("main form button.button-primary")
    expect(page.locator("main")).to_contain_text(PASSPORT)
    page.click("button[name=send]")
    _until(page, lambda: "En attente" in page.inner_text("main"), "the record's page says that the message waits")
    page.click(".demo-switch")
    reached = page.locator(".state-done, .state-now").filter(has_text="remis")
    _until(page, lambda: reached.count() > 0, "the message is delivered")


def _hub_sees_frames_and_nothing_else(browser: Browser, world: World) -> None:
    hub = worlds.signed_in(browser, world, "hub", "hub", "fr")
    hub.goto(world.url("hub") + "/hub")
    seen = hub.inner_text("main")
    assert "Maroc" in seen
    assert "Sénégal" in seen
    assert PASSPORT not in seen
    assert "EJEMPLO" not in seen


def _is_known_at_the_other_country(page: Page, world: World, reference: str) -> str:
    for asked in (PASSPORT, "كريم إنفنتادو إخيمبلو"):
        page.goto(world.url("sn") + "/check")
        page.fill("main [name=q]", asked)
        page.click("main form button.button-primary")
        expect(page.locator("main")).to_contain_text(reference)
        expect(page.locator("main")).to_contain_text("+212 5 00 00 00 17")
    page.locator("main a[href*='/records/']", has_text=reference).first.click()
    return page.url


def _files_the_seizure_and_the_outcome(page: Page, received: str, reference: str) -> str:
    page.goto(received.split("/records/")[0] + f"/report/new?event=seizure&trigger={reference}")
    page.fill("[name=occurred_on]", "2026-11-22")
    page.select_option("[name=country]", "SN")
    page.fill("[name=place]", "Dakar")
    page.select_option("[name=substance]", "cocaine.hcl")
    page.fill("[name=quantity]", "2.4")
    page.select_option("[name=unit]", "kg")
    assert page.input_value("[name=trigger]") == reference
    page.click("main form button.button-primary")
    page.click("button[name=file]")
    found = re.search(r"SN-[0-9A-Z]{4}-[0-9A-Z]{4}", page.inner_text("main"))
    assert found
    page.goto(received + "/outcome")
    page.fill("[name=arrests]", "2")
    page.select_option("[name=seizure]", index=1)
    page.click("main form button.button-primary")
    page.wait_for_url(received)
    return found.group()


def _sees_what_it_led_to(page: Page, record: str, seizure: str) -> None:
    page.goto(record)
    _until(page, lambda: seizure in page.inner_text("main"), "the owner sees the seizure that followed")
    assert re.search(r"2\s+\w*\s*arrest|arrest\w*\D{0,40}2|2 (?:personnes )?arr[eê]t", page.inner_text("main"), re.I)


def _recalls_it(page: Page, record: str, reference: str) -> None:
    page.goto(record + "/recall")
    page.select_option("[name=reason]", index=1)
    page.fill("[name=reference]", "MA-0000-0000")
    page.click("main form button:not([type=button])")
    assert page.url.endswith("/recall")
    page.fill("[name=reference]", reference)
    page.click("main form button:not([type=button])")
    page.wait_for_url(record)


def _is_gone_there_and_the_seizure_is_flagged(
    page: Page, world: World, received: str, reference: str, seizure: str
) -> None:
    def gone() -> bool:
        answer = page.goto(received)
        return answer is not None and answer.status == 404

    _until(page, gone, "the record is gone at the recipient")
    page.goto(world.url("sn") + "/check")
    page.fill("main [name=q]", PASSPORT)
    page.click("main form button.button-primary")
    page.wait_for_load_state()
    assert reference not in page.inner_text("main")
    page.goto(world.url("sn") + "/")
    expect(page.locator("main")).to_contain_text(seizure)


def _sees_the_statement(page: Page, record: str, seizure: str) -> None:
    page.goto(record)
    stated = page.locator("section", has_text=vocab.load("kind").label("statement", "fr")).filter(has_text="Effacé")
    _until(page, lambda: stated.count() > 0, "the recipient's statement is there")
    expect(stated.first).to_contain_text(seizure)


def _picture_answers_in_words(page: Page, world: World) -> None:
    page.goto(world.url("ma") + "/picture")
    expect(page.locator("main h1, main h2").first).to_contain_text(re.compile(r"\d{4}"))
    expect(page.locator("main table tbody tr").first).to_be_visible()
    expect(page.locator("main figure svg path").first).to_be_attached()


def _a_listing_meets_the_report(page: Page, world: World, reference: str) -> None:
    import cocaf.online.demonstration as shipped

    folder = Path(shipped.__file__).parent
    saved = next(each for each in sorted(folder.glob("*.html")) if "04 17" in each.read_text(encoding="utf-8"))
    page.goto(world.url("ma") + "/online/new")
    page.set_input_files("input[type=file]", str(saved))
    page.click("main form button.button-primary")
    page.wait_for_load_state()
    page.click("main form button.button-primary")
    page.wait_for_url(re.compile(r"/records/"))
    expect(page.locator("main")).to_contain_text(reference)
