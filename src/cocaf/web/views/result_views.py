"""The timeline and the map of a list of records, narrowed by what the address says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf.web import records_page, result_views
from cocaf.web.asking import Reader, officer
from cocaf.web.facet_lists import Address
from cocaf.web.forms.small import FilterForm


@officer
def records_timeline(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Seizures and kilograms for each month or year."""
    form = FilterForm(request.GET)
    shown = result_views.over_time(reader, form.filters(), request.GET)
    return _shown(request, form, "records_timeline", shown)


@officer
def records_map(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Seizures by country, and ways from departure to seizure."""
    form = FilterForm(request.GET)
    shown = result_views.by_country(reader, form.filters(), request.GET)
    return _shown(request, form, "records_map", shown)


def _shown(request: HttpRequest, form: FilterForm, name: str, shown: dict[str, object]) -> HttpResponse:
    frame = {
        "form": form,
        "here": name,
        "views": result_views.view_tabs(request.GET, name),
        "chips": records_page.chips(form, form.filters(), Address(request.path, request.GET)),
    }
    status = 422 if form.errors else 200
    return render(request, f"records/{name.removeprefix('records_')}.html", frame | shown, status=status)
