"""Which messages of a conversation have not come. Kept as a count on every message, so that a page can say "one message
before this has not arrived" and stop saying so when it does. Called by the inbox."""

from __future__ import annotations

import uuid
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from cocaf.exchange.models import InMessage

Place = tuple[str, uuid.UUID | None, int | None]


def _place(row: InMessage) -> Place:
    return row.sender, row.conversation, row.epoch


def count_missing(rows: Sequence[InMessage]) -> None:
    """Sets `missing_before` of these messages in memory, and corrects those that are stored already."""
    conversations = {row.conversation for row in rows}
    stored = InMessage.objects.filter(conversation__in=conversations, state="stored").exclude(kind="receipts")
    groups: dict[Place, list[InMessage]] = defaultdict(list)
    for row in (*stored.defer("frame"), *rows):
        groups[_place(row)].append(row)
    new = {id(row) for row in rows}
    for group in groups.values():
        numbers = sorted(row.sequence or 0 for row in group)
        for row in group:
            missing = (row.sequence or 1) - 1 - bisect_left(numbers, row.sequence or 0)
            if missing != row.missing_before:
                row.missing_before = missing
                if id(row) not in new:
                    InMessage.objects.filter(pk=row.pk).update(missing_before=missing)
