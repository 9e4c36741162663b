"""The rooms look alike, say what they are for, and import one way only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT, functions, python_files, tree

DJANGO_ROOMS = ("audit", "members", "records", "search", "matching", "intake", "exchange", "picture", "online")
SOURCE = ROOT / "src" / "cocaf"
LAZY_NAMES = re.compile(r"(^|_)(helpers?|managers?|utils?|misc|common)(_|$)")


@pytest.mark.parametrize("room", DJANGO_ROOMS)
def test_a_newcomer_finds_the_same_files_in_every_room(room: str) -> None:
    folder = SOURCE / room
    missing = [name for name in ("apps.py", "models.py", "selectors.py") if not (folder / name).is_file()]
    assert "models.py" not in missing, f"{room} lacks models.py; where it has no table, a docstring says so"
    if not (folder / "services.py").is_file() and not any((folder / "services").glob("[!_]*.py")):
        missing.append("services.py")
    tables = re.search(r"^class \w+\(.*(models\.Model|AbstractUser)", (folder / "models.py").read_text("utf-8"), re.M)
    if tables and not any((folder / "migrations").glob("0001_*.py")):
        missing.append("migrations/")
    assert not missing, f"{room} lacks {', '.join(missing)}"


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path) for path in python_files("src", "tests", "bench", "tools") if not ast.get_docstring(tree(path))]
    assert not silent


def test_every_public_function_of_a_service_or_selector_has_a_docstring() -> None:
    silent = [
        f"{path}:{function.name}"
        for path in python_files("src")
        if path.stem in {"services", "selectors"} or "services" in path.parts
        for function in tree(path).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and not ast.get_docstring(function)
    ]
    assert not silent


def test_no_file_and_no_class_has_a_name_that_says_nothing() -> None:
    named = [str(path) for path in python_files("src", "tests", "bench", "tools") if LAZY_NAMES.search(path.stem)]
    for path in python_files("src"):
        named += [
            f"{path}:{node.name}"
            for node in tree(path).body
            if isinstance(node, ast.ClassDef) and node.name.endswith(("Helper", "Utils", "Util"))
        ]
    assert not named


def test_the_rooms_import_one_way_only() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-2000:]


def test_no_rule_hides_in_a_save_or_a_signal() -> None:
    hidden = [
        f"{path}:{function.name}"
        for path in python_files("src")
        for function in functions(tree(path))
        if (path.name in {"models.py", "forms.py"} and function.name in {"save", "delete"}) or "signals" in path.stem
    ]
    assert not hidden
