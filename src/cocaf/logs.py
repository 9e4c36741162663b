"""How every process writes what it does: one line of JSON for each event, on standard error, without anything that a
person typed or that a record says. Anyone may log; what other libraries log keeps its place and loses its values."""

from __future__ import annotations

import datetime
import json
import logging
import sys
from typing import Any, Final

OWN: Final = "cocaf"
"""Our loggers; their messages hold codes, counts and ids only."""


class JsonLines(logging.Formatter):
    """One line of JSON: at, level, process, logger, event, and the fields that our own loggers give.

    A library's message may hold a path, a query or a header, so of it only the pattern is kept, before its values were
    put in. Of an exception the line keeps the kind and the places in the code: its text may quote a document.
    """

    def __init__(self, process: str = "") -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process or record.processName,
            "logger": record.name,
            "event": _event(record),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _event(record: logging.LogRecord) -> str:
    if record.name == OWN or record.name.startswith(f"{OWN}."):
        return record.getMessage()
    # without values to put in, the text may have been made with them already
    return str(record.msg) if record.args else f"({record.module}.{record.funcName})"


def _places(trace: Any) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return found[-8:]


def settings(process: str, level: str) -> dict[str, Any]:
    """The same for `logging.config.dictConfig`, as Django and the server take it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "cocaf.logs.JsonLines", "process": process}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["lines"], "level": level.upper()},
        "loggers": {
            # each exchange over HTTP would be a line of its own; ours says what became of it
            "httpx2": {"level": "WARNING"},
            # every 404 and 403 would be a line beside our own, which has its status already
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
        },
    }


def start(process: str, level: str) -> None:
    """Sets this process's lines up; for processes that do not load Django's settings, or want a name of their own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(process))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("httpx2").setLevel(logging.WARNING)
