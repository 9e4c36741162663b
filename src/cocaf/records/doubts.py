"""The flags: doubts about records that a rule raised and a person looks at. For pages; who may not see a record sees no
doubt about it. Judging changes the flag only, never the record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.records import cells, selectors
from cocaf.records.models import Flag

RIGHT: Final = "right"
UNSURE: Final = "unsure"
JUDGEMENTS: Final = (RIGHT, UNSURE)

STATES: Final = ("open", UNSURE, "cleared")
"""Where a flag may stand: nobody looked at it, somebody was not sure, somebody found the record right as it is."""

NOTE_CHARACTERS: Final = 500

AT_ONCE: Final = 100
"""Most flags that one act judges."""


@dataclass(frozen=True)
class Wanted:
    """Which flags a list shows: their reason (a code of vocab `flag`), their state, and whether of one unit alone."""

    code: str = ""
    state: str = "open"
    unit: str = ""


def raised(actor: Actor, purpose: str, codes: Collection[str]) -> QuerySet[Flag]:
    """Uncleared flags of these codes on current records that the actor may see, oldest first."""
    return _seen(actor, purpose).filter(code__in=codes, cleared_at=None).order_by("raised_at", "pk")


def _seen(actor: Actor, purpose: str) -> QuerySet[Flag]:
    # by key, flag by flag: few are raised, and many records may be seen
    seen = selectors.visible_to(actor, purpose).filter(current=True, seq=OuterRef("document"))
    return Flag.objects.filter(Exists(seen)).select_related("document__summary")


def listed(actor: Actor, purpose: str, wanted: Wanted) -> QuerySet[Flag]:
    """The visible flags that a list wants, newest first."""
    found = _in_state(_seen(actor, purpose), wanted.state)
    if wanted.code:
        found = found.filter(code=wanted.code)
    if wanted.unit:
        found = found.filter(document__unit=wanted.unit)
    return found.order_by("-pk")


def _in_state(found: QuerySet[Flag], state: str) -> QuerySet[Flag]:
    if state == "cleared":
        return found.exclude(cleared_at=None)
    return found.filter(cleared_at=None, judged=UNSURE if state == UNSURE else "")


def counts(actor: Actor, purpose: str, wanted: Wanted) -> dict[str, int]:
    """How many visible flags of each reason are in the wanted state (the wanted reason narrows nothing here)."""
    rows = listed(actor, purpose, Wanted(state=wanted.state, unit=wanted.unit))
    grouped = rows.order_by().values("code").annotate(n=Count("pk"))
    return {row["code"]: row["n"] for row in grouped}


def visible(actor: Actor, purpose: str, flag_id: int) -> Flag:
    """A flag on a record that the actor may see. Raises CocafError("record.not_found") for any other."""
    found = _seen(actor, purpose).filter(pk=flag_id).first()
    if found is None:
        raise CocafError("record.not_found")
    return found


def judge(actor: Actor, flag_id: int, judgement: str, note: str, purpose: str) -> Flag:
    """Keeps what a person thinks of a flag: `right` clears it, `unsure` leaves it. The log keeps who and when; the note
    stands beside the flag alone.

    Raises CocafError("record.not_found") for a flag on a record that the actor may not read, ("doubt.judgement") for
    another judgement, ("doubt.note") for a note that is too long and ("doubt.cleared") where it was cleared before.
    """
    _checked(judgement, note)
    held = visible(actor, purpose, flag_id)
    selectors.permitted(actor, held.document.record_id, Action.READ, purpose)
    now = timezone.now()
    with transaction.atomic():
        kept = Flag.objects.filter(pk=held.pk, cleared_at=None).update(
            judged=judgement, judged_by=selectors.actor_name(actor), judged_at=now, note=note,
            cleared_at=now if judgement == RIGHT else None,
        )  # fmt: skip
        if not kept:
            raise CocafError("doubt.cleared")
        cells.reflag([held.document_id])
        audit.record(
            actor, "judge_flag", about=str(held.document.record_id), purpose=purpose, outcome=judgement,
            detail={"flag": held.code},
        )  # fmt: skip
    held.refresh_from_db()
    return held


@transaction.atomic
def judge_all(
    actor: Actor, wanted: Wanted, flag_ids: Collection[int] | None, judgement: str, note: str, purpose: str
) -> int:
    """Judges many flags of one reason: those of these keys, or (None) the newest AT_ONCE that the list wants. Each
    keeps who, when and the note, and has an entry of its own in the log. Returns how many were judged: a flag that the
    actor may not see or that somebody cleared meanwhile is passed over.

    Raises CocafError("doubt.reason") where the list is not of one reason, and as `judge` for judgement and note.
    """
    _checked(judgement, note)
    if not wanted.code:
        raise CocafError("doubt.reason")
    readable = selectors.visible_to(actor, purpose, Action.READ).filter(current=True, seq=OuterRef("document"))
    found = listed(actor, purpose, wanted).filter(Exists(readable), cleared_at=None)
    if flag_ids is not None:
        found = found.filter(pk__in=list(flag_ids)[:AT_ONCE])
    rows = list(found.select_for_update(of=("self",)).values_list("pk", "document__record_id", "document")[:AT_ONCE])
    now = timezone.now()
    Flag.objects.filter(pk__in=[pk for pk, *_ in rows]).update(
        judged=judgement, judged_by=selectors.actor_name(actor), judged_at=now, note=note,
        cleared_at=now if judgement == RIGHT else None,
    )  # fmt: skip
    cells.reflag([document for *_, document in rows])
    audit.record_each(
        actor, "judge_flag", [str(record_id) for _, record_id, _ in rows], purpose=purpose, outcome=judgement,
        detail={"flag": wanted.code, "together": len(rows)},
    )  # fmt: skip
    return len(rows)


def _checked(judgement: str, note: str) -> None:
    if judgement not in JUDGEMENTS:
        raise CocafError("doubt.judgement")
    if len(note) > NOTE_CHARACTERS:
        raise CocafError("doubt.note", most=NOTE_CHARACTERS)


def carry(record_id: str, version: int, later: int) -> None:
    """Moves the flags of a version to the next one (its key), which says the same of the world: a release for a wider
    audience answers no doubt."""
    flags = Flag.objects.filter(document__record_id=record_id, document__version=version)
    if earlier := set(flags.values_list("document", flat=True)):
        flags.update(document=later)
        cells.reflag([*earlier, later])
