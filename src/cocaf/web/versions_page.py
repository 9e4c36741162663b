"""The versions of a record: who stated each and when, and what a version says otherwise than the one before it, field
by field and in words."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from cocaf.domain.things.record import Record
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.web import capturing, facts
from cocaf.web.asking import Reader
from cocaf.web.facts import Section, joined

Change = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Difference:
    """A fact that is not what it was: in which section, what it was, what it is."""

    section: str
    term: str
    before: Any
    after: Any

    @property
    def change(self) -> Change:
        """Whether it was added, removed, or changed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


@dataclass(frozen=True)
class VersionShown:
    """One version, opened, and how it differs from the one before; `before` is None for the first."""

    document: Document
    record: Record
    before: Document | None
    differences: Sequence[Difference]
    sections: Sequence[Section]
    versions: Sequence[Document]


def of(reader: Reader, record_id: uuid.UUID, version: int) -> VersionShown:
    """Opens a version and the one before it, if the reader may see it. Raises CocafError("record.not_found") alike for
    a record, a version that is not there, and one that may not be seen."""
    opened, before = selectors.open_version(reader.actor, record_id, version, reader.purpose)
    told, earlier = everything(opened.record), everything(before.record) if before else []
    return VersionShown(
        opened.document, opened.record, before.document if before else None,
        differences(earlier, told) if before else (), told,
        list(selectors.versions(reader.actor, record_id, reader.purpose)),
    )  # fmt: skip


def everything(record: Record) -> list[Section]:
    """All that a version says: its facts, how sure, how it may be handled, whom to call, where it comes from."""
    head = record.head
    ends = (
        (_("How sure"), facts.evaluation(head)),
        (_("Handling"), facts.handling(head)),
        (_("Whom to call about it"), facts.contact(head)),
        (_("Origin"), facts.origin(head)),
    )
    return [*_capture(record), *facts.sections(record), *(Section(title, said) for title, said in ends if said)]


def _capture(record: Record) -> list[Section]:
    body = record.plain["body"]
    if record.head.kind != "capture":
        return []
    fields = capturing.told(body, body.get("found", ()))
    return [
        Section(_("The listing"), tuple((each.term, joined(value.shown for value in each.values)) for each in fields)),
        Section(_("The saved page"), tuple(capturing.circumstances(body))),
    ]


def differences(before: Iterable[Section], after: Iterable[Section]) -> list[Difference]:
    """What the later telling adds, leaves out and says otherwise, in the order of the later one; what was left out
    stands at the end. The second substance is compared with the second substance."""
    was, now = _placed(before), _placed(after)
    found = [Difference(key[0], key[1], was.get(key), value) for key, value in now.items() if was.get(key) != value]
    return found + [Difference(key[0], key[1], value, None) for key, value in was.items() if key not in now]


def _placed(sections: Iterable[Section]) -> Mapping[tuple[str, str, int], Any]:
    """Every fact under its section, its term, and which one of that term it is."""
    seen: Counter[tuple[str, str]] = Counter()
    placed = {}
    for each in sections:
        for term, value in each.facts:
            seen[each.title, term] += 1
            placed[each.title, term, seen[each.title, term]] = value
    return placed
