"""`cocaf worker`: does the node's work in the background: delivers, receives, seals the log."""

from __future__ import annotations

import argparse

from cocaf.cli import node
from cocaf.cli.words import _

HELP = "deliver, receive and seal the log, until it is stopped"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--once", action="store_true", help=_("do what is due now and stop"))


def run(args: argparse.Namespace) -> int:
    """Runs the worker until SIGTERM or Ctrl-C."""
    node.ready()
    from cocaf.jobs import worker

    worker.run(once=args.once)
    return 0
