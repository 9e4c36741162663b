"""Release: the owner lets other members have a record. The owner's side only; what a recipient does is in `inbox`."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cocaf import limits
from cocaf.audit import services as audit
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import Plain
from cocaf.exchange.models import OutMessage
from cocaf.exchange.prepare import Outward, prepare
from cocaf.intake import services as intake
from cocaf.intake import travelling
from cocaf.intake.services import Incoming
from cocaf.members import selectors as members
from cocaf.records import selectors
from cocaf.records.models import Document, Relation

RELEASABLE = frozenset({"report", "subject", "capture"})


def release(actor: Actor, record_id: uuid.UUID | str, to: Sequence[str], note: str, purpose: str) -> OutMessage:
    """Releases one record to members: see `release_all`."""
    return release_all(actor, [record_id], to, note, purpose)[0]


def release_all(
    actor: Actor, record_ids: Sequence[uuid.UUID | str], to: Sequence[str], note: str, purpose: str
) -> list[OutMessage]:
    """Releases records to members, all or none; those that are handled alike travel in one message (docs/adr/0027).

    Where the audience does not name a recipient, a next version that does is filed first, signed by the owner, and
    that version is sent (docs/adr/0026). Raises CocafError of `records.selectors.permitted`, and release.nobody,
    release.self, members.unknown, release.no_key, release.kind, release.units, release.denied_member,
    release.recalled.
    """
    recipients = _recipients(actor, to)
    with transaction.atomic():
        held = selectors.permitted_all(actor, record_ids, Action.RELEASE, purpose)
        widened = _widened(held, recipients)
        parts = _parts(widened)
        drafted = [_release_draft([plain for _, plain in part], recipients, note, purpose) for part in parts]
        statements = [Incoming(each) for each in intake.draft_documents(actor, drafted)]
        versions = [
            Incoming(records.check(plain), says_the_same=True)
            for row, plain in widened if plain["head"]["version"] > row.version
        ]  # fmt: skip
        filed = intake.file_checked(actor, [*versions, *statements])
        by_id = {str(row.record_id): row for row in filed}
        audit.record_each(selectors.actor_name(actor), Action.RELEASE, [str(row.record_id) for row in held],
                          purpose=purpose, detail={"to": list(recipients)})  # fmt: skip
        return prepare(
            [
                _outward(actor, recipients, permission, [by_id.get(str(row.record_id), row) for row, _ in part])
                for part, permission in zip(parts, filed[len(versions) :], strict=True)
            ]
        )


def _outward(actor: Actor, to: tuple[str, ...], permission: Document, sent: Sequence[Document]) -> Outward:
    alone = sent[0] if len(sent) == 1 else None
    return Outward(
        "release", selectors.actor_name(actor), to, (permission, *sent), alone.record_id if alone else None,
        alone.reference if alone else "",
    )  # fmt: skip


def _parts(widened: Sequence[tuple[Document, Plain]]) -> list[list[tuple[Document, Plain]]]:
    """Records that one permission can speak of: handled alike, kept as long, told in one language."""
    alike: dict[str, list[tuple[Document, Plain]]] = defaultdict(list)
    for row, plain in widened:
        head = plain["head"]
        alike[repr((sorted(head["handling"].items()), head["retain_until"], head["language"]))].append((row, plain))
    held = travelling.sizes([row.record_id for row, _ in widened])
    return [part for group in alike.values() for part in _fitting(group, held)]


def _fitting(group: Sequence[tuple[Document, Plain]], held: travelling.Sizes) -> Iterator[list[tuple[Document, Plain]]]:
    part: list[tuple[Document, Plain]] = []
    size = pictures = 0
    for row, plain in group:
        named = [each["sha256"] for each in plain["body"].get("photos", ())]
        more = travelling.weight(named, held.get(str(row.record_id), {}))
        large = size + len(row.sealed) > limits.RELEASE_BYTES - pictures - more
        if part and (len(part) == limits.RELEASE_RECORDS or large or pictures + more > limits.RELEASE_PICTURE_BYTES):
            yield part
            part, size, pictures = [], 0, 0
        part.append((row, plain))
        size, pictures = size + len(row.sealed), pictures + more
    yield part


def _recipients(actor: Actor, to: Sequence[str]) -> tuple[str, ...]:
    codes = tuple(sorted(set(to)))
    if not codes:
        raise CocafError("release.nobody")
    if actor.member in codes:
        raise CocafError("release.self")
    known = {each.code: each for each in members.all_members().filter(code__in=codes)}
    for code in codes:
        if code not in known or known[code].is_hub:
            raise CocafError("members.unknown", member=code)
        if not known[code].sealing_key:
            raise CocafError("release.no_key", member=code)
    return codes


def _widened(held: Sequence[Document], recipients: Sequence[str]) -> list[tuple[Document, Plain]]:
    """Each record with the plain document to send: its own, or its next version for a wider audience."""
    done = Relation.objects.filter(relation="recalls", target__in=[row.record_id for row in held])
    if recalled := done.first():
        raise CocafError("release.recalled", reference=_reference(held, recalled.target))
    now, found = timezone.now(), []
    for row, (exact, _) in zip(held, selectors.exact_bytes(held), strict=True):
        plain = records.parse(exact).plain
        _refuse_unfit(row, plain["head"]["audience"], recipients)
        if not set(recipients) <= set(plain["head"]["audience"].get("members", ())):
            plain = drafts.next_version(exact, plain, lambda each: _widen(each, recipients), now)
        found.append((row, plain))
    return found


def _widen(plain: Plain, recipients: Sequence[str]) -> None:
    audience = plain["head"]["audience"]
    audience["members"] = sorted({*audience.get("members", ()), *recipients})


def _reference(held: Sequence[Document], target: uuid.UUID) -> str:
    return next(row.reference for row in held if row.record_id == target)


def _refuse_unfit(row: Document, audience: dict[str, Any], recipients: Sequence[str]) -> None:
    if row.kind not in RELEASABLE:
        raise CocafError("release.kind", reference=row.reference)
    if audience.get("units"):
        # the named units are the owner's own: nobody at the recipient would see it
        raise CocafError("release.units", reference=row.reference)
    for code in recipients:
        if code in audience.get("denied", ()):
            raise CocafError("release.denied_member", member=code, reference=row.reference)


def _release_draft(part: Sequence[Plain], to: tuple[str, ...], note: str, purpose: str) -> Draft:
    heads = [plain["head"] for plain in part]
    head = heads[0]
    named = [{name: each[name] for name in ("id", "version", "reference")} for each in heads]
    body: dict[str, Any] = {"records": named, "to": list(to)}
    if note.strip():
        body["note"] = note.strip()
    return about_draft("release", body, head, purpose, to)


def about_draft(
    kind: str,
    body: dict[str, Any],
    head: dict[str, Any],
    purpose: str,
    members_told: Sequence[str],
    channel: str = "form",
) -> Draft:
    """A small record about another: handled as that one is and kept as long, for its owner and those told."""
    return Draft(
        kind, body, purpose, head["language"], handling=head["handling"], members=tuple(members_told),
        provenance={"channel": channel}, retain_until=head["retain_until"],
    )  # fmt: skip
