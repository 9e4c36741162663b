"""The check: one field that takes anything, and the bands of the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cocaf.domain.errors import CocafError
from cocaf.domain.things import reference as references
from cocaf.records import selectors
from cocaf.search import services as search
from cocaf.web.asking import Reader, officer
from cocaf.web.check_page import shown
from cocaf.web.words import choices


@officer
def check(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Answers what was typed or scanned; a reference of a record that may be seen leads straight to it."""
    # posted only: what is asked about a person must not stand in an address
    text, kind = request.POST.get("q", "").strip(), request.POST.get("kind", "")
    offered = {"kinds": choices("identifier"), "kind": kind}
    if not text:
        return render(request, "check/check.html", {"asked": "", **offered})
    if references.check(references.tidy(text)) and (
        found := selectors.by_reference(reader.actor, references.tidy(text), reader.purpose)
    ):
        return redirect("record", found.record_id)
    try:
        answer = search.check(reader.actor, text, reader.purpose, kind)
    except CocafError as error:
        refused = {"asked": text[:400], "refusal": error.sentence(reader.language), **offered}
        return render(request, "check/check.html", refused, status=error.http)
    return render(request, "check/check.html", {**shown(answer), **offered})
