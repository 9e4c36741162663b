"""`cocaf foreign-words`: the words of sources that our code lists lack, with how many records keep each."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from cocaf.cli import node
from cocaf.cli.words import _
from cocaf.domain.things.foreign import LISTS

HELP = "list the words of sources that the code lists lack"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--list", default="", choices=LISTS, metavar=_("LIST"), help=_("one code list only"))
    parser.add_argument("--json", action="store_true", help=_("print the answer as JSON"))


def run(args: argparse.Namespace) -> int:
    """Prints list, count and word, the most frequent first."""
    node.ready()
    from cocaf.records import foreign

    found = foreign.words(node.operator(), "support_investigation", args.list)
    print("\n".join(lines([(each.name, each.records, each.text) for each in found], as_json=args.json)))
    return 0


def lines(found: Sequence[tuple[str, int, str]], *, as_json: bool) -> list[str]:
    """The lines to print of list, count and word."""
    if as_json:
        rows = [{"list": name, "word": word, "records": records} for name, records, word in found]
        return [json.dumps(rows, ensure_ascii=False, indent=2)]
    told = [f"{name:<16} {records:>8}  {word}" for name, records, word in found]
    return told or [_("Every word has a code.")]
