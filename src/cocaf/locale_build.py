"""Builds the catalogues of the pages and the command line from `locale/parts/*.yaml`, and finds what is not translated.
Run as `python -m cocaf.locale_build [--missing]`: by `make`, by the wheel's build and by the test of the languages."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

HERE: Final = Path(__file__).resolve().parent
PARTS: Final = HERE / "locale" / "parts"
LANGUAGES: Final = ("fr", "es", "ar")
# How many forms a count has: Arabic tells apart zero, one, two, few (3 to 10), many (11 to 99) and other.
FORMS: Final = {"en": 2, "fr": 2, "es": 2, "ar": 6}
WHICH_FORM: Final = {
    "fr": "(n > 1)",
    "es": "(n != 1)",
    "ar": "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)",
}
_KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
_HELP: Final = re.compile(r'^HELP = "(.+)"$', re.MULTILINE)

_NO_DATE: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, order=True)
class Key:
    """What a text is looked up by: its English words (one and other, where it counts) and its context."""

    words: tuple[str, ...]
    context: str = ""

    def __str__(self) -> str:
        text = " / ".join(self.words)
        return f"{text!r} [{self.context}]" if self.context else repr(text)


@dataclass(frozen=True)
class Entry:
    """A text in all languages, and the part it comes from."""

    key: Key
    texts: Mapping[str, tuple[str, ...]]
    part: str


class TranslationError(SystemExit):
    """The parts contradict each other or lack something; each line of the message is one fault with its place."""


def entries(folder: Path = PARTS) -> dict[Key, Entry]:
    """Every text of every part. Raises TranslationError with all faults at once."""
    found: dict[Key, Entry] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            entry, wrong = _entry(path.name, row)
            faults += wrong
            if entry is None:
                continue
            known = found.setdefault(entry.key, entry)
            if known.texts != entry.texts:
                faults.append(f"{path.name}: {entry.key} is translated otherwise in {known.part}")
    if faults:
        raise TranslationError("\n".join(faults))
    return found


def _tuple(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _entry(part: str, row: Any) -> tuple[Entry | None, list[str]]:
    if not isinstance(row, dict) or not row.get("en"):
        return None, [f"{part}: {row!r} has no English text"]
    key = Key(_tuple(row["en"]), row.get("context", ""))
    faults = [f"{part}: {key} has the field {name!r}, which nobody reads" for name in row if name not in _FIELDS]
    texts: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        text = texts[language] = _tuple(row.get(language))
        wanted = 1 if len(key.words) == 1 else FORMS[language]
        if len(text) != wanted or not all(isinstance(one, str) and one.strip() for one in text):
            faults.append(f"{part}: {key} needs {wanted} text(s) in {language}")
            continue
        faults += [f"{part}: {key} in {language}: {fault}" for fault in _placeholder_faults(key.words, text)]
    return (None, faults) if faults else (Entry(key, texts, part), [])


_FIELDS: Final = frozenset({"en", "context", *LANGUAGES})


def _placeholder_faults(english: tuple[str, ...], text: tuple[str, ...]) -> Iterator[str]:
    wanted = sorted(_PLACEHOLDER.findall(english[-1]))
    for number, one in enumerate(text):
        had = sorted(_PLACEHOLDER.findall(one))
        # "one message" and Arabic's dual need no figure; the last form must have all
        if not (set(had) <= set(wanted) if number < len(text) - 1 else had == wanted):
            yield f"placeholders are {', '.join(had) or 'none'}; expected {', '.join(wanted) or 'none'}"


class _Catalogue(Catalog):
    """Babel's, but with Django's order of the Arabic forms (Babel puts `other` before `many`)."""

    @property
    def num_plurals(self) -> int:
        return FORMS[str(self.locale)]

    @property
    def plural_expr(self) -> str:
        return WHICH_FORM[str(self.locale)]


def catalogue(language: str, texts: Mapping[Key, Entry]) -> Catalog:
    """The catalogue of one language; the same parts give the same bytes."""
    made = _Catalogue(
        locale=language,
        project="cocaf",
        version="1",
        fuzzy=False,
        header_comment="# Built from parts.",
        creation_date=_NO_DATE,
        revision_date=_NO_DATE,
    )
    for key in sorted(texts):
        words, found = key.words, texts[key].texts[language]
        message: Any = words if len(words) > 1 else words[0]
        made.add(message, found if len(words) > 1 else found[0], context=key.context or None)
    return made


def _mo(language: str, made: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, made)
    return buffer.getvalue()


def build(folder: Path = PARTS, target: Path = HERE / "locale") -> list[Path]:
    """Writes django.po and django.mo of each language below `target`; returns the files. Raises TranslationError."""
    texts = entries(folder)
    written: list[Path] = []
    for language in LANGUAGES:
        place = target / language / "LC_MESSAGES"
        place.mkdir(parents=True, exist_ok=True)
        made = catalogue(language, texts)
        po = io.BytesIO()
        write_po(po, made, width=100, no_location=True)
        for path, content in ((place / "django.po", po.getvalue()), (place / "django.mo", _mo(language, made))):
            # written beside and renamed, so that a running server never reads half a catalogue
            draft = path.with_suffix(path.suffix + ".new")
            draft.write_bytes(content)
            draft.replace(path)
            written.append(path)
    return written


@dataclass(frozen=True)
class Use:
    """A text that code or a template shows, and where."""

    key: Key
    place: str


def used(root: Path = HERE) -> Iterator[Use]:
    """Every text marked for translation in the code and the templates below `root`."""
    for path in sorted(root.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "build" in path.relative_to(root).parts:
            continue
        source = path.read_text(encoding="utf-8")
        place = str(path.relative_to(root))
        # what a command says of itself is a constant of its module, translated when it is shown
        for found in _HELP.finditer(source):
            yield Use(Key((found[1],)), place)
        if path.suffix != ".py":
            if "{%" not in source:
                continue
            # what is left of the template is indented as HTML is, which Python's tokens may not be
            source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
        for line, words, _, context in extract("python", io.BytesIO(source.encode()), _KEYWORDS):
            key = Key(words if isinstance(words, tuple) else (words,), context or "")
            if all(key.words):
                yield Use(key, f"{place}:{line}")


def missing(folder: Path = PARTS, root: Path = HERE) -> list[str]:
    """One line for each text in use that no part translates, with the first place where it is used."""
    texts = entries(folder)
    first: dict[Key, str] = {}
    for use in used(root):
        if use.key not in texts:
            first.setdefault(use.key, use.place)
    return [f"{place}: {key}" for key, place in sorted(first.items(), key=lambda item: item[1])]


def main(arguments: list[str]) -> int:
    """Builds; with --missing lists what lacks a translation instead, and fails when there is something."""
    if "--missing" in arguments:
        lacking = missing()
        sys.stdout.write("".join(f"{line}\n" for line in lacking))
        return 1 if lacking else 0
    for path in build():
        sys.stdout.write(f"{path.relative_to(HERE)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
