"""The full report in steps: begin, go through the steps in any order, check the answers, file; and the same for the
next version of a record."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cocaf.intake import drafts
from cocaf.web import full_report, reporting, steps_page
from cocaf.web.asking import Reader, officer
from cocaf.web.forms.full.steps import step_named
from cocaf.web.words import choices


@officer
def report_full(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What the reader has begun, and how to begin a new one."""
    if request.method == "POST":
        event = reporting.event_named(request.POST.get("event", ""))
        return begun(reader, full_report.begin(reader, event, request.POST.get("trigger", "")))
    return render(request, "report/full.html", steps_page.beginning(reader, request.GET.get("trigger", "")))


@officer
def report_complete(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """Opens the full form filled from a record, to complete or correct it: the next version."""
    return begun(reader, full_report.begin_from(reader, record_id))


@officer
def report_subject(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What a subject can be; posted, the first step of one. A record in which it appears may be given."""
    asked = request.POST if request.method == "POST" else request.GET
    concerns = asked.get("concerns", "")
    if request.method == "POST":
        return begun(reader, full_report.begin_subject(reader, request.POST.get("kind", ""), concerns))
    shown = steps_page.beginning(reader, "") | {"kinds": choices("subject_kind"), "concerns": concerns}
    return render(request, "report/subject.html", shown)


def begun(reader: Reader, draft_id: uuid.UUID) -> HttpResponse:
    """The first step of a draft."""
    return redirect("report_step", draft_id, full_report.load(reader, draft_id).steps[0].name)


@officer
def report_step(request: HttpRequest, reader: Reader, draft_id: uuid.UUID, name: str) -> HttpResponse:
    """One step. Posted, it is kept, and leads to where its button says; only "go on" asks for corrections first."""
    report = full_report.load(reader, draft_id)
    step = step_named(report.steps, name)
    if request.method != "POST":
        return render(request, "report/step.html", steps_page.of(reader, report, step))
    typed = full_report.with_step(report, step, request.POST)
    anchor = steps_page.alter(typed, request.POST)
    full_report.save(reader, report, typed)
    here = reverse("report_step", args=[draft_id, name])
    if anchor:
        return redirect(f"{here}#{anchor}")
    way = request.POST.get("go", "next")
    if way == "next":
        shown = steps_page.of(reader, full_report.load(reader, draft_id), step, judge=True)
        if shown["page"].wrong:
            return render(request, "report/step.html", shown, status=422)
    return redirect(steps_page.address(report, way, step))


@officer
def report_answers(request: HttpRequest, reader: Reader, draft_id: uuid.UUID) -> HttpResponse:
    """The answers to check before anything is filed; posted, the filing."""
    if request.method == "POST" and str(draft_id) in request.session.get("filed", {}):
        return redirect("report_done", request.session["filed"][str(draft_id)])
    report = full_report.load(reader, draft_id)
    done = full_report.written(reader, report, report.typed)
    record = full_report.checked(reader, report, done)
    if request.method == "POST" and record is not None:
        row = full_report.file(reader, report, done)
        reporting.remember(request.session, str(draft_id), str(row.record_id))
        return redirect("report_done", row.record_id)
    shown = steps_page.answers(report, done, record)
    return render(request, "report/full_answers.html", shown, status=422 if record is None else 200)


@require_POST
@officer
def report_drop(request: HttpRequest, reader: Reader, draft_id: uuid.UUID) -> HttpResponse:
    """Throws a draft away."""
    drafts.drop(reader.user, draft_id)
    return redirect("report_full")
