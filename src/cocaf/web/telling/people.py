"""Who: persons with their papers and searches, and organisations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cocaf.domain.things import checks, swallowers
from cocaf.domain.things.people import BodySearch, Organisation, Paper, Person
from cocaf.web.telling.words import (
    Fact,
    Section,
    codes,
    doubt,
    identifiers,
    joined,
    measured,
    section,
    termed,
    text,
    yes_no,
)
from cocaf.web.templatetags.cocaf_tags import badge, bdi, code, country, day, label, number


def persons(given: tuple[Person, ...]) -> Iterator[Section]:
    """Each person, then the search of that person."""
    for place, person in enumerate(given, 1):
        mark = f" {place}" if len(given) > 1 else ""
        yield from section(_("Person") + mark, *person_facts(person))
        if person.search is not None:
            yield from section(_("How the person was searched") + mark, *search_facts(person.search))


def person_facts(person: Person) -> Iterator[Fact]:
    """Who: names in every script, papers, numbers, role and status."""
    yield _("Name"), joined((bdi(name.text) for name in person.names), " · ")
    for paper in person.documents:
        yield from _paper(paper)
    yield _("Date of birth"), day(person.born_on)
    yield _("Place of birth"), text(person.born_at)
    if person.minor is not None:
        yield _("Age"), _("under 18 at the facts") if person.minor else _("18 or older at the facts")
    yield _("Sex"), label(person.sex, "sex")
    yield _("Nationality"), country(person.nationality)
    yield _("Residence"), text(person.residence)
    yield _("Profession declared"), text(person.profession)
    yield _("Languages"), joined(bdi(each) for each in person.languages)
    yield _("Parents"), joined(bdi(name.text) for name in person.parents)
    yield _("Distinguishing marks"), text(person.marks)
    yield _("Telephone"), joined(code(phone) for phone in person.phones)
    yield from identifiers(person.identifiers)
    yield _("Role"), label(person.role, "person_role")
    yield _("Status"), label(person.status, "person_status")
    yield _("Arrested"), yes_no(person.arrested)


def person_brief(person: Person) -> Iterator[Fact]:
    """Who, in few lines, for a counter: what tells two persons apart, their role and status."""
    yield _("Name"), joined((bdi(name.text) for name in person.names), " · ")
    for paper in person.documents:
        yield label(paper.kind, "identifier"), joined((code(paper.number), country(paper.issuer)))
    yield _("Date of birth"), day(person.born_on)
    yield _("Age"), _("under 18 at the facts") if person.minor else None
    yield _("Sex"), label(person.sex, "sex")
    yield _("Nationality"), country(person.nationality)
    yield _("Telephone"), joined(code(phone) for phone in person.phones)
    yield from identifiers(person.identifiers)
    yield _("Role"), label(person.role, "person_role")
    yield _("Status"), label(person.status, "person_status")


def _paper(paper: Paper) -> Iterator[Fact]:
    dates = ((_("Issued on"), paper.issued_on), (_("Expires on"), paper.expires_on))
    spans = (termed(term, day(value)) for term, value in dates if value is not None)
    yield label(paper.kind, "identifier"), joined((code(paper.number), country(paper.issuer), *spans))
    if paper.mrz:
        found = paper.warnings or checks.zone_warnings(paper.mrz)
        warnings = (doubt(label(each, "identifier_warning")) for each in found)
        yield _("Machine-readable lines"), joined((code(paper.mrz), *warnings))


def search_facts(search: BodySearch) -> Iterator[Fact]:
    """How a person was searched; a medical emergency before everything else."""
    emergency: Any = badge(_("Yes"), "danger", "danger") if search.medical_emergency else None
    yield _("Medical emergency"), emergency if search.medical_emergency else yes_no(search.medical_emergency)
    yield _("Searched by"), codes(search.methods, "search_method")
    yield _("Consent to the search"), yes_no(search.consent)
    yield _("Result of the search"), label(search.result, "search_result")
    yield _("Capsules"), number(search.capsules)
    yield _("Mass of all capsules"), measured(search.capsule_grams, "g")
    yield _("Wrapping of the capsules, from inside out"), codes(search.wrapping, "wrapping")
    yield _("Colour of the capsules"), text(search.colour)
    for each in swallowers.unusual(search):
        yield _("Look again"), doubt(label(each, "capsule_warning"))


def organisation_facts(each: Organisation) -> Iterator[Fact]:
    """A company or body: names, role, where, numbers."""
    yield _("Name"), joined(bdi(name.text) for name in each.names)
    yield _("Role"), label(each.role, "organisation_role")
    yield _("Country"), country(each.country)
    yield _("Address"), text(each.address)
    yield _("Telephone"), joined(code(phone) for phone in each.phones)
    yield from identifiers(each.identifiers)
