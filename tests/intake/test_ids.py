"""The import of individual seizures: whole, once, bounded, and every row accounted for."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from cocaf import limits, vocab
from cocaf.domain.errors import CocafError
from cocaf.domain.things import record as records
from cocaf.intake.files import ids, invented
from cocaf.intake.files.ids_shapes import EXTRACT
from cocaf.records import selectors
from cocaf.records.models import Document, Flag, ForeignValue, QuantityRow, RoutePointRow, Summary
from tests.conftest import ALICE, BOB, PURPOSE

HEADER = tuple(EXTRACT)
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "unodc_ids_2011_2015.csv.gz"
GOOD = (
    "Africa;North Africa;Morocco;;Casablanca;2014-02-14;Cocaine HCL;1.8;Kilogram;Swallowed;Airport;Commercial air;"
    "Unknown;Brazil;Spain;Border - inbound"
)


def _file(folder: Path, *rows: str, header: str = ";".join(HEADER)) -> Path:
    path = folder / "seizures.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_row_becomes_a_record_with_place_drug_way_and_route(node, tmp_path):
    report = ids.import_file(BOB, _file(tmp_path, GOOD))
    assert (report.read, report.stored, report.rejected) == (1, 1, 0)
    row = Summary.objects.get()
    assert (str(row.occurred_on), row.country, row.substance, row.mode) == (
        "2014-02-14",
        "MA",
        "cocaine.hcl",
        "air.scheduled",
    )
    assert float(row.kilograms) == 1.8
    opened = selectors.open_record(ALICE, Document.objects.get().record_id, PURPOSE).record
    assert opened.body.concealment[0].code == "body.ingested"
    assert [(point.role, point.country) for point in opened.body.route] == [
        ("departure", "BR"),
        ("destination", "ES"),
    ]
    assert opened.head.provenance.row == 2
    # the head that an import makes once for all rows is the one that a reader checks in each
    assert records.check(opened.plain).head == opened.head
    assert opened.head.purpose in vocab.load("purpose").codes
    assert opened.head.legal_basis in vocab.load("legal_basis").codes
    assert RoutePointRow.objects.count() == 2


def test_whatever_code_the_import_writes_is_a_code_of_our_lists(node, tmp_path):
    ids.import_file(BOB, _file(tmp_path, GOOD))
    assert not ForeignValue.objects.exists()


def test_a_number_with_the_noise_of_a_spreadsheet_is_kept_as_reported(node, tmp_path):
    cells = GOOD.split(";")
    cells[HEADER.index("AMOUNT")] = "5.9999999999999995e-05"
    report = ids.import_file(BOB, _file(tmp_path, ";".join(cells)))
    assert (report.stored, report.rejected) == (1, 0)
    found = selectors.open_record(BOB, Document.objects.get().record_id, PURPOSE).record.body.substances[0]
    assert (found.quantity.value, found.kilograms.value) == ("0.000059999999999999995", "0.00006")


def test_the_same_file_twice_adds_nothing(node, tmp_path):
    path = tmp_path / "invented.csv"
    invented.write_seizures(path, 230)
    first = ids.import_file(BOB, path)
    second = ids.import_file(BOB, path)
    assert (first.read, first.stored) == (230, 230)
    assert (second.read, second.stored, second.duplicate) == (230, 0, 230)
    assert Document.objects.count() == 230


def test_a_repeated_row_is_kept_and_flagged(node, tmp_path):
    report = ids.import_file(BOB, _file(tmp_path, GOOD, GOOD, GOOD))
    assert (report.stored, report.flagged["duplicate_row"]) == (3, 2)
    assert Flag.objects.filter(code="duplicate_row").count() == 2


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("SEIZURE_DATE", "14/02/2014", ["Line 2", "SEIZURE_DATE", "14/02/2014", "year-month-day"]),
        ("AMOUNT", "many", ["Line 2", "AMOUNT", "many", "number"]),
        ("AMOUNT", "-3", ["Line 2", "AMOUNT", "-3"]),
        ("AMOUNT", "NaN", ["Line 2", "AMOUNT", "NaN"]),
        ("COUNTRY", "", ["Line 2", "COUNTRY", "country"]),
        ("PLACE", "x" * 401, ["Line 2", "PLACE", "401", "400"]),
        ("SEIZURE_DATE", "2014-02-14th", ["Line 2", "SEIZURE_DATE", "2014-02-14"]),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_kept(node, tmp_path, column, value, words):
    cells = GOOD.split(";")
    cells[HEADER.index(column)] = value
    report = ids.import_file(BOB, _file(tmp_path, ";".join(cells), GOOD))
    assert (report.read, report.stored, report.rejected) == (2, 1, 1)
    sentence = report.rejections[0].sentence("en")
    assert all(word in sentence for word in words), sentence


def test_values_that_no_list_knows_are_kept_as_given_and_flagged(node, tmp_path):
    cells = GOOD.split(";")
    cells[HEADER.index("DRUG_NAME")], cells[HEADER.index("DRUG_UNIT")] = "Moon dust", "Barrels"
    report = ids.import_file(BOB, _file(tmp_path, ";".join(cells)))
    assert dict(report.flagged) == {"unknown_drug": 1, "unknown_unit": 1}
    body = selectors.open_record(BOB, Document.objects.get().record_id, PURPOSE).record.body
    assert (body.substances[0].as_given, body.substances[0].quantity.as_given) == ("Moon dust", "Barrels")
    assert QuantityRow.objects.get().kilograms is None
    assert report.not_converted == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b"a;b;c\n1;2;3\n", "import.header"),
        (";".join(HEADER).encode() + b"\nAfrica;C\xc3\xb4te;\xff\xfe\xfd", "import.encoding"),
        (";".join(HEADER).encode() + b"\n" + b"x" * (limits.IMPORT_CELL_CHARACTERS + 10), "import.cell"),
        (gzip.compress(";".join(HEADER).encode() + b"\n" + bytes(range(97, 122)) * 400)[:150], "import.broken"),
        (b"PK\x03\x04 not a table", "import.broken_workbook"),
    ],
)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(node, tmp_path, content, code):
    path = tmp_path / "hostile.csv"
    path.write_bytes(content)
    with pytest.raises(CocafError) as caught:
        ids.import_file(BOB, path)
    assert caught.value.code == code
    assert not Document.objects.exists()


def test_an_import_that_was_killed_goes_on_where_it_stopped(node, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "IMPORT_BATCH", 20)
    path = tmp_path / "invented.csv"
    invented.write_seizures(path, 100)

    def killed(report):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ids.import_file(BOB, path, killed)
    held = Document.objects.count()
    assert 0 < held < 100
    again = ids.import_file(BOB, path)
    assert (again.duplicate, again.stored) == (held, 100 - held)


@pytest.mark.skipif(not REAL.exists(), reason="the real extract is beside the repository only where it was put there")
def test_the_first_rows_of_the_real_extract_all_come_in(node, tmp_path):
    part = tmp_path / "part.csv"
    with gzip.open(REAL, "rt", encoding="utf-8") as source, part.open("w", encoding="utf-8") as target:
        for _, line in zip(range(3001), source, strict=False):
            target.write(line)
    report = ids.import_file(BOB, part)
    assert (report.read, report.stored, report.rejected) == (3000, 3000, 0)
    assert Summary.objects.exclude(country="").count() == 3000
