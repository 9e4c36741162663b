"""The script in which a name is written, as ISO 15924 names it: what a document states beside every name."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Final

UNDETERMINED: Final = "Zyyy"
_CODES: Final = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
}


def script(text: str) -> str:
    """The script of most letters of a text; `Zyyy` where it has none that we know."""
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha())
    found = Counter(_CODES[name] for name in names if name in _CODES)
    return found.most_common(1)[0][0] if found else UNDETERMINED
