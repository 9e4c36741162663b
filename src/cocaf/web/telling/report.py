"""A report in words, in the order in which an officer tells a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from cocaf.domain.things.photos import Photo
from cocaf.domain.things.report import Agency, Report
from cocaf.domain.things.small import About
from cocaf.web.telling import goods, people, ways
from cocaf.web.telling.words import (
    Fact,
    Section,
    coded,
    codes,
    joined,
    link,
    number_or_word,
    numbered,
    prose,
    section,
    termed,
    text,
    yes_no,
)
from cocaf.web.templatetags.cocaf_tags import bdi, code, day, label, number


def sections(body: Report) -> Iterator[Section]:
    """What, where, when; how hidden; who; by what way; from where to where; how found; what led to it."""
    yield from _event(body)
    yield from goods.packages(body.packages)
    yield from goods.consignment(body.consignment)
    yield from people.persons(body.persons)
    for place, each in enumerate(body.organisations, 1):
        title = numbered(_("Organisation"), place, len(body.organisations))
        yield from section(title, *people.organisation_facts(each))
    yield from ways.way(body)
    yield from ways.route(body)
    yield from ways.journeys(body)
    yield from goods.cash(body.cash)
    yield from _found(body)
    leads = ((_("Record"), link(About(**vars(each)))) for each in body.triggers)
    yield from section(_("Information that led to it"), *leads)
    rest = ((bdi(each.column), text(each.text)) for each in body.given)
    yield from section(_("Also in the row of the file"), *rest)
    account = None if body.narrative is None else prose(body.narrative)
    yield from section(_("The account"), (_("What happened"), account))
    yield from photographs(body.photos)


def _event(body: Report) -> Iterator[Section]:
    yield from section(
        _("What, where, when"),
        (_("Event"), label(body.event, "event")),
        (_("Where the case stands"), label(body.stage, "courier_stage")),
        *(fact for substance in body.substances for fact in goods.substance_facts(substance)),
        *ways.place_facts(body.place),
        (_("Date"), day(body.occurred_on)),
        (_("Time, where it happened"), number_or_word(body.occurred_at)),
        (_("Direction"), label(body.direction, "direction")),
        (_("How it was hidden"), joined(coded(each, "concealment") for each in body.concealment)),
        (_("Persons arrested"), number(body.arrests)),
        (_("Told as"), _("a flash report, to be completed") if body.form == "flash" else None),
    )


def _found(body: Report) -> Iterator[Section]:
    yield from section(
        _("How found, and what followed"),
        (_("How it was found"), label(body.detection, "detection")),
        (_("Operation"), text(body.operation)),
        *((_("Service that took part"), _agency(each)) for each in body.agencies),
        (_("Offences"), codes(body.offences, "offence")),
        (_("What followed"), codes(body.follow_up, "follow_up")),
    )


def _agency(each: Agency) -> Any:
    leads = termed(_("Answers for the case"), yes_no(each.lead)) if each.lead is not None else ""
    return joined((label(each.kind, "agency_kind"), bdi(each.name) if each.name else "", leads))


def photographs(given: tuple[Photo, ...]) -> Iterator[Section]:
    """What each photograph shows and the digests that prove which file it is; the page shows the pictures beside it."""
    for place, each in enumerate(given, 1):
        yield from section(numbered(_("Photograph"), place, len(given)), *photo_facts(each))


def photo_facts(each: Photo) -> Iterator[Fact]:
    """What it shows, how large it is, and its digests."""
    yield _("Caption"), text(each.caption)
    yield _("Size in pixels"), code(f"{each.width} × {each.height}")
    yield _("File"), code(each.file)
    yield _("SHA-256 of the picture kept"), format_html('<span class="digest">{}</span>', code(each.sha256))
    yield _("SHA-256 of the original"), format_html('<span class="digest">{}</span>', code(each.original_sha256))
