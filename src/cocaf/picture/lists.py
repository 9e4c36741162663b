"""The picture's own lists: which countries make a region, and which substance a label of the annual file means.

For this room only; the lists stand as commented YAML beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

WORLD = "world"


@dataclass(frozen=True)
class Region:
    """Countries by alpha-3 code, and states without a code by their label; the world holds every one."""

    code: str
    countries: frozenset[str]
    labels: frozenset[str]

    def holds(self, country: str, label: str) -> bool:
        """Whether a cell's country belongs to the region."""
        return self.code == WORLD or country in self.countries or (not country and label in self.labels)


def _read(name: str) -> Any:
    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))


@cache
def regions() -> MappingProxyType[str, Region]:
    """Region by code, the world first, then in the order of the list."""
    listed: dict[str, Any] = _read("regions.yaml")["regions"]
    found = {WORLD: Region(WORLD, frozenset(), frozenset())}
    for code, entry in listed.items():
        parts = [found[part] for part in entry.get("of", ())]
        countries = frozenset(entry.get("countries", ())).union(*(p.countries for p in parts))
        found[code] = Region(code, countries, frozenset(entry.get("labels", ())).union(*(p.labels for p in parts)))
    return MappingProxyType(found)


@cache
def _labels() -> dict[str, str]:
    listed: dict[str, str] = _read("labels.yaml")["labels"]
    return {label.casefold(): substance for label, substance in listed.items()}


def substance_of(label: str) -> str:
    """The substance code for a drug's label in the annual file; OTHER where the list does not know it."""
    return _labels().get(label.casefold(), "OTHER")
