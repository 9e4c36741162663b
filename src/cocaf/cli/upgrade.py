"""`cocaf upgrade`: brings a node's tables to this version, and makes what is derived anew."""

from __future__ import annotations

import argparse
import sys

from cocaf.cli import node
from cocaf.cli.words import _

HELP = "bring the node's tables to this version of the program"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--check", action="store_true", help=_("say what is due, and change nothing"))


def run(args: argparse.Namespace) -> int:
    """Changes the tables and fills the index again; run again after a break, it goes on where it stopped."""
    node.ready()
    from cocaf.upkeep import upgrade

    due = upgrade.due()
    if args.check:
        print(_("Due: {count} changes of tables.").format(count=len(due)))
        for name in due:
            print(f"  {name}")
        return 0

    def progress(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done:>9,} ", end="", file=sys.stderr, flush=True)

    done = upgrade.upgrade(progress)
    if not due and done is None:
        print(_("The tables are of this version already."))
        return 0
    print(_("Done: {count} changes of tables.").format(count=len(due)))
    if done is not None:
        print(_("{count} documents indexed.").format(count=done))
    return 0
