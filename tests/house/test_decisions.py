"""Every choice with alternatives has a record that says what was weighed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT, files, text

FOLDER = ROOT / "docs" / "adr"
DECIDED = (
    "language, web",
    "store",
    "pages",
    "style sheet",
    "drawing",
    "REST",
    "background work",
    "sign-in",
    "crypto",
    "bulk writing",
    "HTTP client, server",
    "tables, Excel",
    "statistics",
    "identifiers",
    "geography",
    "scale-out",
    "tests",
)
"""The rows of the design's table of what is decided."""

RECORDS = sorted(FOLDER.glob("[0-9]*.md"))


@pytest.mark.parametrize("row", DECIDED)
def test_every_row_of_the_decided_table_has_its_record(row: str) -> None:
    holders = [path.name for path in RECORDS if f"About: {row}.\n" in path.read_text(encoding="utf-8")]
    assert len(holders) == 1, f"{row}: {holders}"


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem[:40])
def test_a_record_weighs_options_and_says_what_follows(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert re.match(rf"# {path.name[:4]} \S", content)
    parts = dict(re.findall(r"^## (\w+)\n\n(.+?)(?=\n## |\Z)", content, re.M | re.S))
    assert list(parts) == ["Context", "Options", "Choice", "Consequences"]
    assert len(re.findall(r"^\* ", parts["Options"], re.M)) >= 2
    assert len(content.splitlines()) <= 30


def test_the_index_names_every_record_once_and_in_order() -> None:
    named = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert named == [path.name for path in RECORDS]
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_a_decision_that_code_or_a_page_names_by_number_is_there() -> None:
    numbers = {path.name[:4] for path in RECORDS}
    named = {
        (str(path), number)
        for path in files()
        if path.suffix in {".py", ".md", ".html", ".yaml"} and path.parts[:2] != ("docs", "adr")
        for number in re.findall(r"docs/adr/(\d{4})", text(path) or "")
    }
    assert not [pair for pair in named if pair[1] not in numbers]
