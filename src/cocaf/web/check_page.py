"""What the check's page shows of an answer: its bands, and each hit with why it is one and whom to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel import dates
from django.utils.translation import gettext as _

from cocaf.domain import countries
from cocaf.domain.things.report import Report
from cocaf.members import selectors
from cocaf.records.models import Document
from cocaf.search.services import CheckAnswer, Hit
from cocaf.web.facts import Fact, person_facts, substance_facts
from cocaf.web.templatetags.cocaf_tags import country, day
from cocaf.web.words import language


@dataclass(frozen=True)
class Shown:
    """A hit with its lines."""

    hit: Hit
    told: str
    facts: Sequence[Fact]
    desk: Mapping[str, str]

    @property
    def score(self) -> str:
        """How alike the names are, of 100."""
        return _("%(score)s of 100") % {"score": round(self.hit.score * 100)}


@dataclass(frozen=True)
class Band:
    """One of the bands of the answer, with its hits."""

    name: str
    title: str
    shown: Sequence[Shown]


def bands(answer: CheckAnswer) -> list[Band]:
    """The bands that hold something, the most urgent first."""
    every = (
        ("alert", _("Alert"), answer.alerts),
        ("told", _("Told by another country"), answer.told),
        ("known", _("Known here"), answer.known_here),
    )
    return [Band(name, title, [_shown(hit) for hit in hits]) for name, title, hits in every if hits]


def told_on(document: Document) -> str:
    """The words "Told by Morocco on Tuesday 24 November", or nothing for a record of our own."""
    if document.origin == "own":
        return ""
    when = dates.format_date(document.stored_at, "EEEE d MMMM", locale=language())
    return _("Told by %(country)s on %(day)s") % {"country": countries.name(document.owner, language()), "day": when}


def _shown(hit: Hit) -> Shown:
    body = hit.record.body
    facts: list[Fact] = []
    if isinstance(body, Report):
        facts += [fact for person in body.persons for fact in person_facts(person)]
        facts += [fact for substance in body.substances for fact in substance_facts(substance)]
        facts += [(_("Date"), day(body.occurred_on)), (_("Country"), country(body.place.country))]
    stated = [(term, value) for term, value in facts if value not in (None, "")]
    return Shown(hit, told_on(hit.document), stated, selectors.desk_of(hit.document.unit, language()))
