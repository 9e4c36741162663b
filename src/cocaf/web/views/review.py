"""What is worked through row by row: doubts about records, and pairs of records that may speak of the same."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cocaf.domain.errors import CocafError
from cocaf.intake import decisions
from cocaf.records import doubts
from cocaf.web import pair_page, review_page
from cocaf.web.asking import Reader, officer
from cocaf.web.tabs import desk_tabs


@officer
def review(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The flagged records, newest first."""
    shown = {"shown": review_page.of(reader, request.GET), "tabs": desk_tabs(reader, "review")}
    return render(request, "review/review.html", shown)


@require_POST
@officer
def doubts_together(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Judges several flags of one reason at once."""
    shown = review_page.of(reader, request.GET)
    try:
        judged = review_page.judge_together(reader, request.POST, request.GET)
    except CocafError as error:
        words = {"shown": shown, "tabs": desk_tabs(reader, "review"), "wrong": error.sentence(reader.language)}
        return render(request, "review/review.html", words, status=error.http)
    done = ngettext("%(n)s doubt was judged.", "%(n)s doubts were judged.", judged)
    messages.success(request, done % {"n": judged})
    return redirect(shown.address)


@require_POST
@officer
def doubt(request: HttpRequest, reader: Reader, flag_id: int) -> HttpResponse:
    """Keeps what the reader thinks of a flag, and goes on to the next one of the list."""
    judgement, note = request.POST.get("judgement", ""), request.POST.get("note", "").strip()
    shown = review_page.of(reader, request.GET)
    try:
        doubts.judge(reader.actor, flag_id, judgement, note, reader.purpose)
    except CocafError as error:
        if error.code == "record.not_found":
            raise
        words = {"shown": shown, "tabs": desk_tabs(reader, "review"), "wrong": error.sentence(reader.language)}
        return render(request, "review/review.html", words, status=error.http)
    return redirect(f"{shown.address}&at={flag_id}")


@officer
def pairs(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The pairs that wait for a decision, and those that have one."""
    rows, older_url = pair_page.listed(reader, request.GET)
    state = pair_page.state_in(request.GET)
    shown = {"rows": rows, "older_url": older_url, "states": pair_page.states(state), "state": state}
    return render(request, "review/pairs.html", shown | {"tabs": desk_tabs(reader, "pairs")})


@officer
def pair(request: HttpRequest, reader: Reader, one: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Two records side by side; posted, the decision on them."""
    wrong = ""
    if request.method == "POST":
        verdict, note = request.POST.get("verdict", ""), request.POST.get("note", "").strip()
        following = pair_page.after(reader, one, other)
        try:
            decisions.decide(
                reader.actor, (one, other), verdict, note=note, purpose=reader.purpose, language=reader.language
            )
            return redirect(following)
        except CocafError as error:
            if error.code == "record.not_found":
                raise
            wrong = error.sentence(reader.language)
    shown = {"shown": pair_page.of(reader, one, other), "wrong": wrong}
    return render(request, "review/pair.html", shown, status=422 if wrong else 200)
