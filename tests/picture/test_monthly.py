"""Monthly seizures at the borders of the United States: kilograms beside pounds, calendar months, events apart."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cocaf.domain.errors import CocafError
from cocaf.picture import monthly_file, selectors, services
from cocaf.picture.invented import write_annual
from cocaf.picture.models import SeriesFile, SeriesMonth
from cocaf.picture.monthly_file import HEADER, calendar_month
from cocaf.records.models import Document

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "us_cbp_fy19_fy22.csv"
GOOD = "2020,OCT,Office of Field Operations,Southwest Border,Land Only,INVENTED FIELD OFFICE,Cocaine,3,10"


def written(folder: Path, *lines: str) -> Path:
    path = folder / "monthly.csv"
    path.write_text("\n".join([",".join(HEADER), *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.django_db
def test_a_line_becomes_kilograms_of_a_calendar_month_with_the_factor_and_the_events_apart(tmp_path: Path) -> None:
    report = services.load(written(tmp_path, GOOD), "A. Loader")
    assert (report.read, report.stored, report.source) == (1, 1, "us_cbp_monthly")
    cell = SeriesMonth.objects.get()
    assert (cell.month, cell.fiscal_year) == (datetime.date(2019, 10, 1), 2020)
    assert (cell.kilograms, cell.factor, cell.quantity_as_given) == (Decimal("4.5359237"), "mass.lb", "10")
    assert (cell.events, cell.substance, cell.country, cell.office) == (
        3,
        "cocaine.unspec",
        "US",
        "INVENTED FIELD OFFICE",
    )


def test_a_fiscal_year_begins_in_october_of_the_year_before() -> None:
    months = [calendar_month(2020, month) for month in (10, 12, 1, 9)]
    assert [f"{each:%Y-%m}" for each in months] == ["2019-10", "2019-12", "2020-01", "2020-09"]


@pytest.mark.django_db
def test_the_same_line_again_is_not_counted_and_events_without_weight_are_told(tmp_path: Path) -> None:
    other = GOOD.replace(",3,10", ",1,2")
    empty = GOOD.replace("Cocaine,3,10", "Heroin,2,0.0")
    report = services.load(written(tmp_path, GOOD, GOOD, other, empty), "A. Loader")
    assert report.flagged == {"same_row_again": 1, "key_repeated": 1, "no_weight": 1}
    figures = selectors.months(SeriesFile.objects.get())
    assert [(each.substance, each.events) for each in figures] == [("cocaine.unspec", 4), ("opioid.heroin", 2)]
    assert figures[0].kilograms == Decimal("5.44310844")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("OCT", "OKT"), "Month (abbv)"),
        (("2020", "FY20"), "FY"),
        ((",3,10", ",3.5,10"), "Count of Event"),
        ((",3,10", ",3,-1"), "Sum Qty (lbs)"),
        ((",3,10", ",3"), "expected 9"),
        (("INVENTED FIELD OFFICE", ""), "Area of Responsibility"),
    ],
)
def test_a_line_at_fault_refuses_the_whole_file_and_is_named(tmp_path: Path, change, words) -> None:
    report = services.load(written(tmp_path, GOOD, GOOD.replace(*change)), "A. Loader")
    assert (report.stored, report.rejected_lines, SeriesFile.objects.count()) == (0, 1, 0)
    (sentence,) = report.sentences("en")
    assert "Line 3" in sentence
    assert words in sentence
    plain = report.as_plain("monthly.csv", "en")
    assert plain["read"] == plain["rejected"] == 2


@pytest.mark.django_db
def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    services.load(path, "A. Loader")
    plain = services.load(path, "A. Loader").as_plain(path.name, "en")
    assert (plain["read"], plain["stored"], plain["duplicate"], plain["rejected"]) == (1, 0, 1, 0)
    assert SeriesMonth.objects.count() == 1


@pytest.mark.django_db
def test_another_header_or_no_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CocafError) as met:
        services.load(written(tmp_path), "A. Loader")
    assert met.value.code == "picture.nothing"
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CocafError) as met:
        list(monthly_file.read(path))
    assert met.value.code == "picture.header"


@pytest.mark.django_db
def test_a_monthly_series_is_no_record_and_answers_no_question_of_the_annual_picture(tmp_path: Path) -> None:
    services.load(write_annual(tmp_path / "annual.csv"), "A. Loader")
    before = selectors.held()
    services.load(written(tmp_path, GOOD), "A. Loader")
    assert Document.objects.count() == 0
    assert selectors.held() == before


@pytest.mark.django_db
@pytest.mark.skipif(not REAL.is_file(), reason="../shared/data is absent: real series are not committed")
def test_the_real_tables_give_the_sums_that_the_source_has() -> None:
    report = services.load(REAL, "A. Loader")
    assert (report.read, report.stored, dict(report.flagged)) == (10_092, 10_092, {"no_weight": 34})
    figures = selectors.months(SeriesFile.objects.get())
    assert (figures[0].month, figures[-1].month) == (datetime.date(2018, 10, 1), datetime.date(2022, 9, 1))
    first_year = [each for each in figures if each.month < datetime.date(2019, 10, 1)]
    cocaine = sum(each.kilograms for each in first_year if each.substance == "cocaine.unspec")
    # 101,140 pounds in the fiscal year 2019
    assert round(cocaine / Decimal("0.45359237")) == 101_140
    assert {each.substance for each in figures if each.substance == "OTHER"} == {"OTHER"}
    assert len({each.substance for each in figures}) == 10
