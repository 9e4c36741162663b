"""The reader's language and purpose, changed from the bar of every page; before sign-in only the language."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cocaf.members.preferences import prefer


def way_back(request: HttpRequest) -> str:
    """Where the reader came from, if that is a page of this node; else the desk."""
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Takes `language`, `purpose` or `letter_keys` and goes back to the page the reader came from."""
    response = HttpResponseRedirect(way_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Strict", httponly=True,
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )  # fmt: skip
    if request.user.is_authenticated:
        purpose, letter_keys = request.POST.get("purpose", ""), request.POST.get("letter_keys", "")
        prefer(request.user, language=language, purpose=purpose, letter_keys=letter_keys)
    return response


@login_required
def line(request: HttpRequest) -> HttpResponse:
    """The bar's line alone, for the page that asks again every 15 seconds."""
    return render(request, "components/line.html")
