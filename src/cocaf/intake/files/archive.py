"""The zip archive that a workbook is: opened with its table of contents bounded, each part bounded while it is
unpacked, whatever sizes it claims. For `workbook`."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.intake.files.bounds import Bounded

_SMALL: Final = 16 * limits.MIB
_FAULTS: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, struct.error, ValueError,
    KeyError, OverflowError,
)  # fmt: skip


class _Sparing(io.FileIO):
    """A file that gives no more at once than the table of contents of a workbook may be long: Python's zip reader
    takes that table in one piece, as long as the archive says."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = _rest(self)
        if size > limits.WORKBOOK_DIRECTORY_BYTES:
            raise CocafError("import.workbook_parts", most=limits.WORKBOOK_PARTS)
        return super().read(size)


def _rest(file: io.FileIO) -> int:
    at = file.tell()
    end = file.seek(0, io.SEEK_END)
    file.seek(at)
    return end - at


class Archive:
    """An opened workbook's parts."""

    def __init__(self, packed: zipfile.ZipFile, name: str) -> None:
        self._packed, self._name = packed, name
        self.parts = frozenset(packed.namelist())

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """The bytes of one part as they unpack. Raises CocafError where it is missing, damaged, or unpacks to more
        than a part of an honest workbook does."""
        with self.faults():
            entry = self._packed.getinfo(name)
            most = min(limits.IMPORT_FILE_BYTES, max(_SMALL, entry.compress_size * limits.WORKBOOK_RATIO))
            bomb = CocafError("import.bomb", file=self._name, part=name, most=most // limits.MIB)
            with self._packed.open(entry) as unpacked:
                yield io.BufferedReader(Bounded(unpacked, most, bomb))

    @contextlib.contextmanager
    def faults(self) -> Iterator[None]:
        """Says of whatever is wrong with the archive that it is damaged."""
        try:
            yield
        except _FAULTS as error:
            raise CocafError("import.broken_workbook", file=self._name) from error


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The workbook's archive. Raises CocafError for what is no workbook, encrypted, of another kind, or has more
    parts than a workbook."""
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(_Sparing(path))
        try:
            packed = stack.enter_context(zipfile.ZipFile(file))
            archive = Archive(packed, path.name)
        except _FAULTS as error:
            raise CocafError("import.broken_workbook", file=path.name) from error
        if len(archive.parts) > limits.WORKBOOK_PARTS:
            raise CocafError("import.workbook_parts", most=limits.WORKBOOK_PARTS)
        _require_workbook(archive.parts, path.name)
        if any(entry.flag_bits & 1 for entry in packed.infolist()):
            raise CocafError("import.old_workbook", file=path.name)
        yield archive


def _require_workbook(parts: frozenset[str], name: str) -> None:
    if "xl/vbaProject.bin" in parts:
        raise CocafError("import.macros", file=name)
    if "xl/workbook.xml" not in parts:
        other = "mimetype" in parts or "xl/workbook.bin" in parts
        raise CocafError("import.other_workbook" if other else "import.no_workbook", file=name)
