"""Words of sources that our lists lack: which, how often, and in which records."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cocaf.web import words_page
from cocaf.web.asking import Reader, officer
from cocaf.web.tabs import desk_tabs


@officer
def words(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The words by list and frequency; of one of them, the records that keep it."""
    shown = words_page.of(reader, request.GET.get("list", ""), request.GET.get("word", ""))
    return render(request, "words/words.html", {"shown": shown, "tabs": desk_tabs(reader, "words")})
