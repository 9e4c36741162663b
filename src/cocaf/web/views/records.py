"""The list of records that the reader may see, narrowed by what the address says, and the searches that they keep."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cocaf.domain.errors import CocafError
from cocaf.search import saved
from cocaf.web import records_page
from cocaf.web.asking import Reader, officer


@officer
def records(request: HttpRequest, reader: Reader) -> HttpResponse:
    """One page of the list."""
    shown = records_page.of(request, reader)
    return render(request, "records/records.html", shown, status=422 if shown["wrong"] else 200)


@officer
def searches(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The searches that the reader keeps; posted, the list's filters are kept under a name."""
    wrong = ""
    if request.method == "POST":
        try:
            saved.keep(reader.user, request.POST.get("name", ""), records_page.asked(request))
            return redirect(f"{reverse('records')}?{request.GET.urlencode()}")
        except CocafError as error:
            wrong = error.sentence(reader.language)
    shown = {"searches": saved.of(reader.user), "wrong": wrong, "back": request.GET.urlencode()}
    return render(request, "records/searches.html", shown, status=422 if wrong else 200)


@officer
def search_open(request: HttpRequest, reader: Reader, search_id: uuid.UUID) -> HttpResponse:
    """Leads to the list as a saved search narrows it."""
    return redirect(f"{reverse('records')}?{urlencode(saved.opened(reader.user, search_id))}")


@require_POST
@officer
def search_change(request: HttpRequest, reader: Reader, search_id: uuid.UUID) -> HttpResponse:
    """Renames a saved search, or throws it away."""
    try:
        if request.POST.get("act") == "drop":
            saved.drop(reader.user, search_id)
        else:
            saved.rename(reader.user, search_id, request.POST.get("name", ""))
    except CocafError as error:
        if error.code == "search.gone":
            raise
        shown = {"searches": saved.of(reader.user), "wrong": error.sentence(reader.language)}
        return render(request, "records/searches.html", shown, status=error.http)
    return redirect("searches")
