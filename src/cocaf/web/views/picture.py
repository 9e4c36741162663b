"""The picture: one question about the series, its answer in words, as a chart, as a table and as CSV."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cocaf.picture import selectors
from cocaf.web.picture import export, page
from cocaf.web.picture.form import QuestionForm


@require_GET
@login_required
def picture(request: HttpRequest) -> HttpResponse:
    """The page of one question; without a series, the page that says how to load one."""
    series = selectors.held()
    if series is None:
        return render(request, "picture/empty.html")
    form = QuestionForm(request.GET.dict(), series)
    context = page.build(series, form.question())
    return render(request, "picture/picture.html", {"form": form, **context}, status=200 if form.is_valid() else 422)


@require_GET
@login_required
def picture_csv(request: HttpRequest) -> HttpResponse:
    """The same question's table as a file; a question that cannot be asked answers with the page's error."""
    series = selectors.held()
    if series is None:
        return render(request, "picture/empty.html", status=404)
    form = QuestionForm(request.GET.dict(), series)
    if not form.is_valid():
        return picture(request)
    answers = page.answers(series, form.question())
    answer = HttpResponse(export.as_csv(series, answers), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cocaf-picture.csv"'
    return answer
