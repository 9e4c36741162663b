"""Tables out of files that nobody should trust: what is read, and what gets a sentence."""

from __future__ import annotations

import codecs
import datetime
import gzip
import zipfile
from pathlib import Path

import pytest

from cocaf import limits, vocab
from cocaf.domain.errors import CocafError
from cocaf.intake.files import tables
from cocaf.intake.files.tables import Line
from tests.intake.sheets import BOOK, forged, inline, saved, sheet

ARABIC = "البلد;المكان\nالمغرب;الدار البيضاء\n"
FRENCH = "Pays;Lieu saisi\nCôte d'Ivoire;Aéroport d'Abidjan\n"


def _text(folder: Path, content: bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content)
    return path


def _refused(path: Path) -> CocafError:
    with pytest.raises(CocafError) as caught:
        tables.require_sound(path)
    for language in vocab.LANGUAGES:
        assert "{" not in caught.value.sentence(language), caught.value.sentence(language)
    return caught.value


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "windows-1252"),
        (ARABIC, "utf-8"),
        (ARABIC, "utf-16"),
        (ARABIC, "windows-1256"),
    ],
)
def test_the_encodings_of_offices_are_read_and_named(tmp_path, text, encoding):
    path = _text(tmp_path, text.encode(encoding))
    assert tables.described(path) == {"kind": "csv", "encoding": encoding, "separator": ";"}
    assert [line.cells for line in tables.rows(path)] == [row.split(";") for row in text.splitlines()]


def test_big_endian_text_is_read_by_its_mark(tmp_path):
    path = _text(tmp_path, codecs.BOM_UTF16_BE + FRENCH.encode("utf-16-be"))
    assert tables.first(path).cells == ["Pays", "Lieu saisi"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_the_header_holds_most(tmp_path, separator):
    header = separator.join(["Date", '"Place, town; or region"', "Drug", "Amount"])
    path = _text(tmp_path, f"{header}\n{separator.join('1234')}\n".encode())
    assert [line.cells for line in tables.rows(path)][1] == ["1", "2", "3", "4"]
    assert tables.first(path).cells[1] == "Place, town; or region"


def test_a_separator_that_the_first_line_names_is_taken(tmp_path):
    path = _text(tmp_path, b"sep=|\r\na;b|c\r\n1|2\r\n")
    assert [(line.number, line.cells) for line in tables.rows(path)] == [(2, ["a;b", "c"]), (3, ["1", "2"])]


def test_rows_are_numbered_as_an_editor_numbers_the_lines_where_they_begin(tmp_path):
    path = _text(tmp_path, b'a;b\n1;"two\nlines"\n\n;\n3;4\n')
    assert list(tables.rows(path)) == [Line(1, ["a", "b"]), Line(2, ["1", "two\nlines"]), Line(6, ["3", "4"])]


def test_a_packed_text_is_read_as_it_is(tmp_path):
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(FRENCH.encode()))
    assert tables.first(path).cells == ["Pays", "Lieu saisi"]


def test_a_workbook_s_cells_become_text_and_its_dates_days(tmp_path):
    moment = datetime.datetime(2014, 2, 14, 13, 5)  # noqa: DTZ001 a cell's day has no zone
    rows = [
        ["Date", "At", "Amount", "Noise", "True", "Empty", "Place"],
        [moment.date(), moment, 12, 5.9e-05, True, None, "Casablanca & <Settat>"],
    ]
    path = saved(tmp_path / "book.xlsx", Seizures=rows)
    header, line = tables.rows(path)
    assert header == Line(1, rows[0])
    assert line.cells == [
        "2014-02-14", "2014-02-14 13:05:00", "12", "0.000059", "TRUE", "", "Casablanca & <Settat>",
    ]  # fmt: skip


def test_days_of_a_workbook_that_counts_from_1904_are_the_same_days(tmp_path):
    styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    rows = '<row><c s="1"><v>40222</v></c><c><v>40222</v></c></row>'
    book = BOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    path = forged(tmp_path / "mac.xlsx", sheet(rows), book=book, styles=styles)
    assert tables.first(path).cells == ["2014-02-14", "40222"]


def test_each_sheet_is_read_by_its_name_and_a_row_says_where_it_stands(tmp_path):
    path = saved(tmp_path / "book.xlsx", **{"2018": [["a"], [1]], "2019": [["a"], [None], [2]]})
    assert tables.sheets(path) == ["2018", "2019"]
    assert [line.where for line in tables.rows(path, "2019")] == ["2019!1", "2019!3"]
    with pytest.raises(CocafError) as caught:
        next(tables.rows(path, "2020"))
    assert caught.value.code == "import.no_sheet"


def test_texts_of_several_formats_are_joined_and_their_reading_aid_left_out(tmp_path):
    shared = "<sst><si><r><t>Casa</t></r><r><t>blanca</t></r><rPh><t>not this</t></rPh></si><si><t>ط</t></si></sst>"
    path = forged(
        tmp_path / "rich.xlsx", sheet('<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'), sharedStrings=shared
    )
    assert tables.first(path).cells == ["Casablanca", "ط"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b"\n\n", "import.empty"),
        ("a;b\nCôte;".encode() + b"\xff\xfe\xfd", "import.encoding"),
        (b"a;b\n\x00\x01\x02", "import.no_text"),
        ("a;b\n1;2\n".encode("utf-16-le"), "import.no_text"),
        (codecs.BOM_UTF16_LE + b"a", "import.encoding"),
        (b"a;b\n1;" + b"x" * (limits.IMPORT_CELL_CHARACTERS + 1), "import.cell"),
        (b'a;b\n1;"never closed\n3;4\n', "import.quote"),
        (b"a" + b";" * (limits.IMPORT_COLUMNS + 1), "import.too_many_columns"),
        (b"x" * (limits.IMPORT_LINE_CHARACTERS + 1), "import.long_line"),
        (gzip.compress(bytes(range(32, 126)) * 400, mtime=0)[:80], "import.broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "import.old_workbook"),
        (b"PK\x03\x04 no archive", "import.broken_workbook"),
    ],
)
def test_a_text_that_is_no_table_gets_a_sentence(tmp_path, content, code):
    path = _text(tmp_path, content)
    if code == "import.empty":
        with pytest.raises(CocafError) as caught:
            tables.first(path)
        assert caught.value.code == code
    else:
        assert _refused(path).code == code


def test_a_cell_that_is_too_long_is_named_by_line_and_column(tmp_path):
    path = _text(tmp_path, b"a;b;c\n1;2;3\n1;" + b"x" * (limits.IMPORT_CELL_CHARACTERS + 1) + b";3\n")
    assert "Line 3, column 2" in _refused(path).sentence("en")


@pytest.mark.parametrize(
    ("header", "code", "place"),
    [(["a", "", "c"], "import.no_heading", "column 2"), (["a", "b", " A "], "import.heading_twice", "column 3")],
)
def test_a_header_names_each_column_once(header, code, place):
    with pytest.raises(CocafError) as caught:
        tables.headings(Line(1, header))
    assert caught.value.code == code
    assert place in caught.value.sentence("en")
    assert tables.headings(Line(1, ["a ", "b  c", "", ""])) == ["a", "b c"]


def test_a_formula_is_named_by_sheet_and_cell(tmp_path):
    path = saved(tmp_path / "book.xlsx", First=[["a"]], Second=[["a", "b"], [1, "=A2*1000"]])
    error = _refused(path)
    assert error.code == "import.formula"
    assert "Sheet Second, cell B2" in error.sentence("en")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xl/vbaProject.bin", "import.macros"),
        ("xl/workbook.bin", "import.other_workbook"),
        ("mimetype", "import.other_workbook"),
        ("table.csv", "import.no_workbook"),
    ],
)
def test_other_workbooks_and_archives_are_told_apart(tmp_path, name, code):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, "x")
    assert _refused(path).code == code


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<worksheet><sheetData><row><c>", "import.broken_workbook"),
        ("not XML", "import.broken_workbook"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "import.broken_workbook"),
        ("<a>" * 100, "import.broken_workbook"),
        (sheet('<row><c t="s"><v>7</v></c></row>'), "import.broken_workbook"),
        (sheet('<row><c r="XFE1"><v>7</v></c></row>'), "import.too_many_columns"),
        (sheet(f"<row>{inline('x' * (limits.IMPORT_CELL_CHARACTERS + 1))}</row>"), "import.cell"),
    ],
)
def test_a_sheet_that_no_program_writes_gets_a_sentence(tmp_path, xml, code):
    assert _refused(forged(tmp_path / "forged.xlsx", xml)).code == code


def test_a_sheet_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path):
    head, _, tail = sheet("|").partition("|")
    blank = b" " * limits.MIB
    path = forged(tmp_path / "bomb.xlsx", (piece for piece in [head.encode(), *[blank] * 40, tail.encode()]))
    assert path.stat().st_size < 100 * limits.KIB
    assert _refused(path).code == "import.bomb"


def test_an_archive_of_very_many_parts_is_refused(tmp_path):
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(limits.WORKBOOK_PARTS + 1):
            packed.writestr(f"xl/{number}.xml", "")
    assert _refused(path).code == "import.workbook_parts"


def test_a_small_archive_cannot_become_an_endless_file(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "IMPORT_FILE_BYTES", limits.MIB)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a;b\n" * limits.MIB))
    assert _refused(path).code == "import.too_large"
