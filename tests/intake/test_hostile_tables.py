"""Whatever bytes a file has: rows or a sentence, in bounded memory; never a traceback, never an endless run."""

from __future__ import annotations

import csv
import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocaf import limits, vocab
from cocaf.domain.errors import CocafError
from cocaf.intake.files import tables
from cocaf.intake.files.ids_shapes import WORKBOOK
from tests.intake.sheets import forged, inline, saved, sheet

FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_SIGNS = st.sampled_from('a;,\t|"\r\n\0é\u0627=\ufeff ')
_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
_PIECES = [b"<", b"&lt;", b"\xff", b'"', b"</c>", b"<row>", b"999"]
MEASURED = """
import resource, sys
from pathlib import Path
from cocaf import vocab
from cocaf.domain.errors import CocafError
from cocaf.intake.files import tables
vocab.errors()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    said = tables.require_sound(Path(sys.argv[1]))
except CocafError as error:
    said = error.code
print(said, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def read(path: Path) -> int | str:
    """How many rows a file has, or the code of the sentence that refuses it."""
    try:
        return tables.require_sound(path)
    except CocafError as error:
        refused = error
    assert all("{" not in refused.sentence(language) for language in vocab.LANGUAGES)
    return refused.code


def measured(path: Path) -> tuple[str, int]:
    """What a process of its own says of the file, and by how many MiB its memory grew."""
    told = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    said, grown = told.stdout.split()
    return said, int(grown)


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_sentence(tmp_path, content):
    path = tmp_path / "any"
    path.write_bytes(content)
    assert read(path) is not None


@FUZZ
@given(
    st.text(alphabet=st.sampled_from('a;,\t|"\r\n\0é\u0627=\ufeff '), max_size=200),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text_is_rows_or_a_sentence(tmp_path, content, encoding):
    path = tmp_path / "any.csv"
    path.write_bytes(content.encode(encoding))
    assert read(path) is not None


@FUZZ
@given(st.lists(st.lists(_CELLS, min_size=2, max_size=4), max_size=5))
def test_what_a_spreadsheet_writes_as_csv_is_read_again_cell_by_cell(tmp_path, rows):
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";").writerows([["a;b", "c"], *rows])
    kept = [row for row in rows if any(row)]
    assert [line.cells for line in tables.rows(path)] == [["a;b", "c"], *kept]


@pytest.fixture(scope="module")
def honest(tmp_path_factory) -> bytes:
    """A small workbook as a spreadsheet program writes it."""
    rows = [list(WORKBOOK), *([f"{number}", "Spain", 1.5, True, None, "x" * 40] for number in range(20))]
    return saved(tmp_path_factory.mktemp("book") / "book.xlsx", One=rows, Two=rows).read_bytes()


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_a_damaged_workbook_is_rows_or_a_sentence(tmp_path, honest, seed):
    dice = random.Random(seed)
    content = bytearray(honest)
    for _ in range(dice.randint(1, 12)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    if dice.random() < 0.3:
        del content[dice.randrange(len(content)) :]
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    assert read(path) is not None


@FUZZ
@given(seed=st.integers(0, 2**32))
def test_a_workbook_with_damaged_parts_is_rows_or_a_sentence(tmp_path, honest, seed):
    dice = random.Random(seed)
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(io.BytesIO(honest)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = bytearray(old.read(name))
            for _ in range(dice.randint(0, 3)):
                at = dice.randrange(len(part))
                part[at : at + dice.randint(0, 9)] = dice.choice(
                    [b"<", b"&lt;", b"\xff", b'"', b"</c>", b"<row>", b"999"]
                )
            if dice.random() < 0.95:
                new.writestr(name, bytes(part))
    assert read(path) is not None


def _forged(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.xlsx"
    if kind == "a cell of 10 MB":
        return forged(path, sheet(f"<row>{inline('x' * 10_000_000)}</row>"))
    if kind == "a shared text of 10 MB":
        return forged(
            path,
            sheet('<row><c t="s"><v>0</v></c></row>'),
            sharedStrings=f"<sst><si><t>{'x' * 10_000_000}</t></si></sst>",
        )
    if kind == "a million columns":
        return forged(path, sheet(f"<row>{'<c><v>1</v></c>' * 1_000_000}</row>"))
    if kind == "a tag of 40 MB":
        return forged(path, (b"<worksheet " + b"a" * limits.MIB if not n else b"b" * limits.MIB for n in range(40)))
    if kind == "a zip bomb":
        return forged(path, (b" " * limits.MIB for _ in range(120)))
    if kind == "very many texts":
        dice = random.Random(7)
        texts = "".join(f"<si><t>{dice.randbytes(4_500).hex()}</t></si>" for _ in range(8_000))
        return forged(path, sheet(""), sharedStrings=f"<sst>{texts}</sst>")
    assert kind == "entities in entities"
    lol = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return forged(path, f'<!DOCTYPE x [<!ENTITY e0 "lol">{lol}]><x>&e9;</x>')


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("a cell of 10 MB", "import.cell"),
        ("a shared text of 10 MB", "import.cell"),
        ("a million columns", "import.too_many_columns"),
        ("a tag of 40 MB", "import.broken_workbook"),
        ("a zip bomb", "import.bomb"),
        ("very many texts", "import.workbook_texts"),
        ("entities in entities", "import.broken_workbook"),
    ],
)
def test_a_hostile_workbook_is_refused_in_bounded_memory(tmp_path, kind, code):
    said, grown = measured(_forged(tmp_path, kind))
    assert said == code
    assert grown < 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a;b\n1;" + b"x" * 10_000_000, "import.long_line"),
        (b"a;b\n1;" + b"x" * 1_000_000 + b"\n", "import.cell"),
        (b'a;b\n1;"' + b"x\n" * 5_000_000, "import.cell"),
        (b"a" + b";" * 1_000_000, "import.too_many_columns"),
        (b"\0" * 10_000_000, "import.no_text"),
    ],
)
def test_a_hostile_text_is_refused_in_bounded_memory(tmp_path, content, code):
    path = tmp_path / "hostile.csv"
    path.write_bytes(content)
    said, grown = measured(path)
    assert said == code
    assert grown < 60


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path):
    row = "<row>" + "".join(f"<c><v>{number}</v></c>" for number in range(14)) + "</row>"
    grown = {}
    for rows in (2_000, 30_000):
        head, _, tail = sheet("|").partition("|")
        pieces = [head.encode(), *[row.encode() * 1_000] * (rows // 1_000), tail.encode()]
        said, grown[rows] = measured(forged(tmp_path / f"{rows}.xlsx", iter(pieces)))
        assert said == str(rows)
    assert grown[30_000] - grown[2_000] < 8
