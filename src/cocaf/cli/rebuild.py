"""`cocaf rebuild`: makes the derived tables again from the documents."""

from __future__ import annotations

import argparse
import sys

from cocaf.cli import node
from cocaf.cli.words import _

HELP = "make the index again from the documents, row for row"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options of its own."""


def run(args: argparse.Namespace) -> int:
    """Rebuilds in one transaction; interrupted, it leaves everything as it was."""
    node.ready()
    from cocaf.records import rebuild

    def progress(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done:>9,} ", end="", file=sys.stderr, flush=True)

    done = rebuild.rebuild(progress)
    print(_("{count} documents indexed.").format(count=done))
    return 0
