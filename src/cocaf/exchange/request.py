"""Signed requests to a hub: a member shows who it is by a signature over method, path, time, a number used once and
the body. The mailbox signs, the hub's API verifies."""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from cocaf import config
from cocaf.crypto import signing
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import moment
from cocaf.exchange.models import HubNonce
from cocaf.members import selectors as members

WINDOW = datetime.timedelta(minutes=5)
"""How far the clocks of a member and the hub may stand apart."""

_FIELDS = ("Cocaf-Member", "Cocaf-Time", "Cocaf-Nonce", "Cocaf-Signature")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


def _text(method: str, path: str, body: bytes, member: str, at: str, nonce: str) -> bytes:
    return "\n".join((method, path, hashlib.sha256(body).hexdigest(), member, at, nonce)).encode()


def sign(method: str, path: str, body: bytes = b"") -> dict[str, str]:
    """The header fields of a request by this node; `path` is with its query."""
    member, at, nonce = config.current().member, moment(timezone.now()), secrets.token_urlsafe(24)
    signature = keys().sign("request", [_text(method, path, body, member, at, nonce)])[0]
    return dict(zip(_FIELDS, (member, at, nonce, signature.hex()), strict=True))


def verify(method: str, path: str, body: bytes, fields: Mapping[str, str]) -> str:
    """The member who made a request. Raises CocafError("exchange.request") for every doubt alike, and
    ("exchange.clock") when a rightly signed one is too old or from the future."""
    member, at, nonce, signature = (fields.get(name, "") for name in _FIELDS)
    key = members.signing_keys([member]).get(member)
    try:
        raw, time = bytes.fromhex(signature), datetime.datetime.fromisoformat(at)
    except ValueError as error:
        raise CocafError("exchange.request") from error
    if key is None or not _NONCE.fullmatch(nonce) or time.tzinfo is None:
        raise CocafError("exchange.request")
    if not signing.verify("request", _text(method, path, body, member, at, nonce), raw, key):
        raise CocafError("exchange.request")
    if abs(timezone.now() - time) > WINDOW:
        raise CocafError("exchange.clock")
    try:
        with transaction.atomic():
            HubNonce.objects.create(member=member, nonce=nonce, seen_at=timezone.now())
    except IntegrityError as error:
        raise CocafError("exchange.request") from error
    return member


def forget_nonces() -> int:
    """Forgets numbers whose requests would be refused by their time anyway; returns how many."""
    return HubNonce.objects.filter(seen_at__lt=timezone.now() - 3 * WINDOW).delete()[0]
