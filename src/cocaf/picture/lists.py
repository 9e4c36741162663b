"""The picture's own lists: the regions it can be asked for, and which substance a label of the annual file means.

For this room and its page. Regions are those of the code list `region`; the labels stand as commented YAML beside this.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from cocaf import vocab
from cocaf.domain import countries

WORLD = "world"


@dataclass(frozen=True)
class Region:
    """Countries that are counted together; the world holds every one, known to us or not."""

    code: str
    countries: frozenset[str]

    def holds(self, country: str) -> bool:
        """Whether a cell's country belongs to the region."""
        return self.code == WORLD or country in self.countries


@cache
def regions() -> MappingProxyType[str, Region]:
    """Region by code, the world first, then in the order of the list."""
    found = {WORLD: Region(WORLD, frozenset())}
    for code in vocab.load("region").codes:
        found[code] = Region(code, countries.members(code))
    return MappingProxyType(found)


def country_of(alpha_3: str, label: str) -> str:
    """Our code of a country of the annual file; its label where we know none.

    The label goes first: the file gives Czechoslovakia and the German Democratic Republic their successors' codes.
    """
    return countries.code(label) or (countries.code(alpha_3) if alpha_3 else None) or label


@cache
def _labels() -> dict[str, str]:
    listed: dict[str, str] = yaml.safe_load((files(__package__) / "labels.yaml").read_text(encoding="utf-8"))["labels"]
    return {label.casefold(): substance for label, substance in listed.items()}


def substance_of(label: str) -> str:
    """The substance code for a drug's label in the annual file; OTHER where the list does not know it."""
    return _labels().get(label.casefold(), "OTHER")
