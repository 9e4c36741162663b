"""What the pages of an import show: the list, where a run stands, words without a code, wrong cells, sums."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping import cells
from cocaf.domain.mapping.fields import PAPERS
from cocaf.domain.mapping.mapping import TableMapping
from cocaf.domain.policy.decide import WRITERS
from cocaf.intake.mapped import runs, selectors
from cocaf.intake.mapped.selectors import OpenRun
from cocaf.intake.models import ImportRun
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.forms.offered import nations
from cocaf.web.paging import number_in
from cocaf.web.tabs import Tab
from cocaf.web.words import choices, label

FAULTS_SHOWN: Final = 100
RECORDS_SHOWN: Final = limits.PAGE_ROWS
WORDS_SHOWN: Final = limits.PAGE_ROWS
STATES: Final[Mapping[str, tuple[Promise, str]]] = {
    runs.MAPPING: (gettext_lazy("Columns to tell"), "neutral"),
    runs.CHECKING: (gettext_lazy("Being checked"), "info"),
    runs.CHECKED: (gettext_lazy("Checked, not taken in yet"), "warning"),
    runs.STORING: (gettext_lazy("Being taken in"), "info"),
    runs.DONE: (pgettext_lazy("import", "Taken in"), "success"),
    runs.FAILED: (pgettext_lazy("import", "Refused"), "danger"),
}


@dataclass(frozen=True)
class WordRow:
    """A word of the file without a code: its list, what it stands in, how often, and the name of its box."""

    box: str
    name: str
    text: str
    field: str
    count: int
    typed: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class RunRow:
    """A run as a row of the list."""

    run: ImportRun
    state: str
    kind: str


def may_import(reader: Reader) -> None:
    """Raises CocafError("record.denied", reason) for who may not file records."""
    if reader.actor.role not in WRITERS:
        raise CocafError("record.denied", reason="role")


def listed(reader: Reader) -> dict[str, Any]:
    """The reader's runs and the mappings of the unit."""
    may_import(reader)
    rows = [RunRow(run, *_state(run)) for run in selectors.runs_of(reader.user)[: limits.PAGE_ROWS]]
    saved = [(each, len(each.content["columns"])) for each in selectors.mappings_of(reader.actor.unit)]
    return {"rows": rows, "saved": saved}


def _state(run: ImportRun) -> tuple[str, str]:
    words, kind = STATES[run.state]
    return str(words), kind


def saved_choices(reader: Reader) -> list[tuple[str, str]]:
    """The unit's mappings, for the form of the table."""
    return [(str(each.pk), each.name) for each in selectors.mappings_of(reader.actor.unit)]


def tabs(found: OpenRun, here: str) -> list[Tab]:
    """The steps of an import that may still change."""
    run, words = found.row, len(found.shown.get("words", ()))
    steps = [Tab(_("Columns"), reverse("import_mapping", args=[run.pk]), here == "mapping")]
    if run.state == runs.CHECKED:
        steps.append(
            Tab(
                pgettext("import", "Words"), reverse("import_values", args=[run.pk]), here == "values", str(words or "")
            )
        )
        steps.append(Tab(_("The check"), reverse("import_check", args=[run.pk]), here == "check"))
    return steps


def next_address(run: ImportRun) -> str:
    """Where a run that the worker has done with goes on: to the words, where it has some that no list knows."""
    if run.state == runs.MAPPING:
        return reverse("import_mapping", args=[run.pk])
    if run.state == runs.CHECKED:
        return reverse("import_values" if selectors.opened(run).shown["words"] else "import_check", args=[run.pk])
    return reverse("import_run", args=[run.pk])


def preview(found: OpenRun) -> dict[str, Any]:
    """The first rows of the table, each as wide as its header."""
    headers = found.shown["headers"]
    rows = [[*row, *[""] * (len(headers) - len(row))] for row in found.shown["rows"]]
    return {"headers": headers, "rows": rows, "sheets": found.shown["sheets"], "sheet": found.shown["sheet"]}


def words(found: OpenRun, posted: QueryDict | None = None) -> list[WordRow]:
    """The words without a code, the most frequent first; with what was typed beside them, and what does not fit."""
    rows = []
    for place, word in enumerate(found.shown["words"][:WORDS_SHOWN]):
        typed = posted.get(f"word-{place}", "").strip() if posted else ""
        wrong = "" if not typed or _code(word["name"], word["field"], typed) else _("Choose from the list.")
        rows.append(WordRow(f"word-{place}", word["name"], word["text"], word["field"], word["count"], typed, wrong))
    return rows


def chosen(rows: Sequence[WordRow]) -> dict[str, dict[str, str]]:
    """The codes that were typed: list to word to code."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.typed and (code := _code(row.name, row.field, row.typed)):
            found.setdefault(row.name, {})[row.text] = code
    return found


def _code(name: str, field: str, typed: str) -> str | None:
    code = cells.code(name, typed)
    return code if field != "document_kind" or code in PAPERS else None


def offered(rows: Sequence[WordRow]) -> list[tuple[str, list[str]]]:
    """The words that each list of the page offers, in the reader's language."""
    return [(name, [text for _code_, text in _choices(name)]) for name in dict.fromkeys(row.name for row in rows)]


def _choices(name: str) -> list[tuple[str, str]]:
    if name == "identifier":
        return [(code, text) for code, text in choices(name) if code in PAPERS]
    return nations(blank=False)() if name == "country" else choices(name)


def sums(run: ImportRun) -> list[tuple[str, int]]:
    """The sums of a run: rows read, and what became of them."""
    over = run.state == runs.DONE
    return [
        (_("Rows read"), run.row),
        (_("Taken in") if over else _("To be taken in"), run.stored),
        (_("Held already by your unit"), run.held),
        (_("Rejected"), run.rejected),
    ]


def flagged(run: ImportRun) -> list[tuple[str, int]]:
    """The doubts that were raised, by reason, and the quantities without kilograms."""
    found = [(label("flag", code), count) for code, count in sorted(run.flagged.items(), key=lambda each: -each[1])]
    return [*found, (_("Quantities not converted to kilograms"), run.not_converted)] if run.not_converted else found


def faults(found: OpenRun) -> list[dict[str, Any]]:
    """The wrong cells, each with the address of its column in the mapping."""
    places = {header: place for place, header in enumerate(found.shown["headers"])}
    mapping = reverse("import_mapping", args=[found.row.pk])
    return [
        {
            "line": fault["line"],
            "column": fault["column"],
            "url": f"{mapping}#id_column-{places[fault['column']]}_field" if fault["column"] in places else "",
            "found": fault["found"],
            "expected": label("import_expected", fault["expected"]),
        }
        for fault in found.shown["faults"][:FAULTS_SHOWN]
    ]


def check(found: OpenRun) -> dict[str, Any]:
    """The page of the dry run."""
    run, shown = found.row, faults(found)
    more = found.shown["faults_found"] - len(shown)
    mapping = TableMapping.of(run.mapping)
    words_more = _("Wrong cells beyond these: %(n)s") % {"n": f"{more:,}"} if more else ""
    return {
        "sums": sums(run), "flagged": flagged(run), "faults": shown, "more": words_more,
        "unread": mapping.unread(found.shown["headers"]), "words": len(found.shown["words"]),
        "button": ngettext("Take %(n)s row in", "Take %(n)s rows in", run.stored) % {"n": f"{run.stored:,}"},
    }  # fmt: skip


def progress(run: ImportRun) -> dict[str, Any]:
    """How far the worker is."""
    words = _("Rows read: %(n)s") % {"n": f"{run.row:,}"}
    storing = run.state == runs.STORING
    return {"storing": storing, "value": run.row, "max": run.rows if storing else 0, "text": words}


def result(request: HttpRequest, reader: Reader, run: ImportRun) -> dict[str, Any]:
    """The page of a run that is over: sums, the records that came in, the rows that did not."""
    came = selectors.records_of(reader.actor, reader.purpose, run)
    after = number_in(request.GET, "after")
    rows: list[Document] = list(came.filter(seq__gt=after or 0).order_by("seq")[: RECORDS_SHOWN + 1])
    further = f"?after={rows[RECORDS_SHOWN - 1].seq}" if len(rows) > RECORDS_SHOWN else ""
    return {
        "sums": sums(run), "flagged": flagged(run), "records": rows[:RECORDS_SHOWN], "next_url": further,
        "kept": selectors.rejections_kept(run), "days": limits.IMPORT_REJECTED_DAYS,
    }  # fmt: skip


def refusal(found: OpenRun, language: str) -> str:
    """Why the file was refused, in a sentence."""
    error = found.shown.get("error")
    return CocafError(error["code"], **error["params"]).sentence(language) if error else ""


def saved_mapping(reader: Reader, key: str) -> Any:
    """The unit's mapping with this key; None where nothing was chosen."""
    try:
        return selectors.mappings_of(reader.actor.unit).filter(pk=uuid.UUID(key)).first() if key else None
    except ValueError:
        return None
