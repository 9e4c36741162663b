"""A country's own table on its way in: the list, the table, its columns, its words, the check, the end."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_POST

from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping.mapping import TableMapping
from cocaf.intake.mapped import rejected, runs, selectors
from cocaf.web import imports_page as page
from cocaf.web.asking import Reader, officer
from cocaf.web.forms.mapping import MappingForm, TableForm


@officer
def imports(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The reader's imports, newest first, and the mappings of the unit."""
    return render(request, "imports/imports.html", page.listed(reader))


@officer
def import_new(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The table and its mapping; posted, the table is kept encrypted and its columns are shown."""
    page.may_import(reader)
    posted = request.method == "POST"
    offered = page.saved_choices(reader)
    form = TableForm(request.POST, request.FILES, saved=offered) if posted else TableForm(saved=offered)
    status = 422 if posted else 200
    if form.is_valid():
        table, saved = form.cleaned_data["table"], page.saved_mapping(reader, form.cleaned_data["saved"])
        try:
            run = runs.begin(reader.actor, reader.user, table, table.name, reader.purpose, reader.language, saved=saved)
            return redirect("import_mapping", run.pk)
        except CocafError as error:
            form.add_error("saved" if error.code == "mapping.columns" else "table", error.sentence(reader.language))
            status = error.http
    return render(request, "imports/new.html", {"form": form}, status=status)


@officer
def import_mapping(request: HttpRequest, reader: Reader, run_id: uuid.UUID) -> HttpResponse:
    """Twenty rows of the table and what its columns are; posted, the dry run is asked for."""
    found = selectors.open_run(reader.user, run_id)
    if found.row.state not in runs.CHANGEABLE:
        return redirect("import_run", run_id)
    form = MappingForm(
        request.POST or None, shown=found.shown, mapping=TableMapping.of(found.row.mapping), terms=found.row.terms,
        reader=reader, name=found.row.mapping_name,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        runs.set_mapping(reader.user, run_id, form.mapping(), form.terms())
        if form.cleaned_data["name"]:
            runs.save_mapping(reader.actor, reader.user, run_id, form.cleaned_data["name"])
        return redirect("import_run", run_id)
    shown = {"form": form, "run": found.row, "tabs": page.tabs(found, "mapping")} | page.preview(found)
    return render(request, "imports/mapping.html", shown, status=422 if form.errors else 200)


@require_POST
@officer
def import_sheet(request: HttpRequest, reader: Reader, run_id: uuid.UUID) -> HttpResponse:
    """Reads another sheet of the workbook."""
    runs.choose_sheet(reader.actor, reader.user, run_id, request.POST.get("sheet", ""))
    return redirect("import_mapping", run_id)


@officer
def import_values(request: HttpRequest, reader: Reader, run_id: uuid.UUID) -> HttpResponse:
    """The words for which no list has a code; posted, the codes that were chosen, and the check runs again."""
    found = selectors.open_run(reader.user, run_id)
    if found.row.state != runs.CHECKED:
        return redirect("import_run", run_id)
    posted = request.POST if request.method == "POST" else None
    rows = page.words(found, posted)
    wrong = [row for row in rows if row.wrong]
    if posted is not None and not wrong:
        told = page.chosen(rows)
        if not told:
            return redirect("import_check", run_id)
        runs.set_words(reader.user, run_id, told)
        return redirect("import_run", run_id)
    shown = {"rows": rows, "wrong": wrong, "offered": page.offered(rows), "run": found.row}
    shown |= {"more": len(found.shown["words"]) - len(rows), "tabs": page.tabs(found, "values")}
    return render(request, "imports/values.html", shown, status=422 if wrong else 200)


@officer
def import_check(request: HttpRequest, reader: Reader, run_id: uuid.UUID) -> HttpResponse:
    """What would become of the rows; posted, they are taken in."""
    found = selectors.open_run(reader.user, run_id)
    if request.method == "POST":
        runs.commit(reader.user, run_id)
        return redirect("import_run", run_id)
    if found.row.state != runs.CHECKED:
        return redirect("import_run", run_id)
    shown = {"run": found.row, "tabs": page.tabs(found, "check")} | page.check(found)
    return render(request, "imports/check.html", shown)


@officer
def import_run(request: HttpRequest, reader: Reader, run_id: uuid.UUID) -> HttpResponse:
    """Where an import stands: at work, over, or refused; one that waits for its officer leads to its next step."""
    found = selectors.open_run(reader.user, run_id)
    run = found.row
    if run.state in runs.AT_WORK:
        return render(request, "imports/at_work.html", {"run": run} | page.progress(run))
    if run.state == runs.DONE:
        return render(request, "imports/done.html", {"run": run} | page.result(request, reader, run))
    if run.state == runs.FAILED:
        sentence = page.refusal(found, reader.language)
        return render(request, "imports/refused.html", {"run": run, "sentence": sentence})
    return redirect(page.next_address(run))


@officer
def import_progress(request: HttpRequest, reader: Reader, run_id: uuid.UUID) -> HttpResponse:
    """How far the worker is, for the page that waits; the next page's address once it is through."""
    run = selectors.run_of(reader.user, run_id)
    if run.state in runs.AT_WORK:
        return render(request, "imports/_progress.html", {"run": run} | page.progress(run))
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = page.next_address(run)
    return answer


@officer
def import_rejected(request: HttpRequest, reader: Reader, run_id: uuid.UUID, form: str) -> StreamingHttpResponse:
    """The sheet of rejected rows, to be mended and loaded again."""
    found = selectors.open_run(reader.user, run_id)
    audit.record(reader.actor, "export", about=str(run_id), purpose=reader.purpose, detail={"format": form})
    rows = rejected.table(found.shown.get("headers", []), selectors.rejections(found.row), reader.language)
    chunks = rejected.as_csv(rows) if form == "csv" else rejected.as_workbook(rows, right_to_left=get_language_bidi())
    kinds = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    answer = StreamingHttpResponse(chunks, content_type=kinds[form])
    answer["Content-Disposition"] = f'attachment; filename="rejected-{str(run_id)[:8]}.{form}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@officer
def import_drop(request: HttpRequest, reader: Reader, run_id: uuid.UUID) -> HttpResponse:
    """Throws the table away; of an import that is over, its rejected rows."""
    over = selectors.run_of(reader.user, run_id).state == runs.DONE
    runs.drop(reader.user, run_id)
    return redirect(reverse("import_run", args=[run_id]) if over else "imports")


@require_POST
@officer
def mapping_drop(request: HttpRequest, reader: Reader, mapping_id: uuid.UUID) -> HttpResponse:
    """Throws a mapping of the unit away."""
    page.may_import(reader)
    runs.drop_mapping(reader.actor, mapping_id)
    return redirect("imports")
