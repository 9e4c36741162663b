"""Words that our lists lack: kept as given, listed with their counts over visible records alone, with the records that
keep each. An unknown code of a partner is listed too, and breaks no page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cocaf.cli import foreign_words
from cocaf.domain.things.foreign import LISTS
from cocaf.records.models import Document
from cocaf.web.words_page import list_titles
from tests.conftest import COURIER

STRANGE: dict[str, Any] = COURIER | {
    "substances": [{"as_given": "Poudre de lune", "quantity": {"value": "3", "as_given": "3 seaux"}}],
    "concealment": [{"as_given": "<b>dans un nuage</b>"}],
    "detection": "telepathy",
    "persons": [COURIER["persons"][0] | {"role": "moon_walker"}],
}


def counted(page: str) -> dict[str, str]:
    """The words of the page with their counts."""
    rows = re.findall(r"<tr><th.*?<bdi>(.*?)</bdi>.*?<td class=\"number\">(.*?)</td></tr>", page, re.S)
    return {word: re.sub(r"<.*?>", "", count).strip() for word, count in rows}


def test_what_no_code_says_is_listed_with_the_records_that_keep_it(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    record, _ = filed(body=STRANGE), filed(body=STRANGE | {"detection": "dog"})
    alice = as_user("alice")
    page = alice.get("/words").content.decode()
    assert counted(page) == {
        "Poudre de lune": "2", "3 seaux": "2", "&lt;b&gt;dans un nuage&lt;/b&gt;": "2", "moon_walker": "2",
        "telepathy": "1",
    }  # fmt: skip
    assert list(counted(alice.get("/words?list=detection").content.decode())) == ["telepathy"]
    behind = alice.get("/words?list=detection&word=telepathy").content.decode()
    assert f'href="/records/{record.record_id}"' in behind
    shown = alice.get(f"/records/{record.record_id}")
    assert shown.status_code == 200
    assert "telepathy" in shown.content.decode()
    assert "Poudre de lune" in shown.content.decode()


def test_a_hidden_record_brings_no_word_and_adds_to_no_count(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed(body=STRANGE, units=("MA-CMN-AIR",))
    charlie = as_user("charlie")
    assert "Every word has a code" in charlie.get("/words").content.decode()
    behind, nothing = (
        charlie.get(f"/words?list=detection&word={word}").content.decode() for word in ("telepathy", "nothing77")
    )
    assert "No record that you may see keeps this word." in behind
    assert len(behind) - len(nothing) < 40
    filed(body=STRANGE)
    assert counted(charlie.get("/words").content.decode())["telepathy"] == "1"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_list_has_a_name_in_every_language(as_user: Callable[..., Client], language: str) -> None:
    page = as_user("bob", language).get("/words").content.decode()
    assert set(list_titles()) == set(LISTS)
    assert page.count("<option") >= len(LISTS) + 1


def test_a_list_that_there_is_not_narrows_nothing(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    filed(body=STRANGE)
    assert "telepathy" in as_user("bob").get("/words?list=shoes").content.decode()


def test_the_command_prints_list_count_and_word() -> None:
    assert foreign_words.lines([("detection", 3, "télépathie")], as_json=False) == [
        "detection               3  télépathie"
    ]
    (printed,) = foreign_words.lines([("detection", 3, "télépathie")], as_json=True)
    assert json.loads(printed) == [{"list": "detection", "word": "télépathie", "records": 3}]
    assert foreign_words.lines([], as_json=False) == ["Every word has a code."]


def test_nobody_sees_the_words_without_signing_in(node: object) -> None:
    assert Client().get("/words").status_code == 302
