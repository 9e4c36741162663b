"""Words of a page: cleaned of what the eye does not see, cut into tokens that keep their place in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from cocaf.domain import normal

INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
BIDI: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES: Final = re.compile(r"[ \t\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_WORD: Final = re.compile(r"[^\W_]+")
_ARABIC_MARKS: Final = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")


@dataclass(frozen=True)
class Token:
    """A word, folded for comparison, with its place in the cleaned text."""

    key: str
    start: int
    end: int


def clean(text: str) -> str:
    """The text as an officer should see it: no control, direction or zero-width characters, single spaces."""
    composed = unicodedata.normalize("NFC", INVISIBLE.sub("", text))
    return _SPACES.sub(" ", _CONTROL.sub(" ", _ARABIC_MARKS.sub("", composed))).strip()


def digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9; its length stays."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.decimal(c, None) is not None else c for c in text
    )


def fold(text: str) -> str:
    """Letters and digits only, folded by the one normaliser: the form in which terms and labels are compared."""
    return "".join(_WORD.findall(normal.text(text)))


def tokens(text: str) -> list[Token]:
    """The words of a cleaned text in order."""
    found = ((fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))
    return [Token(key, start, end) for key, start, end in found if key]
