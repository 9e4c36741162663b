"""`cocaf schema KIND`: prints the JSON Schema of a record kind."""

from __future__ import annotations

import argparse
import json

from cocaf.cli.words import _
from cocaf.domain.things.record import BODIES
from cocaf.domain.things.schema import schema

HELP = "print the JSON Schema of a record kind"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("kind", metavar=_("KIND"), choices=tuple(BODIES), help=_("report, subject, capture, outcome …"))


def run(args: argparse.Namespace) -> int:
    """Prints the schema (2020-12); needs no node."""
    print(json.dumps(schema(args.kind), ensure_ascii=False, indent=2))
    return 0
