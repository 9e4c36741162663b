"""Sellers' words for substances, from `street.yaml`. Read by the extraction of listings; terms point to codes of
the substance list and say when they also mean something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True)
class Term:
    """One word or phrase: the substance's code, the language ("any" where it is the same in all), the doubt."""

    code: str
    text: str
    language: str
    ambiguous: bool


def _spread(code: str, by_language: Mapping[str, list[str]], ambiguous: bool) -> Iterator[Term]:
    for language, texts in by_language.items():
        for text in texts:
            yield Term(code, str(text), language, ambiguous)


def _rows(table: Mapping[str, Any]) -> Iterator[Term]:
    for row in table["terms"]:
        known = {key: value for key, value in row.items() if key not in {"code", "ambiguous"}}
        yield from _spread(row["code"], known, ambiguous=False)
        yield from _spread(row["code"], row.get("ambiguous", {}), ambiguous=True)


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order of the file."""
    text = resources.files("cocaf.vocab").joinpath("street.yaml").read_text(encoding="utf-8")
    return tuple(_rows(yaml.safe_load(text)))


@cache
def labels() -> Mapping[str, tuple[str, ...]]:
    """Field of a listing to the words by which pages label it, from `listing_label.yaml`."""
    text = resources.files("cocaf.vocab").joinpath("listing_label.yaml").read_text(encoding="utf-8")
    return {str(row["field"]): tuple(map(str, row["words"])) for row in yaml.safe_load(text)["labels"]}
