"""Writes the log: entries at once, in the transaction of the act they tell of; seals every second. The worker calls
`seal_pending`; every room above calls `record`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from cocaf import config
from cocaf.audit import chain, selectors
from cocaf.audit.models import Entry, Seal
from cocaf.audit.selectors import VerifyResult, verify
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor

__all__ = ["VerifyResult", "record", "record_each", "seal_pending", "verify"]

SEAL_ENTRIES: Final = 5_000
"""Most new entries under one seal."""

_DETAIL_FIELDS: Final = 12
_DETAIL_CHARACTERS: Final = 200
_DETAIL_ITEMS: Final = 200


def record(
    actor: Actor | str,
    action: str,
    *,
    about: str | None = None,
    purpose: str | None = None,
    outcome: str = "ok",
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """Writes one entry, in the caller's transaction: the act and its entry are there together or not at all.

    `actor` is a person of a unit or a text such as "SN/node"; `detail` takes references, codes, counts and keyed
    digests. Raises CocafError audit.detail for anything that could be content.
    """
    entry = _entry(actor, action, about, purpose, outcome, detail)
    entry.save(force_insert=True)
    return entry


def record_each(
    actor: Actor | str,
    action: str,
    abouts: Sequence[str],
    *,
    purpose: str | None = None,
    outcome: str = "ok",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """The same act on several records: one entry for each, written together."""
    Entry.objects.bulk_create([_entry(actor, action, about, purpose, outcome, detail) for about in abouts])


def _entry(
    actor: Actor | str,
    action: str,
    about: str | None,
    purpose: str | None,
    outcome: str,
    detail: Mapping[str, Any] | None,
) -> Entry:
    name = actor if isinstance(actor, str) else f"{actor.member}/{actor.unit}/{actor.user}"
    member = name.partition("/")[0] if "/" in name else config.current().member
    return Entry(
        at=timezone.now(),
        actor=name,
        member=member,
        action=str(action),
        about=about or "",
        purpose=str(purpose or ""),
        outcome=str(outcome),
        detail=_without_content(detail or {}),
    )


def _without_content(detail: Mapping[str, Any]) -> dict[str, Any]:
    if len(detail) > _DETAIL_FIELDS:
        raise CocafError("audit.detail", field=list(detail)[_DETAIL_FIELDS])
    for name, value in detail.items():
        parts = value if isinstance(value, list) and len(value) <= _DETAIL_ITEMS else [value]
        if not all(_is_small(part) for part in parts):
            raise CocafError("audit.detail", field=name)
    return dict(detail)


def _is_small(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _DETAIL_CHARACTERS
    return value is None or isinstance(value, int)


def seal_pending(now: datetime.datetime | None = None) -> int:
    """Seals the entries that no seal covers yet; returns how many. Safe to call from two processes at once: the chain
    has one next link, and whoever comes second leaves its entries to the next call.

    An id that is not there yet is listed as missing, and its entry sealed late when it appears. Raises
    CocafError keys.away; the entries stay and are sealed later.
    """
    at = now or timezone.now()
    last = selectors.last_seal()
    start = last.to_id + 1 if last else 1
    late = selectors.late_entries(at)
    fresh = list(Entry.objects.filter(id__gte=start).order_by("id")[:SEAL_ENTRIES])
    if not fresh and not late:
        return 0
    seal = _seal(at, last, start, fresh, late)
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
    except IntegrityError:
        return 0  # another worker made the link that follows `last`
    return len(fresh) + len(late)


def _seal(at: datetime.datetime, last: Seal | None, start: int, fresh: list[Entry], late: list[Entry]) -> Seal:
    end = fresh[-1].id if fresh else start - 1
    missing = chain.gaps(start, end, (entry.id for entry in fresh))
    seal = Seal(
        from_id=start,
        to_id=end,
        missing=missing,
        late=[entry.id for entry in late],
        irregular=bool(missing or late),
        at=at,
        previous=bytes(last.hash) if last else chain.START,
        digests=b"".join(chain.digest(entry) for entry in (*fresh, *late)),
        signing_id=keys().public().signing_id,
    )
    signed = chain.payload(seal)
    seal.hash = chain.link(signed)
    seal.signature = keys().sign("audit", [signed])[0]
    if last is None or last.at.date() < at.date():
        # once a day also with the key that a quantum computer does not forge
        seal.checkpoint = keys().checkpoint("audit", [signed])[0]
    return seal
