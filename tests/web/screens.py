"""Takes a picture of every page, in French and Arabic, on a phone and on a desk, and a PDF of it as it is printed. No
test: `tools/screenshots` runs it, and somebody looks at what it made."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cocaf import config
from cocaf.crypto import client as crypto
from tests.web import every_page, in_browser
from tests.web.test_every_page import takes

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = Path(os.environ.get("SCREENSHOTS_IN", "var/screenshots"))
ONLY = os.environ.get("SCREENSHOTS_OF", "")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", os.environ.get("SCREENSHOTS_LANGUAGES", "fr ar").split())
def test_a_picture_is_taken_of_every_page(
    live_server: object, transactional_db: None, key_process: crypto.KeyClient, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, language: str, width: int,
) -> None:  # fmt: skip
    demo = replace(config.current(), demo=True)
    monkeypatch.setattr(config, "current", lambda: demo)
    people = every_page.cast(key_process.public())
    with in_browser.chromium() as browser:
        world = every_page.build(people, tmp_path)
        pages = [
            page
            for page in every_page.pages(world, lambda reader, address: takes(people[reader], address))
            if ONLY in page.name
        ]
        for page, tab in in_browser.visits(browser, str(live_server), people, pages, language, width):
            name = f"{page.name.replace(' ', '-')}.{language}.{width}"
            tab.screenshot(path=str(FOLDER / f"{name}.png"), full_page=True)
            if width == 1280:
                tab.pdf(path=str(FOLDER / f"{name}.pdf"), format="A4")
        assert pages
