"""What a user sets for himself: the language of his pages, the purpose he works for, whether letters are keys. Writes;
called by the pages."""

from __future__ import annotations

from django.conf import settings

from cocaf import vocab
from cocaf.members.models import User


def prefer(user: User, *, language: str = "", purpose: str = "", letter_keys: str = "") -> None:
    """Keeps what is a language or a purpose of ours, or `on` or `off` for the keys, and passes over what is not."""
    changed = []
    if language in dict(settings.LANGUAGES):
        user.language = language
        changed.append("language")
    if purpose and purpose in vocab.load("purpose"):
        user.purpose = purpose
        changed.append("purpose")
    if letter_keys in {"on", "off"}:
        user.letter_keys = letter_keys == "on"
        changed.append("letter_keys")
    if changed:
        user.save(update_fields=changed)
