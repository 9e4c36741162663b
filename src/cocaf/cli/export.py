"""`cocaf export`: writes a search result into a file, whole or not at all."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cocaf.cli import node, words
from cocaf.cli.words import _
from cocaf.domain.errors import CocafError

if TYPE_CHECKING:
    from cocaf.search.exporting import Export

HELP = "write a search result into a file: IDS workbook, CSV, XLSX or JSON lines"
FORMATS = ("csv", "xlsx", "ids-xlsx", "ids-csv", "jsonl")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--format", choices=FORMATS, required=True, help=_("the format of the file"))
    parser.add_argument("--out", type=Path, required=True, metavar=_("FILE"), help=_("where to write it"))
    parser.add_argument("--purpose", default="analyse", help=_("why it is taken out, as a purpose code"))
    parser.add_argument(
        "--only", action="append", default=[], metavar=_("NAME=VALUE"),
        help=_("narrow the result, as often as needed: country=MA, substance=cocaine, since=2026-01-01 …"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))


def run(args: argparse.Namespace) -> int:
    """Writes the file and says how many records are in it and how many were left out."""
    node.ready()
    from cocaf.search import exporting, filters_written

    wanted = filters_written.read(args.only)
    made = exporting.export(node.operator(), args.purpose, wanted, args.format, words.language())
    size = _write(made, args.out)
    plain = {
        "file": str(args.out), "format": args.format, "records": made.count, "left_out": made.left_out, "bytes": size,
    }  # fmt: skip
    if args.json:
        print(json.dumps(plain, ensure_ascii=False, indent=2))
        return 0
    print(f"{args.out}: {made.count:,} {_('records')}, {size:,} {_('bytes')}")
    if made.left_out:
        print(f"{_('Left out, their handling forbids export')}: {made.left_out:,}")
    return 0


def _write(made: Export, out: Path) -> int:
    """Writes beside the target under another name, and gives it its own name once all of it is on disk."""
    part = out.with_name(f".{out.name}.part")
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        # for its owner alone: what it holds is no longer encrypted
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            for chunk in _shown(made.chunks):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        part.replace(out)
    except OSError as error:
        raise CocafError("export.file", file=str(out), reason=error.strerror or "?") from error
    except KeyboardInterrupt as stopped:
        raise CocafError("export.interrupted", file=str(out)) from stopped
    finally:
        part.unlink(missing_ok=True)
    return out.stat().st_size


def _interrupted(*_signal: object) -> None:
    raise KeyboardInterrupt


def _shown(chunks: Iterator[bytes]) -> Iterator[bytes]:
    done = 0
    for chunk in chunks:
        done += len(chunk)
        if sys.stderr.isatty():
            print(f"\r{done / 1_048_576:>9,.1f} MiB ", end="", file=sys.stderr, flush=True)
        yield chunk
    if sys.stderr.isatty():
        print(file=sys.stderr)
