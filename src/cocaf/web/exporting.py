"""What the page of an export shows beside its form: what is taken out, how much of it, and what stays."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cocaf.search import exporting
from cocaf.search.selectors import Filters
from cocaf.web import words
from cocaf.web.asking import Reader
from cocaf.web.forms.small import FilterForm
from cocaf.web.templatetags.cocaf_tags import day, number


def page(request: HttpRequest, reader: Reader, asked: FilterForm, filters: Filters) -> dict[str, Any]:
    """The page's context without its form."""
    query = request.GET.urlencode()
    extent = exporting.extent(reader.actor, reader.purpose, filters)
    return {
        "extent": extent,
        "leaving": _records(extent.count),
        "leaving_ids": _records(extent.in_ids),
        "staying": extent.left_out and _staying(extent.left_out),
        "narrowed_to": narrowed_to(asked),
        "records_url": f"{reverse('records')}?{query}" if query else reverse("records"),
        "query": query,
    }


def _records(count: int) -> str:
    return ngettext("%(count)s record", "%(count)s records", count) % {"count": number(count)}


def _staying(count: int) -> str:
    """How many the reader sees here but may not take out."""
    return ngettext(
        "%(count)s record that you may read here: its handling forbids export",
        "%(count)s records that you may read here: their handling forbids export",
        count,
    ) % {"count": number(count)}


def narrowed_to(asked: FilterForm) -> list[tuple[str, str]]:
    """Label and words of each filter that is set; all records where none is."""
    typed = [(bound, asked.cleaned_data.get(bound.name)) for bound in asked]
    told = [(str(bound.label), _said(bound, value)) for bound, value in typed if value not in (None, "", [])]
    return told or [(_("Records"), _("all that you may see"))]


def _said(bound: Any, value: Any) -> str:
    choices = dict(getattr(bound.field, "choices", ()))
    if isinstance(value, list | tuple):
        return words.comma().join(str(choices.get(each, each)) for each in value)
    return str(choices.get(value, day(value)))
