"""Words for codes and countries in the reader's language. For templates' tags, the frame and the forms of this room."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from cocaf import vocab
from cocaf.domain import countries


def language() -> str:
    """The reader's language: en, fr, es or ar."""
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def comma() -> str:
    """The comma of the reader's script, with its space."""
    return "، " if language() == "ar" else ", "


def label(name: str, code: str) -> str:
    """The words for `code` of the list `name`; the code itself where the list does not know it."""
    return vocab.load(name).label(code, language())


def choices(name: str) -> list[tuple[str, str]]:
    """Every code of the list `name` with its words, as a form field offers them."""
    return vocab.load(name).choices(language())


def country(code: str) -> str:
    """The country's name; the code itself where there is no such country."""
    return countries.name(code, language())
