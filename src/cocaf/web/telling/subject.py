"""A subject in words: of whom or what the owner keeps knowledge, why, and in which records it appears."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cocaf.domain.things.subject import Account, Subject
from cocaf.web.telling import people, report, ways
from cocaf.web.telling.words import Fact, Section, codes, identifiers, link, prose, section, text
from cocaf.web.templatetags.cocaf_tags import code, label


def sections(body: Subject) -> Iterator[Section]:
    """Who or what, then why it is kept, then what it appears in."""
    yield from section(_("Of interest"), (_("Kind of subject"), label(body.kind, "subject_kind")))
    yield from people.persons((body.person,) if body.person else ())
    if body.organisation is not None:
        yield from section(_("Organisation"), *people.organisation_facts(body.organisation))
    if body.conveyance is not None:
        yield from section(_("Conveyance"), *ways.conveyance_facts(body.conveyance))
    if body.account is not None:
        yield from section(_("Account"), *_account(body.account))
    yield from section(
        _("Why it is of interest"),
        (_("Reason"), None if body.why is None else prose(body.why)),
        (_("Substances"), codes(body.substances, "substance")),
        *((_("Appears in"), link(each)) for each in body.concerns),
    )
    yield from report.photographs(body.photos)


def _account(each: Account) -> Iterator[Fact]:
    yield _("Platform"), text(each.platform)
    yield _("Handle"), code(each.handle) if each.handle else None
    yield from identifiers(each.identifiers)
