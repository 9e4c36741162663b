"""What the derived tables hold of a record. One pure derivation feeds storing and `rebuild`, so that both give the
same rows; nothing else writes these tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection

from cocaf.domain import names, normal
from cocaf.domain.things import arrests
from cocaf.domain.things.capture import Capture
from cocaf.domain.things.foreign import foreign_values
from cocaf.domain.things.named import names_written, numbers_written
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report
from cocaf.domain.things.small import Decision, Outcome, Recall, Release, Statement
from cocaf.domain.things.stated import Absence
from cocaf.domain.things.subject import Subject
from cocaf.records import bulk, cells, terms
from cocaf.records.cells import Counted, Standing
from cocaf.records.models import (
    Arrested,
    ForeignValue,
    IdentifierKey,
    NameKey,
    QuantityRow,
    Relation,
    RoutePointRow,
    Summary,
    Term,
    Unfinished,
)


@dataclass(frozen=True)
class Derived:
    """Rows of the derived tables for one document, without the document's key."""

    summary: tuple[Any, ...]
    identifiers: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[int, str], ...] = ()
    quantities: tuple[tuple[str, str | None, str, str | None], ...] = ()
    routes: tuple[tuple[str, str], ...] = ()
    relations: tuple[tuple[str, str], ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()
    arrested: tuple[tuple[int, int], ...] = ()
    unfinished: tuple[tuple[str], ...] = ()
    terms: tuple[tuple[str], ...] = ()
    substances: tuple[str, ...] = ()
    concealments: tuple[str, ...] = ()


def said(value: Any) -> str:
    """A stated value as a column holds it: unknown, refused and empty are all the empty string there."""
    return "" if value is None or isinstance(value, Absence) else str(value)


def _maybe(value: Any) -> str | None:
    return None if value is None or isinstance(value, Absence) else str(value)


def derive(record: Record) -> Derived:
    """The derived rows of a record."""
    coded = {list_name: terms.codes(record.body, list_name) for list_name in terms.CODED}
    return replace(
        _of_body(record),
        terms=tuple((term,) for term in terms.of(record, coded)),
        substances=coded["substance"],
        concealments=coded["concealment"],
    )


def _of_body(record: Record) -> Derived:
    body = record.body
    if isinstance(body, Report):
        return _of_report(body, record.head.owner.member)
    if isinstance(body, Capture):
        return _of_capture(body)
    if isinstance(body, Subject):
        return _of_subject(body, record.head.owner.member)
    return Derived(_summary(), relations=tuple(_small_relations(body)))


def _summary(
    occurred_on: str | None = None,
    country: str = "",
    place: str = "",
    place_type: str = "",
    substance: str = "",
    quantity: str = "",
    kilograms: str | None = None,
    mode: str = "",
    persons: int = 0,
    title: str = "",
) -> tuple[Any, ...]:
    return (
        occurred_on,
        country,
        place[:200],
        place_type,
        substance,
        quantity[:60],
        kilograms,
        mode,
        persons,
        title[:200],
    )


def _of_report(body: Report, member: str) -> Derived:
    first = body.substances[0] if body.substances else None
    given = first.quantity if first else None
    quantity = f"{said(given.value)} {given.unit or given.as_given or ''}".strip() if given else ""
    person = next((name.text for each in body.persons for name in each.names), "")
    return Derived(
        _summary(
            occurred_on=_maybe(body.occurred_on),
            country=body.place.country,
            place=said(body.place.name) or body.place.region or "",
            place_type=said(body.place.type),
            substance=(said(first.substance) or first.as_given or "")[:60] if first else "",
            quantity=quantity,
            kilograms=_total(body),
            mode=(body.transport.code or "") if body.transport else "",
            persons=len(body.persons),
            title=person,
        ),
        identifiers=tuple(dict.fromkeys(_numbers(body, member))),
        names=tuple(_name_keys(body)),
        quantities=tuple(_quantities(body)),
        routes=tuple((point.role, point.country or "") for point in body.route),
        relations=tuple(("triggered_by", trigger.id) for trigger in body.triggers),
        foreign=tuple(foreign_values(body)),
        arrested=tuple(_arrested(body)),
        unfinished=tuple(_unfinished(body)),
    )


def _arrested(body: Report) -> Iterator[tuple[int, int]]:
    found = arrests.of_report(body)
    if found.persons:
        yield found.persons, found.couriers


def _unfinished(body: Report) -> Iterator[tuple[str]]:
    if body.stage == "suspected":
        yield ("suspected",)
    elif body.form == "flash":
        yield ("flash",)


def _total(body: Report) -> str | None:
    found = [Decimal(each.kilograms.value) for each in body.substances if each.kilograms]
    return format(sum(found, Decimal(0)), "f") if found else None


def _quantities(body: Report) -> Iterator[tuple[str, str | None, str, str | None]]:
    for each in body.substances:
        given = each.quantity
        yield (
            said(each.substance),
            _maybe(given.value) if given else None,
            ((given.unit or given.as_given or "") if given else "")[:60],
            each.kilograms.value if each.kilograms else None,
        )


def _numbers(body: Report | Subject | Capture, member: str) -> Iterator[tuple[str, str]]:
    for kind, value in numbers_written(body):
        yield kind, normal.identifier(kind, value, region=member)


def _name_keys(body: Report | Subject) -> Iterator[tuple[int, str]]:
    for number, text in enumerate(names_written(body)):
        for key in sorted(names.keys(text)):
            yield number, key[:80]


def _of_capture(body: Capture) -> Derived:
    offered = body.substances if isinstance(body.substances, tuple) else ()
    return Derived(
        _summary(
            occurred_on=body.captured_at[:10],
            substance=said(offered[0].substance)[:60] if offered else "",
            title=said(body.title),
        ),
        identifiers=tuple(dict.fromkeys(_numbers(body, ""))),
    )


def _of_subject(body: Subject, member: str) -> Derived:
    account = (body.account.handle or body.account.platform) if body.account else ""
    title = next(iter(names_written(body)), "") or (body.conveyance.name or "" if body.conveyance else account)
    return Derived(
        _summary(substance=body.substances[0] if body.substances else "", persons=int(body.person is not None),
                 title=title),
        identifiers=tuple(dict.fromkeys(_numbers(body, member))),
        names=tuple(_name_keys(body)),
        relations=tuple(("concerns", each.id) for each in body.concerns),
    )  # fmt: skip


def _small_relations(body: Any) -> Iterator[tuple[str, str]]:
    if isinstance(body, Outcome | Statement):
        yield "about", body.about.id
    if isinstance(body, Decision):
        yield from ((f"decided_{body.verdict}", each.id) for each in body.records)
    if isinstance(body, Recall):
        yield "recalls", body.record.id
    if isinstance(body, Release):
        for each in body.records:
            yield "releases", each.id


def write(indexed: Sequence[tuple[int, Derived, Standing]]) -> None:
    """Writes the derived rows of documents, given with their keys and standing; inside the caller's transaction."""
    derived = [(seq, each) for seq, each, _ in indexed]
    bulk.insert(
        Summary,
        (
            "document_id",
            "occurred_on",
            "country",
            "place",
            "place_type",
            "substance",
            "quantity",
            "kilograms",
            "mode",
            "persons",
            "title",
        ),
        [(seq, *each.summary) for seq, each in derived],
    )
    for model, columns, field in (
        (IdentifierKey, ("kind", "value"), "identifiers"),
        (NameKey, ("name_no", "key"), "names"),
        (QuantityRow, ("substance", "value", "unit", "kilograms"), "quantities"),
        (RoutePointRow, ("role", "country"), "routes"),
        (Relation, ("relation", "target"), "relations"),
        (ForeignValue, ("list", "text"), "foreign"),
        (Arrested, ("persons", "couriers"), "arrested"),
        (Unfinished, ("what",), "unfinished"),
        (Term, ("term",), "terms"),
    ):
        rows = [(seq, *row) for seq, each in derived for row in getattr(each, field)]
        if model is Relation and connection.vendor == "sqlite":
            # SQLite keeps a UUID as 32 hexadecimal digits, PostgreSQL in a type of its own
            rows = [(seq, relation, target.replace("-", "")) for seq, relation, target in rows]
        bulk.insert(model, ("document_id", *columns), rows)
    cells.write([(seq, _counted(each), standing) for seq, each, standing in indexed])


def _counted(each: Derived) -> Counted:
    amounts = tuple(
        (substance, Decimal(kilograms or 0), int(value is not None and kilograms is None))
        for substance, value, _, kilograms in each.quantities
    )
    occurred_on, country, _, place_type, _, _, weight, mode, *_ = each.summary
    return Counted(occurred_on, country, mode, place_type, each.substances, each.concealments, weight, amounts)
