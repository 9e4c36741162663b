"""A record: head and body together, as parsed from a document or drafted for one. The models here are the one
definition of what a document may hold; forms, files, API and inbox all pass through `check` or `parse`."""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from cocaf.domain import canonical
from cocaf.domain.errors import CocafError
from cocaf.domain.things.capture import Capture
from cocaf.domain.things.head import Head
from cocaf.domain.things.report import Report
from cocaf.domain.things.small import Decision, Outcome, Recall, Release, Statement
from cocaf.domain.things.subject import Subject
from cocaf.domain.things.values import Thing

BODIES: Final[Mapping[str, type[Thing]]] = {
    "report": Report,
    "subject": Subject,
    "capture": Capture,
    "outcome": Outcome,
    "release": Release,
    "recall": Recall,
    "statement": Statement,
    "decision": Decision,
}
SCHEMA: Final = "cocaf/1"

Plain = dict[str, Any]
"""A document as plain JSON values: {"head": {...}, "body": {...}}."""


@dataclass(frozen=True)
class Record:
    """A checked record with the plain document that it was checked from."""

    head: Head
    body: Thing
    plain: Plain


def check(document: Plain) -> Record:
    """Checks a plain document against the models of its kind.

    Raises CocafError("record.field", field, expected) for the first field that does not fit.
    """
    if set(document) != {"head", "body"}:
        raise CocafError("record.parts")
    try:
        return check_under(Head.model_validate(document["head"]), document)
    except ValidationError as error:
        raise _misfit(error) from error


def check_under(head: Head, document: Plain) -> Record:
    """Checks the body of a document whose head was made and checked by the caller: an import makes one head for all
    rows of a file and changes only what it numbers itself. Raises as `check` does.
    """
    try:
        return Record(head, BODIES[head.kind].model_validate(document["body"]), document)
    except ValidationError as error:
        raise _misfit(error) from error


def _misfit(error: ValidationError) -> CocafError:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    part = "body" if error.title in {model.__name__ for model in BODIES.values()} else "head"
    field = ".".join([part, *(str(step) for step in first["loc"] if _is_field(step))])
    return CocafError("record.field", field=field, expected=first["msg"])


def _is_field(step: int | str) -> bool:
    """Whether a step of pydantic's path is a field or a position, and not the name of a branch of a union."""
    return isinstance(step, int) or (step.replace("_", "").isalnum() and step not in {"str", "int", "bool", "none"})


def parse(document: bytes) -> Record:
    """Reads the exact bytes of a document. Raises CocafError for bytes that are not canonical or do not fit."""
    return check(canonical.decode(document))


def encode(record: Record) -> bytes:
    """The canonical bytes of a record, which are what is signed and stored."""
    return canonical.encode_modelled(record.plain)


def new_id(now_ms: int | None = None) -> str:
    """A UUID of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then random."""
    stamp = int(time.time() * 1000) if now_ms is None else now_ms
    drawn = os.urandom(10)
    text = f"{stamp & 2**48 - 1:012x}7{drawn.hex()[1:4]}{0x80 | drawn[2] & 0x3F:02x}{drawn[3:].hex()}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def moment(at: datetime.datetime) -> str:
    """An instant as documents write it: UTC, to the second."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
