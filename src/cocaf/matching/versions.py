"""A new version that names the same people and numbers keeps the candidates of the one before it. Used by `services`
only: a release that widens an audience must not compare every name again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cocaf.matching.models import Candidate
from cocaf.records.models import Document, IdentifierKey, NameKey


def carry(seqs: Sequence[int]) -> set[int]:
    """Moves candidates from earlier versions to those of `seqs` that name the same; returns the keys it settled."""
    later = {
        row.seq: (row.record_id, row.version - 1)
        for row in Document.objects.filter(seq__range=(min(seqs), max(seqs)), version__gt=1).only(
            "seq", "record_id", "version"
        )
    }
    if not later:
        return set()
    rows = Document.objects.filter(record_id__in=[record_id for record_id, _ in later.values()])
    earlier = {(row.record_id, row.version): row.seq for row in rows.only("seq", "record_id", "version")}
    pairs = {new: earlier[before] for new, before in later.items() if before in earlier}
    named = _named([*pairs, *pairs.values()])
    same = {old: new for new, old in pairs.items() if named[new] == named[old]}
    _move(same)
    return set(same.values())


def _named(seqs: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
    """What each document names: its identifiers and the keys of its names."""
    keys = list(seqs)
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for seq, kind, value in IdentifierKey.objects.filter(document__in=keys).values_list("document", "kind", "value"):
        found[seq].add((kind, value))
    for seq, key in NameKey.objects.filter(document__in=keys).values_list("document", "key"):
        found[seq].add(("name", key))
    return found


def _move(same: dict[int, int]) -> None:
    held = [*Candidate.objects.filter(first__in=same), *Candidate.objects.filter(second__in=same)]
    moved = {}
    for row in held:
        one, other = same.get(row.first_id, row.first_id), same.get(row.second_id, row.second_id)
        key = (min(one, other), max(one, other), row.why, row.shared)
        moved[key] = Candidate(
            first_id=key[0], second_id=key[1], why=row.why, shared=row.shared, score=row.score, found_at=row.found_at
        )
    Candidate.objects.filter(pk__in={row.pk for row in held}).delete()
    Candidate.objects.bulk_create(moved.values(), ignore_conflicts=True)
