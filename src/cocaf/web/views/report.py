"""Reporting: the form, the answers to check, the filing, and the page with the number."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cocaf.records import selectors
from cocaf.web import facts, reporting
from cocaf.web.asking import Reader, officer
from cocaf.web.forms import mrz
from cocaf.web.forms.report import FORMS


@officer
def report_new(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The form; posted, the page on which the answers are checked before anything is stored."""
    event = request.GET.get("event", "courier")
    form_class = reporting.form_class(event)
    if request.method != "POST":
        form = form_class(initial=reporting.beginning(reader, request))
        return render(request, "report/form.html", {"form": form, "event": event, "events": list(FORMS)})
    filled = mrz.fill(request.POST, reader.language)
    form = form_class(filled.typed)
    record = reporting.checked(form, reader)
    if record is None:
        shown = {"form": form, "event": event, "events": list(FORMS), "warnings": filled.warnings}
        return render(request, "report/form.html", shown, status=422)
    shown = {
        "event": event, "head": record.head, "sections": facts.sections(record), "warnings": filled.warnings,
        "evaluation": facts.evaluation(record.head), "packed": reporting.pack(event, filled.typed, reader),
    }  # fmt: skip
    return render(request, "report/answers.html", shown)


@require_POST
@officer
def report_check(request: HttpRequest, reader: Reader) -> HttpResponse:
    """From the checked answers: back to the form to change them, or on to the filing."""
    event, mark, typed = reporting.unpack(request.POST.get("packed", ""), reader)
    form = reporting.form_class(event)(typed)
    again = {"form": form, "event": event, "events": list(FORMS)}
    if "change" in request.POST:
        return render(request, "report/form.html", again)
    if reporting.checked(form, reader) is None:
        return render(request, "report/form.html", again, status=422)
    return redirect("report_done", reporting.file_once(mark, form, reader, request.session))


@officer
def report_done(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """The confirmation, with the number that can be read out on the telephone."""
    opened = selectors.open_record(reader.actor, record_id, reader.purpose)
    return render(request, "report/done.html", {"document": opened.document, "head": opened.record.head})


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
