"""The doctor finds what is really broken: each fault is made on a real node, named with what to do, and mended."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import http.server
import json
import shutil
import socketserver
import sqlite3
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cocaf import vocab
from cocaf.upkeep.doctor import CHECKS
from tests.conftest import COURIER
from tests.nodes import ROOT, Node, running
from tests.upkeep.saving import Operator

Broken = AbstractContextManager[dict[str, str] | None]
UTC = datetime.UTC


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    return Operator.with_new_key(tmp_path_factory.mktemp("operator"))


@pytest.fixture(scope="module")
def node(operator: Operator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with a record, a file, an erasure and a backup, of which the doctor finds nothing wrong."""
    with running(tmp_path_factory.mktemp("nodes"), "MA", settings=lambda member: operator.settings) as (ma,):
        for record in ma.ask("file_many", COURIER, 3):
            ma.ask("keep_file", record, "invented")
        ma.ask("erase", record)
        operator.backup(ma)
        yield ma


def examined(operator: Operator, node: Node, **environment: str) -> dict[str, list[tuple[str, str | None]]]:
    told = operator.cocaf(node.home, "doctor", "--json", **environment)
    assert isinstance(told.report, dict), told.complaint
    found: dict[str, list[tuple[str, str | None]]] = {}
    for row in told.report["checks"]:
        found.setdefault(row["check"], []).append((row["state"], row["code"]))
    wrong = [row for row in told.report["checks"] if row["state"] == "wrong"]
    assert told.code == int(bool(wrong))
    return found


def sql(node: Node, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(node.home / "db.sqlite3", isolation_level=None, timeout=20)) as database:
        for statement in statements:
            database.execute(statement)


@contextlib.contextmanager
def set_to(node: Node, **environment: str) -> Iterator[dict[str, str]]:
    yield environment


@contextlib.contextmanager
def changed(node: Node, broken: list[str], mended: list[str]) -> Iterator[None]:
    sql(node, *broken)
    yield
    sql(node, *mended)


@contextlib.contextmanager
def opened_to_others(node: Node) -> Iterator[None]:
    path = node.home / "keys" / "keystore.json"
    path.chmod(0o644)
    yield
    path.chmod(0o600)


@contextlib.contextmanager
def moved(path: Path) -> Iterator[None]:
    aside = path.with_name("aside")
    path.rename(aside)
    yield
    aside.rename(path)


@contextlib.contextmanager
def without(node: Node, process: str, *statements: str) -> Iterator[None]:
    node.stop(process)
    sql(node, *statements)
    yield
    node.start(process)


@contextlib.contextmanager
def rewritten(note: Path, **changes: Any) -> Iterator[None]:
    was = note.read_text(encoding="utf-8")
    note.write_text(json.dumps(json.loads(was) | changes), encoding="utf-8")
    yield
    note.write_text(was, encoding="utf-8")


@contextlib.contextmanager
def index_emptied(operator: Operator, node: Node) -> Iterator[None]:
    sql(node, "DELETE FROM records_identifierkey")
    yield
    assert operator.cocaf(node.home, "rebuild").code == 0


@contextlib.contextmanager
def peer(node: Node, seconds: int | None) -> Iterator[None]:
    """A hub in the directory, whose clock is that far from ours; None: nobody answers there."""

    class Clock(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(200)
            at = datetime.datetime.now(UTC) + datetime.timedelta(seconds=seconds or 0)
            self.send_header("Date", email.utils.format_datetime(at, usegmt=True))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            """Says nothing."""

    with socketserver.TCPServer(("127.0.0.1", 0), Clock) as server:
        port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        if seconds is not None:
            thread.start()
        else:
            server.server_close()
        columns = "code, name, is_self, is_hub, url, route, signing_id, signing_key, sealing_id, sealing_key"
        more = "desk, phone, email, hours, languages"
        sql(node, f"INSERT INTO members_member ({columns}, {more}) VALUES ('HUB', 'Hub', 0, 1, "
                  f"'http://127.0.0.1:{port}', 'direct', '', x'', '', x'', '', '', '', '', '')")  # fmt: skip
        try:
            yield
        finally:
            sql(node, "DELETE FROM members_member WHERE code = 'HUB'")
            if seconds is not None:
                server.shutdown()
                thread.join()


@contextlib.contextmanager
def certificate(folder: Path, days: int) -> Iterator[dict[str, str]]:
    """A proxy with TLS whose certificate ends in so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "node.example")])
    now = datetime.datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - datetime.timedelta(days=90))
    signed = made.not_valid_after(now + datetime.timedelta(days=days, hours=1)).sign(key, hashes.SHA256())
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, form, plain)
    (folder / "proxy.pem").write_bytes(pem + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "proxy.pem")
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        port = server.server_address[1]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield {"COCAF_PUBLIC_URL": f"https://127.0.0.1:{port}"}
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def older_library(folder: Path) -> Iterator[dict[str, str]]:
    (folder / "orjson-1.0.dist-info").mkdir()
    (folder / "orjson-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: orjson\nVersion: 1.0\n")
    yield {"PYTHONPATH": f"{folder}:{ROOT / 'src'}"}


@contextlib.contextmanager
def unbuilt(folder: Path) -> Iterator[dict[str, str]]:
    shutil.copytree(ROOT / "src" / "cocaf", folder / "cocaf", ignore=shutil.ignore_patterns("*.mo", "build"))
    yield {"PYTHONPATH": str(folder)}


LOST_TRIGGER = "DROP TRIGGER IF EXISTS audit_entry_no_update"
EARLIER = "strftime('%Y-%m-%d %H:%M:%S', 'now', '-10 minutes')"
LATER = "strftime('%Y-%m-%d %H:%M:%S', 'now', '+1 hour')"
ENTRY = "INSERT INTO audit_entry (at, actor, member, action, about, purpose, outcome, detail) VALUES "
REST = "'MA/node', 'MA', 'backup', '', '', 'ok', '{}')"
UNMIGRATED = "DELETE FROM django_migrations WHERE name = '0002_places_by_epoch'"
MIGRATED = (
    "INSERT INTO django_migrations (app, name, applied) VALUES ('exchange', '0002_places_by_epoch', '2026-01-01')"
)

FAULTS: dict[str, tuple[str, str, str, Callable[[Operator, Node, Path], Broken]]] = {
    "debug": ("settings", "wrong", "doctor.debug", lambda o, n, t: set_to(n, COCAF_DEBUG="1")),
    "demo": ("settings", "warn", "doctor.demo", lambda o, n, t: set_to(n, COCAF_DEMO="1")),
    "misspelt": ("settings", "warn", "doctor.setting_unknown", lambda o, n, t: set_to(n, COCAF_HOSTT="x")),
    "no tls": ("settings", "wrong", "doctor.no_tls", lambda o, n, t: set_to(n, COCAF_PUBLIC_URL="http://node.example")),
    "open keystore": ("rights", "wrong", "doctor.rights", lambda o, n, t: opened_to_others(n)),
    "disk gone": ("disk", "wrong", "doctor.folder_gone",
                  lambda o, n, t: set_to(n, COCAF_ERASURE_JOURNAL=str(t / "gone" / "log"))),
    # the kernel's own file system is a disk without a free byte
    "disk full": ("disk", "wrong", "doctor.disk_full", lambda o, n, t: set_to(n, COCAF_ERASURE_JOURNAL="/proc/log")),
    "old library": ("libraries", "wrong", "doctor.library_old", lambda o, n, t: older_library(t)),
    "no languages": ("languages", "wrong", "doctor.language", lambda o, n, t: unbuilt(t)),
    "no assets": ("assets", "wrong", "doctor.assets", lambda o, n, t: unbuilt(t)),
    "no database": ("database", "wrong", "doctor.database",
                    lambda o, n, t: set_to(n, COCAF_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")),
    "old tables": ("database", "wrong", "doctor.migrations", lambda o, n, t: changed(n, [UNMIGRATED], [MIGRATED])),
    "keys away": ("keys", "wrong", "keys.away", lambda o, n, t: without(n, "keys")),
    "keys of another": ("keys", "wrong", "doctor.keys_member", lambda o, n, t: set_to(n, COCAF_MEMBER="ZZ")),
    "worker stopped": ("worker", "wrong", "doctor.worker",
                       lambda o, n, t: without(n, "worker", f"UPDATE exchange_heartbeat SET beat_at = {EARLIER}")),
    "worker never": ("worker", "wrong", "doctor.worker_never",
                     lambda o, n, t: without(n, "worker", "DELETE FROM exchange_heartbeat")),
    "clock back": ("clock", "wrong", "doctor.clock_back",
                   lambda o, n, t: changed(n, [f"{ENTRY} ({LATER}, {REST}"],
                                           [f"{ENTRY} (strftime('%Y-%m-%d %H:%M:%S', 'now'), {REST}"])),
    "clock apart": ("clock", "wrong", "doctor.clock_apart", lambda o, n, t: peer(n, 600)),
    "line down": ("lines", "warn", "doctor.line", lambda o, n, t: peer(n, None)),
    "certificate ends": ("certificate", "warn", "doctor.certificate", lambda o, n, t: certificate(t, 5)),
    "certificate ended": ("certificate", "wrong", "doctor.certificate_ended", lambda o, n, t: certificate(t, -3)),
    "no proxy": ("certificate", "warn", "doctor.certificate_unseen",
                 lambda o, n, t: set_to(n, COCAF_PUBLIC_URL="https://127.0.0.1:1")),
    "log changed": ("log", "wrong", "doctor.log",
                    lambda o, n, t: changed(n, [LOST_TRIGGER, "UPDATE audit_entry SET outcome = 'no' WHERE id = 1"],
                                            ["UPDATE audit_entry SET outcome = 'ok' WHERE id = 1"])),
    "log not sealed": ("log", "wrong", "doctor.log_unsealed",
                       lambda o, n, t: without(n, "worker", f"{ENTRY} ({EARLIER}, {REST}")),
    "index": ("derived", "wrong", "doctor.derived", lambda o, n, t: index_emptied(o, n)),
    "files": ("files", "wrong", "doctor.files", lambda o, n, t: moved(n.home / "files")),
    "journal": ("journal", "wrong", "doctor.journal_gone", lambda o, n, t: moved(n.home / "erasures.log")),
    "no recovery key": ("backup", "wrong", "backup.no_recovery_key", lambda o, n, t: set_to(n, COCAF_RECOVERY_KEY="")),
    "no backup": ("backup", "wrong", "doctor.backup_never", lambda o, n, t: moved(n.home / "last-backup.json")),
    "old backup": ("backup", "wrong", "doctor.backup_old",
                   lambda o, n, t: rewritten(n.home / "last-backup.json", at="2026-01-01T00:00:00+00:00")),
    "backup gone": ("backup", "warn", "doctor.backup_gone",
                    lambda o, n, t: rewritten(n.home / "last-backup.json", path=str(t / "gone"))),
}  # fmt: skip
"""For each fault: the check that finds it, its state and code, and how it is made."""


def test_of_a_node_that_is_well_nothing_is_wrong(operator: Operator, node: Node) -> None:
    found = examined(operator, node)
    assert found == {name: [("ok", None)] for name, _ in CHECKS}
    told = operator.cocaf(node.home, "doctor")
    assert told.code == 0
    assert told.report.endswith("Nothing is wrong.\n")


QUICK = {
    "no tls", "disk full", "no database", "old tables", "keys away", "worker stopped", "log changed", "index",
    "journal", "no backup",
}  # fmt: skip
"""Faults that every run makes; the others are for the long one."""


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in FAULTS]
)
def test_a_fault_is_found_by_its_check_and_says_what_to_do(operator, node, tmp_path, name) -> None:
    check, state, code, make = FAULTS[name]
    with make(operator, node, tmp_path) as environment:
        found = examined(operator, node, **(environment or {}))
        assert (state, code) in found[check]
        assert len(found) == len(CHECKS), "one fault hides no other check"


def test_every_check_has_a_fault_that_it_finds_and_a_name_in_every_language() -> None:
    assert {check for check, *_ in FAULTS.values()} == {name for name, _ in CHECKS}
    assert set(vocab.load("doctor_check").codes) == {name for name, _ in CHECKS}


def test_the_doctor_leaves_the_node_as_it_was(operator, node) -> None:
    before = node.ask("everything")
    examined(operator, node)
    assert node.ask("everything") == before


def test_the_sentences_are_in_the_operators_language(operator, node) -> None:
    told = operator.cocaf(node.home, "--lang", "fr", "doctor", "--json", COCAF_DEBUG="1")
    (row,) = (row for row in told.report["checks"] if row["code"] == "doctor.debug")
    assert row["sentence"].startswith("COCAF_DEBUG est actif")
