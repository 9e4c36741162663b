"""Counts and notes every request: an id, the route's name, status and time; no path, no query, no body, no name of a
person. Django calls it first and last; the id goes out with the answer, so that a reader can quote it."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cocaf.upkeep import measures

log = logging.getLogger("cocaf.requests")

HEADER = "Cocaf-Request"
"""Header of the answer with the request's id."""

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Watched:
    """One line and one count for each request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name, began = uuid.uuid4().hex[:16], time.perf_counter()
        response = self.answer(request)
        seconds = time.perf_counter() - began
        response.headers[HEADER] = name
        method = request.method if request.method in METHODS else "other"
        route = _route(request)
        measures.count(route, str(method), response.status_code, seconds)
        log.info(
            "request",
            extra={
                "fields": {
                    "request": name, "route": route, "method": method, "status": response.status_code,
                    "ms": round(seconds * 1000, 1), "user": _user(request),
                }
            },
        )  # fmt: skip
        return response


def _route(request: HttpRequest) -> str:
    """The route's name, or its pattern where it has none; what somebody typed as an address never."""
    found = request.resolver_match
    return (found.view_name or found.route) if found else "unknown"


def _user(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
