"""What came in from the public workbook goes out the same: import, export and import again give the same reports, and
the export of those the same cells (invariant I15)."""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cocaf.domain.things import ids_columns
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.ids_columns import HEADER
from cocaf.domain.things.report import Report
from cocaf.domain.things.stated import plain
from cocaf.intake import services as intake
from cocaf.intake.files import ids
from cocaf.intake.files.invented import write_seizures
from cocaf.members.models import Member
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.search import exporting
from cocaf.search.selectors import Filters
from tests.conftest import ALICE, BOB, COURIER, PURPOSE

HOSTILE = st.text(st.sampled_from("=+-@;,'\t\r\n\"aZ1_x0é中ع\uff1d \x01\x1f\uffff"), max_size=12).map(str.strip)
AMOUNT = st.decimals(0, 10**9, places=3).map(str) | st.sampled_from(["", "5.9999999999999995e-05", "0.1", "1" * 16])


def word(*known: str) -> st.SearchStrategy[str]:
    return st.sampled_from([*known, "", "Data not available"]) | HOSTILE


ROW = st.tuples(
    st.dates(min_value=datetime.date(1900, 1, 1)).map(str) | st.just(""),
    st.sampled_from(["Morocco", "Bolivia (Plurinational State of)", "Atlantis", "Côte d'Ivoire"]),
    st.sampled_from(["", "MAR", "BOL", "ZZZ"]),
    word("West & Central Europe"), word("Africa"),
    word("Cocaine hydrochloride (HCl, powder cocaine)", "Heroin", "Moon dust"), AMOUNT, word("kg", "g", "Barrels"),
    word("Casablanca"), word("Oriental"), word("Airport", "Road/ Street/highway"), word("Airplane", "Vessel/boat"),
    word("Government"), word("IDS"),
)  # fmt: skip


def import_(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.write_bytes(data)
    report = ids.import_file(BOB, path)
    assert (report.rejected, report.stored) == (0, report.read), report.as_plain("en")["rejections"]


def export(code: str) -> bytes:
    return b"".join(exporting.export(BOB, PURPOSE, Filters(), code, "en").chunks)


def bodies() -> list[Any]:
    rows = list(Document.objects.order_by("seq"))
    return [plain(record.body) for record in selectors.reveal(rows)]


def an_empty_node() -> None:
    """Another node, as far as the file can tell: nothing is held."""
    Document.objects.all().delete()


def cells(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue().encode()


# a failing example is shown as it was drawn: to make it smaller would take minutes of a database's time
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(ROW, min_size=1, max_size=6))
def test_rows_of_the_workbook_come_back_the_same_whatever_stands_in_them(
    node: Member, tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    an_empty_node()
    import_(tmp_path, "first.csv", as_csv(rows))
    first, as_text, as_book = bodies(), export("ids-csv"), export("ids-xlsx")
    an_empty_node()
    import_(tmp_path, "again.csv", as_text)
    assert bodies() == first
    assert export("ids-csv") == as_text
    assert cells(export("ids-xlsx")) == cells(as_book)
    an_empty_node()
    import_(tmp_path, "again.xlsx", as_book)
    # the workbook has a sheet for each year, so the rows come in another order
    assert Counter(map(repr, bodies())) == Counter(map(repr, first))
    assert cells(export("ids-xlsx")) == cells(as_book)


def test_a_text_that_begins_with_a_sign_is_harmless_in_the_file_and_itself_again_after_it(
    node: Member, tmp_path: Path
) -> None:
    row = dict.fromkeys(HEADER, "") | {
        ids_columns.COUNTRY: "Morocco",
        ids_columns.CITY: "=1+1",
        ids_columns.DRUG: "Heroin",
    }
    import_(tmp_path, "first.csv", as_csv([tuple(row.values())]))
    for code in ("ids-csv", "ids-xlsx"):
        data = export(code)
        an_empty_node()
        import_(tmp_path, f"again.{code[4:]}", data)
        (body,) = bodies()
        assert body["place"]["name"] == "=1+1"


@pytest.mark.parametrize("code", ["ids-csv", "ids-xlsx"])
def test_the_extract_of_old_keeps_every_column_that_the_workbook_has(node: Member, tmp_path: Path, code: str) -> None:
    path = tmp_path / "invented.csv"
    write_seizures(path, 120)
    ids.import_file(BOB, path)
    data = export(code)
    before = _told()
    an_empty_node()
    import_(tmp_path, f"again.{code[4:]}", data)
    assert Counter(map(repr, _told())) == Counter(map(repr, before))
    assert len(before) == 120


@pytest.mark.parametrize("code", ["ids-csv", "ids-xlsx"])
def test_a_report_of_an_officer_says_the_same_in_every_column_after_it(node: Member, tmp_path: Path, code: str) -> None:
    place = {"country": "MA", "region": "Casablanca-Settat", "name": "Casablanca", "type": "airport"}
    crack = {
        "substance": "cocaine.crack",
        "quantity": {"value": "3", "unit": "g"},
        "kilograms": {"value": "0.003", "factor": "mass.g"},
    }
    body = {**COURIER, "place": place, "substances": [*COURIER["substances"], crack], "transport": {"code": "air"}}
    intake.file_record(ALICE, _draft(body))
    data = export(code)
    before = _told()
    an_empty_node()
    import_(tmp_path, f"again.{code[4:]}", data)
    assert _told() == before
    assert len(before) == 2


def _told() -> list[dict[str, str]]:
    rows = list(Document.objects.order_by("seq"))
    return [
        row
        for record in selectors.reveal(rows)
        if isinstance(record.body, Report)
        for row in ids_columns.rows(record.body)
    ]


def _draft(body: dict[str, Any]) -> Draft:
    return Draft(kind="report", body=body, purpose=PURPOSE, language="fr")
