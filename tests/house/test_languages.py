"""Every text that code or a template shows is there in French, Spanish and Arabic, and the catalogues say it."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from cocaf import locale_build


def part(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_text_in_use_is_translated_into_every_language() -> None:
    lacking = locale_build.missing()
    assert lacking == [], "\n".join(["these texts lack a translation in src/cocaf/locale/parts:", *lacking])


def test_the_extraction_finds_texts_of_code_and_of_templates() -> None:
    places = {use.key.words: use.place for use in locale_build.used()}
    assert places[("Skip to the content",)].startswith("web/templates/")
    assert places[("At least 12 characters; a sentence is easier to keep.",)].startswith("web/signin.py")
    assert ("%(n)s waiting", "%(n)s waiting") in places
    assert ("serve the node's pages",) in places


def test_catalogues_hold_the_six_arabic_forms_in_the_order_django_counts_them(tmp_path: Path) -> None:
    locale_build.build(target=tmp_path)
    arabic = gettext.translation("django", tmp_path, languages=["ar"])
    one, other = "%(n)s waiting", "%(n)s waiting"
    assert arabic.ngettext(one, other, 2) == "اثنتان تنتظران"
    assert arabic.ngettext(one, other, 5) == "%(n)s تنتظر"
    assert arabic.ngettext(one, other, 11) == arabic.ngettext(one, other, 100) == "%(n)s تنتظر"
    french = gettext.translation("django", tmp_path, languages=["fr"])
    assert french.ngettext(one, other, 0) == "%(n)s en attente"


def test_the_same_parts_give_the_same_bytes(tmp_path: Path) -> None:
    first = {path.name + path.parts[-3]: path.read_bytes() for path in locale_build.build(target=tmp_path / "a")}
    second = {path.name + path.parts[-3]: path.read_bytes() for path in locale_build.build(target=tmp_path / "b")}
    assert first == second


def test_a_text_translated_in_two_ways_is_refused_with_both_parts_named(tmp_path: Path) -> None:
    part(tmp_path, "a.yaml", "- {en: Hold, fr: Tenir, es: Tener, ar: احتفظ}\n")
    part(tmp_path, "b.yaml", "- {en: Hold, fr: Garder, es: Tener, ar: احتفظ}\n")
    with pytest.raises(SystemExit, match=r"b\.yaml: 'Hold' is translated otherwise in a\.yaml"):
        locale_build.entries(tmp_path)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('- {en: "%(n)s rows", fr: "%(m)s lignes", es: "%(n)s filas", ar: "%(n)s"}', "placeholders are"),
        ('- {en: "{count} rows", fr: "lignes", es: "{count} filas", ar: "{count}"}', "placeholders are none"),
        ("- {en: Row, fr: Ligne, es: Fila}", "needs 1 text.s. in ar"),
        ("- {en: [row, rows], fr: [ligne, lignes], es: [fila, filas], ar: [سطر, سطور]}", "needs 6 text.s. in ar"),
        ("- {en: Row, fr: Ligne, es: Fila, ar: سطر, de: Zeile}", "which nobody reads"),
    ],
)
def test_a_faulty_translation_is_refused(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(SystemExit, match=fault):
        locale_build.entries(part(tmp_path, "a.yaml", row))
