"""Text in the cells of a sheet that a spreadsheet never takes for a formula, and back. Whoever writes a CSV or a
workbook calls `guarded`; whoever reads one calls `unguarded`. For every text, `unguarded(guarded(text)) == text`."""

from __future__ import annotations

import re
from typing import Final

_SIGN: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""What begins a formula (OWASP, CSV injection), also in full width, which some spreadsheets read as the same."""
_START: Final = r"(?:^|[;,\t\r\n])"
"""Where a cell may begin: at its start, and where a spreadsheet that expects another delimiter would split it."""
_MARK: Final = "'"

_FORMULA: Final = re.compile(rf"({_START}\s*)(?='*(?:[{_SIGN}]))")
_MARKED: Final = re.compile(rf"({_START}\s*)'(?='*(?:[{_SIGN}]))")
_SPACED: Final = re.compile(r"^'*[\t\r\n]")


def guarded(text: str) -> str:
    """The text with an apostrophe before each sign that would begin a formula, and before a leading tab or line break.

    A text that has such an apostrophe of its own gets a second one, so that nothing is lost on the way back.
    """
    marked = _FORMULA.sub(rf"\1{_MARK}", text)
    return _MARK + marked if _SPACED.match(text) else marked


def unguarded(text: str) -> str:
    """The text without the apostrophes that `guarded` put in; what it did not write stays as it is."""
    bare = text[1:] if _SPACED.match(text) and text.startswith(_MARK) else text
    return _MARKED.sub(r"\1", bare)
