"""A backup is made while others write, is whole or not there, and shows nothing; what was erased since stays erased."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import COURIER
from tests.nodes import ROOT, Node, introduce, running
from tests.upkeep.saving import Operator, database_settings, ended, environment, started

JOURNAL = "{}-erasures.log"
MARK = "Zubrowka"


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    return Operator.with_new_key(tmp_path_factory.mktemp("operator"))


@pytest.fixture(scope="module")
def nodes(operator: Operator, tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[list[Node]]:
    """MA and SN, who know each other, on the database of this run."""
    with django_db_blocker.unblock():
        lines = {member: operator.settings + database_settings(member) for member in ("MA", "SN")}
    with running(tmp_path_factory.mktemp("nodes"), "MA", "SN", settings=lambda member: lines[member]) as (ma, sn):
        introduce(ma, sn)
        yield [ma, sn]


@contextlib.contextmanager
def back(operator: Operator, source: Path, home: Path, like: Node, *words: str) -> Iterator[tuple[dict, Node]]:
    """The restored node, asked while the one that it replaces is still there."""
    told = operator.restore(source, home, *words)
    assert told.code == 0, told.complaint
    node = started(like.member, home, like.port)
    try:
        yield told.report, node
    finally:
        ended(node)


def journal_of(operator: Operator, member: str) -> list[str]:
    return ["--tombstones", str(operator.folder / "backups" / JOURNAL.format(member))]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_whatever_is_filed_and_erased_before_and_after_only_what_was_held_and_not_erased_comes_back(
    operator, nodes, tmp_path, seed
) -> None:
    ma, draw = nodes[0], random.Random(seed)
    before = ma.ask("file_many", COURIER, 30)
    files = {record: ma.ask("keep_file", record, f"{MARK} {record}") for record in draw.sample(before, 6)}
    erased_before = draw.sample(before, 8)
    for record in erased_before:
        ma.ask("erase", record)
    source = operator.backup(ma)
    was = ma.ask("everything")
    after = ma.ask("file_many", COURIER, 5)
    held = [record for record in before if record not in erased_before]
    erased_after = draw.sample(held, 10) + draw.sample(after, 2)
    for record in erased_after:
        ma.ask("erase", record)
    operator.backup(ma)  # its copy of the journal is the newest
    with back(operator, source, tmp_path / f"ma{seed}", ma, *journal_of(operator, "MA")) as (report, node):
        found = node.ask("everything")
        gone = set(erased_after)
        assert found["documents"] == [each for each in was["documents"] if each[0] not in gone]
        assert gone | set(was["stones"]) <= set(found["stones"])
        assert (found["log"], found["differing"]) == (True, [])
        assert report["erased_again"] == 10
        assert report["counts"]["records_document"] == len(was["documents"])
        for record, file in files.items():
            if record in held and record not in gone:
                assert node.ask("read_file", file) == f"{MARK} {record}"
        assert report["files_missing"] == 0


def test_backups_in_quick_succession_are_files_of_their_own(operator, nodes) -> None:
    made = {operator.backup(nodes[0]) for _ in range(3)}
    assert len({each for each in made if each.is_file()}) == 3


def test_a_backup_that_is_made_while_another_process_writes_is_one_moment(operator, nodes, tmp_path) -> None:
    ma, stop, filed = nodes[0], threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            filed.extend(ma.ask("file_many", COURIER, 7))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        first = len(filed)
        source = operator.backup(ma)
    finally:
        stop.set()
        writer.join()
    assert len(filed) > first, "the node went on writing"
    with back(operator, source, tmp_path / "moment", ma, *journal_of(operator, "MA")) as (report, node):
        found = node.ask("everything")
        assert (found["log"], found["differing"]) == (True, [])
        assert len(found["documents"]) == report["counts"]["records_document"]
        kept = [record for record in filed if record in {each[0] for each in found["documents"]}]
        assert kept == filed[: len(kept)], "no later record is there without the earlier ones"
        assert len(kept) % 7 == 0, "a batch is there as a whole or not at all"


def test_what_a_partner_took_back_since_is_erased_again_and_an_own_recall_is_made_and_sent_again(
    operator, nodes, tmp_path
) -> None:
    ma, sn = nodes
    record = ma.ask("file", COURIER)
    ma.ask("release", record["id"], ["SN"])
    sn.until("held", record["id"], holds=bool)
    sources = {node.member: operator.backup(node) for node in (ma, sn)}
    recall = ma.ask("recall", record["id"])
    sn.until("held", record["id"], holds=lambda held: not held)
    ma.until("statements", record["id"], holds=lambda found: bool(found and found[0]["statement"]))
    for node in (ma, sn):
        operator.backup(node)
    with back(operator, sources["SN"], tmp_path / "sn", sn, *journal_of(operator, "SN")) as (report, node):
        assert node.ask("held", record["id"]) == []
        assert node.ask("tombstone", record["id"])[0]["why"] == sn.ask("tombstone", record["id"])[0]["why"]
        assert report["last_messages"].keys() == {"MA"}
    with back(operator, sources["MA"], tmp_path / "ma", ma, *journal_of(operator, "MA")) as (report, node):
        assert node.ask("held", recall) == ma.ask("held", recall)
        assert {each["kind"] for each in node.ask("states", record["id"]) if each["state"] == "approved"} == {"recall"}
        assert report["epoch"] == 2
        with pytest.raises(Exception, match=r"recall\.done"):
            node.ask("recall", record["id"])


def test_an_archive_shows_who_made_it_and_when_and_nothing_else(operator, nodes) -> None:
    ma = nodes[0]
    body = json.loads(json.dumps(COURIER).replace("Inventado", MARK))
    reference = ma.ask("file", body)["reference"]
    source = operator.backup(ma)
    for path in (source, source.with_suffix(".cocaf-keys")):
        clear = path.read_bytes()
        assert clear.startswith(b"cocaf backup 1\n")
        assert not [word for word in (MARK, reference, "XK0417217", "CREATE TABLE") if word.encode() in clear]
        assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert not list(ma.home.glob("backup-in-work-*")), "no clear copy is left behind"


def test_the_head_that_a_backup_names_proves_later_that_no_end_of_the_log_is_gone(operator, nodes, tmp_path) -> None:
    ma = nodes[0]
    ma.ask("file", COURIER)
    told = operator.cocaf(ma.home, "backup", str(tmp_path), "--json")
    assert operator.cocaf(ma.home, "audit", "verify", "--head", told.report["log"]["head"]).code == 0
    assert operator.cocaf(ma.home, "audit", "verify", "--head", "ab" * 32).code == 4


def test_a_backup_that_is_killed_leaves_no_archive_and_the_next_one_clears_up(operator, nodes, tmp_path) -> None:
    ma = nodes[0]
    process = subprocess.Popen([sys.executable, "-m", "cocaf", "--home", str(ma.home), "backup", str(tmp_path)],
                               cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)  # fmt: skip
    while process.poll() is None and not list(ma.home.glob("backup-in-work-*/database*")):
        pass
    process.send_signal(signal.SIGKILL)
    killed = process.wait() == -signal.SIGKILL
    assert not killed or not list(tmp_path.glob("*.cocaf-backup"))
    source = operator.backup(ma)
    assert source.exists()
    assert not list(ma.home.glob("backup-in-work-*"))


@pytest.fixture(scope="module")
def archive_of_ma(operator, nodes) -> Path:
    return operator.backup(nodes[0])


def test_a_changed_a_cut_and_a_foreign_archive_are_refused_and_leave_nothing(operator, archive_of_ma, tmp_path) -> None:
    whole = archive_of_ma.read_bytes()
    keys = archive_of_ma.with_suffix(".cocaf-keys")
    bad = {
        "changed": whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:],
        "cut": whole[: len(whole) // 2],
        "cut-at-a-chunk": whole[: -(len(whole) % 4096 or 1)],
        "header": whole.replace(b'"member":"MA"', b'"member":"SN"', 1),
        "other": b"PK\x03\x04 something else",
    }
    for name, content in bad.items():
        source, home = tmp_path / f"{name}.cocaf-backup", tmp_path / f"home-{name}"
        source.write_bytes(content)
        told = operator.restore(source, home, *journal_of(operator, "MA"), keys=keys)
        assert told.code in {2, 4}, (name, told)
        assert "Traceback" not in told.complaint, (name, told.complaint)
        assert not home.exists(), name
        assert not list(tmp_path.glob(".*restoring")), name


def test_a_home_with_something_in_it_is_never_touched(operator, archive_of_ma, tmp_path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "mine.txt").write_text("here", encoding="utf-8")
    told = operator.restore(archive_of_ma, home, *journal_of(operator, "MA"))
    assert (told.code, "is not empty" in told.complaint) == (2, True)
    assert [path.name for path in home.iterdir()] == ["mine.txt"]


def test_without_a_journal_the_operator_must_say_so_and_is_told_what_it_means(
    operator, archive_of_ma, tmp_path
) -> None:
    told = operator.restore(archive_of_ma, tmp_path / "no")
    assert (told.code, "--without-tombstones" in told.complaint) == (2, True)
    told = operator.restore(archive_of_ma, tmp_path / "lost", "--without-tombstones")
    assert told.code == 0, told.complaint
    assert (told.report["journal_given"], told.report["erased_again"]) == (False, 0)


def test_an_older_a_forged_and_a_strangers_journal_are_refused(operator, nodes, archive_of_ma, tmp_path) -> None:
    lines = (operator.folder / "backups" / JOURNAL.format("MA")).read_bytes().splitlines(keepends=True)
    assert len(lines) > 3
    operator.backup(nodes[1])
    bad = {
        "older": (b"".join(lines[:2]), "It is older"),
        "forged": (lines[0].replace(b'"erased"', b'"erasex"') + b"".join(lines[1:]), "Line 1 of the journal"),
        "shorter in the middle": (b"".join(lines[:1] + lines[2:]), "Line 2 of the journal"),
        "stranger": ((operator.folder / "backups" / JOURNAL.format("SN")).read_bytes(), "Line 1 of the journal"),
    }
    for name, (content, said) in bad.items():
        path = tmp_path / "journal"
        path.write_bytes(content)
        told = operator.restore(archive_of_ma, tmp_path / "home", "--tombstones", str(path))
        assert (told.code, said in told.complaint) == (4, True), (name, told)
        assert not (tmp_path / "home").exists()


def test_a_line_that_a_crash_cut_off_is_left_out_and_written_again(operator, nodes, tmp_path) -> None:
    ma = nodes[0]
    (record,) = ma.ask("file_many", COURIER, 1)
    ma.ask("erase", record)
    journal = ma.home / "erasures.log"
    with journal.open("r+b") as file:
        file.truncate(journal.stat().st_size - 20)
    source = operator.backup(ma)
    text = (operator.folder / "backups" / JOURNAL.format("MA")).read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert text.count(record) == 1
    told = operator.restore(source, tmp_path / "home", *journal_of(operator, "MA"))
    assert told.code == 0, told.complaint


@pytest.mark.long
def test_keys_of_another_node_open_nothing(operator, nodes, archive_of_ma, tmp_path) -> None:
    theirs = operator.backup(nodes[1]).with_suffix(".cocaf-keys")
    told = operator.restore(archive_of_ma, tmp_path / "home", *journal_of(operator, "MA"), keys=theirs)
    assert (told.code, "are not those of the node of MA" in told.complaint) == (4, True)


def test_without_a_recovery_key_the_sentence_says_how_to_make_one(operator, nodes, tmp_path) -> None:
    told = operator.cocaf(nodes[0].home, "backup", str(tmp_path), COCAF_RECOVERY_KEY="")
    assert (told.code, "cocaf recovery-key" in told.complaint) == (2, True)


def test_a_missing_and_a_full_disk_are_said_and_leave_nothing(operator, nodes, tmp_path) -> None:
    told = operator.cocaf(nodes[0].home, "backup", str(tmp_path / "gone" / "x.cocaf-backup"))
    assert (told.code, "does not exist" in told.complaint) == (2, True)
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))"
    program = f"import resource, sys; {limit}; from cocaf.cli.main import main; sys.exit(main())"
    full = ["-c", program, "--home", str(nodes[0].home), "backup", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, *full], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 4, done.stderr
    assert "Nothing was kept" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_a_restore_on_postgresql_needs_an_empty_database_and_one_on_sqlite_needs_none(
    operator, archive_of_ma, tmp_path
) -> None:
    words = ["restore", str(archive_of_ma), "--recovery-key", str(operator.folder / "recovery/recovery.json"),
             "--recovery-passphrase-file", str(operator.folder / "recovery/passphrase"), "--keys",
             str(archive_of_ma.with_suffix(".cocaf-keys")), *journal_of(operator, "MA"), "--json"]  # fmt: skip
    told = operator.cocaf(tmp_path / "home", *words)
    if connection.vendor == "postgresql":
        assert (told.code, "--database-url" in told.complaint) == (2, True)
    else:
        assert told.code == 0, told.complaint
