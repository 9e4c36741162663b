"""What a file of annual figures gets flagged for, as pure functions over its rows; a flag never changes a figure.

For `picture.services`, which stores what these say. Each rule is recorded in docs/adr (annual series).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cocaf.domain.trend import PeakRule, is_isolated_peak
from cocaf.picture.annual_file import Row
from cocaf.picture.lists import substance_of
from cocaf.picture.questions import COCAINE

_AGGREGATE = "Cocaine (base, paste and salts)"
_PARTS = frozenset({"Cocaine salts", "Coca paste/cocaine base", "Crack", "Non-specified cocaine"})
_SAME_WITHIN = Decimal("0.01")


class Reason(StrEnum):
    """Why a cell is flagged."""

    KEY_REPEATED = "key_repeated"
    SAME_ROW_AGAIN = "same_row_again"
    NO_FIGURE = "no_figure"
    ISOLATED_PEAK = "isolated_peak"
    PARTS_AND_WHOLE = "parts_and_whole"
    NO_WEIGHT = "no_weight"


@dataclass(frozen=True)
class Finding:
    """A reason, the line it is about, and the numbers behind it (as text, so that they can be stored as JSON)."""

    line: int
    reason: Reason
    detail: Mapping[str, str]


def not_counted(findings: Iterable[Finding]) -> frozenset[int]:
    """The lines that a total leaves out: only a row that says word for word what an earlier one says."""
    return frozenset(f.line for f in findings if f.reason is Reason.SAME_ROW_AGAIN)


def examine(rows: Sequence[Row], peak: PeakRule | None = None) -> list[Finding]:
    """Every finding on a whole file, in the order of its lines."""
    repeated = list(_repeated(rows))
    left_out = not_counted(repeated)
    counted = [row for row in rows if row.line not in left_out]
    found = [
        *repeated,
        *(Finding(row.line, Reason.NO_FIGURE, {}) for row in rows if row.kilograms is None),
        *_parts_and_whole(counted),
        *_isolated_peaks(counted, peak or PeakRule()),
    ]
    return sorted(found, key=lambda f: (f.line, f.reason))


def _repeated(rows: Sequence[Row]) -> Iterable[Finding]:
    """A second row of a country, label and year: another amount is a further part, the same amount the same row."""
    first: dict[tuple[str, str, int], dict[Decimal | None, int]] = {}
    for row in rows:
        lines = first.setdefault((row.country, row.drug, row.year), {})
        if row.kilograms in lines:
            yield Finding(row.line, Reason.SAME_ROW_AGAIN, {"line": str(lines[row.kilograms])})
            continue
        if lines:
            yield Finding(row.line, Reason.KEY_REPEATED, {"line": str(min(lines.values()))})
        lines[row.kilograms] = row.line


def _parts_and_whole(rows: Sequence[Row]) -> Iterable[Finding]:
    """Where a country gives cocaine as a whole and again as its parts, and both are nearly equal."""
    wholes: dict[tuple[str, int], list[Row]] = defaultdict(list)
    parts: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.kilograms and row.drug == _AGGREGATE:
            wholes[row.country, row.year].append(row)
        elif row.kilograms and row.drug in _PARTS:
            parts[row.country, row.year] += row.kilograms
    for key, held in wholes.items():
        whole = sum((row.kilograms for row in held if row.kilograms), Decimal())
        if key in parts and abs(whole - parts[key]) <= _SAME_WITHIN * whole:
            yield Finding(held[0].line, Reason.PARTS_AND_WHOLE, {"whole": str(whole), "parts": str(parts[key])})


def _kind(row: Row) -> str:
    """The substance, cocaine taken as one: its labels drift, and a new label's first year is not a peak."""
    substance = substance_of(row.drug)
    return "cocaine" if substance in COCAINE else substance


def _isolated_peaks(rows: Sequence[Row], rule: PeakRule) -> Iterable[Finding]:
    own: dict[tuple[str, str], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    world: dict[tuple[str, int], float] = defaultdict(float)
    for row in rows:
        if row.kilograms is not None:
            substance = _kind(row)
            own[row.country, substance][row.year] += float(row.kilograms)
            world[substance, row.year] += float(row.kilograms)
    for row in rows:
        substance = _kind(row)
        # OTHER is a basket of unlike things: a peak in it says nothing.
        if not row.kilograms or substance == "OTHER":
            continue
        years, total = own[row.country, substance], world[substance, row.year]
        if is_isolated_peak(float(row.kilograms), row.year, years, total, rule):
            span = range(row.year - rule.span, row.year + rule.span + 1)
            greatest = max(years[year] for year in span if year != row.year and year in years)
            yield Finding(row.line, Reason.ISOLATED_PEAK, {"others": f"{greatest:.3f}", "world": f"{total:.3f}"})
