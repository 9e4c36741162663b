"""Reads the log and proves it: what was done with a record, and whether the chain of seals still holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from cocaf.audit import chain
from cocaf.audit.models import Entry, Seal
from cocaf.crypto import signing
from cocaf.crypto.client import PublicKeys, keys
from cocaf.domain.errors import CocafError


@dataclass(frozen=True)
class VerifyResult:
    """What `verify` found: how many entries are sealed and how many wait; the first bad entry and why, as the end of an
    error code (changed, removed, inserted, reordered, seal, head); the chain's head, to be noted down elsewhere."""

    ok: bool
    entries: int
    pending: int
    head: str
    first: int | None = None
    why: str = ""

    @property
    def error(self) -> CocafError | None:
        """What is wrong, as a sentence in any language."""
        return None if self.ok else CocafError(f"audit.{self.why}", entry=self.first, seal=self.first)


@dataclass(frozen=True)
class _Fault:
    entry: int
    why: str


def entries_about(about: str) -> QuerySet[Entry]:
    """What was done with a record, newest first."""
    return Entry.objects.filter(about=about).order_by("-id")


def last_seal() -> Seal | None:
    """The head of the chain."""
    return Seal.objects.order_by("-id").first()


def late_entries(now: datetime.datetime) -> list[Entry]:
    """Entries that became visible in a gap of an earlier seal and that no seal covers yet."""
    in_a_gap, sealed = Q(), set[int]()
    for seal in Seal.objects.filter(irregular=True, at__gt=now - chain.GAP):
        for low, high in seal.missing:
            in_a_gap |= Q(id__gte=low, id__lte=high)
        sealed.update(seal.late)
    if not in_a_gap:
        return []
    return [entry for entry in Entry.objects.filter(in_a_gap).order_by("id") if entry.id not in sealed]


def verify(*, expected_head: str | None = None, now: datetime.datetime | None = None) -> VerifyResult:
    """Goes through the whole chain and stops at the first entry that is not as it was sealed.

    `expected_head` is a head that an earlier call gave and somebody noted down elsewhere: with it, an end that was cut
    off is found as well. Raises CocafError keys.away.
    """
    public = keys().public()
    walk = _Walk(now or timezone.now())
    fault = walk.first_fault(public)
    if fault is None and expected_head is not None and expected_head not in walk.heads:
        fault = _Fault(walk.to_id, "head")
    pending = Entry.objects.filter(id__gt=walk.to_id).count()
    if fault is None:
        return VerifyResult(True, walk.entries, pending, walk.head.hex())
    return VerifyResult(False, walk.entries, pending, walk.head.hex(), fault.entry, fault.why)


class _Walk:
    """One pass over the seals, oldest first."""

    def __init__(self, now: datetime.datetime) -> None:
        self._now = now
        self.entries = 0
        self.to_id = 0
        self.head = chain.START
        self.heads: set[str] = set()
        # entries that stand in a gap: a later seal must name them, or still be able to
        self._in_gaps: dict[int, datetime.datetime] = {}

    def first_fault(self, public: PublicKeys) -> _Fault | None:
        stranger = Entry.objects.filter(id__lt=1).first()
        if stranger is not None:
            return _Fault(stranger.id, "inserted")
        for seal in Seal.objects.order_by("id").iterator(chunk_size=100):
            if not self._holds(seal, public):
                return _Fault(seal.from_id, "seal")
            fault = next(self._faults(seal), None)
            if fault is not None:
                return fault
        late = sorted(entry for entry, at in self._in_gaps.items() if at + chain.GAP < self._now)
        return _Fault(late[0], "inserted") if late else None

    def _holds(self, seal: Seal, public: PublicKeys) -> bool:
        """Whether the seal follows the one before it and is signed."""
        signed = chain.payload(seal)
        follows = bytes(seal.previous) == self.head and seal.from_id == self.to_id + 1
        whole = bytes(seal.hash) == chain.link(signed) and len(seal.digests) == 32 * len(chain.sealed_ids(seal))
        if not (follows and whole and signing.verify("audit", signed, bytes(seal.signature), public.signing)):
            return False
        checkpoint = bytes(seal.checkpoint)
        if checkpoint and not signing.verify_checkpoint("audit", signed, checkpoint, public.checkpoint):
            return False
        self.head, self.to_id = bytes(seal.hash), seal.to_id
        self.heads.add(self.head.hex())
        return True

    def _faults(self, seal: Seal) -> Iterator[_Fault]:
        """The entries of one seal that are not as they were sealed, the first one first."""
        rows = {entry.id: entry for entry in Entry.objects.filter(id__range=(seal.from_id, seal.to_id))}
        rows |= Entry.objects.in_bulk(seal.late)
        sealed = chain.sealed_ids(seal)
        digests = bytes(seal.digests)
        expected = {number: digests[32 * place : 32 * place + 32] for place, number in enumerate(sealed)}
        for number in sorted(rows.keys() | expected.keys()):
            if number not in expected:
                self._in_gaps[number] = seal.at
                continue
            self._in_gaps.pop(number, None)
            fault = _compare(number, rows.get(number), expected)
            if fault is not None:
                yield fault
            self.entries += 1


def _compare(number: int, entry: Entry | None, expected: Mapping[int, bytes]) -> _Fault | None:
    if entry is None:
        return _Fault(number, "removed")
    found = chain.digest(entry)
    if found == expected[number]:
        return None
    entry_elsewhere = _as_if_at(entry, expected)
    return _Fault(number, "reordered" if entry_elsewhere else "changed")


def _as_if_at(entry: Entry, expected: Mapping[int, bytes]) -> bool:
    """Whether this entry is what was sealed under another id."""
    here = entry.id
    try:
        for number, digest in expected.items():
            entry.id = number
            if chain.digest(entry) == digest:
                return True
        return False
    finally:
        entry.id = here
