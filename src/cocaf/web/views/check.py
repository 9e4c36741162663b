"""The check: one field that takes anything, and the bands of the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cocaf.domain.errors import CocafError
from cocaf.domain.things import reference as references
from cocaf.records import selectors
from cocaf.search import services as search
from cocaf.web.asking import Reader, officer
from cocaf.web.check_page import bands


@officer
def check(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Answers what was typed; a reference of a record that may be seen leads straight to it."""
    # posted only: what is asked about a person must not stand in an address
    text = request.POST.get("q", "").strip()
    if not text:
        return render(request, "check/check.html", {"asked": ""})
    if references.check(references.tidy(text)) and (
        found := selectors.by_reference(reader.actor, references.tidy(text), reader.purpose)
    ):
        return redirect("record", found.record_id)
    try:
        answer = search.check(reader.actor, text, reader.purpose)
    except CocafError as error:
        shown = {"asked": text[:400], "refusal": error.sentence(reader.language)}
        return render(request, "check/check.html", shown, status=error.http)
    return render(request, "check/check.html", {"asked": text, "answer": answer, "bands": bands(answer)})
