"""What waits within the service: drafts, imports on their way, flash reports to complete, suspected couriers, doubts,
pairs to decide."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cocaf.intake import selectors as intake
from cocaf.intake.mapped import runs
from cocaf.intake.mapped import selectors as imports
from cocaf.matching import selectors as matching
from cocaf.records import doubts
from cocaf.records import selectors as records
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.context import address
from cocaf.web.desk.row import Row
from cocaf.web.pairs import pairs
from cocaf.web.record_page import title_of
from cocaf.web.templatetags.cocaf_tags import country
from cocaf.web.words import label

FEW = 5
"""Doubts and pairs shown one by one; they have pages of their own."""

RAISED = ("trigger_recalled", "check_digit")
"""Flags that a person must look at one by one; an import's flags stand on the page of doubts."""


def drafts(reader: Reader) -> Iterator[Row]:
    """The reader's own drafts of full reports, until they go by themselves."""
    for row in intake.drafts_of(reader.user)[:FEW]:
        what = _("A draft of the next version of a record") if row.amends else _("A draft of a full report")
        url = reverse("report_answers", args=[row.pk])
        yield Row(f"draft-{row.pk}", "report", what, url, _("Go on"), row.saved_at, until=intake.ends(row))


def waiting_imports(reader: Reader) -> Iterator[Row]:
    """The reader's own tables that wait for a mapping, for a code or for the last word."""
    if not address("imports"):
        return
    for run in imports.runs_of(reader.user).filter(state__in=runs.CHANGEABLE)[:FEW]:
        url = reverse("import_run", args=[run.pk])
        what = _("An import waits for you")
        yield Row(f"import-{run.pk}", "upload", what, url, _("Go on"), run.begun_at, detail=_isolated(run.file_name))


def unfinished(reader: Reader) -> Iterator[Row]:
    """Flash reports to complete, and couriers who are only suspected."""
    for document in records.unfinished(reader.actor, reader.purpose)[:26]:
        flash = document.unfinished.what == "flash"
        what = _("A flash report to complete") if flash else _("A suspected courier: negative or seized?")
        url = reverse("report_complete" if flash else "record", args=[document.record_id])
        action = _("Complete it") if flash else _("Go on")
        yield _about(f"unfinished-{document.record_id}", "report", what, url, action, document, document.stored_at)


def flags(reader: Reader) -> Iterator[Row]:
    """The doubts that somebody must look at one by one."""
    for flag in doubts.raised(reader.actor, reader.purpose, RAISED)[: FEW + 1]:
        url = reverse("record", args=[flag.document.record_id])
        yield _about(
            f"flag-{flag.pk}", "flag", label("flag", flag.code), url, _("Look at it"), flag.document, flag.raised_at
        )


def candidates(reader: Reader) -> Iterator[Row]:
    """Records that may speak of the same."""
    found = matching.pairs(reader.actor, reader.purpose)[: FEW + 1]
    for pair in pairs(matching.all_reasons(found)):
        what = _("%(newer)s meets %(older)s") % {"newer": title_of(pair.newer), "older": title_of(pair.older)}
        url = reverse("pair", args=[pair.newer.record_id, pair.older.record_id])
        key = f"pair-{pair.newer.record_id}-{pair.older.record_id}"
        yield Row(key, "link", what, url, _("Compare"), pair.found_at, country(pair.older.owner), pair.why)


def _about(key: str, icon: str, what: str, url: str, action: str, document: Document, since: datetime.datetime) -> Row:
    detail = f"{_isolated(document.reference)} · {title_of(document)}"
    return Row(key, icon, what, url, action, since, country(document.owner), detail)


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069"
