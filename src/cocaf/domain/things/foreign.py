"""Foreign values: words of a source that a record keeps as given, because our code lists have no code for them, and
codes of a partner's newer list. The index asks here, so that a bureau can list them and see what its lists lack."""

from __future__ import annotations

from collections.abc import Iterator

from cocaf import vocab
from cocaf.domain.things.people import Person
from cocaf.domain.things.report import Report
from cocaf.domain.things.stated import Absence

LISTS = (
    "substance", "unit", "place_type", "concealment", "transport", "country", "detection", "substance_form",
    "route_role", "certainty", "person_role", "person_status", "package_kind", "mark_kind", "offence", "identifier",
)  # fmt: skip
"""The lists whose foreign values are told."""


def foreign_values(body: object) -> Iterator[tuple[str, str]]:
    """The list (vocab) and the word of every value of a record that its list has no code for, each once: the source's
    own word, else the code that is not ours."""
    if isinstance(body, Report):
        found = ((name, given or _code(code)) for name, code, given in _given(body) if _lacks(name, code))
        yield from dict.fromkeys((name, word) for name, word in found if word)


def _given(body: Report) -> Iterator[tuple[str, object, str | None]]:
    yield "place_type", body.place.type, body.place.as_given
    yield "detection", body.detection, None
    for each in body.substances:
        yield "substance", each.substance, each.as_given
        yield "substance_form", each.form, None
        if each.quantity is not None:
            yield "unit", each.quantity.unit, each.quantity.as_given
    for hidden in body.concealment:
        yield "concealment", hidden.code, hidden.as_given
    if body.transport is not None:
        yield "transport", body.transport.code, body.transport.as_given
    for point in body.route:
        yield "country", point.country, point.as_given
        yield "route_role", point.role, None
        yield "certainty", point.certainty, None
    for person in body.persons:
        yield from _of_person(person)
    for package in body.packages:
        yield "package_kind", package.kind, None
        yield from (("mark_kind", mark.kind, None) for mark in package.marks)
    for conveyance in body.conveyances:
        yield "transport", conveyance.kind, None
    yield from (("offence", code, None) for code in body.offences)
    yield from (("identifier", number.kind, None) for number in body.identifiers)


def _of_person(person: Person) -> Iterator[tuple[str, object, str | None]]:
    yield "person_role", person.role, None
    yield "person_status", person.status, None
    yield from (("identifier", paper.kind, None) for paper in person.documents)
    yield from (("identifier", number.kind, None) for number in person.identifiers)


def _code(code: object) -> str:
    """A code that is not of our list; nothing where there is none, or where it says only that it is another."""
    return code if isinstance(code, str) and code != "OTHER" else ""


def _lacks(name: str, code: object) -> bool:
    if code is None or isinstance(code, Absence) or code == "OTHER":
        return True
    return name != "country" and code not in vocab.load(name)
