"""`cocaf audit verify`: proves that no entry of the log was changed, removed, added or moved."""

from __future__ import annotations

import argparse

from cocaf.cli import node
from cocaf.cli.words import _

HELP = "verify the log"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("what", choices=("verify",), help=_("verify the whole chain of the log"))
    parser.add_argument(
        "--head", metavar=_("HASH"), help=_("a head that was noted earlier: it must still be in the chain")
    )


def run(args: argparse.Namespace) -> int:
    """Exit code 0 where the chain holds, 4 where it does not, with the first entry that is wrong."""
    node.ready()
    from cocaf.audit import services

    result = services.verify(expected_head=args.head)
    if result.ok:
        print(_("The log holds: {count} entries.").format(count=result.entries))
        return 0
    print(_("The log does not hold. First wrong entry: {entry} ({why}).").format(entry=result.first, why=result.why))
    return 4
