"""The courier sheet: opened from the check, and its end: negative, or seized."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cocaf.web import courier, reporting
from cocaf.web.asking import Reader, officer
from cocaf.web.forms import mrz
from cocaf.web.forms.report import CourierForm
from cocaf.web.forms.stage import NegativeForm, SeizedForm


@require_POST
@officer
def report_courier(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The sheet with the boxes filled from what was checked: posted, so that it stands in no address."""
    filled = courier.from_text(request.POST.get("text", ""), reader)
    form = mrz.unjudged(CourierForm, filled.typed)
    form.initial = {**reporting.beginning(reader, request), **{k: v for k, v in form.initial.items() if v}}
    return render(request, "report/form.html", {"form": form, "event": "courier", "warnings": filled.warnings})


@officer
def report_negative(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """A suspected courier who carried nothing: kept with how the person was chosen and searched."""
    record = courier.opened(reader, record_id)
    form = NegativeForm(request.POST or None, initial=courier.begins(record))
    if request.method == "POST" and form.is_valid() and courier.negative(form, reader, record_id):
        return redirect("report_done", record_id)
    shown = {"form": form, "head": record.head}
    return render(request, "report/negative.html", shown, status=422 if form.errors else 200)


@officer
def report_seized(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """A suspected courier who carried drugs: the same record becomes a seizure."""
    record = courier.opened(reader, record_id)
    form = SeizedForm(request.POST or None, initial=courier.begins(record))
    if request.method == "POST" and form.is_valid() and courier.seized(form, reader, record_id):
        return redirect("report_done", record_id)
    shown = {"form": form, "head": record.head}
    return render(request, "report/seized.html", shown, status=422 if form.errors else 200)
