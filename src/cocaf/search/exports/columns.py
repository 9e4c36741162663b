"""A record in columns that a person reads, in the reader's language: one line for each substance, so that amounts can
be added up; what is counted for the whole record stands in its first line only. Used by the CSV and the workbook."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cocaf import vocab
from cocaf.domain import countries
from cocaf.domain.things import arrests
from cocaf.domain.things.head import Head
from cocaf.domain.things.named import names_written
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report, Substance
from cocaf.domain.things.stated import REFUSED, UNKNOWN
from cocaf.domain.things.subject import Subject
from cocaf.domain.things.ways import Coded
from cocaf.search.exports.workbook import Cell

BETWEEN = " | "
"""Between several values in one cell."""


@dataclass(frozen=True)
class Line:
    """A line of the table: a record and, where it names any, one of its substances. `number` counts from 1."""

    record: Record
    number: int
    substance: Substance | None
    language: str

    @property
    def report(self) -> Report | None:
        """The body, where it is a report."""
        return self.record.body if isinstance(self.record.body, Report) else None


@dataclass(frozen=True)
class Column:
    """A heading and what stands under it."""

    heading: str
    cell: Callable[[Line], Cell]


def columns() -> list[Column]:
    """The columns, their headings in the language that is active."""
    return [*_of_head(), *_of_event(), *_of_substance(), *_of_way(), *_of_persons()]


def lines(record: Record, language: str) -> Iterator[Line]:
    """The lines of a record: one for each substance, or one."""
    found = record.body.substances if isinstance(record.body, Report) else ()
    for number, substance in enumerate(found or (None,), 1):
        yield Line(record, number, substance, language)


def _of_head() -> list[Column]:
    def head(read: Callable[[Head, str], Cell]) -> Callable[[Line], Cell]:
        return lambda line: read(line.record.head, line.language)

    return [
        Column(_("Reference"), head(lambda head, _lang: head.reference)),
        Column(_("Line"), lambda line: line.number),
        Column(_("Version"), head(lambda head, _lang: head.version)),
        Column(_("Kind"), head(lambda head, lang: _label("kind", head.kind, lang))),
        Column(_("Owner"), head(lambda head, lang: countries.name(head.owner.member, lang))),
        Column(_("Unit"), head(lambda head, _lang: head.owner.unit)),
        Column(_("Handling"), head(lambda head, _lang: BETWEEN.join(head.handling.codes))),
        Column(_("TLP"), head(lambda head, lang: _label("tlp", head.handling.tlp, lang))),
        Column(
            _("Confidentiality"),
            head(lambda head, lang: _label("confidentiality", head.handling.confidentiality, lang)),
        ),
        Column(_("Caveats"), head(lambda head, lang: _labels("caveat", head.handling.caveats, lang))),
        Column(_("Known since"), head(lambda head, _lang: _day(head.times.known[:10]))),
        Column(_("Kept until"), head(lambda head, _lang: _day(head.retain_until))),
    ]


def _of_event() -> list[Column]:
    def place(read: Callable[[Report, str], Cell]) -> Callable[[Line], Cell]:
        return lambda line: read(line.report, line.language) if line.report else None

    return [
        Column(_("Event"), place(lambda body, lang: _label("event", body.event, lang))),
        Column(_("Date"), place(lambda body, _lang: _day(body.occurred_on))),
        Column(_("Country"), place(lambda body, lang: countries.name(body.place.country, lang))),
        Column(_("Region"), place(lambda body, _lang: body.place.region)),
        Column(_("Place"), place(lambda body, _lang: _stated(body.place.name))),
        Column(_("Kind of place"), place(lambda body, lang: _label("place_type", body.place.type, lang))),
    ]


def _of_substance() -> list[Column]:
    def found(read: Callable[[Substance, str], Cell]) -> Callable[[Line], Cell]:
        return lambda line: read(line.substance, line.language) if line.substance else None

    return [
        Column(_("Substance"), found(lambda it, lang: _label("substance", it.substance, lang))),
        Column(_("As written by the source"), found(lambda it, _lang: it.as_given)),
        Column(_("Quantity"), found(lambda it, _lang: _amount(it.quantity.value) if it.quantity else None)),
        Column(_("Unit of quantity"), found(_unit)),
        Column(_("Kilograms"), found(lambda it, _lang: _amount(it.kilograms.value) if it.kilograms else None)),
        Column(_("Factor used"), found(lambda it, _lang: it.kilograms.factor if it.kilograms else None)),
    ]


def _of_way() -> list[Column]:
    def way(read: Callable[[Report, str], Cell]) -> Callable[[Line], Cell]:
        return lambda line: read(line.report, line.language) if line.report else None

    return [
        Column(
            _("How it was hidden"),
            way(lambda body, lang: BETWEEN.join(_coded("concealment", each, lang) for each in body.concealment)),
        ),
        Column(
            _("Transport"),
            way(lambda body, lang: _coded("transport", body.transport, lang) if body.transport else None),
        ),
        Column(_("Route"), way(_route)),
    ]


def _of_persons() -> list[Column]:
    def once(read: Callable[[Report], Cell]) -> Callable[[Line], Cell]:
        return lambda line: read(line.report) if line.report and line.number == 1 else None

    return [
        Column(_("Names"), lambda line: _names(line.record.body) if line.number == 1 else None),
        Column(_("Persons named"), once(lambda body: len(body.persons))),
        Column(_("Persons arrested"), once(lambda body: arrests.of_report(body).persons)),
        Column(_("Couriers among them"), once(lambda body: arrests.of_report(body).couriers)),
    ]


def _names(body: object) -> str | None:
    return BETWEEN.join(names_written(body)) if isinstance(body, Report | Subject) else None


def _route(body: Report, language: str) -> str:
    points = (
        (_label("route_role", point.role, language), countries.name(point.country, language) if point.country else "")
        for point in body.route
    )
    told = (
        (role, " ".join(filter(None, (country, point.place or ""))) or point.as_given or "")
        for (role, country), point in zip(points, body.route, strict=True)
    )
    return BETWEEN.join(f"{role}: {where}" for role, where in told)


def _unit(substance: Substance, language: str) -> Cell:
    given = substance.quantity
    if given is None:
        return None
    return _label("unit", given.unit, language) if given.unit else given.as_given


def _label(codelist: str, code: Any, language: str) -> str:
    absent = _stated(code)
    if not isinstance(code, str):
        return absent or ""
    return vocab.load(codelist).label(code, language)


def _labels(codelist: str, codes: Iterable[str], language: str) -> str:
    return BETWEEN.join(_label(codelist, code, language) for code in codes)


def _coded(codelist: str, coded: Coded, language: str) -> str:
    return _label(codelist, coded.code, language) if coded.code else coded.as_given or ""


def _amount(value: Any) -> Cell:
    return Decimal(value) if isinstance(value, str) else _stated(value)


def _day(value: Any) -> Cell:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else _stated(value)


def _stated(value: Any) -> str | None:
    """Not known and refused are said in words; what nobody asked is empty."""
    if value is UNKNOWN:
        return _("Unknown")
    if value is REFUSED:
        return _("Refused")
    return value if isinstance(value, str) else None
