"""The steps of a report between its form and its filing: what the form begins with, and the typed answers as a signed
text that travels with the page, so that nothing is half stored on the node."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from cocaf.domain import countries
from cocaf.domain.errors import CocafError
from cocaf.domain.things import swallowers
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report
from cocaf.intake import services as intake
from cocaf.members import selectors as members
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.forms import sheet
from cocaf.web.forms.document import draft_of
from cocaf.web.forms.flash import PLACE_OF_UNIT, FlashForm, flash_draft, remembered
from cocaf.web.forms.full import answers as told
from cocaf.web.forms.mrz import Filled
from cocaf.web.forms.problems import tell
from cocaf.web.forms.report import FORMS, ReportForm

HOURS = 12
EVENTS = ("seizure", "courier", "arrest", "negative_control", "laboratory", "precursor", "nps")
"""What a full report may tell of (vocab `event`), the most frequent first."""
REMEMBERED = 30
"""Filed answers that a session remembers, so that a second click on the same page does not file them again."""


def form_class(event: str) -> type[ReportForm]:
    """The form of an event; an event that has none here is no page."""
    if event not in FORMS:
        raise Http404
    return FORMS[event]


def event_named(event: str) -> str:
    """An event of the list. Raises Http404 for any other."""
    if event not in EVENTS:
        raise Http404
    return event


def beginning(reader: Reader, request: HttpRequest) -> dict[str, Any]:
    """What an empty form begins with: this country, the member's desk, and the trigger that the officer came from."""
    own = members.self_member()
    here = own.code if own.code in countries.present() else ""
    return {
        "country": here, "desk": own.desk, "desk_phone": own.phone, "desk_email": own.email,
        "desk_hours": own.hours, "trigger": request.GET.get("trigger", ""),
        "occurred_on": timezone.now().date().isoformat(),
    }  # fmt: skip


def checked(form: ReportForm, reader: Reader) -> Record | None:
    """The record that the form states, not yet filed; None where something is to be corrected, which the form tells."""
    if not form.is_valid():
        return None
    try:
        return intake.draft_document(reader.actor, draft_of(form, reader))
    except CocafError as error:
        tell(form, error, reader.language)
        if error.code == "record.not_found":
            # without the trigger, so that what else is wrong is told at once
            form.cleaned_data["trigger"] = ""
            _check_rest(form, reader)
        return None


def _check_rest(form: ReportForm, reader: Reader) -> None:
    """Adds to the form what the models say of the rest of it."""
    try:
        intake.draft_document(reader.actor, draft_of(form, reader))
    except CocafError as error:
        tell(form, error, reader.language)


def answers(event: str, filled: Filled, record: Record, reader: Reader) -> dict[str, Any]:
    """What the page shows on which the answers of a one-page form are checked."""
    body = record.body
    return {
        "event": event, "head": record.head,
        "answered": [each for each in told.answers(record.plain) if each.groups],
        "warnings": [*filled.warnings, *sheet.doubts(body)],
        "packed": pack(event, filled.typed, reader), "danger": isinstance(body, Report) and swallowers.in_danger(body),
        "emergency": isinstance(body, Report) and swallowers.emergency(body),
    }  # fmt: skip


def pack(event: str, typed: QueryDict, reader: Reader) -> str:
    """The typed answers as a signed text, good for this person and twelve hours."""
    lists = {name: values for name, values in typed.lists() if name != "csrfmiddlewaretoken"}
    return signing.dumps([event, secrets.token_hex(8), lists], salt=_salt(reader), compress=True)


def unpack(packed: str, reader: Reader) -> tuple[str, str, QueryDict]:
    """Event, the answers' own mark, and the answers. Raises Http404 for a text that was altered or is too old."""
    try:
        event, mark, lists = signing.loads(packed, salt=_salt(reader), max_age=HOURS * 3600)
    except signing.BadSignature as error:
        raise Http404 from error
    typed = QueryDict(mutable=True)
    for name, values in lists.items():
        typed.setlist(name, values)
    return event, mark, typed


def _salt(reader: Reader) -> str:
    return f"report/{reader.user.pk}"


def file_once(mark: str, draft: Draft, reader: Reader, session: SessionBase) -> str:
    """Files the draft and returns the record's id; the same answers a second time give the id of the first."""
    filed: dict[str, str] = session.get("filed", {})
    if mark not in filed:
        document: Document = intake.file_record(reader.actor, draft)
        remember(session, mark, str(document.record_id))
        return str(document.record_id)
    return filed[mark]


def remember(session: SessionBase, mark: str, record_id: str) -> None:
    """Keeps which record the answers with this mark became."""
    session["filed"] = dict([*session.get("filed", {}).items(), (mark, record_id)][-REMEMBERED:])


def flash_form(reader: Reader, request: HttpRequest) -> FlashForm:
    """The flash report, as posted or as it begins: today, here, the unit's own place, what the last one said."""
    if request.method == "POST":
        return FlashForm(request.POST)
    unit = reader.user.unit
    place = {"place": unit.place, "place_type": PLACE_OF_UNIT.get(unit.kind, "")} if unit else {}
    begins = beginning(reader, request) | place | {"unit": "kg", "occurred_on": timezone.now().date().isoformat()}
    form = FlashForm(initial=begins | request.session.get("flash", {}))
    form.mark = secrets.token_hex(8)
    return form


def file_flash(form: FlashForm, reader: Reader, request: HttpRequest) -> str:
    """Files a flash report and returns the record's id; empty where something is to be corrected, which the form
    tells. A second click files nothing."""
    form.mark = request.POST.get("mark", "")[:32] or secrets.token_hex(8)
    if not form.is_valid():
        return ""
    own = members.self_member()
    contact = {"desk": own.desk, "phone": own.phone, "email": own.email, "hours": own.hours}
    given = {name: text for name, text in contact.items() if text} if own.desk else None
    try:
        record_id = file_once(form.mark, flash_draft(form, reader, given), reader, request.session)
    except CocafError as error:
        tell(form, error, reader.language)
        return ""
    request.session["flash"] = remembered(form)
    return record_id
