"""Reads what records say of each other: which pairs are tied already, because one names the other. For pages that
would else propose what is known."""

from __future__ import annotations

from collections.abc import Collection

from cocaf.records.models import Document, Relation


def tied(documents: Collection[Document]) -> set[tuple[int, int]]:
    """Pairs of these documents, by their keys in rising order, of which one names the other."""
    by_record = {document.record_id: document.seq for document in documents}
    named = Relation.objects.filter(document__in=[each.seq for each in documents], target__in=by_record)
    pairs = ((source, by_record[target]) for source, target in named.values_list("document_id", "target"))
    return {(min(pair), max(pair)) for pair in pairs}
