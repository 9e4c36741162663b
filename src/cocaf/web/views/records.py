"""The list of records that the reader may see, newest first, narrowed by what the address says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf.search import selectors as search
from cocaf.web.asking import Reader, officer
from cocaf.web.forms.small import FilterForm
from cocaf.web.paging import neighbours, number_in
from cocaf.web.result_views import view_tabs


@officer
def records(request: HttpRequest, reader: Reader) -> HttpResponse:
    """One page of the list."""
    form = FilterForm(request.GET)
    page = search.listing(
        reader.actor, reader.purpose, form.filters(),
        before=number_in(request.GET, "before"), after=number_in(request.GET, "after"),
    )  # fmt: skip
    shown = {
        "form": form,
        "page": page,
        "narrowed": any(form.cleaned_data.values()),
        "views": view_tabs(request.GET, "records"),
    } | neighbours(request, page)
    return render(request, "records/records.html", shown)
