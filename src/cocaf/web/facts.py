"""A record's facts in words, in the order in which an officer tells a case: what, where, when, how hidden, who, by what
way, from where to where, how found. Used by the record's page, its versions, the check, the preview of a release and
the check-your-answers page; `telling` holds the parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.html import format_html
from django.utils.translation import gettext as _

from cocaf import vocab
from cocaf.domain.things.head import Head
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report
from cocaf.domain.things.small import Decision, Outcome, Recall, Release, Statement
from cocaf.domain.things.subject import Subject
from cocaf.web.telling import report, small, subject
from cocaf.web.telling.goods import substance_facts
from cocaf.web.telling.people import person_facts
from cocaf.web.telling.small import seizure_facts
from cocaf.web.telling.words import Fact, Section, joined, link, prose, told
from cocaf.web.templatetags.cocaf_tags import bdi, code, country, day, label, moment, number

__all__ = [
    "Fact", "Section", "contact", "evaluation", "handling", "joined", "link", "origin", "person_facts", "prose",
    "sections", "seizure_facts", "substance_facts", "told",
]  # fmt: skip

_TELL: Final[Mapping[type, Callable[[Any], Iterable[Section]]]] = {
    Report: report.sections,
    Subject: subject.sections,
    Outcome: small.outcome,
    Release: small.release,
    Recall: small.recall,
    Statement: small.statement,
    Decision: small.decision,
}


def sections(record: Record) -> list[Section]:
    """The facts of a record of any kind that has a body of its own here; a capture has a template of its own."""
    tell = _TELL.get(type(record.body))
    return list(tell(record.body)) if tell else []


def evaluation(head: Head) -> tuple[Fact, ...]:
    """The grade as given, always with the name of its scheme: the same letter means other things in other schemes."""
    grade = head.evaluation
    rows = ((_("Source"), grade.source, "source"), (_("Information"), grade.information, "information"))
    lists = vocab.names()
    return (
        (_("Scheme"), code(grade.scheme.replace("x", "×"))),
        *(
            (term, format_html("{} {}", code(given), label(given, name) if name in lists else ""))
            for term, given, part in rows
            for name in (f"evaluation_{grade.scheme}_{part}",)
        ),
    )


def handling(head: Head) -> tuple[Fact, ...]:
    """What may be done with it and who may see it, as facts: for the differences between versions."""
    audience = head.audience
    return told(
        (_("TLP"), code(head.handling.tlp)),
        (_("Confidentiality"), label(head.handling.confidentiality, "confidentiality")),
        (_("May be used"), joined(label(each, "handling") for each in head.handling.codes)),
        (_("Caveats"), joined(label(each, "caveat") for each in head.handling.caveats)),
        (_("May be seen by"), joined(country(each) for each in audience.members)),
        (_("Units that may see it"), joined(code(each) for each in audience.units)),
        (_("Denied to"), joined(country(each) for each in audience.denied)),
    )


def contact(head: Head) -> tuple[Fact, ...]:
    """The desk to call about it."""
    desk = head.contact
    if desk is None:
        return ()
    return told(
        (_("Desk"), bdi(desk.desk)),
        (_("Telephone"), code(desk.phone) if desk.phone else None),
        (_("E-mail"), code(desk.email) if desk.email else None),
        (_("Hours"), bdi(desk.hours) if desk.hours else None),
    )


def origin(head: Head) -> tuple[Fact, ...]:
    """Where the record comes from, on which ground, and until when it may be kept."""
    came = head.provenance
    return told(
        (_("Owner"), country(head.owner.member)),
        (_("Unit"), code(head.owner.unit)),
        (_("Known since"), moment(head.times.known)),
        (_("Came in by"), _channel(came.channel)),
        (_("Source"), came.source and code(came.source)),
        (_("File"), came.file and format_html('<span class="digest">{}</span>', code(came.file))),
        (_("Row of the file"), number(came.row) if came.row else None),
        (_("The same row for the time"), number(came.occurrence) if (came.occurrence or 1) > 1 else None),
        (_("Purpose"), label(head.purpose, "purpose")),
        (_("Legal basis"), label(head.legal_basis, "legal_basis")),
        (_("Language of the record"), code(head.language)),
        (_("Kept until"), day(head.retain_until)),
    )


def _channel(channel: str) -> str:
    words = {"form": _("a form"), "file": _("a file"), "api": _("another system"), "system": _("this node itself")}
    return words.get(channel, channel)
