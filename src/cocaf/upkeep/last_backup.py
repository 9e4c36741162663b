"""The note of the last backup, beside the database and not in it: when, where to, how much. Written by `backup`, read
by the doctor and by monitoring."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict, dataclass

from cocaf import config


@dataclass(frozen=True)
class Note:
    """A backup that was made: when (UTC), the file's path, its size in bytes and its SHA-256."""

    at: datetime.datetime
    path: str
    size: int
    sha256: str


def read() -> Note | None:
    """The last backup's note; None where none was made, or the note cannot be read."""
    try:
        plain = json.loads(config.current().last_backup.read_text(encoding="utf-8"))
        return Note(datetime.datetime.fromisoformat(plain["at"]), plain["path"], plain["size"], plain["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(note: Note) -> None:
    """Replaces the note, whole or not at all."""
    path = config.current().last_backup
    part = path.with_suffix(".part")
    part.write_text(json.dumps({**asdict(note), "at": note.at.isoformat()}) + "\n", encoding="utf-8")
    part.replace(path)
