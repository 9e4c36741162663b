"""A line between a node and the hub: bytes pass until the line is cut, then connections really break."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

LOOK_SECONDS = 0.2


class Line:
    """Forwards a loopback port to another while the file `cut` does not exist."""

    def __init__(self, port: int, to: int, cut: Path) -> None:
        self.port, self.to, self.cut = port, to, cut
        self._open: set[asyncio.StreamWriter] = set()

    async def run(self) -> None:
        """Serves until cancelled."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", self.port)
        async with server:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                if self.cut.exists():
                    for writer in list(self._open):
                        writer.transport.abort()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.cut.exists():
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        # when the demonstration ends, open connections end with it and are nobody's fault
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        self._open -= {writer, far_writer}

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()
