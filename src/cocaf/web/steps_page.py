"""What the pages of the full report show: the step with its meter and ways, the answers, the drafts that were begun."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from cocaf.domain.things import swallowers
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report as Body
from cocaf.intake import selectors
from cocaf.web import full_report
from cocaf.web.asking import Reader
from cocaf.web.forms.full import answers as told
from cocaf.web.forms.full import rows
from cocaf.web.forms.full.parts import Step
from cocaf.web.forms.full.steps import after, before
from cocaf.web.forms.full.typed import Typed, Written
from cocaf.web.full_report import Report
from cocaf.web.reporting import EVENTS


@dataclass(frozen=True)
class Way:
    """A step in the list of all: where it leads, whether it says something, whether the reader is there."""

    name: str
    title: Any
    url: str
    answered: bool
    current: bool
    wrong: bool = False


@dataclass(frozen=True)
class Begun:
    """A draft that the reader may go on with."""

    id: uuid.UUID
    event: str
    subject: str
    amends: str
    saved_at: Any
    until: Any


def beginning(reader: Reader, trigger: str) -> dict[str, Any]:
    """The reader's drafts, newest first, and the events that can be reported."""
    begun = []
    for row in selectors.drafts_of(reader.user):
        content = selectors.open_draft(reader.user, row.pk).content
        plain = content["plain"]
        is_report = plain["head"]["kind"] == "report"
        event = (content["typed"].get("event") or [""])[-1] if is_report else ""
        amends = plain["head"]["reference"] if row.amends else ""
        subject = "" if is_report else plain["body"]["kind"]
        begun.append(Begun(row.pk, event, subject, amends, row.saved_at, selectors.ends(row)))
    return {"begun": begun, "events": EVENTS, "trigger": trigger}


def of(reader: Reader, report: Report, step: Step, *, judge: bool = False) -> dict[str, Any]:
    """A step's page; with `judge`, what is wrong on it stands at its boxes."""
    typed = rows.with_ready_rows(step, report.typed)
    done = full_report.written(reader, report, typed)
    if judge:
        full_report.checked(reader, report, done)
    steps = report.steps
    return {
        "report": report, "page": rows.page_of(step, typed, done), "step": step,
        "place": steps.index(step) + 1, "of": len(steps),
        "ways": ways(report, done, step), "back": before(steps, step), "until": report.draft.until,
        "danger": _danger(done) and step.name in {"hidden", "persons"},
        "warn_capsules": step.name == "persons", "slot": f"{report.id}/{step.name}",
    }  # fmt: skip


def answers(report: Report, done: Written, record: Record | None) -> dict[str, Any]:
    """The page on which everything is checked."""
    wrong = [
        (step, title, field, sentence)
        for step in report.steps
        for title, field, sentence in rows.page_of(step, report.typed, done).wrong
    ]
    return {
        "report": report, "answered": told.answers(done.plain), "ways": ways(report, done, None), "wrong": wrong,
        "head": record.head if record else None, "danger": _danger(done), "until": report.draft.until,
    }  # fmt: skip


def _danger(done: Written) -> bool:
    """Whether the answers so far tell of drugs in a body; what does not fit yet says nothing."""
    body = done.plain["body"]
    roles = {row.get("role") for row in body.get("persons", ())}
    hidden = {row.get("code") for row in body.get("concealment", ())}
    alarm = any((row.get("search") or {}).get("medical_emergency") is True for row in body.get("persons", ()))
    return "swallower" in roles or bool(hidden & swallowers.INSIDE) or alarm


def danger_of(body: object) -> bool:
    """Whether a filed record tells of drugs in a body."""
    return isinstance(body, Body) and swallowers.in_danger(body)


def ways(report: Report, done: Written, here: Step | None) -> list[Way]:
    """All steps, with what each says so far."""
    answered, wrong = full_report.answered(done.plain), full_report.steps_with_errors(done)
    return [
        Way(step.name, step.title, reverse("report_step", args=[report.id, step.name]), step.name in answered,
            step is here, step.name in wrong)
        for step in report.steps
    ]  # fmt: skip


def alter(typed: Typed, posted: QueryDict) -> str:
    """Adds or removes a row where a button says so; returns the place on the page to look at, else nothing."""
    if prefix := posted.get("add", ""):
        return rows.add_row(typed, prefix) if rows.is_group(prefix) else ""
    if prefix := posted.get("remove", ""):
        rows.remove_row(typed, prefix)
        return f"{prefix.rpartition('-')[0]}-shelf"
    return ""


def address(report: Report, way: str, step: Step) -> str:
    """Where a button leads: the next step, the one that it names, or the answers."""
    following = after(report.steps, step)
    if way in {each.name for each in report.steps}:
        return reverse("report_step", args=[report.id, way])
    if way == "next" and following is not None:
        return reverse("report_step", args=[report.id, following.name])
    return reverse("report_answers", args=[report.id])
