"""Loading a series: whole or not at all, once, apart from records, with what the rules find."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cocaf.domain.errors import CocafError
from cocaf.picture import selectors, services
from cocaf.picture.annual_file import HEADER
from cocaf.picture.invented import PEAK_COUNTRY, PEAK_KILOGRAMS, PEAK_YEAR, rows, write_annual
from cocaf.picture.models import SeriesCell, SeriesFile, SeriesFlag
from cocaf.picture.questions import TOPICS
from cocaf.records.models import Document


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    return write_annual(tmp_path / "invented.csv")


@pytest.mark.django_db
def test_every_line_is_stored_once_and_the_report_says_what_was_found(invented: Path) -> None:
    told: list[tuple[int, int]] = []
    report = services.load_annual(invented, "A. Loader", lambda done, total: told.append((done, total)))
    lines = len(list(rows()))
    assert (report.read, report.stored, report.rejected) == (lines, lines, ())
    assert SeriesCell.objects.count() == lines == told[-1][0] == told[-1][1]
    assert report.flagged["isolated_peak"] == 1
    assert report.repeated_keys == report.flagged["key_repeated"] + report.flagged["same_row_again"] > 0
    assert SeriesCell.objects.filter(counted=False).count() == report.flagged["same_row_again"]
    assert SeriesFlag.objects.count() == sum(report.flagged.values())
    file = SeriesFile.objects.get()
    assert (file.loaded_by, file.source, file.rows) == ("A. Loader", "invented_annual", lines)


@pytest.mark.django_db
def test_the_false_peak_is_flagged_with_the_numbers_behind_it(invented: Path) -> None:
    services.load_annual(invented, "A. Loader")
    flag = SeriesFlag.objects.select_related("cell").get(reason="isolated_peak")
    assert (flag.cell.country_code_as_given, flag.cell.year) == (PEAK_COUNTRY, PEAK_YEAR)
    assert float(flag.cell.kilograms or 0) == PEAK_KILOGRAMS
    assert float(flag.detail["others"]) * 3 <= PEAK_KILOGRAMS <= float(flag.detail["world"])


@pytest.mark.django_db
def test_a_series_never_becomes_a_record(invented: Path) -> None:
    services.load_annual(invented, "A. Loader")
    assert Document.objects.count() == 0


@pytest.mark.django_db
def test_the_same_file_a_second_time_adds_nothing(invented: Path, tmp_path: Path) -> None:
    services.load_annual(invented, "A. Loader")
    before = SeriesCell.objects.count()
    again = tmp_path / "other name.csv"
    again.write_bytes(invented.read_bytes())
    report = services.load_annual(again, "B. Loader")
    assert report.already_held
    assert (report.stored, report.read) == (0, before)
    assert (SeriesFile.objects.count(), SeriesCell.objects.count()) == (1, before)


@pytest.mark.django_db
def test_a_broken_line_refuses_the_whole_file_and_is_named(invented: Path) -> None:
    lines = invented.read_text(encoding="utf-8").splitlines()
    lines[9] = lines[9].replace(lines[9].split(",")[6], "much")
    invented.write_text("\n".join(lines), encoding="utf-8")
    report = services.load_annual(invented, "A. Loader")
    assert (report.stored, report.rejected_lines) == (0, 1)
    assert SeriesFile.objects.count() == 0
    (sentence,) = report.sentences("en")
    assert "Line 10, field KG Equivalent: found “much”" in sentence


@pytest.mark.django_db
def test_a_file_without_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(",".join(HEADER) + "\n", encoding="utf-8")
    with pytest.raises(CocafError) as met:
        services.load_annual(path, "A. Loader")
    assert met.value.code == "picture.nothing"


@pytest.mark.django_db
def test_a_run_that_is_stopped_leaves_nothing_and_can_be_run_again(invented: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.load_annual(invented, "A. Loader", stop)
    assert (SeriesFile.objects.count(), SeriesCell.objects.count()) == (0, 0)
    assert services.load_annual(invented, "A. Loader").stored == len(list(rows()))


KILLED = """
import os, signal, sys, django
from pathlib import Path
django.setup()
from django.core.management import call_command
call_command("migrate", "picture", verbosity=0)
from cocaf.picture.services import load_annual
load_annual(Path(sys.argv[1]), "A. Loader", lambda done, total: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_run_that_is_killed_leaves_nothing(invented: Path, tmp_path: Path) -> None:
    home = tmp_path / "node"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COCAF_")}
    environment |= {"COCAF_HOME": str(home), "COCAF_MEMBER": "MA", "DJANGO_SETTINGS_MODULE": "cocaf.settings"}
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(invented)], env=environment, capture_output=True, check=False
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        for table in ("picture_seriesfile", "picture_seriescell", "picture_seriesflag"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.mark.django_db
def test_a_real_series_is_preferred_to_an_invented_one(invented: Path, tmp_path: Path) -> None:
    assert selectors.held() is None
    services.load_annual(invented, "A. Loader")
    first = selectors.held()
    assert first is not None
    assert first.invented
    told = tmp_path / "as if real.csv"
    told.write_text(f"{','.join(HEADER)}\nAfrica,Morocco,MAR,Opioids,Heroin,2005,12\n", encoding="utf-8")
    services.load_annual(told, "A. Loader")
    services.load_annual(write_annual(tmp_path / "newer.csv", seed=1), "A. Loader")
    held = selectors.held()
    assert held is not None
    assert (held.invented, held.first, held.last) == (False, 2005, 2005)


@pytest.mark.django_db
def test_the_figures_of_a_question_come_with_their_flags(invented: Path) -> None:
    services.load_annual(invented, "A. Loader")
    held = selectors.held()
    assert held is not None
    figures = selectors.figures(held.file, [TOPICS["synthetic"]], PEAK_YEAR, PEAK_YEAR)
    assert {figure.year for figure in figures} == {PEAK_YEAR}
    assert [figure.country for figure in figures if figure.peak] == ["US"]
    assert all(figure.substance.startswith("ats") for figure in figures)
