"""The hub's own page: frames, and nothing of what is in them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf import config, limits
from cocaf.exchange import conversations


@login_required
def hub(request: HttpRequest) -> HttpResponse:
    """What the hub sees. There is no such page on a member's node."""
    if config.current().role != "hub":
        raise Http404
    shown = {"frames": conversations.hub_frames()[: limits.PAGE_ROWS], "pairs": conversations.hub_pairs()}
    return render(request, "hub/hub.html", shown)
