"""How a process talks to the key process: 4 bytes of length, then msgpack, over a unix socket. Both ends use it."""

from __future__ import annotations

import socket
import struct
from typing import Any, Final, cast

import msgpack

from cocaf import limits
from cocaf.domain.errors import CocafError

_LENGTH: Final = struct.Struct(">I")


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Sends one request or answer. Raises CocafError keys.large before anything is sent, OSError when cut."""
    packed = msgpack.packb(message, use_bin_type=True)
    if len(packed) > limits.KEY_REQUEST_BYTES:
        raise CocafError("keys.large", bytes=len(packed), limit=limits.KEY_REQUEST_BYTES)
    connection.sendall(_LENGTH.pack(len(packed)) + packed)


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """The next request or answer, or None when the other end closed between two.

    Raises CocafError keys.malformed for what is not one, ConnectionError when cut in the middle.
    """
    head = _exactly(connection, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > limits.KEY_REQUEST_BYTES:
        raise CocafError("keys.malformed")
    packed = _exactly(connection, length)
    if packed is None:
        raise ConnectionResetError
    try:
        message = msgpack.unpackb(packed, raw=False)
    except (ValueError, msgpack.UnpackException) as error:
        raise CocafError("keys.malformed") from error
    if not isinstance(message, dict):
        raise CocafError("keys.malformed")
    return cast("dict[str, Any]", message)


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    """`count` bytes; None when the other end closed before the first one."""
    buffer = bytearray(count)
    view, got = memoryview(buffer), 0
    while got < count:
        step = connection.recv_into(view[got:])
        if step == 0:
            if got == 0:
                return None
            raise ConnectionResetError
        got += step
    return bytes(buffer)
