"""The small records in words: outcome, release, recall, statement, decision."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cocaf.domain.things.small import Decision, Outcome, Recall, Release, SeizureBrief, Statement
from cocaf.web.telling.words import Fact, Section, joined, link, prose, told, unlinked
from cocaf.web.templatetags.cocaf_tags import code, country, day, kilograms, label, number


def outcome(body: Outcome) -> Iterator[Section]:
    results = tuple((label(each.code, "outcome"), number(each.count)) for each in body.results)
    yield Section(_("What it led to"), ((_("About"), link(body.about)), *results))
    if body.seizure is not None:
        yield Section(_("The seizure that followed"), told(*seizure_facts(body.seizure)))
    yield from _note(body.note)


def seizure_facts(seizure: SeizureBrief) -> Iterator[Fact]:
    """What the owner of the information learns of the seizure that followed."""
    yield _("Reference"), code(seizure.reference)
    yield _("Date"), day(seizure.occurred_on)
    yield _("Country"), country(seizure.country)
    yield _("Substance"), label(seizure.substance, "substance")
    yield _("Quantity"), kilograms(seizure.kilograms) if seizure.kilograms is not None else None


def release(body: Release) -> Iterator[Section]:
    yield Section(
        _("Release"),
        (
            (_("Records"), joined(link(each) for each in body.records)),
            (_("To"), joined(country(each) for each in body.to)),
        ),
    )
    yield from _note(body.note)


def recall(body: Recall) -> Iterator[Section]:
    yield Section(
        _("Recall"),
        ((_("Record taken back"), unlinked(body.record)), (_("Reason"), label(body.reason, "recall_reason"))),
    )
    yield from _note(body.note)


def statement(body: Statement) -> Iterator[Section]:
    erased = joined(label(each, "statement") for each in body.erased)
    yield Section(
        _("Statement on a recall"),
        told(
            (_("About"), unlinked(body.about)),
            (_("Statement"), label(body.statement, "statement")),
            (_("What was erased"), erased),
            (_("Own records flagged"), joined(code(each) for each in body.flagged)),
        ),
    )
    yield from _note(body.note)


def _note(note: str | None) -> Iterator[Section]:
    if note:
        yield Section(_("Note"), ((_("Note"), prose(note)),))


def decision(body: Decision) -> Iterator[Section]:
    """What a person thinks of two records that may speak of the same."""
    pair = joined(link(each) for each in body.records)
    yield Section(_("Decision"), ((_("Records"), pair), (_("Decision"), label(body.verdict, "pair_verdict"))))
    yield from _note(body.note)
