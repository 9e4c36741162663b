"""From an error of any room to the page that answers it: one sentence in the reader's language, and what to do.
Named in settings (MIDDLEWARE); a record that is not there and one that may not be seen give the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.web.words import language

HEADINGS: Final[dict[int, Promise]] = {
    400: gettext_lazy("This cannot be read"),
    403: gettext_lazy("This is not allowed"),
    409: gettext_lazy("This has changed meanwhile"),
    413: gettext_lazy("This is too large"),
    422: gettext_lazy("This cannot be taken as it is"),
    503: gettext_lazy("A part of this node does not answer"),
}
OTHERWISE: Final = gettext_lazy("This did not work")


def answer(request: HttpRequest, error: CocafError) -> HttpResponse:
    """The page that answers an error. Its status is the one that the error's row in `vocab/error*.yaml` gives."""
    if error.http == 404:
        return render(request, "404.html", status=404)
    shown = {"heading": HEADINGS.get(error.http, OTHERWISE), "sentence": error.sentence(language())}
    return render(request, "errors/answer.html", shown | {"status": error.http}, status=error.http)


class BodyLimit:
    """Refuses a form whose body is beyond the limit before anything of it is read: what is within it is read in memory
    and never laid on the disk in clear."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.content_type == "multipart/form-data" and length.isdecimal() and int(length) > most:
            return answer(request, CocafError("body.too_large", most=most // limits.MIB))
        return self.get_response(request)


class CocafErrors:
    """Turns every CocafError that a view lets through into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answers an error of ours; any other goes on to Django, which logs it."""
        return answer(request, exception) if isinstance(exception, CocafError) else None
