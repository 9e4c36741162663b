"""A node of the program's first thread, with its data, becomes one of today's: nothing is lost, everything is found."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cocaf.crypto import keystore
from tests import key_process
from tests.nodes import ROOT, Node
from tests.upkeep.saving import Operator, database_settings, environment
from tests.upkeep.thread_node import REFERENCES, document


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator.with_new_key(tmp_path)


@pytest.fixture
def thread(operator: Operator, tmp_path: Path, db: None) -> Iterator[tuple[Node, list[str]]]:
    """A home with the thread's tables and data; its key process runs."""
    node = Node("MA", tmp_path / "thread", 1)
    node.home.mkdir(mode=0o700)
    passphrase, cheap = key_process.PASSPHRASE, key_process.CHEAP
    keystore.create(node.home / "keys" / "keystore.json", "MA", passphrase, work=cheap)
    lines = [
        "COCAF_MEMBER=MA",
        "COCAF_SECRET_KEY=" + "tests-only-" * 6,
        *operator.settings,
        *database_settings("thread"),
    ]
    (node.home / "cocaf.env").write_text("\n".join(lines) + "\n", encoding="utf-8")
    node.start("keys")
    made = subprocess.run(
        [sys.executable, "-m", "tests.upkeep.thread_node"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        env=environment() | {"COCAF_HOME": str(node.home)},
    )  # fmt: skip
    yield node, json.loads(made.stdout)
    for name in list(node.processes):
        node.stop(name)


def states(told: Any) -> dict[str, str]:
    return {row["check"]: row["code"] or row["state"] for row in told.report["checks"]}


def test_the_threads_database_with_its_data_becomes_todays(operator, thread) -> None:
    node, filed = thread
    assert states(operator.cocaf(node.home, "doctor", "--json"))["database"] == "doctor.migrations"
    due = operator.cocaf(node.home, "upgrade", "--check").report
    assert "records.0005_foreign_values" in due
    told = operator.cocaf(node.home, "upgrade")
    assert (told.code, "2 documents indexed" in told.report) == (0, True), told
    node.start("control")
    assert node.ask("listed") == sorted(REFERENCES)
    assert [node.ask("read", record) for record in filed] == [document(number) for number in range(len(filed))]
    found = node.ask("everything")
    assert (found["log"], found["differing"], len(found["stones"])) == (True, [], 1)
    hit = operator.cocaf(node.home, "find", "XK0417201", "--json")
    assert REFERENCES[1] in json.dumps(hit.report) + str(hit.report)
    operator.backup(node)
    assert operator.cocaf(node.home, "worker", "--once").code == 0
    assert set(states(operator.cocaf(node.home, "doctor", "--json")).values()) == {"ok"}


@pytest.mark.long
def test_an_upgrade_that_was_done_changes_nothing_and_says_so(operator, thread) -> None:
    node, _ = thread
    assert operator.cocaf(node.home, "upgrade").code == 0
    again = operator.cocaf(node.home, "upgrade")
    assert (again.code, again.report.strip()) == (0, "The tables are of this version already.")


def test_while_the_worker_runs_or_the_keys_are_away_nothing_is_changed(operator, thread) -> None:
    node, _ = thread
    before = operator.cocaf(node.home, "upgrade", "--check").report
    node.start("worker")
    node_worker_lock_is_held(node)
    told = operator.cocaf(node.home, "upgrade")
    assert (told.code, "Stop serve and worker first" in told.complaint) == (4, True)
    node.stop("worker")
    node.stop("keys")
    told = operator.cocaf(node.home, "upgrade")
    assert (told.code != 0, "cocaf keys" in told.complaint) == (True, True)
    assert operator.cocaf(node.home, "upgrade", "--check").report == before


def node_worker_lock_is_held(node: Node) -> None:
    """Waits until the worker stands in its home."""
    while not (node.home / "worker.sock").exists():
        assert node.processes["worker"].poll() is None, (node.home / "worker.log").read_text(encoding="utf-8")


@pytest.mark.long
def test_tables_of_a_newer_program_are_left_alone(operator, thread) -> None:
    node, _ = thread
    assert operator.cocaf(node.home, "upgrade").code == 0
    program = (
        "import django; django.setup(); from django.db.migrations.recorder import MigrationRecorder as R; "
        "from django.db import connection; R(connection).record_applied('records', '0999_from_tomorrow')"
    )
    given = environment() | {"COCAF_HOME": str(node.home)}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=given, check=True)
    told = operator.cocaf(node.home, "upgrade")
    assert (told.code, "records.0999_from_tomorrow" in told.complaint) == (4, True)
