"""What an officer's own machine keeps of a report: in a real browser whose line is cut. Nothing that was typed can be
read in the browser's stores, it comes back where it was typed, and it goes with filing, with time and at sign-out."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from cocaf.crypto import derived
from cocaf.members.models import User
from cocaf.records.models import Document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = ("Motrarequel", "4711", "cocaine.hcl")
"""What the tests type, and must not find in any store."""
STORES = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  for (const { name } of await indexedDB.databases()) found.push(name);
  for (const name of await caches.keys()) found.push(name);
  return found.join("\\n");
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django would take its own queries for asynchronous ones.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def sign_in(browser: Browser, live_server: object, people: dict[str, User]) -> Iterator[Callable[..., Page]]:
    """Signs a person in, in a browser of their own or in one that is given."""
    opened: list[BrowserContext] = []

    def go(name: str, context: BrowserContext | None = None, language: str = "en") -> Page:
        User.objects.filter(username=name).update(language=language)
        if context is None:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            opened.append(context)
        client = Client()
        client.force_login(people[name], backend="django.contrib.auth.backends.ModelBackend")
        cookie = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": str(live_server)}])
        return context.new_page()

    yield go
    for context in opened:
        context.close()


def type_a_flash_report(page: Page) -> None:
    page.fill("[name=place]", "Motrarequel")
    page.select_option("[name=substance]", "cocaine.hcl")
    page.fill("[name=quantity]", "4711")


def wait_until_kept(page: Page) -> None:
    """Until everything that was typed is in the store."""
    page.wait_for_selector("form[data-draft]:not([data-draft-dirty])")
    wait_until_held(page, 1)


def wait_until_held(page: Page, drafts: int) -> None:
    """Looks again until the store holds so many; Playwright's own waiting evaluates text, which the policy forbids."""
    limit = time.monotonic() + 10
    while held(page) != drafts:
        assert time.monotonic() < limit, f"{held(page)} drafts are held"
        page.wait_for_timeout(50)


def held(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('cocaf.draft.')).length"))


def test_a_report_survives_a_line_that_is_cut_and_is_sent_when_it_is_back(
    sign_in: Callable[..., Page], live_server: object
) -> None:
    page = sign_in("alice")
    page.goto(f"{live_server}/report/new")
    type_a_flash_report(page)
    wait_until_kept(page)
    page.context.set_offline(True)
    page.click("main form button.button-primary")
    bar = page.locator("[data-draft-bar=down]")
    expect(bar).to_contain_text("Not sent: the line is down.")
    expect(bar).to_contain_text("kept on this machine, encrypted, until")
    assert page.input_value("[name=place]") == "Motrarequel"
    assert not Document.objects.exists()
    page.click("[data-again]")
    expect(bar).to_contain_text("Not sent")
    page.context.set_offline(False)
    page.click("[data-again]")
    page.wait_for_url("**/report/done/**")
    assert Document.objects.count() == 1
    assert held(page) == 0


def test_no_store_of_the_browser_holds_a_word_that_was_typed(sign_in: Callable[..., Page], live_server: object) -> None:
    page = sign_in("alice")
    page.goto(f"{live_server}/report/new")
    type_a_flash_report(page)
    wait_until_kept(page)
    page.context.set_offline(True)
    page.click("main form button.button-primary")
    page.wait_for_selector("[data-draft-bar=down]")
    stored = page.evaluate(STORES)
    assert "cocaf.draft.flash" in stored
    assert [word for word in WORDS if word in stored] == []
    kept = json.loads(page.evaluate("localStorage.getItem('cocaf.draft.flash')"))
    assert set(kept) == {"until", "stamp", "iv", "sealed"}


def test_what_was_typed_comes_back_after_the_page_was_closed(sign_in: Callable[..., Page], live_server: object) -> None:
    page = sign_in("alice")
    page.goto(f"{live_server}/report/new")
    type_a_flash_report(page)
    page.check("[name=arrests_absent][value=unknown]")
    wait_until_kept(page)
    again = page.context.new_page()
    page.close()
    again.goto(f"{live_server}/report/new")
    expect(again.locator("[data-draft-bar=back]")).to_contain_text("has been put back")
    assert again.input_value("[name=place]") == "Motrarequel"
    assert again.input_value("[name=substance]") == "cocaine.hcl"
    assert again.is_checked("[name=arrests_absent][value=unknown]")
    again.click("[data-throw]")
    expect(again.locator("[data-draft-bar]")).to_have_count(0)
    assert again.input_value("[name=place]") == ""
    assert held(again) == 0


def test_another_person_at_the_same_machine_reads_nothing(sign_in: Callable[..., Page], live_server: object) -> None:
    page = sign_in("alice")
    page.goto(f"{live_server}/report/new")
    type_a_flash_report(page)
    wait_until_kept(page)
    other = sign_in("bob", page.context)
    other.goto(f"{live_server}/report/new")
    wait_until_held(other, 0)
    assert other.input_value("[name=place]") == ""


def test_at_sign_out_it_goes_and_its_key_cannot_be_had_again(sign_in: Callable[..., Page], live_server: object) -> None:
    page = sign_in("alice")
    page.goto(f"{live_server}/report/new")
    type_a_flash_report(page)
    wait_until_kept(page)
    page.goto(f"{live_server}/account/logout/")
    page.click("main form button.button-primary")
    page.wait_for_url("**/account/login/**")
    wait_until_held(page, 0)
    first, second = (_key(sign_in("alice"), live_server) for _ in range(2))
    assert first != second


def _key(page: Page, live_server: object) -> str:
    page.goto(f"{live_server}/report/new")
    return str(
        page.evaluate("""async () => (await (await fetch("/report/key", {method: "POST", headers: {
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value}})).json()).key""")
    )


def test_what_is_older_than_its_hours_goes(sign_in: Callable[..., Page], live_server: object) -> None:
    page = sign_in("alice")
    page.goto(f"{live_server}/report/new")
    type_a_flash_report(page)
    wait_until_kept(page)
    page.evaluate("""() => {
        const kept = JSON.parse(localStorage.getItem("cocaf.draft.flash"));
        localStorage.setItem("cocaf.draft.flash", JSON.stringify({ ...kept, until: Date.now() - 1 }));
    }""")
    page.reload()
    wait_until_held(page, 0)
    assert page.input_value("[name=place]") == ""


def test_a_step_of_the_full_report_is_kept_too_and_goes_when_the_node_has_it(
    sign_in: Callable[..., Page], live_server: object
) -> None:
    page = sign_in("alice")
    page.goto(f"{live_server}/report/full")
    page.click("main form button.button-primary")
    page.fill("[name=place__name]", "Motrarequel")
    wait_until_kept(page)
    page.context.set_offline(True)
    page.click("main .actions button.button-primary")
    expect(page.locator("[data-draft-bar=down]")).to_contain_text("Not sent")
    page.context.set_offline(False)
    page.click("[data-again]")
    page.wait_for_url("**/substances")
    wait_until_held(page, 0)
    page.click("button[name=add][value=substances]")
    page.wait_for_selector("#substances-1")
    assert page.url.endswith("/substances")
    page.click("button[name=remove][value=substances-0]")
    expect(page.locator("#substances-0")).to_have_count(0)


def test_the_words_are_the_readers(sign_in: Callable[..., Page], live_server: object) -> None:
    page = sign_in("alice", language="ar")
    page.goto(f"{live_server}/report/new")
    page.context.set_offline(True)
    page.click("main form button.button-primary")
    expect(page.locator("[data-draft-bar]")).to_contain_text("لم يُرسل: الخط مقطوع.")


def test_without_a_session_there_is_no_key(client: Client, people: dict[str, User]) -> None:
    answer = client.post("/report/key")
    assert answer.status_code == 302
    assert client.get("/report/key").status_code in {302, 405}


def test_a_key_follows_from_the_secret_and_the_person_alone() -> None:
    secret = bytes(range(32))
    assert derived.key(secret, "a") == derived.key(secret, "a")
    assert len({derived.key(secret, "a"), derived.key(secret, "b"), derived.key(bytes(32), "a")}) == 3
    with pytest.raises(ValueError, match="16 bytes"):
        derived.key(b"short", "a")


def test_a_flash_report_is_filed_with_the_keyboard_alone(sign_in: Callable[..., Page], live_server: object) -> None:
    page = sign_in("alice")
    page.goto(f"{live_server}/")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/report/new")
    page.focus("[name=occurred_on]")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        seen.append(name)
        if name == "substance":
            page.keyboard.type("Cocaine h")
        if name == "quantity":
            page.keyboard.type("1,8")
        if name == "arrests":
            page.keyboard.type("2")
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/done/**")
    fields = ["country", "place", "place_type", "substance", "quantity", "unit", "transport", "concealment", "arrests"]
    assert [name for name in seen if name in fields] == fields
    document = Document.objects.select_related("summary").get()
    assert (document.summary.substance, document.summary.quantity) == ("cocaine.hcl", "1.8 kg")
