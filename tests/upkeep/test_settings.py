"""A wrong setting is a sentence and a stop: which one, what is wrong, what was expected; all of them at once."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cocaf import config
from cocaf.config import WrongSettingError, load
from cocaf.setting import SETTINGS
from tests.upkeep.saving import environment

SECRET = "x" * 50


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with an own file of settings."""
    (tmp_path / "cocaf.env").write_text(f"COCAF_MEMBER=SN\nCOCAF_SECRET_KEY={SECRET}\n", encoding="utf-8")
    return tmp_path


def read(home: Path, **more: str) -> config.Config:
    return load({"COCAF_HOME": str(home), **more})


def secret_file(home: Path, text: str, mode: int = 0o600) -> str:
    path = home / "secret"
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(mode)
    return str(path)


def refused(home: Path, **more: str) -> WrongSettingError:
    with pytest.raises(WrongSettingError) as caught:
        read(home, **more)
    return caught.value


def test_the_environment_wins_over_the_nodes_own_file_and_that_over_the_default(home: Path) -> None:
    assert (read(home).member, read(home).port) == ("SN", 8100)
    assert read(home, COCAF_MEMBER="MA", COCAF_PORT="9000").member == "MA"


def test_a_secret_comes_from_a_file_that_name_file_names_in_the_environment_or_in_the_own_file(home: Path) -> None:
    path = secret_file(home, "y" * 60)
    assert read(home, COCAF_SECRET_KEY_FILE=path).secret_key == "y" * 60
    (home / "cocaf.env").write_text(f"COCAF_SECRET_KEY_FILE={path}\n", encoding="utf-8")
    assert read(home).secret_key == "y" * 60


@pytest.mark.parametrize("setting", [one for one in SETTINGS if not one.secret and one.name != "COCAF_HOME"],
                         ids=lambda one: one.name)  # fmt: skip
def test_every_setting_that_can_be_wrong_is_refused_by_name_and_says_what_was_expected(home, setting) -> None:
    if setting.read.__name__ == "_path":
        assert read(home, **{setting.name: "somewhere"})
        return
    (problem,) = refused(home, **{setting.name: "/%?"}).problems
    assert problem.sentence("en").startswith(f'{setting.name} is "/%?"; expected: ')
    sentences = {problem.sentence(language) for language in config.LANGUAGES}
    assert len(sentences) == 4, "each language has its own"
    assert not [text for text in sentences if "{" in text]


def test_all_problems_are_named_at_once(home: Path) -> None:
    told = refused(home, COCAF_PORT="0", COCAF_ROLE="boss", COCAF_PUBLIC_URL="ftp://node.example/x", COCAF_HOST="")
    assert [problem.params["name"] for problem in told.problems] == [
        "COCAF_ROLE", "COCAF_HOST", "COCAF_PORT", "COCAF_PUBLIC_URL",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["COCAF_SECRET_KEY", "COCAF_METRICS_TOKEN", "COCAF_DATABASE_URL"])
def test_a_secret_that_is_wrong_is_not_shown(home: Path, name: str) -> None:
    told = refused(home, **{name: "mysql://hush"})
    assert [problem.code for problem in told.problems] == ["setting.wrong_secret"]
    assert "hush" not in str(told)


def test_a_setting_given_twice_is_refused(home: Path) -> None:
    told = refused(home, COCAF_SECRET_KEY=SECRET, COCAF_SECRET_KEY_FILE=secret_file(home, SECRET))
    assert [problem.code for problem in told.problems] == ["setting.both"]


def test_a_file_that_is_missing_or_no_text_is_said_with_its_path(home: Path) -> None:
    (missing,) = refused(home, COCAF_SECRET_KEY_FILE=str(home / "none")).problems
    assert missing.code == "setting.file_missing"
    (home / "noise").write_bytes(b"\xff\xfe\x00")
    (unreadable,) = refused(home, COCAF_SECRET_KEY_FILE=str(home / "noise")).problems
    assert (unreadable.code, unreadable.params["path"]) == ("setting.file_unreadable", str(home / "noise"))


def test_a_secret_that_everybody_on_the_machine_can_read_is_refused(home: Path) -> None:
    path = secret_file(home, SECRET, mode=0o644)
    assert read(home, COCAF_SECRET_KEY_FILE=path), "a folder above keeps others out"
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        told = refused(home, COCAF_SECRET_KEY_FILE=secret_file(Path(folder), SECRET, mode=0o644))
        assert {problem.code for problem in told.problems} == {"setting.file_open"}
        assert f"chmod 600 {folder}/secret" in str(told)
        assert read(home, COCAF_SECRET_KEY_FILE=secret_file(Path(folder), SECRET, mode=0o640))


def test_a_misspelt_name_in_the_own_file_is_refused_with_its_line(home: Path) -> None:
    (home / "cocaf.env").write_text("# ours\nCOCAF_HOSTT=127.0.0.1\nnonsense\n", encoding="utf-8")
    told = refused(home)
    assert [(problem.code, problem.params["number"]) for problem in told.problems] == [
        ("setting.unknown", 2), ("setting.line", 3),
    ]  # fmt: skip


def run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    given = environment() | {"COCAF_HOME": str(home), **more}
    command = [sys.executable, "-m", "cocaf", *words]
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", [["serve"], ["worker", "--once"], ["keys"], ["audit", "verify"]])
def test_a_wrong_setting_stops_every_command_with_its_sentences_and_exit_code_2(home: Path, command) -> None:
    told = run(home, "--lang", "fr", *command, COCAF_PORT="quatre", COCAF_LOG_LEVEL="fort")
    assert told.returncode == 2
    assert told.stderr.splitlines() == [
        "COCAF_PORT vaut « quatre » ; valeur attendue : un port entre 1 et 65535.",
        "COCAF_LOG_LEVEL vaut « fort » ; valeur attendue : debug, info, warning ou error.",
    ]


def test_nothing_is_served_without_a_key_for_sessions(home: Path) -> None:
    (home / "cocaf.env").write_text("COCAF_MEMBER=SN\n", encoding="utf-8")
    told = run(home, "serve")
    assert (told.returncode, "COCAF_SECRET_KEY is empty" in told.stderr) == (2, True)
