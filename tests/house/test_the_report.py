"""The article's page: every row is shown by something that runs and held by a test, or open with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.urls import NoReverseMatch, get_resolver

from tests.house.repository import ROOT, files, names_of_tests

PAGE = (ROOT / "docs" / "the-report.md").read_text(encoding="utf-8")
SHOWN_IN_FULL, SHOWN_IN_PART, OPEN = 2, 7, 5
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)?)`")


@dataclass(frozen=True)
class Row:
    """A row of the page: its number, what shows it, what holds it, and why the rest is open."""

    name: str
    shown: str
    held: str
    opened: str


def rows() -> list[Row]:
    found = []
    for name, body in re.findall(r"^## (R\d+) .+?\n(.+?)(?=^## |\Z)", PAGE, re.M | re.S):
        points = dict(re.findall(r"^\* (shown|held|open): (.+?)(?=^\* |\Z)", body, re.M | re.S))
        found.append(Row(name, points.get("shown", ""), points.get("held", ""), points.get("open", "")))
    return found


def test_the_page_has_the_fourteen_rows_in_order() -> None:
    assert [row.name for row in rows()] == [f"R{number}" for number in range(1, 15)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_row_is_shown_and_held_or_open_with_its_reason(row: Row) -> None:
    assert bool(row.shown) == bool(row.held)
    assert row.shown or row.opened
    if row.opened:
        title, _, reason = row.opened.partition(". ")
        assert title
        assert len(reason.split()) >= 6, "an open row gives its reason"


@pytest.mark.parametrize("row", [row for row in rows() if row.shown], ids=lambda row: row.name)
def test_what_a_row_names_exists(row: Row) -> None:
    from cocaf.cli.main import COMMANDS

    addresses = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    pages, commands = re.findall(r"page `(\w+)`", row.shown), re.findall(r"command `cocaf (\w+)", row.shown)
    assert pages or commands
    assert set(pages) <= addresses, NoReverseMatch(f"no page {set(pages) - addresses}")
    assert set(commands) <= set(COMMANDS)
    named = NAMED_TEST.findall(row.held)
    assert named
    assert not [name for name in named if name not in names_of_tests()]


def test_the_number_of_open_rows_is_told_and_does_not_grow_unseen() -> None:
    full = [row for row in rows() if row.shown and not row.opened]
    part = [row for row in rows() if row.shown and row.opened]
    none = [row for row in rows() if not row.shown]
    assert (len(full), len(part), len(none)) == (SHOWN_IN_FULL, SHOWN_IN_PART, OPEN)
    told = f"Of 14 rows, {len(full)} are shown in full, {len(part)} in part, {len(none)} are open."
    assert told in PAGE


def test_every_test_that_a_page_names_exists() -> None:
    missing = [
        f"{path}: {name}"
        for path in files()
        if path.suffix == ".md"
        for name in NAMED_TEST.findall((ROOT / path).read_text(encoding="utf-8"))
        if not ((ROOT / name).is_file() if "::" not in name else name in names_of_tests())
    ]
    assert not missing
