"""Reporting: the form, the answers to check, the filing, and the page with the number."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cocaf.records import selectors
from cocaf.web import local_draft, reporting
from cocaf.web.asking import Reader, officer
from cocaf.web.forms import mrz
from cocaf.web.forms.document import draft_of
from cocaf.web.steps_page import danger_of


@officer
def report_flash(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The flash report: eight fields, filed at once."""
    form = reporting.flash_form(reader, request)
    if request.method == "POST" and (record_id := reporting.file_flash(form, reader, request)):
        return redirect("report_done", record_id)
    return render(request, "report/flash.html", {"form": form}, status=422 if request.method == "POST" else 200)


@officer
def report_new(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """The form of an event, the flash report where none is named; posted, the page on which the answers are checked
    before anything is stored."""
    event = request.GET.get("event", "")
    if not event:
        return report_flash(request)
    form_class = reporting.form_class(event)
    if request.method != "POST":
        form = form_class(initial=reporting.beginning(reader, request))
        return render(request, "report/form.html", {"form": form, "event": event})
    filled = mrz.fill(request.POST, reader.language)
    form = form_class(filled.typed)
    record = reporting.checked(form, reader)
    if record is None:
        shown = {"form": form, "event": event, "warnings": filled.warnings}
        return render(request, "report/form.html", shown, status=422)
    return render(request, "report/answers.html", reporting.answers(event, filled, record, reader))


@require_POST
@officer
def report_check(request: HttpRequest, reader: Reader) -> HttpResponse:
    """From the checked answers: back to the form to change them, or on to the filing."""
    event, mark, typed = reporting.unpack(request.POST.get("packed", ""), reader)
    form = reporting.form_class(event)(typed)
    again = {"form": form, "event": event}
    if "change" in request.POST:
        return render(request, "report/form.html", again)
    if reporting.checked(form, reader) is None:
        return render(request, "report/form.html", again, status=422)
    return redirect("report_done", reporting.file_once(mark, draft_of(form, reader), reader, request.session))


@officer
def report_done(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """The confirmation, with the number that can be read out on the telephone."""
    opened = selectors.open_record(reader.actor, record_id, reader.purpose)
    shown = {
        "document": opened.document, "head": opened.record.head, "danger": danger_of(opened.record.body),
        "flash": getattr(opened.record.body, "form", "") == "flash",
    }  # fmt: skip
    return render(request, "report/done.html", shown)


@require_POST
@officer
def draft_key(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The key of what the officer's own machine keeps of a report, while the session lives."""
    return JsonResponse(local_draft.key_of(request.session, reader), headers={"Cache-Control": "no-store"})


@require_POST
@officer
def report_mrz(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The person's boxes, filled from the machine-readable lines: a part of the form, for htmx."""
    event = request.GET.get("event", "courier")
    filled = mrz.fill(request.POST, reader.language)
    form = mrz.unjudged(reporting.form_class(event), filled.typed)
    title, fields = next(group for group in form.groups() if form["mrz"] in group[1])
    shown = {"group_title": title, "fields": fields, "event": event, "filled": filled}
    return render(request, "report/_person.html", shown)
