"""Import, export, import: the rows of an export are known to be the rows that came in."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cocaf.domain.things import ids_columns
from cocaf.intake.files import ids
from cocaf.intake.files.ids_shapes import WORKBOOK
from cocaf.search import exporting
from cocaf.search.selectors import Filters
from tests.conftest import BOB
from tests.intake.test_ids_shapes import TODAY

ROWS = [
    TODAY,
    {**TODAY, ids_columns.UNIT: "tablets", ids_columns.QUANTITY: "1200", ids_columns.DRUG: "MDMA"},
    {**TODAY, ids_columns.DRUG: "Moon dust", ids_columns.UNIT: "barrels", ids_columns.MODE: "Train/Bus"},
    {**TODAY, ids_columns.CITY: "=Aéroport", ids_columns.SUBREGION: "Western and Central Europe"},
    {**TODAY, ids_columns.LOCATION: "Road/ Street/highway", ids_columns.SOURCE: "", ids_columns.CHANNEL: ""},
    {**TODAY, ids_columns.ISO3: "ESP", ids_columns.QUANTITY: "0.000059999999999999995"},
]


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(WORKBOOK))
        writer.writeheader()
        writer.writerows(rows)
    return path


def exported(folder: Path, code: str) -> Path:
    made = exporting.export(BOB, "analyse", Filters(), code, "en")
    path = folder / made.name
    path.write_bytes(b"".join(made.chunks))
    return path


@pytest.mark.parametrize("code", ["ids-csv", "ids-xlsx"])
def test_an_export_imported_where_it_came_from_adds_nothing(node, tmp_path, code):
    ids.import_file(BOB, written(tmp_path / "ids.csv", ROWS))
    again = ids.import_file(BOB, exported(tmp_path, code))
    assert (again.read, again.duplicate, again.stored) == (len(ROWS), len(ROWS), 0)
