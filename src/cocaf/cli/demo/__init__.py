"""`cocaf demo`: two countries and a hub on this machine, each with its own database, worker and key process."""

from __future__ import annotations

import argparse
from pathlib import Path

from cocaf.cli.words import _

HELP = "start a demonstration: two countries and a hub, invented persons"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--folder", type=Path, default=Path("var/demo"), help=_("where the three nodes live"))
    parser.add_argument("--base-port", type=int, default=8100, help=_("first of the ports that are used"))
    parser.add_argument("--series", type=Path, help=_("UNODC annual file; without it an invented series"))
    parser.add_argument("--seizures", type=Path, help=_("UNODC file of seizures to name; without it an invented one"))


def run(args: argparse.Namespace) -> int:
    """Starts everything, prints the addresses and the sign-ins, and runs until Ctrl-C."""
    from cocaf.cli.demo.supervisor import Demonstration

    return Demonstration(args.folder.absolute(), args.base_port, args.series, args.seizures).run()
