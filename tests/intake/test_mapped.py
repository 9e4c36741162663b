"""A country's own table through a mapping: checked without a trace, stored once, every row accounted for, nothing of it
left behind in clear."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cocaf import config, limits
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping.mapping import TableMapping
from cocaf.intake.files import tables
from cocaf.intake.mapped import direct, rejected, runs, selectors, work
from cocaf.intake.models import ImportedRecord, ImportRun, RejectedRows, SavedMapping
from cocaf.members.models import Member, Unit, User
from cocaf.records import selectors as records
from cocaf.records.models import Document, Flag, IdentifierKey, StoredFile
from tests.conftest import ALICE, BOB, CHARLIE, PURPOSE

HEADERS = (
    "Nº de expediente", "Fecha de incautación", "País de origen", "Lugar", "Droga", "Cantidad", "Unidad", "Nombre",
    "Apellidos", "Nº de pasaporte", "Papel",
)  # fmt: skip
GOOD = (
    "EXP-0417", "14/02/2026", "Brasil", "Nador", "Cocaína", "1,8", "Kilos", "Inventado", "Ejemplo Ruiz",
    "XK0417217", "correo",
)  # fmt: skip
Rows = list[tuple[str, ...]]


@pytest.fixture
def on_disk(transactional_db: None) -> Callable[[], list[Path]]:
    """What the store of files holds. A file goes after the commit, so these tests commit."""
    shutil.rmtree(config.current().files, ignore_errors=True)
    return lambda: [path for path in config.current().files.rglob("*") if path.is_file()]


def sheet(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS, mark: str = ";") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows([headers, *rows])
    return out.getvalue().encode()


def numbered(count: int) -> Rows:
    return [(f"EXP-{number:05}", *GOOD[1:]) for number in range(count)]


@pytest.fixture
def people(node: Member) -> dict[str, User]:
    return {
        actor.user: User.objects.create_user(
            actor.user, unit=Unit.objects.get(pk=actor.unit), role=actor.role, clearance=actor.clearance
        )
        for actor in (ALICE, BOB, CHARLIE)
    }


@pytest.fixture
def bring(people: dict[str, User]) -> Callable[..., ImportRun]:
    def begin(content: bytes, name: str = "incautaciones.csv", actor=ALICE, **more: object) -> ImportRun:
        return runs.begin(actor, people[actor.user], io.BytesIO(content), name, PURPOSE, "es", **more)

    return begin


def checked(run: ImportRun, terms: dict[str, object] | None = None) -> ImportRun:
    runs.set_mapping(run.user, run.pk, TableMapping.of(run.mapping), terms or {})
    work.run_due()
    run.refresh_from_db()
    return run


def committed(run: ImportRun, terms: dict[str, object] | None = None) -> ImportRun:
    checked(run, terms)
    assert run.state == runs.CHECKED, run.error
    runs.commit(run.user, run.pk)
    work.run_due()
    run.refresh_from_db()
    return run


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    assert run.row == run.stored + run.held + run.rejected, "the sums agree"
    return run.row, run.stored, run.held, run.rejected


def test_a_table_comes_in_as_signed_records_of_the_unit(bring) -> None:
    run = committed(bring(sheet(GOOD)))
    assert (run.state, counts(run)) == (runs.DONE, (1, 1, 0, 0))
    (document,) = selectors.records_of(ALICE, PURPOSE, run)
    opened = records.open_record(ALICE, document.record_id, PURPOSE).record
    assert (opened.head.owner.unit, opened.head.purpose, opened.head.language) == (ALICE.unit, PURPOSE, "es")
    assert (opened.head.provenance.file, opened.head.provenance.row) == (run.digest, 2)
    assert opened.body.substances[0].kilograms.value == "1.8"
    assert IdentifierKey.objects.filter(kind="file_number", value="EXP0417").exists()


def test_a_dry_run_counts_everything_and_stores_nothing(bring) -> None:
    wrong = ("EXP-2", "ayer", *GOOD[2:])
    run = checked(bring(sheet(GOOD, GOOD, wrong, ("EXP-4", *GOOD[1:4], "Polvo de luna", *GOOD[5:]))))
    assert (run.state, counts(run)) == (runs.CHECKED, (4, 3, 0, 1))
    assert run.flagged == {"duplicate_row": 1, "unknown_drug": 1}
    shown = selectors.opened(run).shown
    assert shown["faults"] == [
        {"line": 4, "column": "Fecha de incautación", "found": "ayer", "expected": "day_dmy"},
    ]  # fmt: skip
    assert shown["words"] == [{"field": "substance", "name": "substance", "text": "Polvo de luna", "count": 1}]
    assert not Document.objects.exists()
    assert not RejectedRows.objects.exists()


def test_the_same_file_twice_adds_nothing(bring) -> None:
    content = sheet(*numbered(30))
    assert counts(committed(bring(content))) == (30, 30, 0, 0)
    assert counts(committed(bring(content))) == (30, 0, 30, 0)
    assert Document.objects.count() == 30


def test_the_same_rows_under_another_mapping_or_as_a_workbook_are_the_same_rows(bring) -> None:
    committed(bring(sheet(GOOD)))
    workbook = b"".join(rejected.as_workbook([HEADERS, GOOD]))
    assert counts(committed(bring(workbook, "otra.xlsx"))) == (1, 0, 1, 0)


def test_a_colleagues_hidden_rows_give_no_hint(bring, people) -> None:
    """What alice may not see is as if it were not there: her file comes in whole, whoever brought it before."""
    content = sheet(GOOD)
    committed(bring(content, actor=CHARLIE), {"own_unit_only": True})
    assert counts(committed(bring(content))) == (1, 1, 0, 0)
    secret = {"handling": {"codes": ["H0"], "tlp": "AMBER", "confidentiality": "RESTRICTED"}}
    other = sheet(("EXP-9", *GOOD[1:]))
    committed(bring(other), secret)
    User.objects.filter(pk=people["alice"].pk).update(clearance="OFFICIAL_USE")
    run = bring(other)
    assert counts(committed(run)) == (1, 1, 0, 0)


def test_terms_above_ones_clearance_are_refused_with_a_sentence(bring) -> None:
    run = checked(bring(sheet(GOOD)), {"handling": {"codes": [], "tlp": "RED", "confidentiality": "CONFIDENTIAL"}})
    assert (run.state, run.error["code"]) == (runs.FAILED, "mapping.clearance")
    assert not Document.objects.exists()


def test_rejected_rows_are_mended_in_their_sheet_and_loaded_again_with_the_same_mapping(bring, people) -> None:
    wrong = ("=EXP-2", "ayer", *GOOD[2:5], "mucha", *GOOD[6:])
    first = bring(sheet(GOOD, wrong))
    saved = runs.save_mapping(ALICE, people["alice"], first.pk, "Nuestro registro")
    run = committed(first)
    assert counts(run) == (2, 1, 0, 1)
    header, row = rejected.table(HEADERS, selectors.rejections(run), "es")
    assert header == [*HEADERS, rejected.LINE, rejected.REASON]
    assert b"'=EXP-2" in b"".join(rejected.as_csv([row])), "no spreadsheet takes a cell for a formula"
    assert row[-2] == "3"
    assert row[-1].split("; ") == [
        "Fecha de incautación: ayer: una fecha en día, mes y año: 14/02/2014",
        "Cantidad: mucha: un número con coma decimal: 1 234,5",
    ]
    mended = [header, [*row[:1], "15/02/2026", *row[2:5], "2,5", *row[6:]]]
    for content in (rejected.as_workbook(mended), rejected.as_csv(mended)):
        again = committed(bring(b"".join(content), "mended", saved=saved))
        assert again.row == 1
    assert Document.objects.count() == 2
    last = Document.objects.order_by("-seq").first()
    body = records.open_record(ALICE, last.record_id, PURPOSE).record.body
    assert body.identifiers[0].value == "=EXP-2"
    assert body.substances[0].quantity.value == "2.5"


def test_a_saved_mapping_says_when_a_file_does_not_fit_and_nothing_of_the_file_is_kept(bring, people) -> None:
    saved = runs.save_mapping(ALICE, people["alice"], bring(sheet(GOOD)).pk, "Nuestro registro")
    runs.tidy()
    before = set(StoredFile.objects.values_list("pk", flat=True))
    with pytest.raises(CocafError, match=r"mapping\.columns.*Cantidad"):
        bring(sheet(GOOD[:5], headers=HEADERS[:5]), saved=saved)
    assert set(StoredFile.objects.values_list("pk", flat=True)) == before
    assert ImportRun.objects.count() == 1


def test_words_get_their_codes_and_the_check_runs_again(bring) -> None:
    run = checked(bring(sheet((*GOOD[:4], "Polvo de luna", *GOOD[5:]))))
    runs.set_words(run.user, run.pk, {"substance": {"Polvo de luna": "cocaine.hcl"}})
    work.run_due()
    run.refresh_from_db()
    assert (run.state, run.flagged, selectors.opened(run).shown["words"]) == (runs.CHECKED, {}, [])


def test_an_import_that_was_killed_goes_on_where_it_stopped(bring, monkeypatch) -> None:
    monkeypatch.setattr(limits, "IMPORT_BATCH", 20)
    wrong = [("EXP-X", "ayer", *GOOD[2:])] * 3
    run = checked(bring(sheet(*numbered(50), *wrong, *numbered(50))))
    runs.commit(run.user, run.pk)
    keep, kept = work._keep, []

    def killed(*arguments: object) -> None:
        keep(*arguments)
        kept.append(1)
        if len(kept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(work, "_keep", killed)
    with pytest.raises(KeyboardInterrupt):
        work.run_due()
    monkeypatch.setattr(work, "_keep", keep)
    run.refresh_from_db()
    assert 0 < run.row < run.rows
    assert run.row == Document.objects.count() + sum(RejectedRows.objects.values_list("count", flat=True))
    assert work.run_due() == 0, "another worker waits until the lease is over"
    work.free()
    work.run_due()
    run.refresh_from_db()
    assert (run.state, counts(run)) == (runs.DONE, (103, 100, 0, 3))
    assert run.flagged == {"duplicate_row": 50}
    assert Document.objects.count() == ImportedRecord.objects.filter(run=run).count() == 100
    assert Flag.objects.filter(code="duplicate_row").count() == 50


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty|mapping.empty"),
        (b"Fecha;Droga\n", "mapping.empty"),
        (b"PK\x03\x04 not a workbook", r"import\.\w+"),
        (b"\xd0\xcf\x11\xe0 an old one", "import.old_workbook"),
        (sheet(GOOD)[:-3] + b"\x00\x01", r"import\.\w+"),
        (sheet(("x" * 10_000_000, *GOOD[1:])), r"import\.\w+"),
        (gzip.compress(b"a" * 3_000_000), r"import\.\w+"),
    ],
)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing_behind(on_disk, bring, content: bytes, code: str) -> None:
    with pytest.raises(CocafError, match=code) as caught:
        bring(content)
    assert "/proc/" not in caught.value.sentence("es")
    assert not ImportRun.objects.exists()
    assert not StoredFile.objects.exists()
    assert not on_disk()


def test_a_fault_far_behind_the_preview_refuses_the_whole_file_and_the_file_goes(on_disk, bring) -> None:
    run = checked(bring(sheet(*numbered(200)) + b'EXP;"never closed'))
    assert run.state == runs.FAILED
    assert selectors.opened(run).shown["error"]["code"] == "import.quote"
    assert run.file is None
    assert not Document.objects.exists()
    assert not on_disk()


def test_a_table_beyond_the_limit_of_rows_is_refused(bring, monkeypatch) -> None:
    monkeypatch.setattr(limits, "IMPORT_MAPPED_ROWS", 10)
    run = checked(bring(sheet(*numbered(11))))
    assert (run.state, run.error["code"]) == (runs.FAILED, "mapping.rows")


def test_nothing_of_a_table_lies_in_clear_and_the_file_goes_with_the_end(on_disk, bring) -> None:
    run = bring(sheet(GOOD, ("EXP-2", "ayer", *GOOD[2:])))
    assert on_disk()
    committed(run)
    clear = [b"Ejemplo Ruiz", b"XK0417217"]
    for each in RejectedRows.objects.all():
        assert not any(text in bytes(each.sealed) for text in clear)
    row = ImportRun.objects.values().get()
    assert not any(text in repr(row).encode() for text in clear)
    assert not on_disk()
    assert not StoredFile.objects.exists()


def test_another_persons_run_is_as_one_that_is_not_there(bring, people) -> None:
    run = bring(sheet(GOOD))
    for act in (
        lambda: selectors.open_run(people["bob"], run.pk),
        lambda: runs.commit(people["bob"], run.pk),
        lambda: runs.drop(people["bob"], run.pk),
        lambda: runs.set_words(people["bob"], run.pk, {}),
    ):
        with pytest.raises(CocafError, match=r"record\.not_found"):
            act()
    runs.save_mapping(ALICE, people["alice"], run.pk, "Nuestro registro")
    with pytest.raises(CocafError, match=r"mapping\.unknown"):
        selectors.mapping_named(BOB.unit, "Nuestro registro")


def test_a_change_is_refused_while_the_worker_is_at_it_and_two_clicks_are_one(bring) -> None:
    run = bring(sheet(GOOD))
    mapping = TableMapping.of(run.mapping)
    with pytest.raises(CocafError, match=r"mapping\.not_checked"):
        runs.commit(run.user, run.pk)
    runs.set_mapping(run.user, run.pk, mapping, {})
    with pytest.raises(CocafError, match=r"mapping\.busy"):
        runs.set_mapping(run.user, run.pk, mapping, {})
    work.run_due()
    runs.commit(run.user, run.pk)
    runs.commit(run.user, run.pk)
    work.run_due()
    assert Document.objects.count() == 1


def test_what_nobody_comes_back_for_goes_by_itself(on_disk, bring, monkeypatch) -> None:
    done, left = committed(bring(sheet(GOOD, ("EXP-2", "ayer", *GOOD[2:])))), bring(sheet(*numbered(2)))
    assert runs.tidy() == 0
    monkeypatch.setattr(limits, "IMPORT_HOURS", -1)
    monkeypatch.setattr(limits, "IMPORT_REJECTED_DAYS", -1)
    assert runs.tidy() == 2
    assert not ImportRun.objects.filter(pk=left.pk).exists()
    done.refresh_from_db()
    assert (selectors.opened(done).shown, selectors.rejections_kept(done), counts(done)) == ({}, 0, (2, 1, 0, 1))
    assert not on_disk()


def test_throwing_a_run_away_takes_its_file_along(on_disk, bring) -> None:
    run = bring(sheet(GOOD))
    runs.drop(run.user, run.pk)
    assert not ImportRun.objects.exists()
    assert not on_disk()


def test_a_reader_of_the_bureau_without_the_right_role_imports_nothing(bring, people) -> None:
    import dataclasses

    auditor = dataclasses.replace(ALICE, role="auditor")
    with pytest.raises(CocafError, match=r"record\.denied"):
        bring(sheet(GOOD), actor=auditor)
    assert not StoredFile.objects.exists()


def test_another_sheet_of_a_workbook_is_read_when_it_is_chosen(bring, tmp_path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Léame", "Versión"])
    book.active.append(["Ejemplo", 3])
    other = book.create_sheet("2026")
    other.append(list(HEADERS))
    other.append([*GOOD[:5], 1.8, *GOOD[6:]])
    path = tmp_path / "libro.xlsx"
    book.save(path)
    run = bring(path.read_bytes(), "libro.xlsx")
    assert selectors.opened(run).shown["sheets"] == ["Sheet", "2026"]
    runs.choose_sheet(ALICE, run.user, run.pk, "2026")
    run.refresh_from_db()
    assert counts(committed(run)) == (1, 1, 0, 0)
    assert list(tables.sheets(path)) == ["Sheet", "2026"]
    assert not SavedMapping.objects.exists()


def test_the_command_imports_through_the_same_mapping_and_says_what_became_of_each_row(bring, people, tmp_path) -> None:
    run = bring(sheet(GOOD), actor=BOB)
    saved = runs.save_mapping(BOB, people["bob"], run.pk, "Nuestro registro")
    path = tmp_path / "incautaciones.csv"
    path.write_bytes(sheet(GOOD, ("EXP-2", "ayer", *GOOD[2:]), ("EXP-3", *GOOD[1:4], "Polvo de luna", *GOOD[5:])))

    def load(*, dry_run: bool) -> dict[str, object]:
        found = direct.import_table(
            BOB, path, saved, purpose=PURPOSE, language="es", dry_run=dry_run,
            rejected=rejected.GrowingSheet(tmp_path / "rejected.csv", "es"),
        ).as_plain("es")  # fmt: skip
        assert found["read"] == found["stored"] + found["duplicate"] + found["rejected"]
        return found

    tried = load(dry_run=True)
    assert (tried["stored"], tried["rejected"], Document.objects.count()) == (2, 1, 0)
    assert tried["unknown_words"] == [{"list": "substance", "word": "Polvo de luna", "rows": 1}]
    assert tried["rejections"] == ["3: Fecha de incautación: ayer: una fecha en día, mes y año: 14/02/2014"]
    header, row = csv.reader((tmp_path / "rejected.csv").read_text("utf-8-sig").splitlines())
    assert (header[-2:], row[1], row[-2]) == ([rejected.LINE, rejected.REASON], "ayer", "3")
    assert load(dry_run=False)["stored"] == Document.objects.count() == 2
    again = load(dry_run=False)
    assert (again["stored"], again["duplicate"], again["rejected"]) == (0, 2, 1)
