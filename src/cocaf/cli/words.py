"""The words of the command line in the reader's language, from the same catalogues as the pages."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from cocaf import config

LANGUAGES = config.LANGUAGES
_chosen: gettext.NullTranslations = gettext.NullTranslations()
_code = "en"


def choose(code: str | None) -> None:
    """Chooses the language: the one given, else that of the environment, else English."""
    global _chosen, _code
    wanted = code or config.operator_language(os.environ)
    _code = wanted if wanted in LANGUAGES else "en"
    folder = Path(__file__).resolve().parent.parent / "locale"
    _chosen = gettext.translation("django", folder, languages=[_code], fallback=True)


def language() -> str:
    """The language chosen."""
    return _code


def _(text: str) -> str:
    """The text in the language chosen."""
    return _chosen.gettext(text)
