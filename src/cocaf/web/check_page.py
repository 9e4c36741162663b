"""What the check's page shows of an answer: its bands, and each hit with why it is one and whom to call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from babel import dates
from django.utils.translation import gettext as _

from cocaf.domain import countries
from cocaf.domain.errors import CocafError
from cocaf.domain.things import mrz
from cocaf.domain.things.head import Contact
from cocaf.domain.things.named import persons
from cocaf.domain.things.report import Report
from cocaf.domain.things.subject import Subject
from cocaf.records.models import Document
from cocaf.search.services import CheckAnswer, Hit
from cocaf.web import calling
from cocaf.web.facts import Fact, prose, substance_facts
from cocaf.web.telling import subject, words
from cocaf.web.telling.people import person_brief
from cocaf.web.templatetags.cocaf_tags import country, day
from cocaf.web.words import comma, label, language


@dataclass(frozen=True)
class Shown:
    """A hit with its lines, and the desk to call about it."""

    hit: Hit
    told: str
    facts: Sequence[Fact]
    desk: Contact

    @property
    def score(self) -> str:
        """How alike the names are, of 100."""
        return _("%(score)s of 100") % {"score": round(self.hit.score * 100)}

    @property
    def held_as(self) -> str:
        """Under which kind of number it is held, where that is what the two share."""
        return label("identifier", self.hit.shared) if self.hit.why == "identifier" else ""


@dataclass(frozen=True)
class Band:
    """One of the bands of the answer, with its hits."""

    name: str
    title: str
    shown: Sequence[Shown]


def bands(answer: CheckAnswer) -> list[Band]:
    """The bands that hold something, the most urgent first."""
    every = (
        ("alert", _("Alert: a person who is searched for"), answer.alerts),
        ("told", _("Told by another country"), answer.told),
        ("known", _("Known here"), answer.known_here),
    )
    return [Band(name, title, [_shown(hit) for hit in hits]) for name, title, hits in every if hits]


def shown(answer: CheckAnswer) -> dict[str, Any]:
    """What the page shows of an answer: the bands, the result in a few words for its title, whom to call where nothing
    is held, and which fields of a document fail their check."""
    found = bands(answer)
    result = comma().join(band.title for band in found) or _("Nothing is held about this")
    return {
        "asked": answer.asked, "answer": answer, "bands": found, "result": result, "bureau": calling.bureau(),
        "wrong": comma().join(label("mrz_field", each) for each in _wrong(answer.asked)),
    }  # fmt: skip


def _wrong(asked: str) -> tuple[str, ...]:
    """The fields of machine-readable lines whose check digit does not fit."""
    try:
        return mrz.read(asked).wrong if mrz.looks_like(asked) else ()
    except CocafError:
        return ()  # that the lines cannot be read stands beside what they were taken for


def told_on(document: Document) -> str:
    """The words "Told by Morocco on Tuesday 24 November", or nothing for a record of our own."""
    if document.origin == "own":
        return ""
    when = dates.format_date(document.stored_at, "EEEE d MMMM", locale=language())
    return _("Told by %(country)s on %(day)s") % {"country": countries.name(document.owner, language()), "day": when}


def _shown(hit: Hit) -> Shown:
    told = words.told(*(fact for fact in _facts(hit)))
    return Shown(hit, told_on(hit.document), told, calling.desk_of(hit.record.head))


def _facts(hit: Hit) -> Iterator[Fact]:
    """The persons who are meant, else all of them; what was found on them; when and where; how far the case is."""
    body = hit.record.body
    for person in hit.persons or persons(body):
        yield from person_brief(person)
    if isinstance(body, Report):
        for substance in body.substances:
            yield from substance_facts(substance)
        yield _("Where the case stands"), label("courier_stage", body.stage) if body.stage else None
        yield _("Date"), day(body.occurred_on)
        yield _("Country"), country(body.place.country)
    elif isinstance(body, Subject):
        yield from (fact for section in subject.sections(body) for fact in section.facts if body.person is None)
        yield _("Why it is of interest"), None if body.why is None else prose(body.why)
