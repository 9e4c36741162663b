"""The person whom a row of a table names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cocaf.domain.mapping.fields import PAPERS
from cocaf.domain.things import checks
from cocaf.domain.things.record import Plain
from cocaf.domain.things.scripts import script

__all__ = ["PAPERS", "of"]

_TOLD: Final = frozenset({"person_name", "born_on", "nationality", "sex", "document_number", "phone"})
"""The fields that speak of a person; a role or a status alone, which a mapping may give for all rows, names nobody."""


def of(said: Mapping[str, Any], region: str, flags: list[tuple[str, str]]) -> list[Plain]:
    """The row's person as a list; empty where the row names nobody. A telephone whose number cannot be is flagged."""
    if not _TOLD & set(said):
        return []
    person: Plain = {
        "names": [{"text": said["person_name"], "script": script(said["person_name"])}]
        if "person_name" in said
        else [],
        "born_on": said.get("born_on"),
        "sex": _code(said.get("sex")),
        "nationality": _nationality(said.get("nationality")),
        "documents": _papers(said),
        "phones": [said["phone"]] if "phone" in said else [],
        "role": _code(said.get("role")) or "UNKNOWN",
        "status": _code(said.get("status")) or "UNKNOWN",
    }
    if "phone" in said and checks.warnings("phone", said["phone"], region):
        flags.append(("check_digit", f"phone {said['phone']}"[:200]))
    return [{name: value for name, value in person.items() if value}]


def _code(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else value[0]


def _nationality(value: Any) -> str | None:
    # a nationality is a line: the country's code where the word is one, else the word
    return None if value is None else str(value[0] or value[1])


def _papers(said: Mapping[str, Any]) -> list[Plain]:
    if "document_number" not in said:
        return []
    return [{"kind": _code(said.get("document_kind")) or "passport", "number": said["document_number"]}]
