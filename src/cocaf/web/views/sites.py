"""Statistics of sites: seizures and persons arrested at each place in a period."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from cocaf.picture import sites as statistics
from cocaf.picture import sites_file
from cocaf.web import sites_page
from cocaf.web.asking import Reader, officer
from cocaf.web.tabs import desk_tabs


@officer
def sites(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The table; a period that cannot be read is said, and nothing is counted for it."""
    form = sites_page.asked(request.GET, reader)
    shown = sites_page.build(form, reader, request.GET.get("sort", ""))
    status = 422 if form.errors else 200
    return render(request, "sites/sites.html", shown | {"tabs": desk_tabs(reader, "sites")}, status=status)


@officer
def sites_csv(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """The whole table as a file; a period that cannot be read answers with the page that says so."""
    form = sites_page.asked(request.GET, reader)
    filters = form.filters()
    if form.errors:
        return sites(request)
    found = sites_page.ordered(statistics.of_period(reader.actor, reader.purpose, filters), request.GET.get("sort", ""))
    data = sites_file.take(reader.actor, reader.purpose, filters, found, reader.language)
    answer = HttpResponse(data, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cocaf-sites.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
