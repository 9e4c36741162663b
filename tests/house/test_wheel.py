"""The wheel is complete: who installs it needs no Node, no compiler and no second download of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.house.repository import ROOT, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this tree, built as anybody would build it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        ".",
    ]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-2000:]
    return next(folder.glob("cocaf-*.whl"))


@pytest.fixture(scope="module")
def held(wheel: Path) -> frozenset[str]:
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def test_the_wheel_holds_every_source_file_template_and_code_list(held: frozenset[str]) -> None:
    wanted = {str(path.relative_to("src")) for path in files() if path.parts[:2] == ("src", "cocaf")}
    assert wanted <= held, sorted(wanted - held)


def test_the_wheel_holds_the_built_scripts_and_the_catalogues(held: frozenset[str]) -> None:
    assert any(name.startswith("cocaf/web/static/build/") and name.endswith(".js") for name in held)
    for language in ("fr", "es", "ar"):
        assert f"cocaf/locale/{language}/LC_MESSAGES/django.mo" in held


def test_the_wheel_carries_its_licence_and_what_it_owes_to_others(held: frozenset[str]) -> None:
    assert {Path(name).name for name in held if "/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_wheel_holds_nothing_else(held: frozenset[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in held} == {"cocaf"}
    assert not [name for name in held if "node_modules" in name or name.endswith((".sqlite3", ".pyc"))]


def a_sentence() -> tuple[str, str]:
    """An English text of the pages and its Arabic one."""
    parts = yaml.safe_load((ROOT / "src/cocaf/locale/parts/frame.yaml").read_text(encoding="utf-8"))
    return next((row["en"], row["ar"]) for row in parts if isinstance(row["en"], str) and "context" not in row)


def test_an_installed_wheel_speaks_arabic_and_finds_its_scripts_without_node(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    program = (
        "import django, cocaf; django.setup(); from django.utils import translation; "
        "from django.contrib.staticfiles import finders; from cocaf import vocab; translation.activate('ar'); "
        "import sys; print(cocaf.__file__); print(translation.gettext(sys.argv[1])); "
        "print(finders.find('build/chart.js')); print(len(vocab.load('substance').codes))"
    )
    environment = {"PYTHONPATH": str(site), "COCAF_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cocaf.settings"}
    english, expected = a_sentence()
    told = subprocess.run(
        [sys.executable, "-c", program, english],
        env=environment | {"PATH": "", "LANG": os.environ.get("LANG", "C.UTF-8"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    where, arabic, script, codes = told.stdout.splitlines()
    assert where.startswith(str(site))
    assert arabic == expected
    assert script.startswith(str(site))
    assert int(codes) > 10


def test_a_wheel_without_its_assets_is_refused_with_what_to_do(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    for path in files():
        if path.parts[0] in {"src", "tools"} or len(path.parts) == 1:
            (bare / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, bare / path)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), "."]
    told = subprocess.run(command, cwd=bare, capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "Run `make assets`" in told.stdout + told.stderr
