"""`cocaf members`: writes this node's signed entry, reads those of others, lists them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cocaf.cli import node
from cocaf.cli.words import _

HELP = "list, give out and take in directory entries"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("what", choices=("list", "export", "import"))
    parser.add_argument("file", nargs="?", type=Path, metavar=_("FILE"), help=_("a member's signed entry"))
    parser.add_argument("--route", choices=("hub", "direct"), default="hub", help=_("how the member is reached"))


def run(args: argparse.Namespace) -> int:
    """Prints the entry or the list, or takes in an entry after its signature was verified."""
    node.ready()
    from cocaf.members import selectors, services

    if args.what == "export":
        print(json.dumps(services.export_entry(), ensure_ascii=False, indent=2))
    elif args.what == "import" and args.file:
        member = services.import_entry(json.loads(args.file.read_text(encoding="utf-8")), route=args.route)
        print(_("{member} is in the directory.").format(member=member.code))
    else:
        for member in selectors.all_members():
            print(f"{member.code}\t{member.name}\t{member.route}\t{member.url}")
    return 0
