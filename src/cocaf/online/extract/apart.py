"""Reads a page in a process of its own with bounded memory, time and an empty environment: what a hostile page does to
the parser ends there. The only way in which the rest of cocaf reads a page."""

from __future__ import annotations

import resource
import subprocess
import sys
from typing import Any, Final

import orjson

from cocaf.domain.errors import CocafError
from cocaf.online.extract.page import Page, of_plain, read

CPU_SECONDS: Final = 10
WALL_SECONDS: Final = 20
MEMORY_BYTES: Final = 1536 * 1024 * 1024


def read_page(raw: bytes) -> Page:
    """The lines of a page. Raises CocafError: "capture.not_a_page" and "capture.empty" for other files,
    "capture.too_hard" for a page that cannot be read within the bounds."""
    command = [sys.executable, "-I", "-m", "cocaf.online.extract.apart"]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=WALL_SECONDS, env={}, check=False)  # noqa: S603 own program
    except subprocess.TimeoutExpired as error:
        raise CocafError("capture.too_hard") from error
    if done.returncode != 0:
        raise CocafError("capture.too_hard")
    answer = orjson.loads(done.stdout)
    if "error" in answer:
        raise CocafError(answer["error"])
    return of_plain(answer["page"])


def main() -> None:
    """The child: bounds itself before it looks at a single byte."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # neither files nor sockets: a page that took over the parser could not write anywhere
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    raw = sys.stdin.buffer.read()
    # the pipes are open already; from here on no file and no socket can be opened
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    answer: dict[str, Any]
    try:
        answer = {"page": read(raw).plain()}
    except CocafError as error:
        answer = {"error": error.code}
    sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_PASSTHROUGH_DATACLASS))


if __name__ == "__main__":
    main()
