"""The key under which an officer's browser keeps what is typed while the line is down. It follows from a random secret
of the session and from who is signed in; with the session the secret goes, and what was kept cannot be read again."""

from __future__ import annotations

import base64
import secrets

from django.contrib.sessions.backends.base import SessionBase

from cocaf import limits
from cocaf.crypto import derived
from cocaf.web.asking import Reader


def key_of(session: SessionBase, reader: Reader) -> dict[str, object]:
    """The key (base64, 32 bytes) and for how many hours what it locks may be kept."""
    if "draft_secret" not in session:
        session["draft_secret"] = secrets.token_hex(32)
    made = derived.key(bytes.fromhex(session["draft_secret"]), f"local draft of user {reader.user.pk}")
    return {"key": base64.b64encode(made).decode(), "hours": limits.DRAFT_HOURS}
