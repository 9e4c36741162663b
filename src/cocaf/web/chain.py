"""The chain from a piece of information to what it led to: the message, the seizure that names it as its trigger, the
outcomes that its recipients told, with their arrests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report
from cocaf.domain.things.small import Outcome
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.templatetags.cocaf_tags import country, day, kilograms, label


@dataclass(frozen=True)
class Link:
    """One step of the chain: what it is, its reference, where it can be read, and a line more."""

    title: str
    reference: str
    url: str
    detail: str


def chain_of(reader: Reader, document: Document) -> list[Link]:
    """The chain in which a report stands, nothing where nothing followed and nothing led to it."""
    if document.kind not in {"report", "capture"}:
        return []
    actor, purpose = reader.actor, reader.purpose
    followed = selectors.naming(actor, document.record_id, purpose, "triggered_by").order_by("seq")
    told = selectors.naming(actor, document.record_id, purpose, "about").filter(kind="outcome").order_by("seq")
    rows = [*followed, *told]
    if not rows:
        return []
    opened = selectors.reveal(rows)
    first = Link(_("This information"), document.reference, "", "")
    return [first, *(link for row, record in zip(rows, opened, strict=True) for link in _links(row, record))]


def _links(row: Document, record: Record) -> Iterator[Link]:
    body, url = record.body, reverse("record", args=[row.record_id])
    if isinstance(body, Report):
        where = " · ".join(filter(None, (country(body.place.country), day(body.occurred_on))))
        yield Link(label(body.event, "event"), row.reference, url, where)
        if isinstance(body.arrests, int) and body.arrests:
            yield Link(arrested(body.arrests), "", "", "")
    elif isinstance(body, Outcome):
        yield from _told(row, body, url)


def _told(row: Document, body: Outcome, url: str) -> Iterator[Link]:
    who = _("told by %(country)s") % {"country": country(row.owner)}
    if body.seizure is not None:
        brief = body.seizure
        weight = kilograms(brief.kilograms) if isinstance(brief.kilograms, str) else ""
        parts = (country(brief.country), day(brief.occurred_on), label(brief.substance, "substance"), weight)
        yield Link(label("seizure", "event"), brief.reference, "", " · ".join(filter(None, map(str, parts))))
    for result in body.results:
        words = (
            arrested(result.count) if result.code == "arrest" else f"{label(result.code, 'outcome')}: {result.count}"
        )
        yield Link(words, row.reference, url, who)
    if not body.results:
        yield Link(label("outcome", "kind"), row.reference, url, who)


def arrested(count: int) -> str:
    """The words "2 persons arrested", counted in the reader's language."""
    return ngettext("%(count)s person arrested", "%(count)s persons arrested", count) % {"count": count}
