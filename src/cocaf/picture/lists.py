"""The regions the picture can be asked for, and what a label of the annual file means in our code lists.

For this room and its page; the lists themselves are `cocaf.vocab`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

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


def substance_of(label: str) -> str:
    """The substance code for a drug's label in the annual file; OTHER where the code list has no such label.

    Labels drift ("Cocaine (base, paste and salts)" ends in 2014, "Cocaine salts" begins in 2006), so a question about
    a drug asks for every code below it.
    """
    found = vocab.load("substance").by("unodc_annual", label)
    return found.code if found else "OTHER"
