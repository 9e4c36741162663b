"""The exchange: conversations with their state lines, and the retry of what was given up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cocaf.exchange import conversations, services
from cocaf.web import exchange_page
from cocaf.web.asking import Reader, officer


@officer
def exchange(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All conversations about records that the reader may see."""
    shown = {"conversations": exchange_page.shown(reader), "waiting": exchange_page.waiting(reader)}
    return render(request, "exchange/exchange.html", shown)


@require_POST
@officer
def message_retry(request: HttpRequest, reader: Reader, delivery_id: int) -> HttpResponse:
    """Tries a delivery again that was given up."""
    delivery = conversations.visible_delivery(reader.actor, reader.purpose, delivery_id)
    services.retry(reader.actor, delivery.pk, reader.purpose)
    return redirect("exchange")
