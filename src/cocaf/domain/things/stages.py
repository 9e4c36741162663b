"""Where a courier's case goes: from suspected to negative, or to seized, as a change of the plain document. A negative
control is kept with how the person was chosen and searched: it tells how good a selection is, and clears nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import Plain

COURIER_EVENTS = frozenset({"courier", "negative_control"})


@dataclass(frozen=True)
class Searched:
    """How somebody was chosen and searched: codes of vocab `detection` and `search_method`; empty for not asked."""

    selection: Any = None
    methods: Sequence[str] = ()
    consent: bool | None = None


@dataclass(frozen=True)
class Found:
    """What was found: a plain substance and concealment of a report, and what a search adds to the person."""

    substance: Plain = field(default_factory=dict)
    concealment: Plain = field(default_factory=dict)
    search: Plain = field(default_factory=dict)
    arrested: bool | None = None


def negative(plain: Plain, searched: Searched) -> None:
    """Says that nothing was found. Raises CocafError("stage.courier") for a report of another event."""
    body = _courier(plain)
    body |= {"event": "negative_control", "stage": "negative"}
    if searched.selection:
        body["detection"] = searched.selection
    search = _person(body).setdefault("search", {})
    search["result"] = "negative"
    if searched.methods:
        search["methods"] = list(searched.methods)
    if searched.consent is not None:
        search["consent"] = searched.consent


def seized(plain: Plain, found: Found) -> None:
    """Says that drugs were found: the same record becomes a seizure at a courier. Raises as `negative` does."""
    body = _courier(plain)
    body |= {"event": "courier", "stage": "seized"}
    person = _person(body)
    if found.substance:
        body["substances"] = [*body.get("substances", ()), found.substance]
    if found.concealment and found.concealment not in body.get("concealment", ()):
        body["concealment"] = [*body.get("concealment", ()), found.concealment]
    person["search"] = {**person.get("search", {}), **found.search, "result": "positive"}
    if found.arrested is not None:
        person["arrested"] = found.arrested


def _courier(plain: Plain) -> dict[str, Any]:
    body: dict[str, Any] = plain["body"]
    if plain["head"]["kind"] != "report" or body.get("event") not in COURIER_EVENTS:
        raise CocafError("stage.courier")
    return body


def _person(body: dict[str, Any]) -> dict[str, Any]:
    """The person of the sheet; one whom nobody named yet is of interest, and no more than that."""
    if not body.get("persons"):
        body["persons"] = [{"role": "courier", "status": "subject_of_interest"}]
    person: dict[str, Any] = body["persons"][0]
    return person
