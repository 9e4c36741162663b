"""`cocaf import` as an operator types it at a real node: what it reports, what it leaves, and that a run that is killed
goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cocaf.domain.things import ids_columns
from cocaf.intake.files import invented
from cocaf.intake.files.ids_shapes import EXTRACT, WORKBOOK
from cocaf.picture.invented import write_annual
from tests.intake.sheets import forged, inline, saved, sheet
from tests.nodes import ROOT, WAIT, Node, running
from tests.upkeep.saving import fresh_database, url_of

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
GOOD = (
    "Africa;North Africa;Morocco;;Casablanca;2014-02-14;Cocaine HCL;1.8;Kilogram;Swallowed;Airport;Commercial air;"
    "Unknown;Brazil;Spain;Border - inbound"
)
CBP = (
    "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,Count of Event,Sum Qty (lbs)\n"
    "2020,OCT,Office of Field Operations,Southwest Border,Land Only,INVENTED FIELD OFFICE,Cocaine,3,10\n"
)
TABLES = ("documents", "summaries", "quantities")


@pytest.fixture(scope="module")
def ma(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[Node]:
    """A node on the database of this run."""
    lines: list[str] = []
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            lines = [f"COCAF_DATABASE_URL={url_of(fresh_database('ma_import'))}"]
    with running(tmp_path_factory.mktemp("nodes"), "MA", settings=lambda member: lines) as (node,):
        yield node


@dataclass(frozen=True)
class Told:
    """What the command said."""

    code: int
    out: str
    complaint: str

    @property
    def report(self) -> dict[str, Any]:
        return json.loads(self.out)


def begun(node: Node, file: Path, *words: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_")}
    environment |= {"COCAF_HOME": str(node.home), "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(
        [sys.executable, "-m", "cocaf", "import", str(file), *words],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def imported(node: Node, file: Path, *words: str) -> Told:
    process = begun(node, file, *words)
    out, complaint = process.communicate(timeout=120)
    assert "Traceback" not in complaint
    return Told(process.returncode, out, complaint)


def documents(node: Node) -> int:
    return int(node.ask("rows")["records_document"])


def agrees(report: dict[str, Any]) -> bool:
    """Whether the sums of a report agree."""
    return report["read"] == report["stored"] + report["duplicate"] + report["rejected"]


def extract(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([";".join(EXTRACT), *rows]) + "\n", encoding="utf-8")
    return path


def test_the_report_accounts_for_every_row_and_its_sums_agree(ma, tmp_path):
    before = documents(ma)
    bad = GOOD.replace("1.8", "a lot")
    suspicious = GOOD.replace("1.8;Kilogram;Swallowed", "3.9;Gram;Baggage")
    file = extract(tmp_path / "rows.csv", GOOD, GOOD, suspicious, bad, "too;short")
    first = imported(ma, file, "--json")
    assert first.code == 3
    report = first.report
    assert agrees(report)
    assert (report["read"], report["stored"], report["duplicate"], report["rejected"]) == (5, 3, 0, 2)
    assert report["flagged"] == {"duplicate_row": 1, "quantity_small": 1}
    assert report["flagged_rows"] == 2
    assert "Line 5" in report["rejections"][0]
    again = imported(ma, file, "--json").report
    assert agrees(again)
    assert (again["stored"], again["duplicate"], again["flagged"]) == (0, 3, {})
    assert documents(ma) == before + 3


def test_a_workbook_is_imported_and_its_rejected_rows_written_to_be_mended(ma, tmp_path):
    row = ["2021-03-14", "Spain", "ESP", "", "", "Heroin", "2", "kg", "Madrid", "", "Airport", "Airplane", "", ""]
    file = saved(tmp_path / "ids.xlsx", Data=[list(WORKBOOK), row, [*row[:6], "much", *row[7:]]])
    sheet_of_rejected = tmp_path / "rejected.csv"
    told = imported(ma, file, "--json", "--rejected", str(sheet_of_rejected))
    assert agrees(told.report)
    assert (told.report["stored"], told.report["rejected"]) == (1, 1)
    mended = sheet_of_rejected.read_text(encoding="utf-8-sig").replace("much", "3")
    sheet_of_rejected.write_text(mended, encoding="utf-8")
    assert imported(ma, sheet_of_rejected, "--json").report["stored"] == 1
    told = imported(ma, sheet_of_rejected, "--rejected", str(sheet_of_rejected))
    assert told.code == 2
    assert "another file" in told.complaint


def test_series_are_kept_apart_from_records_and_never_added_to_them(ma, tmp_path):
    before = documents(ma)
    monthly = tmp_path / "monthly.csv"
    monthly.write_text(CBP, encoding="utf-8")
    for file in (monthly, write_annual(tmp_path / "annual.csv")):
        first, second = imported(ma, file, "--json").report, imported(ma, file, "--json").report
        assert agrees(first)
        assert agrees(second)
        assert first["stored"] == first["read"] == second["duplicate"] > 0
        assert first["records"] is False
    monthly.write_text(CBP.replace(",3,10", ",3,ten"), encoding="utf-8")
    refused = imported(ma, monthly, "--json")
    assert agrees(refused.report)
    assert (refused.code, refused.report["stored"], refused.report["refused"]) == (3, 0, True)
    assert documents(ma) == before


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["rows read: 2", "rejected: 1", "--rejected FILE", "the page Doubts"]),
        ("fr", ["lignes lues: 2", "rejetées: 1", "--rejected FICHIER", "Points à vérifier"]),
        ("es", ["filas leídas: 2", "rechazadas: 1", "--rejected ARCHIVO", "Por verificar"]),
        ("ar", ["الأسطر المقروءة: 2", "المرفوضة: 1", "--rejected", "للتدقيق"]),
    ],
)
def test_in_words_it_says_what_to_do_next_in_the_reader_s_language(ma, tmp_path, lang, words):
    future = GOOD.replace("2014-02-14", "2094-02-14").replace("Casablanca", f"Place {lang}")
    told = imported(ma, extract(tmp_path / "rows.csv", future, "short"), "--lang", lang)
    assert told.code == 3
    assert all(word in told.out for word in words), told.out


def hostile(folder: Path) -> dict[str, Path]:
    """Files that nobody honest writes, and some that somebody does; the fault comes late in each."""
    good = [GOOD.replace("Casablanca", f"Place {number}") for number in range(2_500)]
    header = "".join(inline(name) for name in WORKBOOK)
    formula = saved(folder / "formula.xlsx", Data=[list(WORKBOOK), [*["x"] * 6, "=1+1"]])
    long_cell = forged(folder / "cell.xlsx", sheet(f"<row>{header}</row><row>{inline('x' * 10_000_000)}</row>"))
    broken = folder / "broken.xlsx"
    broken.write_bytes(formula.read_bytes()[:-300])
    encoding = extract(folder / "encoding.csv", *good, GOOD.replace("Casablanca", "Fès"))
    encoding.write_bytes(encoding.read_bytes() + b"\xff\xfe\n")
    packed = (piece for piece in [b"<worksheet><sheetData>", *[b" " * 2**20] * 64, b"</sheetData></worksheet>"])
    return {
        "import.formula": formula,
        "import.cell": long_cell,
        "import.broken_workbook": broken,
        "import.encoding": encoding,
        "import.quote": extract(folder / "quote.csv", *good, '"' + GOOD),
        "import.long_line": extract(folder / "line.csv", *good, "x" * 10_000_000),
        "import.too_many_columns": extract(folder / "columns.csv", *good, ";" * 1_000_000),
        "import.bomb": forged(folder / "bomb.xlsx", packed),
        "import.unknown_kind": saved(folder / "other.xlsx", Data=[["a", "b"], [1, 2]]),
    }


def test_a_hostile_file_gets_a_sentence_and_leaves_nothing_behind(ma, tmp_path):
    before = ma.ask("rows")
    for code, file in hostile(tmp_path).items():
        told = imported(ma, file, "--json")
        assert (told.code, told.out) == (5, ""), (code, told)
        assert len(told.complaint.strip().splitlines()) == 1, (code, told.complaint)
    assert ma.ask("rows") == before


def test_a_run_that_is_killed_leaves_whole_batches_and_goes_on_where_it_stopped(ma, tmp_path):
    before = ma.ask("rows")["records_document"]
    file = tmp_path / "invented.csv"
    invented.write_seizures(file, 12_000, seed=417)
    process = begun(ma, file, "--json")
    end, ticking = time.monotonic() + 2 * WAIT, threading.Event()
    while ma.ask("rows")["records_document"] < before + 2_000:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end
        ticking.wait(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    rows = ma.ask("rows")
    held = rows["records_document"] - before
    assert 0 < held < 12_000
    assert held % 1_000 == 0, "a batch is stored whole or not at all"
    assert rows["records_summary"] == rows["records_document"]
    again = imported(ma, file, "--json").report
    assert agrees(again)
    assert (again["read"], again["duplicate"], again["stored"]) == (12_000, held, 12_000 - held)
    assert documents(ma) == before + 12_000


def test_two_runs_of_one_file_at_a_time_store_each_row_once(ma, tmp_path):
    before = documents(ma)
    file = tmp_path / "invented.csv"
    invented.write_seizures(file, 4_000, seed=418)
    runs = [begun(ma, file, "--json") for _ in range(2)]
    told = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], told
    reports = [json.loads(out) for out, _ in told]
    assert all(agrees(report) for report in reports)
    assert sum(report["stored"] for report in reports) == 4_000
    assert documents(ma) == before + 4_000


@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is absent: real files are not committed")
def test_the_sums_agree_on_the_real_files(ma, tmp_path):
    source = REAL / "us_cbp_fy19_fy22.csv"
    assert agrees(imported(ma, source, "--json").report)
    annual = imported(ma, REAL / "unodc_annual_1970_2018.csv", "--json").report
    assert agrees(annual)
    assert annual["read"] == 49_120


def test_the_columns_of_both_shapes_are_the_ones_that_the_guide_names():
    guide = (ROOT / "docs" / "howto" / "import-past-seizures.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in guide for name in (*WORKBOOK, *EXTRACT))
    assert tuple(WORKBOOK) == ids_columns.HEADER
