"""`cocaf import FILE`: takes in a file that it recognises by its header, and says what became of each row."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cocaf.cli import imported, node, words
from cocaf.cli.words import _
from cocaf.domain.errors import CocafError

HELP = "take in a file of seizures or of a statistical series"
Plain = dict[str, object]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the file; .csv, .csv.gz or .xlsx"))
    parser.add_argument(
        "--mapping", metavar=_("NAME"), help=_("read a table of your own through the mapping saved under this name")
    )
    parser.add_argument(
        "--sheet", metavar=_("SHEET"), help=_("the sheet of the workbook; the first where none is named")
    )
    parser.add_argument(
        "--dry-run", action="store_true", help=_("with --mapping: say what would become of each row, store nothing")
    )
    parser.add_argument(
        "--rejected", type=Path, metavar=_("FILE"), help=_("write the rejected rows to this file, to mend and import")
    )
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))


def run(args: argparse.Namespace) -> int:
    """Imports the file; the same file twice adds nothing, a killed import goes on where it stopped."""
    node.ready()
    from cocaf.intake.files import ids, tables
    from cocaf.picture import services as picture

    if args.rejected is not None and args.rejected.resolve() == args.file.resolve():
        raise CocafError("import.rejected_same", file=args.file.name)
    if args.mapping:
        plain = _mapped(args)
    elif ids.holds_seizures(args.file):
        plain = _seizures(args.file, args.rejected)
    elif picture.recognises(tables.first(args.file).cells):
        plain = _series(args.file)
    else:
        raise CocafError("import.unknown_kind", file=args.file.name)
    return imported.show(plain, as_json=args.json, sheet=args.rejected)


@contextmanager
def _timed() -> Iterator[Plain]:
    """Gives what is to be added to the report: how long it took."""
    started, told = time.monotonic(), Plain()
    yield told
    if sys.stderr.isatty():
        print(file=sys.stderr)
    told["seconds"] = round(time.monotonic() - started, 1)


def _mapped(args: argparse.Namespace) -> Plain:
    from cocaf.intake.mapped import direct, selectors
    from cocaf.intake.mapped.rejected import GrowingSheet

    sheet = GrowingSheet(args.rejected, words.language()) if args.rejected is not None else None
    actor, started = node.operator(), time.monotonic()
    with _timed() as told:
        report = direct.import_table(
            actor, args.file, selectors.mapping_named(actor.unit, args.mapping), purpose="analyse",
            language=words.language(), sheet=args.sheet, dry_run=args.dry_run,
            progress=lambda report: _show_progress(report.read, started), rejected=sheet,
        )  # fmt: skip
    return report.as_plain(words.language()) | told


def _show_progress(rows: int, started: float) -> None:
    if sys.stderr.isatty():
        rate = rows / max(time.monotonic() - started, 0.001)
        print(f"\r{rows:>9,} {_('rows read')}, {rate:,.0f}/s ", end="", file=sys.stderr, flush=True)


def _series(file: Path) -> Plain:
    from cocaf.picture import services as picture

    return picture.load(file, "operator").as_plain(file.name, words.language())


def _seizures(file: Path, rejected: Path | None) -> Plain:
    from cocaf.intake.files import ids
    from cocaf.intake.files.rejected import RejectedSheet

    started = time.monotonic()

    def progress(report: ids.ImportReport) -> None:
        _show_progress(report.read, started)

    with ExitStack() as stack:
        told = stack.enter_context(_timed())
        if rejected is None:
            report = ids.import_file(node.operator(), file, progress)
        else:
            sheet = stack.enter_context(RejectedSheet(rejected, words.language()))
            report = ids.import_file(node.operator(), file, progress, sheet.add)
    return report.as_plain(words.language()) | told
