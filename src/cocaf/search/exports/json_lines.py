"""One JSON object a line: reference, owner and handling for whoever only sorts, then the record's document whole."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from cocaf.search.exports.source import Source


def lines(source: Source) -> Iterator[bytes]:
    """The lines, in UTF-8. A document stands as it was signed, but in a file it is a copy: its signature stays here."""
    for document, record in source.entries():
        handling = record.plain["head"]["handling"]
        told = {
            "reference": document.reference,
            "owner": document.owner,
            "handling": handling,
            "document": record.plain,
        }
        yield orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
