"""Finds candidates among stored documents. Called by `intake` for everything that comes in; the owner's
`NO_AUTOMATED_MATCH` keeps a received record out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from django.db import connection
from django.utils import timezone

from cocaf.domain import names
from cocaf.domain.policy import Terms
from cocaf.domain.things.named import names_written
from cocaf.matching.models import Candidate
from cocaf.matching.versions import carry
from cocaf.records import selectors
from cocaf.records.models import Document

NAMES_PER_DOCUMENT = 8
"""Most documents with which one document's names are compared: those that share the most keys, newest first."""

NEWEST_OF_A_KEY = 100
"""Most documents among which those that share a key are looked for, the newest: a name that half the file bears would
otherwise make pairs in the square of its rows."""

NEWEST_OF_A_NUMBER = 50
"""Most documents with which a document is paired for one number, the newest: a flight may be in thousands. The check
and the search of the number find them all."""

# "the newest n": not older than the n-th from the end of the index
_SHARED_IDENTIFIERS = """
    SELECT DISTINCT a.document_id, b.document_id, a.kind, a.value
    FROM records_identifierkey a JOIN records_identifierkey b ON a.value = b.value AND a.kind = b.kind
        AND b.document_id >= COALESCE((
            SELECT c.document_id FROM records_identifierkey c WHERE c.value = a.value AND c.kind = a.kind
            ORDER BY c.document_id DESC LIMIT 1 OFFSET %s
        ), 0)
    JOIN records_document here ON here.seq = a.document_id
    JOIN records_document there ON there.seq = b.document_id
    WHERE a.document_id BETWEEN %s AND %s AND there.current AND there.record_id <> here.record_id
"""
_SHARED_NAMES = """
    SELECT one, other FROM (
        SELECT a.document_id AS one, b.document_id AS other, ROW_NUMBER() OVER (
            PARTITION BY a.document_id ORDER BY COUNT(*) DESC, b.document_id DESC
        ) AS place
        FROM records_namekey a
        JOIN records_document here ON here.seq = a.document_id
        JOIN records_namekey b ON b.key = a.key AND b.document_id >= COALESCE((
            SELECT c.document_id FROM records_namekey c WHERE c.key = a.key
            ORDER BY c.document_id DESC LIMIT 1 OFFSET %s
        ), 0)
        JOIN records_document there ON there.seq = b.document_id
        WHERE a.document_id BETWEEN %s AND %s AND there.current AND there.record_id <> here.record_id
        GROUP BY a.document_id, b.document_id
    ) ranked WHERE place <= %s
"""


def match(seqs: Sequence[int]) -> int:
    """Looks for candidates for newly stored documents (keys in one rising run); returns how many were found."""
    if not seqs:
        return 0
    settled = carry(seqs)
    if len(settled) == len(seqs):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_SHARED_IDENTIFIERS, [NEWEST_OF_A_NUMBER, min(seqs), max(seqs)])
        identified = [(a, b, f"{kind}:{value}") for a, b, kind, value in cursor.fetchall() if a not in settled]
        cursor.execute(_SHARED_NAMES, [NEWEST_OF_A_KEY, min(seqs), max(seqs), NAMES_PER_DOCUMENT])
        named = [(a, b) for a, b in cursor.fetchall() if a not in settled]
    documents = _matchable({key for pair in (*identified, *named) for key in pair[:2]})
    found = [(a, b, "identifier", shared, 1.0) for a, b, shared in identified if _may_pair(documents, a, b)]
    found += _named_pairs([(a, b) for a, b in named if _may_pair(documents, a, b)], documents)
    return _keep(found)


def _matchable(keys: Iterable[int]) -> dict[int, Document]:
    rows = Document.objects.filter(seq__in=list(keys), current=True).select_related("policy_class")
    return {row.seq: row for row in rows if _may_match(row)}


def _may_match(row: Document) -> bool:
    terms = Terms.from_plain(row.policy_class.terms)
    return row.origin == "own" or "NO_AUTOMATED_MATCH" not in terms.caveats


def _may_pair(documents: dict[int, Document], a: int, b: int) -> bool:
    return a in documents and b in documents and documents[a].record_id != documents[b].record_id


def _named_pairs(
    pairs: Sequence[tuple[int, int]], documents: dict[int, Document]
) -> list[tuple[int, int, str, str, float]]:
    wanted = sorted({key for pair in pairs for key in pair})
    opened = dict(zip(wanted, selectors.reveal([documents[key] for key in wanted]), strict=True)) if wanted else {}
    found = []
    for a, b in pairs:
        best = max(
            (names.compare(one, other) for one, other in product(*(names_written(opened[key].body) for key in (a, b)))),
            key=lambda compared: compared.score,
            default=None,
        )
        if best is not None and best.verdict != "different":
            found.append((a, b, "name", best.verdict, round(best.score, 3)))
    return found


def _keep(found: Sequence[tuple[int, int, str, str, float]]) -> int:
    now = timezone.now()
    rows = {(min(a, b), max(a, b), why, shared[:200]): score for a, b, why, shared, score in found}
    Candidate.objects.bulk_create(
        [
            Candidate(first_id=a, second_id=b, why=why, shared=shared, score=score, found_at=now)
            for (a, b, why, shared), score in rows.items()
        ],
        ignore_conflicts=True,
    )
    return len(rows)
