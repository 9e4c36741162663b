"""`cocaf doctor`: says what is wrong with the node, and what to do."""

from __future__ import annotations

import argparse
import json
import sys

from cocaf import vocab
from cocaf.cli import node, words
from cocaf.cli.words import _

HELP = "say what is wrong with the node, and what to do"

SIGNS = {"ok": "  ", "warn": "! ", "wrong": "✗ "}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))


def run(args: argparse.Namespace) -> int:
    """Exit code 0 where nothing is wrong, 1 where something is."""
    node.ready()
    from cocaf.upkeep import doctor

    lang, labels = words.language(), vocab.load("doctor_check")

    def say(check: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K… {labels.label(check, lang)}", end="", file=sys.stderr, flush=True)

    found = doctor.examine(say)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    faulty = [each for each in found if each.state == doctor.WRONG]
    if args.json:
        rows = [{"check": each.check, "state": each.state, "code": each.fault.code if each.fault else None,
                 "sentence": each.fault.sentence(lang) if each.fault else None} for each in found]  # fmt: skip
        print(json.dumps({"ok": not faulty, "checks": rows}, ensure_ascii=False))
        return int(bool(faulty))
    for each in found:
        state = each.fault.sentence(lang) if each.fault else _("in order")
        print(f"{SIGNS[each.state]}{labels.label(each.check, lang)}: {state}")
    print()
    print(_("Wrong: {count}.").format(count=len(faulty)) if faulty else _("Nothing is wrong."))
    return int(bool(faulty))
