"""Reads the code lists beside it: commented YAML with four labels per code. Strict: a list that lacks a label, names a
parent that is not there or has a code twice does not load at all. Other rooms call it through `cocaf.vocab`."""

from __future__ import annotations

import functools
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import yaml

LANGUAGES: Final = ("en", "fr", "es", "ar")

_YamlLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CODE_KEYS: Final = frozenset({"code", "parent", "maps", "note", *LANGUAGES})
_ERROR_KEYS: Final = frozenset({"code", "http", "exit", *LANGUAGES})


class VocabularyError(ValueError):
    """A code list is not fit for use. Names the file and the code; the cure is to mend that file."""

    def __init__(self, file: str, code: str, fault: str) -> None:
        super().__init__(f"{file}: {code}: {fault}")
        self.file, self.code, self.fault = file, code, fault


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list, with its label in each language and the values of other schemes that mean the same."""

    code: str
    labels: Mapping[str, str]
    parent: str | None = None
    maps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """What one unit weighs in kilograms, for one substance or (None) for any; `source` is printed beside it."""

    id: str
    unit: str
    substance: str | None
    kg_per_unit: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class ErrorText:
    """An error's sentences with `{placeholders}`, its HTTP status and the exit code of the command line."""

    code: str
    http: int
    exit: int
    sentences: Mapping[str, str]


class Codelist:
    """A named, versioned list of codes in the order in which people should meet them."""

    __slots__ = ("_crosswalk", "codes", "name", "version")

    def __init__(self, name: str, version: str, codes: Mapping[str, Code], crosswalk: Mapping[str, Mapping[str, Code]]):
        self.name = name
        self.version = version
        self.codes = codes
        self._crosswalk = crosswalk

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def label(self, code: str, lang: str) -> str:
        """The label in `lang` (English for a language that we do not have); an unknown code is its own label."""
        found = self.codes.get(code)
        return code if found is None else found.labels.get(lang) or found.labels["en"]

    def by(self, scheme: str, value: str) -> Code | None:
        """The code to which `scheme` maps `value`, whatever its case and spacing; None where nothing is mapped."""
        return self._crosswalk.get(scheme, {}).get(fold(value))

    def is_in(self, code: str, ancestor: str) -> bool:
        """Whether `code` is `ancestor` or stands below it in the tree. Unknown codes stand nowhere."""
        at: str | None = code
        while at is not None and at in self.codes:
            if at == ancestor:
                return True
            at = self.codes[at].parent
        return False

    def choices(self, lang: str) -> list[tuple[str, str]]:
        """(code, label) of every code, in the list's order: what a form field offers."""
        return [(code, self.label(code, lang)) for code in self.codes]


def fold(value: str) -> str:
    """How crosswalk values are compared: case and runs of spaces do not count."""
    return " ".join(value.casefold().split())


@functools.cache
def load(name: str) -> Codelist:
    """The list `name`. Raises VocabularyError where its file is not fit for use, LookupError where there is none."""
    file = f"{name}.yaml"
    document = _read(file)
    codes: dict[str, Code] = {}
    for row in document["codes"]:
        code = _code(file, row, codes)
        if code.code in codes:
            raise VocabularyError(file, code.code, "stands in the list twice")
        codes[code.code] = code
    for each in codes.values():
        if each.parent is not None and each.parent not in codes:
            raise VocabularyError(file, each.code, f"its parent {each.parent} is not in the list")
    return Codelist(name, str(document["version"]), MappingProxyType(codes), _crosswalk(file, codes))


@functools.cache
def factors() -> tuple[Factor, ...]:
    """The conversion factors. What has none here is not converted, and the share not converted is shown."""
    file = "factor.yaml"
    found: dict[str, Factor] = {}
    for row in _read(file)["factors"]:
        identity = str(row["id"])
        if identity in found:
            raise VocabularyError(file, identity, "stands in the list twice")
        found[identity] = _factor(file, identity, row)
    return tuple(found.values())


@functools.cache
def errors() -> Mapping[str, ErrorText]:
    """Every error's sentences, from `error.yaml` and the `error.<part>.yaml` beside it."""
    found: dict[str, ErrorText] = {}
    for entry in sorted(resources.files("cocaf.vocab").iterdir(), key=lambda each: each.name):
        if not (entry.name.startswith("error") and entry.name.endswith(".yaml")):
            continue
        for row in _read(entry.name)["errors"]:
            error = _error(entry.name, row)
            if error.code in found:
                raise VocabularyError(entry.name, error.code, "stands in the lists twice")
            found[error.code] = error
    return MappingProxyType(found)


@functools.cache
def known_places() -> Mapping[str, tuple[str, ...]]:
    """Place as services name it, plainly written, to the countries that have a place of that name, best known first."""
    file = "known_place.yaml"
    return MappingProxyType({place: _values(file, place, found) for place, found in _read(file)["places"].items()})


@functools.cache
def namesakes() -> Mapping[str, frozenset[str]]:
    """Country code to the countries in which a town bears that country's name."""
    file = "known_place.yaml"
    return MappingProxyType(
        {code: frozenset(_values(file, code, found)) for code, found in _read(file)["namesakes"].items()}
    )


def names() -> tuple[str, ...]:
    """The names of all code lists (files with `codes:`), in order."""
    files = (entry.name for entry in resources.files("cocaf.vocab").iterdir() if entry.name.endswith(".yaml"))
    return tuple(sorted(file.removesuffix(".yaml") for file in files if "codes" in _read(file)))


@functools.cache
def _read(file: str) -> Mapping[str, Any]:
    path = resources.files("cocaf.vocab").joinpath(file)
    if not path.is_file():
        raise LookupError(f"there is no code list {file}")
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=_YamlLoader)  # noqa: S506 a safe loader, in C where built
    if not isinstance(document, dict):
        raise VocabularyError(file, "-", "is not a mapping")
    return document


def _labels(file: str, code: str, row: Mapping[str, Any]) -> Mapping[str, str]:
    for language in LANGUAGES:
        label = row.get(language)
        if not isinstance(label, str) or not label.strip():
            raise VocabularyError(file, code, f"has no label in {language}")
    return MappingProxyType({language: row[language] for language in LANGUAGES})


def _code(file: str, row: Mapping[str, Any], above: Mapping[str, Code]) -> Code:
    code = row.get("code")
    if not isinstance(code, str):  # YAML reads a bare NO or 1 as something else
        raise VocabularyError(file, str(code), "is not a text; quote it")
    if unknown := set(row) - _CODE_KEYS:
        raise VocabularyError(file, code, f"has fields that nobody reads: {', '.join(sorted(map(str, unknown)))}")
    parent = row.get("parent")
    if parent is None and "." in code and code.rpartition(".")[0] in above:
        parent = code.rpartition(".")[0]
    maps = {scheme: _values(file, code, values) for scheme, values in row.get("maps", {}).items()}
    return Code(code, _labels(file, code, row), parent, MappingProxyType(maps), row.get("note"))


def _values(file: str, code: str, values: Any) -> tuple[str, ...]:
    listed = values if isinstance(values, list) else [values]
    if not all(isinstance(value, str) for value in listed):
        raise VocabularyError(file, code, "maps to something that is not a text; quote it")
    return tuple(listed)


def _crosswalk(file: str, codes: Mapping[str, Code]) -> Mapping[str, Mapping[str, Code]]:
    crosswalk: dict[str, dict[str, Code]] = {}
    for code in codes.values():
        for scheme, values in code.maps.items():
            for value in values:
                taken = crosswalk.setdefault(scheme, {}).setdefault(fold(value), code)
                if taken is not code:
                    raise VocabularyError(file, code.code, f"{scheme} {value!r} is mapped to {taken.code} already")
    return crosswalk


def _factor(file: str, identity: str, row: Mapping[str, Any]) -> Factor:
    try:
        kilograms = Decimal(row["kg_per_unit"])
    except (InvalidOperation, TypeError, KeyError) as error:
        raise VocabularyError(file, identity, "kg_per_unit is not a quoted decimal") from error
    unit, substance = str(row["unit"]), row.get("substance")
    if unit not in load("unit") or (substance is not None and substance not in load("substance")):
        raise VocabularyError(file, identity, "its unit or substance is not in the list")
    return Factor(identity, unit, substance, kilograms, str(row["source"]))


def _error(file: str, row: Mapping[str, Any]) -> ErrorText:
    code = str(row.get("code"))
    if unknown := set(row) - _ERROR_KEYS:
        raise VocabularyError(file, code, f"has fields that nobody reads: {', '.join(sorted(map(str, unknown)))}")
    sentences = _labels(file, code, row)
    blanks = {language: _placeholders(text) for language, text in sentences.items()}
    for language in LANGUAGES:
        if blanks[language] != blanks["en"]:
            raise VocabularyError(file, code, f"the {language} sentence has other placeholders than the English one")
    return ErrorText(code, int(row["http"]), int(row["exit"]), sentences)


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


@functools.cache
def country_spellings() -> Mapping[str, tuple[str, ...]]:
    """Country code to the names that sources write for it and CLDR does not have; former countries among them."""
    return MappingProxyType(
        {code: _values("country.yaml", code, names) for code, names in _read("country.yaml")["spellings"].items()}
    )
