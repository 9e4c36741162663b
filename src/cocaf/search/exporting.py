"""Takes a search result out of the node as a file. Every record is asked for with the action `export`, and the log has
who took how many, as what and why before the first byte is out. Called by the page and `cocaf export`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone, translation

from cocaf import vocab
from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.records import selectors as records
from cocaf.records.models import Document
from cocaf.search import selectors
from cocaf.search.exports import delimited, ids, json_lines, sheets
from cocaf.search.exports.source import Source, narrowed
from cocaf.search.selectors import Filters


def _all(found: QuerySet[Document]) -> QuerySet[Document]:
    return found


@dataclass(frozen=True)
class Format:
    """A format of export: the file's ending and media type, what of a result it can hold, and its bytes."""

    ending: str
    media_type: str
    chunks: Callable[[Source], Iterator[bytes]]
    holds: Callable[[QuerySet[Document]], QuerySet[Document]] = _all


_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final[dict[str, Format]] = {
    "csv": Format("csv", "text/csv; charset=utf-8", delimited.table),
    "xlsx": Format("xlsx", _WORKBOOK, sheets.table),
    "ids-xlsx": Format("xlsx", _WORKBOOK, ids.sheets, ids.of_kind),
    "ids-csv": Format("csv", "text/csv; charset=utf-8", ids.lines, ids.of_kind),
    "jsonl": Format("jsonl", "application/x-ndjson", json_lines.lines),
}
"""Code to format: what the page offers and the command takes."""


@dataclass(frozen=True)
class Export:
    """An export that is in the log and whose bytes may be taken, once."""

    name: str
    media_type: str
    count: int
    left_out: int
    chunks: Iterator[bytes]


@dataclass(frozen=True)
class Extent:
    """How many records of a result may leave, how many of these the IDS workbook can hold, and how many may be read
    here but not taken out."""

    count: int
    in_ids: int
    left_out: int


def extent(actor: Actor, purpose: str, filters: Filters) -> Extent:
    """What an export of this result would hold; counted exactly."""
    found = selectors.matching(actor, purpose, filters, Action.EXPORT)
    count = found.count()
    return Extent(count, ids.of_kind(found).count(), _left_out(actor, purpose, filters, _all, count))


def export(actor: Actor, purpose: str, filters: Filters, code: str, language: str) -> Export:
    """Begins an export: decided, counted and logged; the bytes follow as they are asked for.

    Raises CocafError("export.format", given, known), ("export.purpose", given) and ("export.nothing").
    """
    if code not in FORMATS:
        raise CocafError("export.format", given=code[:40], known=", ".join(FORMATS))
    if purpose not in vocab.load("purpose"):
        raise CocafError("export.purpose", given=purpose[:40])
    chosen = FORMATS[code]
    source = _source(actor, purpose, filters, chosen, language)
    if not source.count:
        raise CocafError("export.nothing")
    _log(source, code)
    name = f"cocaf-{code}-{source.at:%Y%m%d-%H%M}.{chosen.ending}"
    with translation.override(language):  # a format may name its sheets and columns at once
        chunks = chosen.chunks(source)
    return Export(name, chosen.media_type, source.count, source.left_out, _spoken(chunks, language))


def _source(actor: Actor, purpose: str, filters: Filters, chosen: Format, language: str) -> Source:
    found = chosen.holds(selectors.matching(actor, purpose, filters, Action.EXPORT))
    newest = found.order_by("-seq").values_list("seq", flat=True).first() or 0
    # what is stored while the file is written belongs to the next export: the count in the file is that of its lines
    found = found.filter(seq__lte=newest)
    count = found.count()
    left_out = _left_out(actor, purpose, filters, chosen.holds, count)
    return Source(actor, purpose, filters, language, timezone.now(), found, count, left_out)


def _left_out(
    actor: Actor, purpose: str, filters: Filters, holds: Callable[[QuerySet[Document]], QuerySet[Document]], count: int
) -> int:
    if records.allowed_classes(actor, purpose) == records.allowed_classes(actor, purpose, Action.EXPORT):
        return 0
    return max(0, holds(selectors.matching(actor, purpose, filters, Action.READ)).count() - count)


def _log(source: Source, code: str) -> None:
    digest = keys().digests([narrowed(source.filters).encode()])[0].hex()
    detail = {"format": code, "count": source.count, "left_out": source.left_out, "filters": digest}
    audit.record(source.actor, Action.EXPORT, about=None, purpose=source.purpose, detail=detail)


def _spoken(chunks: Iterator[bytes], language: str) -> Iterator[bytes]:
    """The bytes, each made in the reader's language although they are asked for after the page's own language ended."""
    while True:
        with translation.override(language):
            part = next(chunks, None)
        if part is None:
            return
        if part:
            yield part
