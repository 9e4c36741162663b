"""The directory: members with their desks, and this member's units. An administrator's pages change them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf.domain.policy.people import GOVERNORS
from cocaf.members import selectors
from cocaf.web.asking import Reader, officer


@officer
def units(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Whom to call in another country, and who is who in one's own."""
    shown = {
        "members": selectors.all_members().filter(is_hub=False),
        "units": [(unit, unit.called(reader.language)) for unit in selectors.units()],
        "hub": selectors.hub(),
        "runs": reader.actor.role in GOVERNORS,
    }
    return render(request, "units/units.html", shown)
