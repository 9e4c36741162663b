"""The world outside: the hub and the partners, their clocks, and the certificate of this node's own address."""

from __future__ import annotations

import datetime
import socket
import ssl
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from django.utils import timezone

from cocaf import config
from cocaf.audit.models import Entry
from cocaf.crypto import certificate as certificates
from cocaf.exchange import transport
from cocaf.exchange.transport import TransportError
from cocaf.members import selectors as members
from cocaf.members.models import Member
from cocaf.upkeep.checks.fault import Fault, warn, wrong

APART: Final = datetime.timedelta(minutes=1)
"""How far two clocks may stand apart before somebody should look; at five minutes a hub refuses this node."""

DAYS_LEFT: Final = 14
"""Days before its end from which on a certificate wants to be renewed."""

SECONDS: Final = 5


def _peers() -> list[Member]:
    """Whom this node reaches itself: the hub, and members who are reached directly."""
    known = members.all_members().filter(is_self=False).exclude(url="")
    return [peer for peer in known if peer.is_hub or peer.route == "direct"]


def clock() -> Iterator[Fault]:
    """The clock did not go back behind the log, and agrees with those of the hub and the partners."""
    now = timezone.now()
    last = Entry.objects.order_by("-id").values_list("at", flat=True).first()
    if last is not None and last - now > APART:
        yield wrong("doctor.clock_back", minutes=int((last - now).total_seconds() // 60))
    for peer in _peers():
        try:
            theirs = transport.clock_of(peer.url)
        except TransportError:
            continue  # whether it is reached is the next check's business
        if theirs is not None and abs(theirs - timezone.now()) > APART:
            seconds = int(abs((theirs - timezone.now()).total_seconds()))
            yield wrong("doctor.clock_apart", peer=peer.code, seconds=seconds)


def lines() -> Iterator[Fault]:
    """The hub and the partners are reached."""
    for peer in _peers():
        try:
            transport.clock_of(peer.url)
        except TransportError as error:
            yield warn("doctor.line", peer=peer.code, url=peer.url, said=error.message[:120])


def certificate() -> Iterator[Fault]:
    """The certificate of the public address is there and not about to end."""
    address = urlsplit(config.current().public_url)
    if address.scheme != "https":
        return
    host, port = address.hostname or "", address.port or 443
    # whatever it is, its dates are to be read; whether it is trusted is for the browsers
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=SECONDS) as line,
            context.wrap_socket(line, server_hostname=host) as tls,
        ):
            shown = tls.getpeercert(binary_form=True) or b""
    except OSError as error:
        yield warn("doctor.certificate_unseen", host=host, kind=type(error).__name__)
        return
    left = (certificates.ends(shown) - timezone.now()).days
    if left < 0:
        yield wrong("doctor.certificate_ended", host=host, days=-left)
    elif left < DAYS_LEFT:
        yield warn("doctor.certificate", host=host, days=left)
