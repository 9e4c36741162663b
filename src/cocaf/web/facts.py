"""A record's facts in words, in the order in which an officer tells a case: what, where, when, how hidden, who, by what
way, how found. Used by the record's page, the check, the preview of a release and the check-your-answers page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cocaf.domain.things.head import Head
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Person, Report, RoutePoint, Substance
from cocaf.domain.things.small import About, Outcome, Recall, Release, SeizureBrief, Statement
from cocaf.web.templatetags.cocaf_tags import bdi, code, country, day, kilograms, label, moment, number, stated

Fact = tuple[str, Any]


@dataclass(frozen=True)
class Section:
    """A titled group of facts; a person, a substance."""

    title: str
    facts: tuple[Fact, ...]


def sections(record: Record) -> list[Section]:
    """The facts of a record of any kind that has a body of its own here; a capture has a template of its own."""
    tell: dict[type, Callable[[Any], Iterable[Section]]] = {
        Report: _report,
        Outcome: _outcome,
        Release: _release,
        Recall: _recall,
        Statement: _statement,
    }
    told = tell.get(type(record.body))
    return list(told(record.body)) if told else []


def _facts(*facts: Fact) -> tuple[Fact, ...]:
    """Leaves out what nobody asked; unknown and refused stay and are said in words."""
    return tuple((term, value) for term, value in facts if value is not None and value != "" and value != ())


def joined(parts: Iterable[Any], between: str = " · ") -> SafeString | str:
    """Values in one line; an empty list is nothing."""
    return format_html_join(between, "{}", ((part,) for part in parts))


def link(target: About) -> SafeString:
    """The reference of another record, leading to its page."""
    return format_html('<a href="{}">{}</a>', reverse("record", args=[target.id]), code(target.reference))


def _report(body: Report) -> Iterator[Section]:
    place = body.place
    yield Section(
        _("What, where, when"),
        _facts(
            (_("Event"), label(body.event, "event")),
            *(fact for substance in body.substances for fact in substance_facts(substance)),
            (_("Country"), country(place.country)),
            (_("Place"), None if place.name is None else bdi(place.name)),
            (_("Region"), place.region and bdi(place.region)),
            (_("Kind of place"), label(place.type, "place_type")),
            (_("As written by the source"), place.as_given and bdi(place.as_given)),
            (_("Date"), day(body.occurred_on)),
            (_("How it was hidden"), joined(_coded(each, "concealment") for each in body.concealment)),
            (_("How it was found"), label(body.detection, "detection")),
            (_("Persons arrested"), number(body.arrests)),
        ),
    )
    for person in body.persons:
        yield Section(_("Person"), _facts(*person_facts(person)))
    way = _facts(
        (_("Transport"), body.transport and _coded(body.transport, "transport")),
        (_("Flight"), None if body.flight is None else _code_or_word(body.flight)),
        *((label(point.role, "route_role"), _point(point)) for point in body.route),
        *((label(each.kind, "identifier"), code(each.value)) for each in body.identifiers),
    )
    if way:
        yield Section(_("By what way"), way)
    if body.triggers:
        yield Section(
            _("Information that led to it"), tuple((_("Record"), link(About(**vars(each)))) for each in body.triggers)
        )
    if body.narrative is not None:
        yield Section(_("The account"), ((_("What happened"), prose(body.narrative)),))


def substance_facts(substance: Substance) -> Iterator[Fact]:
    """The substance and its quantity as reported, with the kilograms derived beside it."""
    words = label(substance.substance, "substance")
    given = substance.as_given and bdi(substance.as_given)
    yield _("Substance"), joined(filter(None, (words, given if not words else "")))
    quantity = substance.quantity
    if quantity is not None and quantity.value is not None:
        unit = label(quantity.unit, "unit") if isinstance(quantity.value, str) else ""
        yield _("Quantity"), format_html("{} {}", number(quantity.value), unit)
    elif quantity is not None and quantity.as_given:
        yield _("Quantity"), bdi(quantity.as_given)
    if substance.kilograms is not None and not (quantity and quantity.unit == "kg"):
        yield _("In kilograms"), format_html(
            '{} <span class="muted">{}</span>', kilograms(substance.kilograms.value),
            _("derived by factor %(factor)s") % {"factor": substance.kilograms.factor},
        )  # fmt: skip


def person_facts(person: Person) -> Iterator[Fact]:
    """Who: names in every script, papers, numbers, role and status."""
    yield _("Name"), joined((bdi(name.text) for name in person.names), " · ")
    for paper in person.documents:
        kind = label(paper.kind, "identifier")
        yield kind, joined(filter(None, (code(paper.number), country(paper.issuer))), " · ")
    yield _("Date of birth"), day(person.born_on)
    yield _("Sex"), label(person.sex, "sex")
    yield _("Nationality"), country(person.nationality)
    yield _("Telephone"), joined(code(phone) for phone in person.phones)
    yield _("Role"), label(person.role, "person_role")
    yield _("Status"), label(person.status, "person_status")
    if person.minor:
        yield _("Age"), _("under 18 at the facts")


def _coded(value: Any, name: str) -> Any:
    return label(value.code, name) if value.code else bdi(value.as_given)


def _code_or_word(value: Any) -> SafeString:
    return code(value) if isinstance(value, str) else stated(value)


def _point(point: RoutePoint) -> SafeString | str:
    words = (country(point.country), point.place and bdi(point.place), point.as_given and bdi(point.as_given))
    return joined(filter(None, (*words, label(point.certainty, "certainty"))), " · ")


def prose(text: Any) -> SafeString:
    """A free text in its own direction, its line breaks kept."""
    return format_html('<p class="prose" dir="auto">{}</p>', text) if isinstance(text, str) else stated(text)


def _outcome(body: Outcome) -> Iterator[Section]:
    results = tuple((label(each.code, "outcome"), number(each.count)) for each in body.results)
    yield Section(_("What it led to"), ((_("About"), link(body.about)), *results))
    if body.seizure is not None:
        yield Section(_("The seizure that followed"), _facts(*seizure_facts(body.seizure)))
    yield from _note(body.note)


def seizure_facts(seizure: SeizureBrief) -> Iterator[Fact]:
    """What the owner of the information learns of the seizure that followed."""
    yield _("Reference"), code(seizure.reference)
    yield _("Date"), day(seizure.occurred_on)
    yield _("Country"), country(seizure.country)
    yield _("Substance"), label(seizure.substance, "substance")
    yield _("Quantity"), kilograms(seizure.kilograms) if seizure.kilograms is not None else None


def _release(body: Release) -> Iterator[Section]:
    yield Section(
        _("Release"),
        (
            (_("Records"), joined(link(each) for each in body.records)),
            (_("To"), joined(country(each) for each in body.to)),
        ),
    )
    yield from _note(body.note)


def _recall(body: Recall) -> Iterator[Section]:
    yield Section(
        _("Recall"),
        ((_("Record taken back"), code(body.record.reference)), (_("Reason"), label(body.reason, "recall_reason"))),
    )
    yield from _note(body.note)


def _statement(body: Statement) -> Iterator[Section]:
    erased = joined(label(each, "statement") for each in body.erased)
    yield Section(
        _("Statement on a recall"),
        _facts(
            (_("About"), code(body.about.reference)),
            (_("Statement"), label(body.statement, "statement")),
            (_("What was erased"), erased),
            (_("Own records flagged"), joined(code(each) for each in body.flagged)),
        ),
    )
    yield from _note(body.note)


def _note(note: str | None) -> Iterator[Section]:
    if note:
        yield Section(_("Note"), ((_("Note"), prose(note)),))


def evaluation(head: Head) -> tuple[Fact, ...]:
    """The grade as given, always with the name of its scheme: the same letter means other things in other schemes."""
    grade = head.evaluation
    words = {"4x4": ("evaluation_4x4_source", "evaluation_4x4_information")}.get(grade.scheme)
    rows = ((_("Source"), grade.source, words and words[0]), (_("Information"), grade.information, words and words[1]))
    scheme = (_("Scheme"), code(grade.scheme.replace("x", "×")))
    return (
        scheme,
        *((term, format_html("{} {}", code(given), label(given, name) if name else "")) for term, given, name in rows),
    )


def origin(head: Head) -> tuple[Fact, ...]:
    """Where the record comes from, on which ground, and until when it may be kept."""
    return _facts(
        (_("Owner"), country(head.owner.member)),
        (_("Unit"), code(head.owner.unit)),
        (_("Known since"), moment(head.times.known)),
        (_("Came in by"), _channel(head.provenance.channel)),
        (_("Source"), head.provenance.source and code(head.provenance.source)),
        (_("Purpose"), label(head.purpose, "purpose")),
        (_("Legal basis"), label(head.legal_basis, "legal_basis")),
        (_("Kept until"), day(head.retain_until)),
    )


def _channel(channel: str) -> str:
    words = {"form": _("a form"), "file": _("a file"), "api": _("another system"), "system": _("this node itself")}
    return words.get(channel, channel)
