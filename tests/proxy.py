"""A bad line on loopback: a TCP proxy that delays, cuts, or loses the answer while it lets the request through."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field


@dataclass
class Faults:
    """What the line does now. `lose_answers` lets requests through and cuts before the answer comes back."""

    cut: bool = False
    delay: float = 0.0
    lose_answers: bool = False


@dataclass
class LineProxy:
    """Forwards connections from `port` to `target` under `faults`; use as a context manager."""

    target: int
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._pause = threading.Event()

    @property
    def url(self) -> str:
        """Address of the line's near end."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> LineProxy:
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._pause.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()
        self._thread.join(timeout=5)

    def drop(self) -> None:
        """Cuts every connection that is open now."""
        with self._lock:
            found, self._open = self._open, set()
        for each in found:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.faults.cut:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._open |= {near, far}
            threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if self.faults.delay:
                    self._pause.wait(self.faults.delay)
                if self.faults.cut or (is_answer and self.faults.lose_answers):
                    break
                sink.sendall(data)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
