"""Says what became of an imported file: as JSON for a program, or in words with what to do next. For `cocaf import`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cocaf import vocab
from cocaf.cli import words
from cocaf.cli.words import _

SHOWN: Final = 20
"""Most rejected rows, and most unknown words, that are shown in words; the JSON and the sheet have more."""


def show(plain: Mapping[str, Any], *, as_json: bool, sheet: Path | None) -> int:
    """Prints the report of an import; returns the exit code: 0, or 3 where rows were rejected."""
    if as_json:
        print(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        for line in _lines(plain, sheet):
            print(line)
    return 3 if plain.get("rejected") else 0


def _lines(plain: Mapping[str, Any], sheet: Path | None) -> Iterator[str]:
    counts = {
        "read": _("rows read"),
        "stored": _("stored"),
        "duplicate": _("held already"),
        "rejected": _("rejected"),
        "not_converted": _("quantities not converted to kilograms"),
        "flagged_rows": _("rows flagged for review"),
        "seconds": _("seconds"),
    }
    for key, label in counts.items():
        if key in plain:
            yield f"{label}: {plain[key]:,}"
    flags, flag = plain.get("flagged") or {}, vocab.load("flag")
    for code, rows in flags.items():
        yield f"  {flag.label(code, words.language())}: {rows:,}"
    unknown = plain.get("unknown_words") or []
    if unknown:
        yield _("Words without a code, kept as given:")
        yield from (f"  {each['word']} ({each['list']}): {each['rows']:,}" for each in unknown[:SHOWN])
        yield from _more(len(unknown))
    rejections = plain.get("rejections") or []
    yield from (f"  {sentence}" for sentence in rejections[:SHOWN])
    yield from _more(int(plain.get("rejected") or 0) if rejections else 0)
    yield from _next_steps(plain, sheet)


def _more(found: int) -> Iterator[str]:
    if found > SHOWN:
        yield "  " + _("and {count} more").format(count=f"{found - SHOWN:,}")


def _next_steps(plain: Mapping[str, Any], sheet: Path | None) -> Iterator[str]:
    if passed_over := plain.get("sheets_passed_over"):
        yield _("Sheets passed over, their headers are of no known kind: {names}.").format(names=", ".join(passed_over))
    if plain.get("refused"):
        yield _("Nothing of the file was stored. Mend these rows and import it again.")
    elif plain.get("rejected") and sheet is not None:
        yield _("The rejected rows are in {file}. Mend them there and import that file.").format(file=sheet)
    elif plain.get("rejected"):
        yield _("Run it again with --rejected FILE for a sheet of the rejected rows; nothing is stored twice.")
    if plain.get("flagged") and plain.get("records", True):
        yield _("The flagged records wait for review on the page Doubts.")
