"""`cocaf import FILE`: takes in a file that it recognises by its header, and says what became of each row."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from cocaf.cli import node, words
from cocaf.cli.words import _
from cocaf.domain.errors import CocafError

HELP = "take in a file of seizures or of a statistical series"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the file; .csv or .csv.gz"))
    parser.add_argument(
        "--mapping", metavar=_("NAME"), help=_("read a table of your own through the mapping saved under this name")
    )
    parser.add_argument(
        "--sheet", metavar=_("SHEET"), help=_("the sheet of the workbook; the first where none is named")
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("with --mapping: say what would become of each row, store nothing")
    )
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))


def run(args: argparse.Namespace) -> int:
    """Imports the file; the same file twice adds nothing, a killed import goes on where it stopped."""
    node.ready()
    from cocaf.intake.files import ids, tables
    from cocaf.picture import services as picture

    if args.mapping:
        return _done(_mapped(args), as_json=args.json)
    header = tables.first(args.file).cells
    if ids.recognises(header):
        plain = _seizures(args.file)
    elif picture.recognises(header):
        plain = _series(args.file)
    else:
        raise CocafError("import.unknown_kind", file=args.file.name)
    return _done(plain, as_json=args.json)


def _done(plain: dict[str, object], *, as_json: bool) -> int:
    _print(plain, as_json=as_json)
    return 0 if not plain.get("rejected") else 3


def _mapped(args: argparse.Namespace) -> dict[str, object]:
    from cocaf.intake.mapped import direct, selectors

    started = time.monotonic()

    def progress(report: direct.MappedReport) -> None:
        _show_progress(report.read, started)

    actor = node.operator()
    report = direct.import_table(
        actor, args.file, selectors.mapping_named(actor.unit, args.mapping), purpose="analyse",
        language=words.language(), sheet=args.sheet, dry_run=args.dry_run, progress=progress,
    )  # fmt: skip
    return report.as_plain(words.language()) | {"seconds": round(time.monotonic() - started, 1)}


def _show_progress(rows: int, started: float) -> None:
    if sys.stderr.isatty():
        rate = rows / max(time.monotonic() - started, 0.001)
        print(f"\r{rows:>9,} {_('rows read')}, {rate:,.0f}/s ", end="", file=sys.stderr, flush=True)


def _series(file: Path) -> dict[str, object]:
    from cocaf.picture import services as picture

    report = picture.load_annual(file, "operator")
    return {
        "file": file.name,
        "read": report.read,
        "stored": report.stored,
        "held_already": report.read if report.already_held else 0,
        "rejected": report.rejected_lines,
        "flagged": dict(report.flagged),
        "rejections": report.sentences(words.language()),
    }


def _seizures(file: Path) -> dict[str, object]:
    from cocaf.intake.files import ids

    started = time.monotonic()

    def progress(report: ids.ImportReport) -> None:
        _show_progress(report.read, started)

    report = ids.import_file(node.operator(), file, progress)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    plain = report.as_plain(words.language())
    plain["seconds"] = round(time.monotonic() - started, 1)
    return plain


def _print(plain: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    labels = {
        "read": _("rows read"),
        "stored": _("stored"),
        "held_already": _("held already"),
        "rejected": _("rejected"),
        "not_converted": _("quantities not converted to kilograms"),
        "flagged": _("flagged for review"),
        "seconds": _("seconds"),
    }
    for key, label in labels.items():
        if key in plain:
            value = plain[key]
            shown = ", ".join(f"{code}: {n:,}" for code, n in value.items()) if isinstance(value, dict) else value
            print(f"{label}: {shown:,}" if isinstance(shown, int) else f"{label}: {shown}")
    rejections = plain.get("rejections")
    for sentence in rejections if isinstance(rejections, list) else ():
        print(f"  {sentence}")
