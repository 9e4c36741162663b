"""The full report on its way: a draft that its author carries from step to step, for a new record or the next version
of one, checked as a whole, and filed."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.utils import timezone
from pydantic import ValidationError

from cocaf.domain import countries
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action
from cocaf.domain.things import draft as heads
from cocaf.domain.things import reference as references
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import Plain, Record
from cocaf.intake import drafts, selectors
from cocaf.intake import services as intake
from cocaf.intake.selectors import OpenDraft
from cocaf.members import selectors as members
from cocaf.records import selectors as records
from cocaf.records.models import Document
from cocaf.web.asking import Reader
from cocaf.web.forms.full import zones
from cocaf.web.forms.full.parts import HEAD, Step
from cocaf.web.forms.full.settle import judge_retention, settle
from cocaf.web.forms.full.steps import steps_of
from cocaf.web.forms.full.subject_steps import OF_AN_EVENT, SUBJECT
from cocaf.web.forms.full.typed import Place, Typed, Written, fill, write


@dataclass(frozen=True)
class Report:
    """An opened draft: what was typed, and the document from which it began."""

    draft: OpenDraft
    typed: Typed
    plain: Plain

    @property
    def id(self) -> uuid.UUID:
        """The draft's id, which stands in the addresses of its pages."""
        return self.draft.row.pk

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of what is told: of a report, or of a subject of its kind."""
        return steps_of(self.plain)

    @property
    def is_subject(self) -> bool:
        """Whether a subject is told, and no event."""
        return bool(self.plain["head"]["kind"] == "subject")

    @property
    def amends(self) -> str:
        """The reference of the record that it corrects; empty for a new one."""
        return str(self.plain["head"]["reference"]) if self.draft.row.amends else ""


def begin(reader: Reader, event: str, trigger: str = "") -> uuid.UUID:
    """Begins the full report of an event: today, in this country, on the usual terms."""
    own = members.self_member()
    here = {"country": own.code} if own.code in countries.present() else {}
    body = {"event": event, "occurred_on": timezone.now().date().isoformat(), "place": here}
    draft = Draft("report", body, reader.purpose, reader.language, contact=own_desk())
    plain = heads.document(draft, reader.actor.member, reader.actor.unit, timezone.now())
    typed = fill(plain)
    if trigger:
        typed |= {"triggers-0-row": [""], "triggers-0-reference": [trigger]}
    return drafts.begin(reader.user, {"plain": plain, "typed": typed}).pk


def begin_subject(reader: Reader, kind: str, concerns: str = "") -> uuid.UUID:
    """Begins a subject of a kind (vocab `subject_kind`); from a record in which it appears, with its first such thing.
    Raises Http404 for another kind."""
    if kind not in SUBJECT:
        raise Http404
    body: Plain = {"kind": kind, kind: {}}
    reference = references.tidy(concerns)
    held = records.by_reference(reader.actor, reference, reader.purpose) if reference else None
    if held is not None:
        opened = records.open_record(reader.actor, held.record_id, reader.purpose).record
        body[kind] = _first_of(kind, opened.plain["body"])
        body["concerns"] = [{"id": str(held.record_id), "version": held.version, "reference": held.reference}]
    plain = heads.document(
        Draft("subject", body, reader.purpose, reader.language, contact=own_desk()), reader.actor.member,
        reader.actor.unit, timezone.now(),
    )  # fmt: skip
    return drafts.begin(reader.user, {"plain": plain, "typed": fill(plain)}).pk


def _first_of(kind: str, body: Plain) -> Plain:
    """The first person, organisation or conveyance of a report, without what belongs to its event."""
    found = body.get(f"{kind}s") or [{}]
    first = found[0] if isinstance(found[0], dict) else {}
    return {name: value for name, value in first.items() if name not in {*OF_AN_EVENT, "search"}}


def own_desk() -> dict[str, str] | None:
    """The desk of this node's member, as a record names it; None where the directory has none."""
    own = members.self_member()
    contact = {"desk": own.desk, "phone": own.phone, "email": own.email, "hours": own.hours}
    return {name: text for name, text in contact.items() if text} if own.desk else None


def begin_from(reader: Reader, record_id: uuid.UUID) -> uuid.UUID:
    """Begins the next version of a record, filled from its current one; a draft of that version that the reader has
    already is gone on with. Raises as `records.permitted` does for AMEND."""
    records.permitted(reader.actor, record_id, Action.AMEND, reader.purpose)
    opened = records.open_record(reader.actor, record_id, reader.purpose)
    for row in selectors.drafts_of(reader.user).filter(amends=record_id):
        if selectors.open_draft(reader.user, row.pk).content["plain"]["head"]["version"] == opened.document.version:
            return row.pk
    plain = opened.record.plain
    if opened.document.kind not in {"report", "subject"}:
        raise CocafError("record.not_found")
    return drafts.begin(reader.user, {"plain": plain, "typed": fill(plain)}, amends=record_id).pk


def load(reader: Reader, draft_id: uuid.UUID) -> Report:
    """Opens a draft of the reader's. Raises CocafError("draft.gone"), and what a record says that may be amended no
    more."""
    opened = selectors.open_draft(reader.user, draft_id)
    if opened.row.amends:
        records.permitted(reader.actor, opened.row.amends, Action.AMEND, reader.purpose)
    return Report(opened, opened.content["typed"], opened.content["plain"])


def save(reader: Reader, report: Report, typed: Typed) -> None:
    """Keeps what was typed so far."""
    drafts.save(reader.user, report.id, {"plain": report.plain, "typed": typed})


def with_step(report: Report, step: Step, posted: QueryDict) -> Typed:
    """What was typed, with a step as posted in the place of what stood there. Machine-readable lines fill the boxes of
    their person that were left empty."""
    kept = {name: values for name, values in report.typed.items() if not _belongs(name, step)}
    typed = kept | {name: values for name, values in posted.lists() if _belongs(name, step)}
    if step.name in {"persons", "who"}:
        zones.fill_empty(typed)
    return typed


def _belongs(name: str, step: Step) -> bool:
    if step.of == "head":
        return name.startswith(f"{HEAD}-")
    if any(name.startswith(f"{part.name}-") for part in step.parts):
        return True
    own = {f"{box.name}{ending}" for box in step.boxes for ending in ("", "_absent")}
    return name in own


def written(reader: Reader, report: Report, typed: Typed) -> Written:
    """The document as typed, with what follows from it."""
    done = write(typed, report.plain)
    body = done.plain["body"]
    if report.is_subject:
        # with every box empty nothing of it is left, and the models say at its boxes what is missing
        body.setdefault(body["kind"], {})
    else:
        body["form"] = "full"
    settle(done, reader)
    return done


def checked(reader: Reader, report: Report, done: Written) -> Record | None:
    """The record that would be filed; None where something is to be corrected, which stands at its box then."""
    try:
        if report.draft.row.amends:
            record = intake.amended(reader.actor, report.draft.row.amends, drafts.taking(done.plain), reader.purpose)
        else:
            record = intake.draft_document(reader.actor, draft_of(reader, done.plain))
    except CocafError as error:
        _tell(done, error)
        return None
    judge_retention(done, _longest(report))
    return None if any(form.errors for form in done.forms.values()) else record


def _longest(report: Report) -> datetime.date:
    """The last day until which the record may be kept: five years from today, or what it had before."""
    if report.draft.row.amends:
        return datetime.date.fromisoformat(report.plain["head"]["retain_until"])
    return heads.longest_retention(timezone.now().date())


def file(reader: Reader, report: Report, done: Written) -> Document:
    """Files the draft: a new record, or the next version of one. Raises as `intake.drafts` says."""
    if report.draft.row.amends:
        return drafts.file_next(reader.actor, reader.user, report.id, done.plain, reader.purpose)
    return drafts.file_new(reader.actor, reader.user, report.id, draft_of(reader, done.plain))


def draft_of(reader: Reader, plain: Mapping[str, Any]) -> Draft:
    """The draft that a plain document of the reader's states."""
    head = plain["head"]
    return Draft(
        head["kind"], plain["body"], reader.purpose, reader.language,
        legal_basis=head.get("legal_basis", "national_law"), evaluation=head["evaluation"],
        handling=head["handling"], units=tuple(head["audience"].get("units", ())),
        contact=head.get("contact"), retain_until=head.get("retain_until"),
    )  # fmt: skip


def _tell(done: Written, error: CocafError) -> None:
    """Puts what the models say at the boxes that it is about. Raises the error again where no box is."""
    cause = error.__cause__
    if error.code != "record.field" or not isinstance(cause, ValidationError):
        raise error
    part = str(error.params.get("field", "")).partition(".")[0]
    found = [done.at(_place(part, each["loc"])) for each in cause.errors(include_url=False)]
    told = {(id(each[1]), each[2]): each for each in found if each is not None}
    if not told:
        raise error
    for _, form, name in told.values():
        if not form.errors.get(name):
            form.add_error(name, str(form.boxes[name].expected))


def _place(part: str, loc: tuple[int | str, ...]) -> Place:
    return (part, *(step for step in loc if isinstance(step, int) or step.replace("_", "").isalnum()))


def steps_with_errors(done: Written) -> set[str]:
    """The names of the steps on which something is to be corrected."""
    return {step for (step, _), form in done.forms.items() if form.errors}


def answered(plain: Plain) -> set[str]:
    """The names of the steps that say something: what the meter counts."""
    typed = fill(plain)
    return {step.name for step in steps_of(plain) if any(_belongs(name, step) for name in typed)}
