"""Days as spreadsheets count them: which number formats show a date (ECMA-376, 18.8.30) and what day a number is."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Final

_BUILT_IN: Final = frozenset(str(each) for each in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
# what stands in quotes, behind a backslash, or in brackets is shown as it is; [h] and the like count elapsed time
_SHOWN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_1900: Final = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 a sheet's days have no zone
_1904: Final = datetime.datetime(1904, 1, 1)  # noqa: DTZ001


@lru_cache(1024)
def shows_date(number: str, code: str | None) -> bool:
    """Whether the format with this number, or its code where the workbook brings its own, shows a date or a time."""
    if code is None:
        return number in _BUILT_IN
    return any(letter in "ymdhs" for letter in _SHOWN.sub("", code).lower().replace("general", ""))


@lru_cache(65_536)
def day(text: str, epoch_1904: bool) -> str | None:
    """The day as YYYY-MM-DD, with the time of day where there is one; None for a number that is no day."""
    try:
        count = float(text)
        start = _1904 if epoch_1904 else _1900
        moment = start + datetime.timedelta(seconds=round(count * 86_400))
    except (ValueError, OverflowError):
        return None
    # the sheets' 29 February 1900 never was: the days before it are one off
    if count < 0 or (not epoch_1904 and count < 61):
        return None
    return moment.date().isoformat() if moment.time() == datetime.time() else moment.isoformat(" ", "seconds")
