"""Code lists as data: what substances, places, purposes, errors are called in four languages and in other schemes.
Every room may ask; nobody writes. The lists are the YAML files of this folder, one per list."""

from __future__ import annotations

from cocaf.vocab.loader import (
    LANGUAGES,
    Code,
    Codelist,
    ErrorText,
    Factor,
    VocabularyError,
    country_spellings,
    errors,
    factors,
    fold,
    known_places,
    load,
    names,
    namesakes,
)

__all__ = [
    "LANGUAGES",
    "Code",
    "Codelist",
    "ErrorText",
    "Factor",
    "VocabularyError",
    "country_spellings",
    "errors",
    "factors",
    "fold",
    "known_places",
    "load",
    "names",
    "namesakes",
]
