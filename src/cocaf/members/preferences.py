"""What a user sets for himself: the language of his pages and the purpose he works for. Writes; called by the pages."""

from __future__ import annotations

from django.conf import settings

from cocaf import vocab
from cocaf.members.models import User


def prefer(user: User, *, language: str = "", purpose: str = "") -> None:
    """Keeps what is a language or a purpose of ours, and passes over what is not."""
    changed = []
    if language in dict(settings.LANGUAGES):
        user.language = language
        changed.append("language")
    if purpose and purpose in vocab.load("purpose"):
        user.purpose = purpose
        changed.append("purpose")
    if changed:
        user.save(update_fields=changed)
