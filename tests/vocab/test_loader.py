"""A list that is not fit for use does not load: the fault is met here, with file and code, and not on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cocaf import vocab
from cocaf.vocab import loader

LABELS = "en: a, fr: b, es: c, ar: د"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    caches = (loader.load, loader.factors, loader.errors, loader._read)
    monkeypatch.setattr(loader.resources, "files", lambda _package: tmp_path)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


def _list(folder: Path, *rows: str) -> None:
    folder.joinpath("colour.yaml").write_text('version: "1"\ncodes:\n' + "".join(f"  - {{{row}}}\n" for row in rows))


def test_a_good_list_keeps_its_order_and_finds_parents_by_the_dot(folder: Path) -> None:
    _list(folder, f"code: red, {LABELS}", f"code: red.dark, {LABELS}", f"code: blue, {LABELS}, parent: red")
    colours = vocab.load("colour")
    assert list(colours) == ["red", "red.dark", "blue"]
    assert colours.is_in("red.dark", "red")
    assert colours.is_in("blue", "red")
    assert "blue" in colours


@pytest.mark.parametrize(
    ("rows", "code", "fault"),
    [
        (["code: red, en: a, fr: b, es: c"], "red", "no label in ar"),
        (['code: red, en: a, fr: "", es: c, ar: د'], "red", "no label in fr"),
        ([f"code: red, {LABELS}", f"code: red, {LABELS}"], "red", "twice"),
        ([f"code: red, {LABELS}, parent: green"], "red", "parent green"),
        ([f"code: no, {LABELS}"], "False", "quote it"),
        ([f"code: red, {LABELS}, colour: 3"], "red", "nobody reads"),
        ([f"code: red, {LABELS}, maps: {{x: [1]}}"], "red", "quote it"),
        ([f"code: red, {LABELS}, maps: {{x: [A]}}", f"code: blue, {LABELS}, maps: {{x: [a]}}"], "blue", "red already"),
    ],
)
def test_a_faulty_list_names_its_file_and_code(folder: Path, rows: list[str], code: str, fault: str) -> None:
    _list(folder, *rows)
    with pytest.raises(vocab.VocabularyError, match=fault) as met:
        vocab.load("colour")
    assert (met.value.file, met.value.code) == ("colour.yaml", code)


def test_a_list_that_is_not_there_is_said_so(folder: Path) -> None:
    with pytest.raises(LookupError, match=r"colour\.yaml"):
        vocab.load("colour")


def test_an_error_must_have_the_same_placeholders_in_each_language(folder: Path) -> None:
    folder.joinpath("error.yaml").write_text(
        'version: "1"\nerrors:\n  - {code: x.y, http: 400, exit: 2, en: "{a}", fr: "{b}", es: "{a}", ar: "{a}"}\n'
    )
    with pytest.raises(vocab.VocabularyError, match="placeholders"):
        vocab.errors()


def test_an_error_stands_in_one_file_only(folder: Path) -> None:
    for name in ("error.yaml", "error.web.yaml"):
        folder.joinpath(name).write_text(f'version: "1"\nerrors:\n  - {{code: x.y, http: 400, exit: 2, {LABELS}}}\n')
    with pytest.raises(vocab.VocabularyError, match="twice"):
        vocab.errors()
