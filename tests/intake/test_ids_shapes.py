"""Both shapes of UNODC's Individual Drug Seizures: every column of a row is in its record, whatever the order of the
columns, the sheet, or the words."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from cocaf import vocab
from cocaf.domain.errors import CocafError
from cocaf.domain.things import ids_columns
from cocaf.intake.files import ids
from cocaf.intake.files.ids_shapes import EXTRACT, WORKBOOK, recognise
from cocaf.intake.files.rejected import RejectedSheet
from cocaf.records import selectors
from cocaf.records.models import Document, Flag, ForeignValue
from tests.conftest import BOB, PURPOSE
from tests.intake.sheets import saved

TODAY = dict(
    zip(
        WORKBOOK,
        (
            "2021-03-14", "Morocco", "MAR", "North Africa", "Africa", "Cocaine hydrochloride (HCl, powder cocaine)",
            "1.8", "kg", "Casablanca", "Casablanca-Settat", "Airport", "Airplane", "Government", "IDS",
        ),
        strict=True,
    )
)  # fmt: skip
OLD = dict(
    zip(
        EXTRACT,
        (
            "Africa", "North Africa", "Morocco", "", "Casablanca", "2014-02-14", "Cocaine HCL", "1.8", "Kilogram",
            "Swallowed", "Airport", "Commercial air", "Unknown", "Brazil", "Spain", "Border - inbound",
        ),
        strict=True,
    )
)  # fmt: skip


def table(path: Path, *rows: dict[str, str], mark: str = ",", names: list[str] | None = None) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names or list(rows[0]), delimiter=mark)
        writer.writeheader()
        writer.writerows(rows)
    return path


def only_body():
    return selectors.open_record(BOB, Document.objects.get().record_id, PURPOSE).record.body


def test_a_row_of_the_public_workbook_is_a_record_that_says_every_column_again(node, tmp_path):
    report = ids.import_file(BOB, table(tmp_path / "ids.csv", TODAY))
    assert (report.kind, report.stored, dict(report.flagged)) == ("unodc_ids_workbook", 1, {})
    body = only_body()
    assert (body.occurred_on, body.place.country, body.place.type) == ("2021-03-14", "MA", "airport")
    substance = body.substances[0]
    assert (substance.substance, substance.quantity.value, substance.kilograms.value) == ("cocaine.hcl", "1.8", "1.8")
    assert (body.transport.code, body.transport.as_given) == ("air", "Airplane")
    (row,) = ids_columns.rows(body)
    assert row == TODAY


def test_a_row_of_the_extract_keeps_its_region_and_its_routing(node, tmp_path):
    ids.import_file(BOB, table(tmp_path / "ids.csv", OLD, mark=";"))
    body = only_body()
    assert body.direction == "import"
    assert {each.column: each.text for each in body.given} == {
        "REGION": "Africa", "SUBREGION": "North Africa", "ROUTING": "Border - inbound",
    }  # fmt: skip


def test_columns_are_found_by_name_in_any_order_and_others_are_kept_as_given(node, tmp_path):
    names = [*reversed(WORKBOOK), "Remarks"]
    path = table(tmp_path / "ids.csv", {**TODAY, "Remarks": "seen by two"}, names=names)
    assert ids.import_file(BOB, path).stored == 1
    body = only_body()
    assert body.place.name == "Casablanca"
    assert {"column": "Remarks", "text": "seen by two"} in [dict(each) for each in body.given]


def test_a_workbook_of_several_years_comes_in_whole_and_says_what_it_passed_over(node, tmp_path):
    cells = {**TODAY, ids_columns.DATE: datetime.date(2021, 3, 14), ids_columns.QUANTITY: 1.8}
    other = {**cells, ids_columns.DATE: datetime.date(2022, 5, 1)}
    path = saved(
        tmp_path / "ids.xlsx",
        **{
            "Notes": [["About this file"]],
            "2021": [list(WORKBOOK), list(cells.values())],
            "2022": [list(WORKBOOK), list(other.values()), list(cells.values())],
        },
    )
    report = ids.import_file(BOB, path)
    assert (report.read, report.stored, report.passed_over) == (3, 3, ["Notes"])
    assert Flag.objects.get(code="duplicate_row").detail == "2022!3 = 2021!2"
    assert ids.import_file(BOB, path).duplicate == 3


def test_the_csv_and_the_workbook_with_the_same_rows_add_nothing_to_each_other(node, tmp_path):
    ids.import_file(BOB, table(tmp_path / "ids.csv", TODAY))
    cells = {**TODAY, ids_columns.DATE: datetime.date(2021, 3, 14), ids_columns.QUANTITY: 1.8}
    again = ids.import_file(BOB, saved(tmp_path / "ids.xlsx", Data=[list(WORKBOOK), list(cells.values())]))
    assert (again.duplicate, again.stored) == (1, 0)


def test_a_file_with_ten_more_rows_adds_ten(node, tmp_path):
    rows = [{**TODAY, ids_columns.CITY: f"Place {number}"} for number in range(30)]
    ids.import_file(BOB, table(tmp_path / "first.csv", *rows[:20]))
    more = ids.import_file(BOB, table(tmp_path / "more.csv", *rows))
    assert (more.read, more.duplicate, more.stored) == (30, 20, 10)


def test_words_that_no_list_knows_are_kept_listed_and_counted(node, tmp_path):
    row = {
        **TODAY,
        ids_columns.COUNTRY: "Atlantis",
        ids_columns.ISO3: "",
        ids_columns.DRUG: "Moon dust",
        ids_columns.UNIT: "barrels",
        ids_columns.LOCATION: "Lighthouse",
        ids_columns.MODE: "Balloon",
    }
    report = ids.import_file(BOB, table(tmp_path / "ids.csv", row))
    words = {
        ("country", "Atlantis"), ("substance", "Moon dust"), ("unit", "barrels"), ("place_type", "Lighthouse"),
        ("transport", "Balloon"),
    }  # fmt: skip
    assert set(report.words) == words
    assert dict(report.flagged) == {"unknown_country": 1, "unknown_drug": 1, "unknown_unit": 1}
    (said,) = ids_columns.rows(only_body())
    assert {name: said[name] for name in row if name != ids_columns.ISO3} == {
        name: text for name, text in row.items() if name != ids_columns.ISO3
    }
    assert set(ForeignValue.objects.values_list("list", "text")) == words - {("country", "Atlantis")}


def test_a_code_that_contradicts_the_country_is_flagged_and_both_are_kept(node, tmp_path):
    report = ids.import_file(BOB, table(tmp_path / "ids.csv", {**TODAY, ids_columns.ISO3: "ESP"}))
    assert dict(report.flagged) == {"country_place": 1}
    assert Flag.objects.get().detail == "ESP (ES) ≠ MA"
    (said,) = ids_columns.rows(only_body())
    assert (said[ids_columns.COUNTRY], said[ids_columns.ISO3]) == ("Morocco", "ESP")


def test_what_is_not_available_is_not_a_word(node, tmp_path):
    row = {**TODAY, ids_columns.CITY: "Data not available", ids_columns.MODE: "Data not available"}
    ids.import_file(BOB, table(tmp_path / "ids.csv", row))
    body = only_body()
    assert (body.place.name, body.transport) == (None, None)


def test_the_known_errors_of_public_files_are_flagged_with_value_and_bound(node, tmp_path):
    rows = [
        {**OLD, "HIDING_PLACE": "Baggage", "AMOUNT": "3.9", "DRUG_UNIT": "Gram"},
        {**OLD, "HIDING_PLACE": "", "DRUG_NAME": "Amphetamine", "AMOUNT": "4500000"},
        {**OLD, "SEIZURE_DATE": "2094-02-14"},
        {**OLD, "COUNTRY": "Spain", "PLACE": "Casablanca"},
        OLD,
        OLD,
    ]
    report = ids.import_file(BOB, table(tmp_path / "ids.csv", *rows, mark=";"))
    assert (report.stored, report.flagged_rows) == (6, 5)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    assert dict(Flag.objects.values_list("code", "detail")) == {
        "quantity_small": "3.9 g < 10 g",
        "quantity_implausible": "4500000 kg > 30000 kg",
        "future_date": f"2094-02-14 > {today}",
        "country_place": "Casablanca (MA) ≠ ES",
        "duplicate_row": "7 = 6",
    }


@pytest.mark.parametrize(("row", "mark"), [(TODAY, ","), (OLD, ";")])
def test_the_sheet_of_rejected_rows_mended_brings_them_in(node, tmp_path, row, mark):
    amount = next(name for name in row if name in {"AMOUNT", ids_columns.QUANTITY})
    bad = {**row, amount: "=1+1"}
    path = table(tmp_path / "ids.csv", row, bad, mark=mark)
    with path.open("a", encoding="utf-8") as more:
        more.write(f"too{mark}short\n")
    sheet = tmp_path / "rejected.csv"
    with RejectedSheet(sheet, "fr") as rejected:
        report = ids.import_file(BOB, path, reject=rejected.add)
    assert (report.read, report.stored, report.rejected) == (3, 1, 2)
    with sheet.open(encoding="utf-8-sig", newline="") as found:
        header, first, second = csv.reader(found)
    assert header == [*row, "cocaf: line", "cocaf: reason"]
    assert first[header.index(amount)] == "'=1+1", "no cell begins a formula"
    assert first[-2:] == ["3", report.rejections[0].sentence("fr")]
    assert (second[0], second[-2]) == ("too", "4")
    mended = sheet.read_text(encoding="utf-8-sig").replace("'=1+1", "2").splitlines()[:2]
    sheet.write_text("\n".join(mended), encoding="utf-8")
    again = ids.import_file(BOB, sheet)
    assert (again.read, again.stored, again.rejected) == (1, 1, 0)
    assert ids.import_file(BOB, sheet).duplicate == 1
    # the row as it would have come in from the file itself is the same row
    whole = table(tmp_path / "whole.csv", row, {**row, amount: "2"}, mark=mark)
    assert ids.import_file(BOB, whole).duplicate == 2


def test_a_row_longer_than_its_header_is_rejected_and_a_shorter_one_of_a_sheet_is_not(node, tmp_path):
    cells = list(TODAY.values())
    path = saved(tmp_path / "ids.xlsx", Data=[list(WORKBOOK), cells[:-2], [*cells, "", "beyond"]])
    report = ids.import_file(BOB, path)
    assert (report.read, report.stored, report.rejected) == (2, 1, 1)
    assert report.rejections[0].code == "import.columns"


def test_a_header_that_lacks_a_column_or_has_it_twice_is_of_no_shape():
    assert recognise(list(WORKBOOK)[1:]) is None
    assert recognise([*WORKBOOK, ids_columns.CITY]) is None
    assert recognise([name.upper() for name in WORKBOOK]) is not None
    with pytest.raises(CocafError):
        ids.import_file(BOB, Path("/nonexistent.csv"))


def test_the_words_of_the_public_workbook_have_codes():
    words = {
        ("place_type", "ids_installation"): (
            "Airport", "Seaport/Riverport station/Harbour", "Road/ Street/highway", "Post Office", "Warehouse",
            "Private dwelling/Residence/Home/Private Garage", "Commercial premises", "International waters",
            "Territorial waters (seas, lakes, rivers, etc.)",
        ),
        ("transport", "ids_transport"): (
            "Airplane", "Vessel/boat", "Truck/lorry/van", "Car/motorcycle", "Postal/Mail/Express Parcel",
        ),
        ("substance", "ids_drug"): (
            "Cannabis resin (hashish)", "Cannabis herb (marijuana)", "Cocaine hydrochloride (HCl, powder cocaine)",
            "Non-specified cocaine-type", "Heroin", "Methamphetamine", "Khat", "Coca leaf", "LSD", "MDMA",
        ),
    }  # fmt: skip
    for (name, scheme), found in words.items():
        lost = [word for word in found if vocab.load(name).by(scheme, word) is None]
        assert lost == [], name
