"""`cocaf backup TO`: one sealed file with everything the node holds at one moment, while it goes on working."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from cocaf.cli import node
from cocaf.cli.words import _

HELP = "save the node into one sealed file, while it works"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("to", type=Path, metavar=_("TO"), help=_("a folder, or a new file"))
    parser.add_argument("--with-keys", action="store_true", help=_("save the keys too, sealed, in a file of their own"))
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))


def run(args: argparse.Namespace) -> int:
    """Makes the backup and says what is in it."""
    node.ready()
    from cocaf.upkeep import backup

    made = backup.make(args.to, with_keys=args.with_keys)
    if args.json:
        files = [str(path) for path in made.beside]
        print(json.dumps({"path": str(made.path), "size": made.size, "sha256": made.sha256, "beside": files,
                          "counts": made.manifest["counts"], "log": made.manifest["log"]}))  # fmt: skip
        return 0
    print(_("Saved: {path}, {size} bytes.").format(path=made.path, size=f"{made.size:,}"))
    print(f"SHA-256 {made.sha256}")
    for path in made.beside:
        print(_("Beside it: {path}").format(path=path))
    print(_("Head of the log: {head}. Note it down elsewhere.").format(head=made.manifest["log"]["head"] or "-"))
    return 0
