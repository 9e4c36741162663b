"""`cocaf find TEXT`: checks a person, number or parcel from the command line."""

from __future__ import annotations

import argparse
import json

from cocaf.cli import node
from cocaf.cli.words import _
from cocaf.domain.things import identifiers

HELP = "check whether a person, number or parcel is known"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("text", metavar=_("TEXT"), help=_("a name, passport, telephone, container, flight, MRZ …"))
    words = _("what it is, as a code of the list of identifiers; guessed where it is not said")
    parser.add_argument("--kind", default="", choices=identifiers.kinds(), metavar=_("KIND"), help=words)
    parser.add_argument("--purpose", default="identify_person", help=_("why it is asked, as a purpose code"))
    parser.add_argument("--json", action="store_true", help=_("print the answer as JSON"))


def run(args: argparse.Namespace) -> int:
    """Prints the hits in their bands; nothing held is never clearance."""
    node.ready()
    from cocaf.search import services

    answer = services.check(node.operator(), args.text, args.purpose, args.kind)
    bands = {
        band: [
            {
                "reference": hit.document.reference,
                "owner": hit.document.owner,
                "why": hit.why,
                "shared": hit.shared,
                "score": hit.score,
            }
            for hit in hits
        ]
        for band, hits in (("alerts", answer.alerts), ("told", answer.told), ("known_here", answer.known_here))
    }
    if args.json:
        taken = [{"kind": each.kind, "value": each.value} for each in answer.taken_for]
        print(json.dumps({"taken_for": taken, **bands}, ensure_ascii=False, indent=2))
        return 0
    titles = {
        "alerts": _("Alert: a person who is searched for"), "told": _("Told by another country"),
        "known_here": _("Known here"),
    }  # fmt: skip
    for band, hits in bands.items():
        print(f"{titles[band]}: {len(hits)}")
        for hit in hits:
            print(f"  {hit['reference']}  {hit['owner']}  {hit['why']} {hit['shared']}")
    if answer.nothing_held:
        print(_("Nothing is held. That is not a clearance."))
    return 0
