"""Help: the keys, on a page of their own for those who work without JavaScript."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """All keys and what they do; the frame of every page holds them."""
    return render(request, "help/keys.html")
