"""The desk: what waits for the reader."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf.web.asking import Reader, officer
from cocaf.web.desk import page
from cocaf.web.tabs import desk_tabs


@officer
def desk(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What waits, the least time left first; asked again by the page itself, the list alone."""
    shown = {"desk": page.of(reader)}
    if request.headers.get("HX-Target") == "waits":
        return render(request, "desk/_waits.html", shown)
    return render(request, "desk/desk.html", shown | {"tabs": desk_tabs(reader, "desk")})
