"""One record: its facts and what they mean, and what may be done with it: release, recall, outcome, acknowledgement."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action
from cocaf.exchange import conversations, services
from cocaf.records import selectors
from cocaf.web import record_page, releasing, versions_page
from cocaf.web.asking import Reader, officer
from cocaf.web.forms.small import OutcomeForm, RecallForm, ReleaseForm


@officer
def record(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """The record's page. The first reading of a received record is told to its owner as "opened"."""
    return render(request, "record/record.html", {"shown": record_page.of(reader, record_id)})


@officer
def version(request: HttpRequest, reader: Reader, record_id: uuid.UUID, number: int) -> HttpResponse:
    """One version, and what it says otherwise than the one before it."""
    return render(request, "record/version.html", {"shown": versions_page.of(reader, record_id, number)})


@require_POST
@officer
def acknowledge(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """Tells the owner that a person takes note of the record."""
    document = selectors.permitted(reader.actor, record_id, Action.READ, reader.purpose)
    message = conversations.unacknowledged(document)
    if message is not None:
        services.acknowledge(reader.actor, message.message_id, reader.purpose)
    return redirect("record", record_id)


@officer
def release(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """To whom, then exactly what goes to them, then the sending."""
    selectors.permitted(reader.actor, record_id, Action.RELEASE, reader.purpose)
    form = ReleaseForm(request.POST or None, partners=releasing.partners(reader))
    if not form.is_valid():
        opened = selectors.open_record(reader.actor, record_id, reader.purpose)
        shown = {"form": form, "document": opened.document, "head": opened.record.head}
        return render(request, "record/release.html", shown, status=422 if request.POST else 200)
    to, note = form.cleaned_data["to"], form.cleaned_data["note"]
    if "send" not in request.POST:
        return render(
            request, "record/preview.html", {"form": form, "preview": releasing.preview(reader, record_id, to, note)}
        )
    services.release(reader.actor, record_id, to, note, reader.purpose)
    return redirect("record", record_id)


@officer
def recall(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """Takes a record back, once its reference was typed."""
    document = selectors.permitted(reader.actor, record_id, Action.RECALL, reader.purpose)
    form = RecallForm(request.POST or None, expected=document.reference)
    if form.is_valid():
        services.recall(reader.actor, record_id, form.cleaned_data["reason"], form.cleaned_data["note"], reader.purpose)
        return redirect("record", record_id)
    shown = {
        "form": form, "document": document, "told": releasing.told(document), "verb": gettext("Take it back"),
        "record_reference": document.reference, "cancel_url": reverse("record", args=[record_id]),
    }  # fmt: skip
    return render(request, "record/recall.html", shown, status=422 if request.POST else 200)


@officer
def outcome_new(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """Tells the owner of a received record what it led to."""
    opened = selectors.open_record(reader.actor, record_id, reader.purpose)
    form = OutcomeForm(request.POST or None, seizures=record_page.seizures(reader, record_id))
    if request.POST and form.is_valid():
        typed = form.cleaned_data
        try:
            services.report_outcome(
                reader.actor, record_id, form.results(), typed["seizure"] or None, typed["note"], reader.purpose
            )
            return redirect("record", record_id)
        except CocafError as error:
            form.add_error(None, error.sentence(reader.language))
    shown = {"form": form, "document": opened.document, "head": opened.record.head}
    return render(request, "record/outcome.html", shown, status=422 if request.POST else 200)
