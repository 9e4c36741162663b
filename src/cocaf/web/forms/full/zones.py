"""Machine-readable lines of a document fill the boxes of their person that were left empty, and nothing else."""

from __future__ import annotations

from cocaf.domain import countries
from cocaf.domain.errors import CocafError
from cocaf.domain.things import mrz
from cocaf.web.forms.full.typed import Typed, rows_of


def fill_empty(typed: Typed) -> None:
    """Fills, for every document of every person, or of the one of a subject, with lines that can be read, what nobody
    typed."""
    for person in (*(f"persons-{number}-" for number in rows_of(typed, "persons")), "person__"):
        for paper in rows_of(typed, f"{person}documents"):
            here = f"{person}documents-{paper}"
            lines = (typed.get(f"{here}-mrz") or [""])[-1].strip()
            if lines and not (typed.get(f"{here}-number") or [""])[-1]:
                _fill(typed, person, here, lines)


def _fill(typed: Typed, person: str, paper: str, lines: str) -> None:
    try:
        read = mrz.read(lines)
    except CocafError:
        return  # the warning beside the lines says that they cannot be read
    known = countries.present()
    boxes = {
        f"{paper}-number": read.number,
        f"{paper}-kind": read.kind,
        f"{paper}-issuer": read.issuer if read.issuer in known else "",
        f"{paper}-expires_on": read.expires_on or "",
        f"{person}names": read.names,
        f"{person}born_on": read.born_on or "",
        f"{person}nationality": read.nationality if read.nationality in known else "",
        f"{person}sex": read.sex if read.sex in {"F", "M"} else "",
    }
    for name, value in boxes.items():
        stated = (typed.get(f"{name}_absent") or [""])[-1]
        if value and not stated and not (typed.get(name) or [""])[-1]:
            typed[name] = [value]
