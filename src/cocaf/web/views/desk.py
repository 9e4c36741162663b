"""The desk: what waits for the reader."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf.web import desk_page
from cocaf.web.asking import Reader, officer
from cocaf.web.tabs import desk_tabs


@officer
def desk(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What waits, oldest first; when nothing does, the last thing that was finished."""
    rows = desk_page.rows(reader)
    shown = {"rows": rows, "last": "" if rows else desk_page.last_done(reader), "tabs": desk_tabs(reader, "desk")}
    return render(request, "desk/desk.html", shown)
