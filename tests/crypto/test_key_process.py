"""The key process answers its own user only, says what is wrong, and keeps running whatever it is asked."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgpack
import pytest

from cocaf.crypto import client as clients
from cocaf.crypto import jws, keystore, wire
from cocaf.crypto.client import KeyClient
from cocaf.domain.errors import CocafError
from tests import key_process as processes
from tests.key_process import CHEAP, PASSPHRASE

NOBODY = 65534


@pytest.fixture
def home(tmp_path: Path) -> Path:
    keystore.create(tmp_path / "keys" / "keystore.json", "MA", PASSPHRASE, work=CHEAP)
    return tmp_path


def connect(home: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(60)
    connection.connect(str(home / "keys" / "agent.sock"))
    return connection


def test_documents_come_back_as_they_went_in(members: dict[str, KeyClient]) -> None:
    documents = [b"", b"one", "وثيقة".encode(), bytes(300_000)]
    protected = members["MA"].protect(documents, sign=True)
    assert members["MA"].reveal([(each.sealed, each.wrapped_key) for each in protected]) == documents
    assert all(
        jws.verify(document, each.signature, members["MA"].public().signing)
        for document, each in zip(documents, protected, strict=True)
    )
    assert members["MA"].protect(documents, sign=False)[1].signature == b""


def test_the_same_document_is_never_stored_alike(members: dict[str, KeyClient]) -> None:
    one, two = members["MA"].protect([b"same", b"same"], sign=False)
    assert one.digest == two.digest
    assert one.sealed != two.sealed
    assert one.wrapped_key != two.wrapped_key


def test_a_changed_or_foreign_document_is_not_revealed(members: dict[str, KeyClient]) -> None:
    one, two = members["MA"].protect([b"first", b"other"], sign=False)
    wrong = [
        (one.sealed, two.wrapped_key),
        (one.sealed[:-1], one.wrapped_key),
        (one.sealed[:-1] + bytes([one.sealed[-1] ^ 1]), one.wrapped_key),
        (one.sealed, one.wrapped_key[:-1]),
        (b"", b""),
    ]
    for item in wrong:
        with pytest.raises(CocafError) as refusal:
            members["MA"].reveal([(two.sealed, two.wrapped_key), item])
        assert (refusal.value.code, refusal.value.params["position"]) == ("keys.cannot_reveal", "2")
    with pytest.raises(CocafError):
        members["SN"].reveal([(one.sealed, one.wrapped_key)])


def test_keyed_digests_are_equal_here_and_different_elsewhere(members: dict[str, KeyClient]) -> None:
    one, two, again = members["MA"].digests([b"XK0417217", b"XK0417218", b"XK0417217"])
    assert one == again != two
    assert members["SN"].digests([b"XK0417217"]) != [one]


def test_a_thousand_documents_are_signed_and_encrypted_within_a_fifth_of_a_second(
    members: dict[str, KeyClient],
) -> None:
    documents = [os.urandom(500).hex().encode() for _ in range(1000)]
    times = []
    for _ in range(5):
        before = time.perf_counter()
        assert len(members["MA"].protect(documents, sign=True)) == 1000
        times.append(time.perf_counter() - before)
    assert min(times) < 0.2


def test_a_batch_larger_than_one_request_is_split(members: dict[str, KeyClient]) -> None:
    documents = [bytes([number]) * 300_000 for number in range(120)]
    protected = members["MA"].protect(documents, sign=False)
    assert members["MA"].reveal([(each.sealed, each.wrapped_key) for each in protected]) == documents


def test_many_threads_ask_at_once_and_each_gets_its_own_answer(members: dict[str, KeyClient]) -> None:
    def ask(number: int) -> bool:
        document = str(number).encode()
        each = members["MA"].protect([document], sign=False)[0]
        return members["MA"].reveal([(each.sealed, each.wrapped_key)]) == [document]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(200)))


def test_the_socket_is_its_user_s_alone(home: Path) -> None:
    with processes.running_key_process(home, "MA"):
        assert (home / "keys" / "agent.sock").stat().st_mode & 0o777 == 0o600
        assert (home / "keys").stat().st_mode & 0o777 == 0o700


AS_NOBODY = """
import logging, os, pathlib, sys
from cocaf.crypto import agent
logging.basicConfig()
os.setgid(65534)
os.setuid(65534)
agent.run(pathlib.Path(sys.argv[1]), os.environ["COCAF_KEYS_PASSPHRASE"])
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a process of another user")
def test_the_processes_of_another_user_are_not_heard() -> None:
    with tempfile.TemporaryDirectory(prefix="cocaf-") as folder:
        home = Path(folder)
        keystore.create(home / "keys" / "keystore.json", "MA", PASSPHRASE, work=CHEAP)
        for path in (home, home / "keys", home / "keys" / "keystore.json"):
            os.chown(path, NOBODY, NOBODY)
        process = processes.start(home, program=["-c", AS_NOBODY, str(home)])
        assert process.poll() is None, process.communicate()[1]
        # root may open any file, this socket too; the key process itself hangs up
        with connect(home) as connection, contextlib.suppress(OSError):
            wire.send(connection, {"op": "status"})
            assert wire.receive(connection) is None
        code, complaints = processes.stop(process)
        assert code == 0
        assert "a connection of user 0 was refused" in complaints


def test_no_process_of_the_same_user_may_read_its_memory_or_its_environment() -> None:
    # PR_GET_DUMPABLE is 3; a process that is not dumpable belongs to root in /proc and is not traced
    asks = "import ctypes, sys; from cocaf.crypto import agent; get = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0);"
    code = asks + " before = get(); agent.close_to_others(); sys.exit(10 * before + get())"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 10


def test_it_leaves_no_core_dump(home: Path) -> None:
    with processes.running_key_process(home, "MA") as client:
        limits = Path(f"/proc/{client.status()['pid']}/limits").read_text()
    assert re.search(r"Max core file size\s+0\s+0\s", limits)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"op": "export_private"}, "keys.unknown_op"),
        ({"op": "__init__"}, "keys.unknown_op"),
        ({"op": None}, "keys.unknown_op"),
        ({}, "keys.unknown_op"),
        ({"op": "digests"}, "keys.malformed"),
        ({"op": "digests", "values": [1]}, "keys.malformed"),
        ({"op": "digests", "values": 5}, "keys.malformed"),
        ({"op": "reveal", "items": [[b"1"]]}, "keys.malformed"),
        ({"op": "public", "more": 1}, "keys.malformed"),
        ({"op": "open", "frames": [[b"", b"", b""]]}, None),
    ],
)
def test_a_wrong_request_gets_a_code_and_the_next_one_an_answer(home: Path, request_: dict, code: str | None) -> None:
    with processes.running_key_process(home, "MA"), connect(home) as connection:
        wire.send(connection, request_)
        answer = wire.receive(connection)
        assert answer is not None
        assert answer.get("error") == code
        wire.send(connection, {"op": "status"})
        answer = wire.receive(connection)
        assert answer is not None
        assert answer["ok"]["member"] == "MA"


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\0\0\0\1\xc1", b"\0\0\0\1\x05", b"\0\0\0\5abc"])
def test_what_is_no_request_ends_that_connection_only(home: Path, data: bytes) -> None:
    with processes.running_key_process(home, "MA") as client:
        with connect(home) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = wire.receive(connection)
            assert answer is None or answer["error"] == "keys.malformed"
            assert connection.recv(1) == b""
        assert client.status()["member"] == "MA"


def test_when_the_key_process_is_away_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CocafError) as away:
        KeyClient(tmp_path / "agent.sock").status()
    assert away.value.code == "keys.away"
    assert "cocaf keys" in away.value.sentence("en")
    assert away.value.http == 503


def test_a_client_finds_a_key_process_that_was_started_anew(home: Path) -> None:
    process = processes.start(home)
    client = KeyClient(home / "keys" / "agent.sock")
    first = client.status()["pid"]
    assert processes.stop(process)[0] == 0
    with pytest.raises(CocafError):
        client.status()
    process = processes.start(home)
    assert client.status()["pid"] != first
    process.send_signal(signal.SIGKILL)
    process.communicate()
    # a killed process leaves its socket behind, and the next one takes its place
    process = processes.start(home)
    assert client.status()["pid"] == process.pid
    client.close()
    assert processes.stop(process)[0] == 0


def test_it_stops_cleanly_and_takes_its_socket_away(home: Path) -> None:
    process = processes.start(home)
    with connect(home):
        code, complaints = processes.stop(process)
    assert (code, complaints) == (0, "")
    assert not (home / "keys" / "agent.sock").exists()


def test_a_second_key_process_is_refused(home: Path) -> None:
    with processes.running_key_process(home, "MA") as client:
        code, complaints = processes.stop(processes.start(home))
        assert code == CocafError("keys.running").exit
        assert complaints.startswith("A key process already answers")
        assert client.status()["member"] == "MA"


def test_a_wrong_passphrase_or_no_keystore_ends_with_a_sentence(home: Path) -> None:
    code, complaints = processes.stop(processes.start(home, "a wrong passphrase"))
    assert code == CocafError("keys.passphrase").exit
    assert "COCAF_KEYS_PASSPHRASE" in complaints
    code, complaints = processes.stop(processes.start(home / "elsewhere"))
    assert code == CocafError("keys.missing").exit
    assert "cocaf init" in complaints


def test_the_passphrase_may_come_from_a_file_or_from_standard_input(home: Path, tmp_path: Path) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_KEYS")}
    command = [sys.executable, "-m", "cocaf.crypto.agent", "--home", str(home)]
    for given, environment in (("", {"COCAF_KEYS_PASSPHRASE_FILE": str(secret)}), (PASSPHRASE + "\n", {})):
        process = subprocess.Popen(
            command,
            env=plain | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(given)
        process.stdin.flush()
        assert process.stdout.readline() == "cocaf keys: ready MA\n"
        assert processes.stop(process)[0] == 0


def test_it_knows_no_django() -> None:
    code = "import sys, cocaf.crypto.agent; sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_rotation_is_asked_for_and_destroying_has_its_age_fixed(home: Path) -> None:
    with processes.running_key_process(home, "MA") as client:
        before = client.public()
        new = client.rotate_sealing()
        assert client.public().sealing_id == new != before.sealing_id
        assert client.public().signing == before.signing
        assert client.destroy_old() == []
        assert len(client.status()["sealing_keys"]) == 2


def test_an_answer_that_is_too_large_is_refused_before_it_is_sent() -> None:
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other, pytest.raises(CocafError) as refusal:
        wire.send(one, {"op": bytes(65 * 1024 * 1024)})
    assert refusal.value.code == "keys.large"
    assert msgpack.packb({"op": b""}) == b"\x81\xa2op\xc4\x00"


def test_the_process_wide_client_is_the_configured_one(home: Path) -> None:
    with processes.running_key_process(home, "MA") as client:
        clients.configure(home / "keys" / "agent.sock")
        try:
            assert clients.keys() is clients.keys()
            assert clients.keys().status() == client.status()
            clients.keys().close()
        finally:
            clients.configure(None)
