"""The addresses of a list's neighbouring pages. Pages are named by keys, never by numbers: a number would tell how
many records stand before."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.utils.translation import ngettext

from cocaf.search.selectors import Page

LARGEST = 2**63 - 1


def number_in(query: QueryDict, name: str) -> int | None:
    """A whole number that the address may give; anything else is as if it were not there."""
    text = query.get(name, "")
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() else None


def neighbours(request: HttpRequest, page: Page) -> dict[str, str]:
    """Addresses of the newer and the older page, and the count in words."""
    return {
        "previous_url": _address(request, "after", page.after),
        "next_url": _address(request, "before", page.before),
        "count_words": ngettext("%(count)s record", "%(count)s records", page.count) % {"count": page.count_text},
    }


def _address(request: HttpRequest, name: str, key: int | str | None) -> str:
    if key is None:
        return ""
    query = request.GET.copy()
    for old in ("before", "after"):
        query.pop(old, None)
    query[name] = str(key)
    return f"{request.path}?{query.urlencode()}"
