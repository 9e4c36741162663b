"""Who has a piece of work in hand. A claim is a random number that begins with the sign of the node's home, so that a
worker that starts again can take up at once what its predecessor left, and touches no other worker's claims."""

from __future__ import annotations

import hashlib
import secrets
import socket
import uuid
from collections.abc import Iterable

from django.utils import timezone

from cocaf import config, limits
from cocaf.exchange.models import Delivery, InMessage

_RANDOM_BITS = 64


def _home() -> int:
    name = f"{socket.gethostname()}:{config.current().home}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) << _RANDOM_BITS


def token() -> uuid.UUID:
    """A new claim of this home's worker."""
    return uuid.UUID(int=_home() | secrets.randbits(_RANDOM_BITS))


def within(found: Iterable[tuple[int, int | None]]) -> list[int]:
    """The keys of the first pieces whose frames, by their lengths, fit into one body; at least one. Opened they are
    larger still, and all of them stand in memory at once."""
    keys, size = list[int](), 0
    for key, length in found:
        size += length or 0
        if keys and size > limits.HTTP_BODY_BYTES:
            break
        keys.append(key)
    return keys


def free() -> int:
    """Frees what an earlier worker of this home had in hand when it was killed; returns how many pieces. Only for a
    worker that is sure to be alone in its home."""
    first = _home()
    own = {"claim__gte": uuid.UUID(int=first), "claim__lte": uuid.UUID(int=first | (1 << _RANDOM_BITS) - 1)}
    now = timezone.now()
    freed = Delivery.objects.filter(waiting=True, **own).update(claimed_until=now, claim=None)
    return freed + InMessage.objects.filter(state="waiting", **own).update(claimed_until=now, claim=None)
