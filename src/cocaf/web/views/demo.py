"""The demonstration's switch on the bar: cuts the node's line and restores it. Not there on a real node."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cocaf import config
from cocaf.web.views.preferences import way_back


@require_POST
@login_required
def line_toggle(request: HttpRequest) -> HttpResponse:
    """Cuts the line, or restores it, and goes back to the page the reader came from."""
    node = config.current()
    if not node.demo or node.role != "node":
        raise Http404
    if node.line_cut_file.exists():
        node.line_cut_file.unlink(missing_ok=True)
    else:
        node.line_cut_file.touch()
    return redirect(way_back(request))
