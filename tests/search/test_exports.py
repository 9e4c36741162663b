"""What leaves the node as a file: no more than the exporter may take out, readable, and inert in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from cocaf import limits
from cocaf.audit.models import Entry
from cocaf.cli import export as command
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import ids_columns
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import new_id
from cocaf.intake import services as intake
from cocaf.members.models import Member
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.search import exporting
from cocaf.search.selectors import Filters
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE

HOSTILE = ("=HYPERLINK(0)", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "a;=1", "'=1", "\uff1d1")
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\uff1d")


def taken(actor: Actor, code: str, filters: Filters | None = None, language: str = "en") -> bytes:
    made = exporting.export(actor, PURPOSE, filters or Filters(), code, language)
    return b"".join(made.chunks)


def table(data: bytes) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What a CSV says of itself, and its lines by heading."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    gap = rows.index([])
    head = rows[gap + 1]
    return {row[0]: row[1] for row in rows[:gap]}, [dict(zip(head, row, strict=True)) for row in rows[gap + 2 :]]


def sheet(data: bytes, number: int) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(number).to_python()


@pytest.fixture
def filed(node: Member, courier: Callable[..., Draft]) -> Callable[..., Document]:
    return lambda **changes: intake.file_record(ALICE, courier(**changes))


def received(codes: list[str]) -> None:
    """A report that Senegal sent, to be handled as the codes say."""
    handling = {"codes": codes, "tlp": "AMBER", "confidentiality": "OFFICIAL_USE"}
    body = {**COURIER, "persons": [], "place": {"country": "SN", "name": "Dakar"}}
    stated = Draft(kind="report", body=body, purpose=PURPOSE, language="fr", handling=handling, members=("MA",))
    plain = drafts.document(stated, "SN", "SN-NCB", timezone.now())
    (answer,) = intake.receive("SN", [(records.encode(records.check(plain)), b"not looked at here")], new_id())
    assert answer.state == "stored"


def test_a_table_says_who_took_it_when_and_for_what_and_each_line_whose_it_is_and_how_to_handle_it(
    filed: Callable[..., Document],
) -> None:
    document = filed()
    told, (line,) = table(taken(BOB, "csv"))
    assert told["Exported by"] == "MA/MA-NCB/bob"
    assert told["Purpose"] == "Identify a person or a deceased"
    assert told["Number of records"] == "1"
    assert told["Exported at"].endswith("UTC")
    assert (line["Reference"], line["Owner"], line["Handling"], line["TLP"]) == (
        document.reference, "Morocco", "H0", "TLP:AMBER",
    )  # fmt: skip
    assert (line["Substance"], line["Quantity"], line["Kilograms"]) == ("Cocaine hydrochloride", "1.8", "1.8")
    assert line["Names"] == "Inventado Ejemplo Ruiz | إنفنتادو إخيمبلو"


def test_a_record_with_two_substances_has_two_lines_and_its_persons_are_counted_in_one(
    filed: Callable[..., Document],
) -> None:
    crack = {"substance": "cocaine.crack", "quantity": {"value": "3", "unit": "g"}}
    filed(body={**COURIER, "substances": [*COURIER["substances"], crack], "arrests": 2})
    _told, lines = table(taken(BOB, "csv"))
    assert [(line["Line"], line["Substance"], line["Persons arrested"]) for line in lines] == [
        ("1", "Cocaine hydrochloride", "2"),
        ("2", "Crack cocaine", ""),
    ]


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_headings_and_the_words_are_in_the_exporters_language(
    filed: Callable[..., Document], language: str
) -> None:
    filed()
    told, (line,) = table(taken(BOB, "csv", language=language))
    english, (plain,) = table(taken(BOB, "csv"))
    assert not set(told) & set(english)
    assert set(line) & set(plain) <= {"TLP", "Date", "Transport", "Substance", "Version"}
    assert {"fr": "Maroc", "es": "Marruecos", "ar": "المغرب"}[language] in line.values()


@pytest.mark.parametrize("code", [*exporting.FORMATS])
def test_an_outsider_takes_out_nothing_of_a_record_that_is_not_for_him(
    filed: Callable[..., Document], code: str
) -> None:
    hidden = filed(units=("MA-CMN-AIR",))
    with pytest.raises(CocafError) as caught:
        exporting.export(CHARLIE, PURPOSE, Filters(), code, "en")
    assert caught.value.code == "export.nothing"
    assert exporting.extent(CHARLIE, PURPOSE, Filters()) == exporting.Extent(0, 0, 0)
    assert taken(ALICE, code)
    shown = filed()
    kept = taken(CHARLIE, "jsonl").decode()
    assert (shown.reference in kept, hidden.reference in kept) == (True, False)


def test_what_may_be_read_but_not_taken_out_is_left_out_and_counted(filed: Callable[..., Document]) -> None:
    filed()
    received(["H2"])
    received(["H0"])
    assert exporting.extent(BOB, PURPOSE, Filters()) == exporting.Extent(count=2, in_ids=2, left_out=1)
    told, lines = table(taken(BOB, "csv"))
    assert told["Left out, their handling forbids export"] == "1"
    assert [line["Handling"] for line in lines] == ["H0", "H0"]
    assert [json.loads(line)["handling"]["codes"] for line in taken(BOB, "jsonl").splitlines()] == [["H0"], ["H0"]]
    assert exporting.extent(BOB, PURPOSE, Filters(country="MA")).left_out == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_record_begins_a_formula_in_any_file(filed: Callable[..., Document], text: str) -> None:
    filed(body={**COURIER, "place": {"country": "MA", "name": text, "region": text, "as_given": text}})
    for code in ("csv", "ids-csv"):
        for row in csv.reader(io.StringIO(taken(BOB, code).decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.lstrip(" ").startswith(SIGNS)], row
    for code in ("xlsx", "ids-xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(taken(BOB, code)))
        for page in book:
            cells = [cell for row in page.iter_rows() for cell in row]
            assert not [cell for cell in cells if cell.data_type == "f"]
            assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(SIGNS)]


@pytest.mark.parametrize("code", ["xlsx", "csv"])
def test_headings_are_in_the_asked_language_whatever_the_page_before_spoke(
    filed: Callable[..., Document], code: str
) -> None:
    filed()
    with translation.override("ar"):
        data = taken(BOB, code, language="fr")
    heads = sheet(data, 1)[0] if code == "xlsx" else list(table(data)[1][0])
    assert {"Quantité", "Propriétaire"} <= set(heads)


def test_numbers_and_days_are_numbers_and_days_in_a_workbook(filed: Callable[..., Document]) -> None:
    filed()
    (head, line) = sheet(taken(BOB, "xlsx"), 1)
    found = dict(zip(head, line, strict=True))
    assert (found["Quantity"], found["Date"].isoformat()) == (1.8, "2026-11-21")
    about = dict(sheet(taken(BOB, "xlsx"), 0))
    assert about["Exported by"] == "MA/MA-NCB/bob"


def test_a_line_of_json_is_the_record_as_it_was_signed(filed: Callable[..., Document]) -> None:
    document = filed()
    (line,) = taken(BOB, "jsonl").splitlines()
    told = json.loads(line)
    assert told["document"] == selectors.open_record(BOB, document.record_id, PURPOSE).record.plain
    assert (told["reference"], told["owner"]) == (document.reference, "MA")


def test_the_workbook_of_seizures_has_a_sheet_for_each_year_and_one_for_reports_without_a_day(
    filed: Callable[..., Document],
) -> None:
    for day in ("2026-01-02", None, "2024-05-06", "2026-03-04"):
        filed(body={**COURIER, "occurred_on": day})
    filed(body={"event": "arrest", "place": {"country": "MA"}})
    data = taken(BOB, "ids-xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["2024", "2026", "Undated"]
    assert [len(sheet(data, number)) - 1 for number in range(3)] == [1, 2, 1]
    assert sheet(data, 0)[0] == list(ids_columns.HEADER)
    assert exporting.extent(BOB, PURPOSE, Filters()).in_ids == 4


def test_a_result_of_many_batches_is_whole_and_in_order(
    filed: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    references = [filed().reference for _ in range(7)]
    monkeypatch.setattr(limits, "EXPORT_BATCH", 2)
    _told, lines = table(taken(BOB, "csv"))
    assert [line["Reference"] for line in lines] == references


def test_what_is_filed_while_the_file_is_written_belongs_to_the_next_one(filed: Callable[..., Document]) -> None:
    filed()
    made = exporting.export(BOB, PURPOSE, Filters(), "jsonl", "en")
    filed()
    assert len(b"".join(made.chunks).splitlines()) == made.count == 1


def test_the_log_says_who_took_how_many_and_why_before_the_first_byte_and_nothing_of_what_is_in_them(
    filed: Callable[..., Document],
) -> None:
    filed()
    exporting.export(BOB, PURPOSE, Filters(substance="cocaine", reference=""), "csv", "en")
    entry = Entry.objects.get(action="export")
    assert (entry.actor, entry.purpose) == ("MA/MA-NCB/bob", PURPOSE)
    assert (entry.detail["format"], entry.detail["count"], entry.detail["left_out"]) == ("csv", 1, 0)
    assert "cocaine" not in json.dumps(entry.detail)


@pytest.mark.parametrize(
    ("code", "purpose", "error"), [("doc", PURPOSE, "export.format"), ("csv", "", "export.purpose")]
)
def test_a_format_or_purpose_that_there_is_not_is_refused(node: Member, code: str, purpose: str, error: str) -> None:
    with pytest.raises(CocafError) as caught:
        exporting.export(BOB, purpose, Filters(), code, "en")
    assert caught.value.code == error


def test_the_command_offers_every_format() -> None:
    assert tuple(exporting.FORMATS) == command.FORMATS


def test_the_command_writes_the_whole_file_for_its_owner_alone(filed: Callable[..., Document], tmp_path: Path) -> None:
    filed()
    out = tmp_path / "out.jsonl"
    made = exporting.export(BOB, PURPOSE, Filters(), "jsonl", "en")
    assert command._write(made, out) == out.stat().st_size > 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_an_export_that_breaks_leaves_no_half_file_and_spares_the_one_before(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    out = tmp_path / "out.csv"
    out.write_bytes(b"the one before")
    with pytest.raises(CocafError, match="begins anew"):
        command._write(exporting.Export("x", "text/csv", 1, 0, broken()), out)
    assert out.read_bytes() == b"the one before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
