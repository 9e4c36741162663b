"""Every page that the address list names, in every language, in a world that has something to show on each: it opens,
it is translated, its structure can be followed without eyes, it is light, and it is closed to strangers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from cocaf.crypto import client as crypto
from cocaf.members.models import User
from tests.web import every_page, page_checks

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "es", "ar")
LIGHT = 100_000


@dataclass(frozen=True)
class Visit:
    """What a reader got at an address in one language."""

    page: every_page.Page
    status: int
    html: bytes

    @property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)


@dataclass(frozen=True)
class Walk:
    """What was got at every page, by language, and the addresses of which the world of these tests knows nothing."""

    visits: dict[str, list[Visit]]
    unknown: list[str]

    def __getitem__(self, language: str) -> list[Visit]:
        return self.visits[language]


@pytest.fixture(scope="module")
def walk(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    key_process: crypto.KeyClient,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Walk]:
    """Every page in every language, visited once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        people = every_page.cast(key_process.public())
        world = every_page.build(people, tmp_path_factory.mktemp("series"))
        pages = every_page.pages(world, lambda reader, address: takes(people[reader], address))
        visits = {language: list(_visits(people, pages, language)) for language in LANGUAGES}
        yield Walk(visits, every_page.unknown(world))
        transaction.set_rollback(True)


def takes(reader: User, address: str) -> bool:
    """Whether a visit is answered at all: an address that only takes posts refuses it, and some lead on."""
    answer = every_page.signed_in(reader).get(address)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return is_page and answer.status_code not in {301, 302, 303, 405} and b"<html" in answer.getvalue()


def _visits(people: dict[str, User], pages: list[every_page.Page], language: str) -> Iterator[Visit]:
    browsers = {name: every_page.signed_in(people[name], language) for name in ("bob", "dora")}
    for page in pages:
        answer = browsers[page.reader].get(page.address)
        yield Visit(page, answer.status_code, answer.content)


def one_by_one(found: dict[str, list[str]]) -> str:
    """Every fault of every page, each on a line."""
    return "\n".join(f"{name}: {fault}" for name, faults in found.items() for fault in faults)


def test_the_world_of_these_tests_knows_every_part_of_every_address(walk: Walk) -> None:
    assert walk.unknown == [], "give `every_page.build` a value for the addresses of these pages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens(walk: Walk, language: str) -> None:
    assert len(walk[language]) > 40
    assert [(visit.page.name, visit.status) for visit in walk[language] if visit.status != 200] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_followed_without_eyes(walk: Walk, language: str) -> None:
    found = {visit.page.name: page_checks.faults(visit.tree, language) for visit in walk[language]}
    assert one_by_one(found) == ""


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_no_text_of_a_page_is_left_in_english(walk: Walk, language: str) -> None:
    found = {}
    for english, visit in zip(walk["en"], walk[language], strict=True):
        here, there = page_checks.texts(visit.tree), page_checks.texts(english.tree)
        found[visit.page.name] = page_checks.untranslated(here, there, language)
    assert one_by_one(found) == ""


def test_every_page_weighs_less_than_100_kb_compressed_with_what_it_names(walk: Walk) -> None:
    weights = {visit.page.name: page_checks.first_load(visit.html) for visit in walk["ar"]}
    assert {name: weight for name, weight in weights.items() if weight >= LIGHT} == {}


def test_every_page_is_closed_to_strangers(walk: Walk) -> None:
    stranger = Client()
    here = [visit.page for visit in walk["en"] if visit.page.name != "account_login"]
    answers = {page.name: stranger.get(page.address) for page in here}
    assert {
        name: answer.status_code
        for name, answer in answers.items()
        if not answer.headers.get("Location", "").startswith("/account/login/")
    } == {}


def test_a_text_in_english_and_a_page_without_a_structure_are_noticed(tmp_path: Path) -> None:
    html = b"""<html lang="fr" dir="ltr"><title>A \xc2\xb7 cocaf</title><body><h1>Un</h1><h3>Unread mail</h3>
        <input name="a"><table><tr><th>x</th></tr></table><p>%(n)s</p><a href="/"></a></body></html>"""
    tree = LexborHTMLParser(html)
    assert page_checks.untranslated(page_checks.texts(tree), {"Unread mail", "Un"}, "fr") == ["Unread mail"]
    found = page_checks.faults(tree, "fr")
    for fault in ("0 main landmarks", "h3 after h1", "no label: a", "a table without a caption", "left over: %(n)s"):
        assert fault in found
