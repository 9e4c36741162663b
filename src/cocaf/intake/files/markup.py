"""Reads the XML inside a workbook as it unpacks: no document type, no entities, nothing nested deeper or longer than a
workbook has it. For `workbook`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, Final
from xml.parsers import expat

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.intake.files.bounds import CHUNK

DEPTH: Final = 32
TOKEN_BYTES: Final = limits.MIB


class Part:
    """What listens to one part of a workbook; its subclasses take what they need and forget the rest."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""

    def end(self, tag: str) -> None:
        """An element closes."""

    def text(self, text: str) -> None:
        """A piece of text, at most a chunk long."""

    def opens(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Hands an element on under its local name."""
        self._depth += 1
        if self._depth > DEPTH:
            raise CocafError("import.broken_workbook", file=self.file)
        self.start(tag if ":" not in tag else tag.rpartition(":")[2], attributes)

    def closes(self, tag: str) -> None:
        """Hands an element's end on."""
        self._depth -= 1
        self.end(tag if ":" not in tag else tag.rpartition(":")[2])


def pump(source: IO[bytes], part: Part) -> Iterator[None]:
    """Reads the part to its end, giving way after each piece so that what was gathered can be handed out.

    Raises CocafError for what is no XML, declares a document type, or has an element longer than any workbook's.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = part.opens
    parser.EndElementHandler = part.closes
    parser.CharacterDataHandler = part.text
    broken = CocafError("import.broken_workbook", file=part.file)

    def refuse(*_: object) -> None:
        raise broken

    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    try:
        while piece := source.read(CHUNK):
            parser.Parse(piece, False)
            fed += len(piece)
            # what expat holds back is an element that has not ended: it would hold it as long as it grows
            if fed - parser.CurrentByteIndex > TOKEN_BYTES:
                raise broken
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise broken from error
    yield
