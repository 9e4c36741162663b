"""What those who watch a node ask: is it alive, is it ready, its figures. Tells strangers nothing beyond yes or no."""

from __future__ import annotations

import hmac
import ipaddress
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from cocaf import config
from cocaf.upkeep import measures, readiness


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else was asked."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether people can work here now: 200 or 503."""
    yes = readiness.is_ready()
    return HttpResponse("ready\n" if yes else "not ready\n", content_type="text/plain", status=200 if yes else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The node's figures, for the operator's monitoring; for everybody else there is no such page."""
    if not _may_ask(request):
        raise Http404
    return HttpResponse(measures.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_ask(request: HttpRequest) -> bool:
    here = config.current()
    if here.metrics_token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {here.metrics_token}".encode())
    # behind a proxy every request comes from this machine; only a node that nobody reaches from outside has none
    return _is_loopback(urlsplit(here.public_url).hostname or "") and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


urlpatterns: list[URLPattern] = [
    path("health/live", live, name="health_live"),
    path("health/ready", ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
]
