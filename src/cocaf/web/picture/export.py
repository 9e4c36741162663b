"""The picture's table as CSV: plain kilograms, with and without what is flagged, the source in each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from cocaf.domain.cells import guarded
from cocaf.picture.questions import Answer
from cocaf.picture.selectors import Held

HEAD = ("topic", "region", "year", "kilograms", "kilograms_with_flagged", "countries", "source", "file", "loaded_on")


def _rows(series: Held, answers: dict[str, Answer]) -> Iterator[tuple[str, ...]]:
    told = (series.file.source, series.file.name, series.file.loaded_at.date().isoformat())
    for code, answer in answers.items():
        for year in answer.years:
            without = "" if year.kilograms is None else f"{year.kilograms:f}"
            whole = "" if year.with_peaks is None else f"{year.with_peaks:f}"
            yield (code, answer.region.code, str(year.year), without, whole, str(year.countries), *told)


def as_csv(series: Held, answers: dict[str, Answer]) -> str:
    """The table with its head, in UTF-8 with a byte order mark, which spreadsheets need. Empty is no figure."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(HEAD)
    lines.writerows([guarded(cell) for cell in row] for row in _rows(series, answers))
    return "\ufeff" + out.getvalue()
