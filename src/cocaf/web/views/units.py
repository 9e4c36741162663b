"""The directory: members with their desks, and this member's units. Read only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf.members import selectors
from cocaf.web.asking import Reader, officer


@officer
def units(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Whom to call in another country, and who is who in one's own."""
    shown = {
        "members": selectors.all_members().filter(is_hub=False),
        "units": selectors.units(),
        "hub": selectors.hub(),
    }
    return render(request, "units/units.html", shown)
