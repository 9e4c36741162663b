"""Fetches from the hub what waits there for this node. Called by the worker."""

from __future__ import annotations

from cocaf.crypto import envelope
from cocaf.domain import canonical
from cocaf.exchange import lines, request, transport
from cocaf.exchange.accept import accept_frames
from cocaf.exchange.transport import TransportError
from cocaf.members import selectors as members
from cocaf.members.models import Member

MAILBOX = "/api/exchange/mailbox"
FETCHED = "/api/exchange/fetched"


def fetch_from_hub() -> int:
    """Takes everything that waits at the hub into the inbox, and tells the hub what it need not hold any longer.

    Returns how many frames came. A line that is down is noted and is no error.
    """
    hub = members.hub()
    if hub is None or not hub.url:
        return 0
    came = 0
    try:
        while count := _fetch_once(hub):
            came += count
        lines.was_up(hub.code)
    except TransportError as error:
        lines.was_down(hub.code, error.message)
    return came


def _fetch_once(hub: Member) -> int:
    body = transport.get_mailbox(hub.url, MAILBOX, request.sign("GET", MAILBOX))
    frames = envelope.read_stream(body)
    if not frames:
        return 0
    # first durable here, then gone there: whatever breaks in between, a frame comes twice and not never
    receipts = accept_frames(body, route="hub")
    read = [envelope.parse(data).about for data in frames]
    done = [[about.sender, about.message] for about, _ in zip(read, receipts, strict=True)]
    told = canonical.encode({"messages": done})
    transport.post_fetched(hub.url, FETCHED, told, request.sign("POST", FETCHED, told))
    return len(frames)
