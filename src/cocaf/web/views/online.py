"""Online listings: the captures, taking a saved page in, checking what was read, and the page as it was saved."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cocaf.domain.errors import CocafError
from cocaf.online import selectors, services
from cocaf.web import capturing
from cocaf.web.asking import Reader, officer
from cocaf.web.forms.capture import ListingForm, UploadForm
from cocaf.web.paging import neighbours, number_in


@officer
def online(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The captures that the reader may see, newest first."""
    before, after = number_in(request.GET, "before"), number_in(request.GET, "after")
    page = selectors.listing(reader.actor, reader.purpose, before=before, after=after)
    return render(request, "online/online.html", {"page": page} | neighbours(request, page))


@officer
def capture_new(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The saved page; posted, what was read from it, to be checked before anything is filed."""
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    if not form.is_valid():
        return render(request, "online/new.html", {"form": form}, status=422 if posted else 200)
    page, how = form.cleaned_data["page"], form.circumstances()
    try:
        taken = services.take(reader.actor, page, page.name, how.seen_at)
    except CocafError as error:
        form.add_error("page", error.sentence(reader.language))
        return render(request, "online/new.html", {"form": form}, status=error.http)
    shown = capturing.to_check(taken, how, reader) | {"form": ListingForm(taken=taken)}
    return render(request, "online/check.html", shown)


@require_POST
@officer
def capture_check(request: HttpRequest, reader: Reader) -> HttpResponse:
    """From the checked fields: the filing, or the page set aside and its bytes erased."""
    taken, how = capturing.unpack(request.POST.get("packed", ""), reader)
    if "set_aside" in request.POST:
        services.set_aside(taken)
        return redirect("online")
    form = ListingForm(request.POST, taken=taken)
    if form.is_valid():
        try:
            right = services.correct(taken, form.typed(), form.substances())
            document = services.file_taken(reader.actor, right, how, reader.purpose, reader.language)
            return redirect("record", document.record_id)
        except CocafError as error:
            capturing.tell(form, error, reader)
    shown = capturing.to_check(taken, how, reader) | {"form": form}
    return render(request, "online/check.html", shown, status=422)


@officer
def capture_file(request: HttpRequest, reader: Reader, record_id: uuid.UUID) -> StreamingHttpResponse:
    """The page as it was saved, as a file to keep: never shown by the browser, whatever it holds."""
    original = selectors.original(reader.actor, record_id, reader.purpose)
    answer = StreamingHttpResponse(original.chunks, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{original.reference}.html.txt"'
    answer["Content-Length"] = str(original.size)
    return answer
