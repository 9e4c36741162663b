"""`cocaf find TEXT`: checks a person, number or parcel from the command line; with `--records` it lists and counts the
records in which all the words stand."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from cocaf import limits
from cocaf.cli import node
from cocaf.cli.words import _
from cocaf.domain.things import identifiers

if TYPE_CHECKING:
    from cocaf.records.models import Document

HELP = "check whether a person, number or parcel is known"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "text",
        metavar=_("TEXT"),
        nargs="?",
        default="",
        help=_("a name, passport, telephone, container, flight, MRZ …"),
    )
    words = _("what it is, as a code of the list of identifiers; guessed where it is not said")
    parser.add_argument("--kind", default="", choices=identifiers.kinds(), metavar=_("KIND"), help=words)
    parser.add_argument("--purpose", default="identify_person", help=_("why it is asked, as a purpose code"))
    parser.add_argument("--records", action="store_true", help=_("list and count records that have all the words"))
    parser.add_argument(
        "--only", action="append", default=[], metavar=_("NAME=VALUE"),
        help=_("narrow the result, as often as needed: country=MA, substance=cocaine, since=2026-01-01 …"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print the answer as JSON"))


def run(args: argparse.Namespace) -> int:
    """Prints the hits in their bands; nothing held is never clearance."""
    node.ready()
    if args.records or args.only:
        return listed(args)
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


def listed(args: argparse.Namespace) -> int:
    """Prints how many records fit, what they weigh, and the newest of them."""
    from cocaf.search import facets, filters_written, selectors, services

    actor = node.operator()
    asked = filters_written.read([*([f"text={args.text}"] if args.text else []), *args.only])
    counted = facets.counted(actor, args.purpose, asked)
    page = selectors.page(actor, args.purpose, asked, counted.records)
    services.note(actor, args.purpose, asked)
    rows = [_row(row) for row in page.rows]
    if args.json:
        told = {
            "records": page.count, "more": page.more, "kilograms": format(counted.weight.kilograms.normalize(), "f"),
            "not_converted": counted.weight.unconverted, "newest": rows,
            "counts": {
                name: {value: min(count, limits.COUNT_EXACT) for value, count in sorted(values.items())}
                for name, values in counted.values.items()
            },
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    print(f"{page.count_text} {_('records')}, {counted.weight.kilograms:,.1f} {_('kg')}, "
          f"{counted.weight.unconverted:,} {_('not converted')}")  # fmt: skip
    for row in rows:
        print("  " + "  ".join(value for value in row.values() if value))
    return 0


def _row(row: Document) -> dict[str, str]:
    """What a list shows of a record, as codes."""
    summary = row.summary
    return {
        "reference": row.reference, "what": row.event or row.kind, "occurred_on": str(summary.occurred_on or ""),
        "country": summary.country, "place": summary.place, "substance": summary.substance,
        "quantity": summary.quantity, "owner": row.owner,
    }  # fmt: skip
