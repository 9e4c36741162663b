"""By which terms a record is found: the words of what it says, and its codes of more than one value with every code
above them (`substance:cocaine`). One pure derivation, which `index` stores."""

from __future__ import annotations

from collections.abc import Iterator

from cocaf.domain import names, normal, words
from cocaf.domain.things.capture import Capture
from cocaf.domain.things.named import names_written, numbers_written
from cocaf.domain.things.record import Record
from cocaf.domain.things.report import Report
from cocaf.domain.things.stated import Absence
from cocaf.domain.things.subject import Subject

CODED = ("substance", "concealment")
"""Lists of which a record may name several codes; each stands among its terms as `list:code`."""


def of(record: Record, coded: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The different terms of a record: its words, its codes as `codes` gives them for each list, keys of its names
    (`name:key`)."""
    body = record.body
    found = dict.fromkeys(words.of(*_texts(body), *_numbers(body, record.head.owner.member)))
    for list_name, found_codes in coded.items():
        for code in found_codes:
            found |= dict.fromkeys(f"{list_name}:{each}" for each in words.above(list_name, code))
    found |= dict.fromkeys(f"name:{key}"[:80] for text in names_written(body) for key in names.keys(text))
    return tuple(found)


def codes(body: object, list_name: str) -> tuple[str, ...]:
    """The different codes of a list that a body names as what was found or how it was hidden, in order."""
    found = _substances(body) if list_name == "substance" else _concealments(body)
    return tuple(dict.fromkeys(code for code in found if code))


def _substances(body: object) -> Iterator[str]:
    if isinstance(body, Report):
        yield from (_said(each.substance) for each in body.substances)
    if isinstance(body, Subject):
        yield from body.substances
    if isinstance(body, Capture) and isinstance(body.substances, tuple):
        yield from (_said(each.substance) for each in body.substances)


def _concealments(body: object) -> Iterator[str]:
    if isinstance(body, Report):
        yield from (each.code or "" for each in body.concealment)


def _texts(body: object) -> Iterator[str]:
    yield from names_written(body)
    if isinstance(body, Report):
        yield from _of_report(body)
    elif isinstance(body, Capture):
        offered = body.substances if isinstance(body.substances, tuple) else ()
        yield from (_said(each) for each in (body.title, body.vendor, body.market, body.category, body.address))
        yield from (each.as_given for each in offered)
        yield body.note or ""
    elif isinstance(body, Subject):
        yield _said(body.why)
        yield body.conveyance.name or "" if body.conveyance else ""
        yield body.account.platform if body.account else ""
    else:
        yield getattr(body, "note", None) or ""


def _of_report(body: Report) -> Iterator[str]:
    place = body.place
    yield from (_said(place.name), place.region or "", place.locode or "", body.operation or "", _said(body.narrative))
    # where our lists have a code, its labels in four languages find the record
    yield from (each.as_given or "" for each in body.substances if not _said(each.substance))
    yield from (each.as_given or "" for each in body.concealment if not each.code)
    yield from (point.place or "" for point in body.route)
    yield from (each.name or "" for each in body.conveyances)
    yield from (mark.motif or "" for package in body.packages for mark in package.marks)
    if body.consignment:
        yield _said(body.consignment.goods_declared)
    yield from (each.address or "" for each in body.organisations)


def _numbers(body: object, member: str) -> Iterator[str]:
    for kind, value in numbers_written(body):
        yield normal.identifier(kind, value, region=member)


def _said(value: object) -> str:
    return "" if value is None or isinstance(value, Absence) else str(value)
