"""Photographs of a record: adding one, taking one out, and the pictures themselves."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action
from cocaf.intake import photographs
from cocaf.records import selectors
from cocaf.web.asking import Reader, officer
from cocaf.web.forms.photo import PhotoForm, RemoveForm


@officer
def photo_new(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> HttpResponse:
    """Adds a photograph: the record's next version names it."""
    document = selectors.permitted(reader.actor, record_id, Action.AMEND, reader.purpose)
    posted = request.method == "POST"
    form = PhotoForm(request.POST, request.FILES) if posted else PhotoForm()
    if posted and form.is_valid():
        picture, caption = form.cleaned_data["picture"], form.cleaned_data["caption"]
        try:
            photographs.add(reader.actor, record_id, picture, caption, reader.purpose)
            return redirect(reverse("record", args=[record_id]) + "#photographs")
        except CocafError as error:
            form.add_error("picture", error.sentence(reader.language))
    shown = {"form": form, "document": document}
    return render(request, "record/photo_new.html", shown, status=422 if posted else 200)


@officer
def photo_remove(request: HttpRequest, reader: Reader, record_id: uuid.UUID, sha256: str) -> HttpResponse:
    """Takes a photograph out and erases it, once the record's reference was typed."""
    document = selectors.permitted(reader.actor, record_id, Action.AMEND, reader.purpose)
    form = RemoveForm(request.POST or None, expected=document.reference)
    if form.is_valid():
        photographs.remove(reader.actor, record_id, sha256, reader.purpose)
        return redirect("record", record_id)
    shown = {
        "form": form, "document": document, "sha256": sha256, "verb": gettext("Take it out and erase it"),
        "record_reference": document.reference, "cancel_url": reverse("record", args=[record_id]),
    }  # fmt: skip
    return render(request, "record/photo_remove.html", shown, status=422 if request.POST else 200)


@officer
def photo(request: HttpRequest, reader: Reader, record_id: uuid.UUID, sha256: str, which: str) -> StreamingHttpResponse:
    """A photograph as it is shown; the original as a file to keep, which no browser draws."""
    opened = photographs.open_photo(reader.actor, record_id, sha256, which, reader.purpose)
    original = which == "original"
    kind = "application/octet-stream" if original else photographs.JPEG
    answer = StreamingHttpResponse(opened.chunks, content_type=kind)
    answer["Content-Length"] = str(opened.size)
    answer["Cache-Control"] = "no-store"
    if original:
        answer["Content-Disposition"] = f'attachment; filename="{sha256[:16]}.original"'
    return answer
