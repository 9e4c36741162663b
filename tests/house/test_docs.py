"""The documentation says what there is: settings, commands, fields, permissions, limits, errors; no dead link."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cocaf.cli import main, words
from tests.house.repository import ROOT, files

PAGES = [path for path in files() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def test_the_reference_is_what_the_code_says() -> None:
    told = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr[-2000:]


@pytest.mark.parametrize("part", ["tutorial", "howto", "reference", "explanation", "adr"])
def test_each_part_of_the_documentation_has_its_pages(part: str) -> None:
    assert [path for path in PAGES if path.parts[:2] == ("docs", part)]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_link_of_a_page_is_dead(page: Path) -> None:
    folder = (ROOT / page).parent
    dead = [link for link in LINK.findall((ROOT / page).read_text(encoding="utf-8")) if not (folder / link).exists()]
    assert not dead


def test_the_documentation_claims_no_connection() -> None:
    for name in ("README.md", "NOTICE"):
        assert "independent of INTERPOL" in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "target", ["run", "test", "test-long", "bench", "assets", "reference", "release", "lint", "setup", "help"]
)
def test_every_target_of_make_is_listed_by_help(target: str) -> None:
    told = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.search(rf"^make {target}\s+\S", told, re.M)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_help_of_every_command_is_in_the_readers_language(language: str) -> None:
    english, theirs = (_help(chosen) for chosen in ("en", language))
    assert list(english) == list(theirs)
    assert not [name for name, text in theirs.items() if text == english[name]]


def _help(language: str) -> dict[str, str]:
    """The line that the help gives each command."""
    words.choose(language)
    try:
        commands = next(action for action in main.parser()._actions if isinstance(action, argparse._SubParsersAction))
        return {name: str(sub.description) for name, sub in commands.choices.items()}
    finally:
        words.choose("en")


def test_the_scripts_of_the_house_are_sound() -> None:
    for name in ("tools/setup", "tools/test", "tools/bench", "tools/lock", "tools/on-postgres", ".ci/run"):
        told = subprocess.run(["bash", "-n", name], cwd=ROOT, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr
        assert (ROOT / name).stat().st_mode & 0o100
