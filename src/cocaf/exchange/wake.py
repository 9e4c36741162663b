"""News for the worker: that there is something to deliver or to open. Sent when the transaction that made the work is
committed; a worker that is not there finds the work in its tables when it comes."""

from __future__ import annotations

import contextlib
import socket

from django.db import transaction

from cocaf import config


def wake_worker() -> None:
    """Wakes this node's worker once the present transaction is committed."""
    transaction.on_commit(_send)


def _send() -> None:
    # a full or absent socket is no loss: the worker looks into its tables every second anyway
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as news:
        news.setblocking(False)
        news.sendto(b"work", str(config.current().wake_socket))
