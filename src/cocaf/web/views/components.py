"""The living page of all components, in both directions side by side: what every other page is built from."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf.web import specimens


@login_required
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its states."""
    return render(request, "cocaf/components.html", {"parts": specimens.parts()})
