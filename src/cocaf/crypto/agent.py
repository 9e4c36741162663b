"""The key process: the one process that holds the node's private keys, on a unix socket that only its own user may
open. Started by `cocaf keys` or `python -m cocaf.crypto.agent --home DIR`. It knows no Django and logs no content."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import getpass
import logging
import os
import resource
import selectors
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from cocaf import config, limits, logs
from cocaf.crypto import keystore, wire
from cocaf.crypto.operations import Operations
from cocaf.domain.errors import CocafError

log = logging.getLogger(__name__)

READY: Final = "cocaf keys: ready"
"""First line on standard output once the socket answers; a supervisor may wait for it."""

_PEER: Final = struct.Struct("3i")
_SOCKET_PATH_BYTES: Final = 107
_PR_SET_DUMPABLE: Final = 4


class Agent:
    """Serves one opened keystore: a thread for each connection, until `stop`."""

    def __init__(self, socket_path: Path, store: keystore.Keystore) -> None:
        self._path = socket_path
        self._operations = Operations(store)
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._stopping = False
        self._listener = _listen(socket_path)
        self._listener.setblocking(False)
        self._awaited, self.waker = socket.socketpair()
        for each in (self._awaited, self.waker):
            each.setblocking(False)

    def serve(self, ready: Callable[[], None] = lambda: None) -> None:
        """Answers until `stop` is called; then ends what is being answered and takes the socket away."""
        threads: set[threading.Thread] = set()
        ready()
        while (connection := self._next()) is not None:
            threads = {thread for thread in threads if thread.is_alive()}
            if self._admit(connection):
                thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
                thread.start()
                threads.add(thread)
        self._end(threads)

    def _next(self) -> socket.socket | None:
        """The next connection, or None once `stop` was called."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._listener, selectors.EVENT_READ)
            waiting.register(self._awaited, selectors.EVENT_READ)
            while not self._stopping:
                waiting.select()
                with contextlib.suppress(BlockingIOError):  # woken, or the other process has gone again
                    connection, _ = self._listener.accept()
                    connection.setblocking(True)
                    return connection
                with contextlib.suppress(BlockingIOError):
                    self._awaited.recv(64)
        return None

    def stop(self) -> None:
        """Ends `serve`, from a signal or another thread."""
        self._stopping = True
        with contextlib.suppress(BlockingIOError):  # full: it is woken already
            self.waker.send(b".")

    def _end(self, threads: set[threading.Thread]) -> None:
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
        for thread in threads:
            thread.join(timeout=10)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _admit(self, connection: socket.socket) -> bool:
        """Only processes of the key process's own user are heard, and not too many."""
        _, uid, _ = _PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
        with self._lock:
            if uid != os.geteuid() or len(self._connections) >= limits.KEY_CONNECTIONS:
                log.warning("a connection of user %d was refused; %d are open", uid, len(self._connections))
                connection.close()
                return False
            self._connections.add(connection)
        return True

    def _converse(self, connection: socket.socket) -> None:
        try:
            while self._answer_next(connection):
                pass
        except OSError:
            pass  # the other process went away
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.close()

    def _answer_next(self, connection: socket.socket) -> bool:
        try:
            request = wire.receive(connection)
        except CocafError as error:
            # the stream may be anywhere inside a request now: say why, then hang up
            wire.send(connection, _refusal(error))
            return False
        if request is None:
            return False
        try:
            wire.send(connection, self._answer(request))
        except CocafError as error:
            wire.send(connection, _refusal(error))
        return True

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"ok": self._operations.run(request)}
        except CocafError as error:
            return _refusal(error)
        except Exception as error:  # noqa: BLE001 -- one bad request must not end the node's only key process
            # the kind alone: the text of an exception may hold what a document says
            log.error("a request failed with %s", type(error).__name__)
            return {"error": "keys.failed", "params": {}}


def _refusal(error: CocafError) -> dict[str, Any]:
    return {"error": error.code, "params": {name: str(value) for name, value in error.params.items()}}


def _listen(path: Path) -> socket.socket:
    """The listening socket, mode 0600 in a folder of mode 0700. Raises CocafError keys.socket_path, keys.running."""
    if len(os.fsencode(path)) > _SOCKET_PATH_BYTES:
        raise CocafError("keys.socket_path", path=str(path), limit=_SOCKET_PATH_BYTES)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except FileNotFoundError:
            pass
        except ConnectionRefusedError:
            path.unlink()  # left behind by a key process that was killed
        else:
            raise CocafError("keys.running", path=str(path))
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    listener.listen(128)
    return listener


def close_to_others() -> None:
    """No core dump, and no other process of the same user may read this one's memory or environment."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def passphrase_of(home: Path) -> str:
    """COCAF_KEYS_PASSPHRASE, what COCAF_KEYS_PASSPHRASE_FILE holds, the node's own file, else standard input."""
    setting = next(each for each in config.SETTINGS if each.name == "COCAF_KEYS_PASSPHRASE")
    text = str(config.value_of(setting, os.environ, config.read_env_file(home / "cocaf.env")))
    if text:
        return text
    if sys.stdin.isatty():
        return getpass.getpass("> ")
    return sys.stdin.readline().rstrip("\n")


def run(home: Path, passphrase: str) -> None:
    """Opens the keystore in `home`/keys and serves it until SIGTERM or SIGINT. Raises CocafError keys.*."""
    close_to_others()
    store = keystore.open(home / "keys" / "keystore.json", passphrase)
    agent = Agent(home / "keys" / "agent.sock", store)

    def stop(number: int, frame: FrameType | None) -> None:
        agent.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # a signal that comes just before the process waits would only be looked at after the next connection: wake it
    signal.set_wakeup_fd(agent.waker.fileno(), warn_on_full_buffer=False)
    agent.serve(ready=lambda: print(READY, store.member, flush=True))  # noqa: T201 -- the supervisor waits for this line


def main(arguments: list[str] | None = None) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(prog="cocaf keys")
    parser.add_argument("--home", type=Path, required=True)
    home = parser.parse_args(arguments).home.absolute()
    logs.start("keys", "info")
    try:
        run(home, passphrase_of(home))
    except CocafError as error:
        print(error.sentence(config.operator_language(os.environ)), file=sys.stderr)  # noqa: T201 -- a command says what went wrong
        return error.exit
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
