"""Numbers as people type them: Arabic digits, a comma for the point, spaces between the thousands."""

from __future__ import annotations

from typing import Any, Final

_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")


def number(text: Any) -> Any:
    """A number with a point and western digits; what is no text (not known, refused) stays as it is."""
    if not isinstance(text, str):
        return text
    return text.translate(_DIGITS).replace(",", ".").replace("\u00a0", "").replace("\u202f", "").strip()


def count(text: Any) -> Any:
    """A whole number, or what was typed where it is none."""
    written = number(text)
    return int(written) if isinstance(written, str) and written.isascii() and written.isdigit() else written
