"""A search result as a file: choose the format and the purpose, see how many records leave, take the file."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from cocaf.search import exporting
from cocaf.web.asking import Reader, officer
from cocaf.web.exporting import page
from cocaf.web.forms.export import ExportForm
from cocaf.web.forms.small import FilterForm


@officer
def records_export(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """The page, and on its form's sending the file as a stream: nothing of it is kept on the node."""
    asked = FilterForm(request.GET)
    filters = asked.filters()
    form = ExportForm(request.POST or None, initial={"format": "csv", "purpose": reader.purpose})
    shown = page(request, reader, asked, filters) | {"form": form}
    if not form.is_valid() or asked.errors:
        return render(request, "records/export.html", shown, status=422 if form.errors or asked.errors else 200)
    wanted = form.cleaned_data
    made = exporting.export(reader.actor, wanted["purpose"], filters, wanted["format"], reader.language)
    answer = StreamingHttpResponse(made.chunks, content_type=made.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer["Cache-Control"] = "no-store"
    return answer
