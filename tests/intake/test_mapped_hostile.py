"""Workbooks that nobody should open, on their way through a mapping: a sentence, and nothing left behind."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cocaf import config
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping.mapping import TableMapping
from cocaf.intake.mapped import runs, selectors, work
from cocaf.intake.models import ImportRun
from cocaf.members.models import Member, Unit, User
from cocaf.records.models import Document, StoredFile
from tests.conftest import ALICE, PURPOSE
from tests.intake import sheets
from tests.intake.test_mapped import GOOD, HEADERS

Bring = Callable[[Path], ImportRun]


@pytest.fixture
def bring(transactional_db: None, node: Member) -> Bring:
    shutil.rmtree(config.current().files, ignore_errors=True)
    user = User.objects.create_user("alice", unit=Unit.objects.get(pk=ALICE.unit), role=ALICE.role)
    return lambda path: runs.begin(ALICE, user, io.BytesIO(path.read_bytes()), path.name, PURPOSE, "fr")


def nothing_is_left() -> None:
    assert not StoredFile.objects.exists()
    assert not Document.objects.exists()
    assert not [path for path in config.current().files.rglob("*") if path.is_file()]


def refused(run: ImportRun) -> str:
    """The sentence with which the worker refuses a file that began well."""
    runs.set_mapping(run.user, run.pk, TableMapping.of(run.mapping), {})
    work.run_due()
    run.refresh_from_db()
    assert run.state == runs.FAILED
    error = selectors.opened(run).shown["error"]
    return CocafError(error["code"], **error["params"]).sentence("fr")


def test_a_formula_in_the_first_rows_is_refused_with_its_cell(bring: Bring, tmp_path: Path) -> None:
    path = sheets.saved(tmp_path / "a.xlsx", Hoja=[HEADERS, [*GOOD[:5], "=1+1", *GOOD[6:]]])
    with pytest.raises(CocafError, match=r"import\.formula") as caught:
        bring(path)
    assert "F2" in caught.value.sentence("fr")
    nothing_is_left()


def test_a_formula_behind_the_first_rows_is_refused_by_the_check(bring: Bring, tmp_path: Path) -> None:
    rows = [HEADERS, *[GOOD] * 400, [*GOOD[:5], "=HYPERLINK(1)", *GOOD[6:]]]
    assert "F402" in refused(bring(sheets.saved(tmp_path / "a.xlsx", Hoja=rows)))
    nothing_is_left()


def test_a_sheet_that_unpacks_without_end_is_refused(bring: Bring, tmp_path: Path) -> None:
    head = "".join(sheets.inline(name) for name in HEADERS)
    good = "".join(sheets.inline(cell) for cell in GOOD)
    start = sheets.sheet(f"<row>{head}</row>" + f"<row>{good}</row>" * 30).removesuffix("</sheetData></worksheet>")
    filling = b"<row>" + b" " * 1_000_000 + b"</row>"
    path = sheets.forged(tmp_path / "bomb.xlsx", (start.encode(), *[filling] * 400))
    assert path.stat().st_size < 1_000_000
    try:
        sentence = refused(bring(path))
    except CocafError as error:
        sentence = error.sentence("fr")
    assert "bomb.xlsx" in sentence
    assert "Mio" in sentence
    nothing_is_left()


def test_a_workbook_that_breaks_off_is_refused_whatever_its_length(bring: Bring, tmp_path: Path) -> None:
    whole = sheets.saved(tmp_path / "a.xlsx", Hoja=[HEADERS, *[GOOD] * 200]).read_bytes()
    for length in range(10, len(whole) - 1, len(whole) // 12):
        path = tmp_path / "broken.xlsx"
        path.write_bytes(whole[:length])
        with pytest.raises(CocafError) as caught:
            bring(path)
        assert "/proc/" not in caught.value.sentence("fr")
        nothing_is_left()
