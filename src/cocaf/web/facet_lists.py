"""The counts beside a list as links: a value narrows the list to it, the chosen value stands with its way back. Trees
show their top, and what stands below a chosen code."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from cocaf import limits, vocab
from cocaf.domain import words as folded
from cocaf.search.facets import TREES, Counted, Weight
from cocaf.search.filters import Filters
from cocaf.web import words
from cocaf.web.templatetags.cocaf_tags import number

SHOWN: Final = 8
"""Values of a dimension that stand open; more of them unfold."""

WHOLE: Final = 100
"""Kilograms beyond which one decimal tells enough."""

LISTS: Final[Mapping[str, str]] = {**TREES, "flag": "flag", "origin": "origin"}


@dataclass(frozen=True)
class Value:
    """One value of a dimension: its words, how many records, where its link leads."""

    label: str
    url: str
    count: str
    weight: str = ""
    depth: int = 0
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """A dimension with its values; `more` unfold."""

    name: str
    title: str
    values: Sequence[Value]
    more: Sequence[Value]


@dataclass(frozen=True)
class Address:
    """The list's address, from which every link is made: without the place in the list, which narrowing changes."""

    path: str
    query: QueryDict

    @functools.cached_property
    def _kept(self) -> list[tuple[str, str]]:
        return [(name, str(self.query[name])) for name in self.query if name not in ("before", "after")]

    def having(self, **changes: str) -> str:
        """The address with these filters instead; "" takes a filter away."""
        pairs = [pair for pair in self._kept if pair[0] not in changes]
        pairs += [pair for pair in changes.items() if pair[1]]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


def count_text(records: int) -> str:
    """A count as it is shown: exact, or "10,000+", with the reader's separators."""
    # kept left to right: the sign stands behind the number in every script
    return f"\u2066{number(limits.COUNT_EXACT)}+\u2069" if records > limits.COUNT_EXACT else number(records)


def weight_text(weight: Weight) -> str:
    """Kilograms and what could not be converted: never one without the other."""
    told = f"\u2066{number(weight.kilograms, 1 if weight.kilograms >= WHOLE else 3)}\u2069 {_('kg')}"
    if not weight.unconverted:
        return told
    return _("%(kilograms)s, plus %(count)s not converted") % {
        "kilograms": told, "count": number(weight.unconverted),
    }  # fmt: skip


def of(counted: Counted, filters: Filters, address: Address) -> list[Facet]:
    """The dimensions that have something to choose, in the order in which a case is told."""
    titles = {
        "what": _("What"), "substance": _("Substance"), "country": _("Country"), "year": _("Year"),
        "mode": _("Transport"), "place_type": _("Kind of place"), "concealment": _("How it was hidden"),
        "flag": _("Doubt"), "origin": _("Whose record"),
    }  # fmt: skip
    found = []
    for name, title in titles.items():
        values = _values(name, counted, filters, address)
        open_, more = values[:SHOWN], values[SHOWN:]
        if any(each.chosen or each.depth for each in more):  # a chosen branch is never folded away
            open_, more = values, []
        if len(values) > 1 or any(each.chosen for each in values):
            found.append(Facet(name, title, open_, more))
    return found


def _values(name: str, counted: Counted, filters: Filters, address: Address) -> list[Value]:
    counts = {value: count for value, count in counted.values[name].items() if count}
    chosen = _chosen(name, filters)
    for value in chosen:
        counts.setdefault(value, 0)
    if name not in TREES and name != "what":
        ordered = sorted(counts, reverse=True) if name == "year" else _by_count(counts, counts)
        return [_value(name, code, counted, chosen, address) for code in ordered]
    tops = [code for code in counts if len(_above(name, code)) == 1]
    found = []
    for top in _by_count(tops, counts):
        found += _branch(name, top, counts, counted, chosen, address)
    return found


def _branch(
    name: str, code: str, counts: Mapping[str, int], counted: Counted, chosen: Sequence[str], address: Address
) -> list[Value]:
    """A code, and below it, where it leads to the chosen one or is it, its children."""
    found = [_value(name, code, counted, chosen, address)]
    if code in {each for value in chosen for each in _above(name, value)}:
        below = [each for each in counts if len(above := _above(name, each)) > 1 and above[1] == code]
        for child in _by_count(below, counts):
            found += _branch(name, child, counts, counted, chosen, address)
    return found


def _by_count(codes: Sequence[str] | Mapping[str, int], counts: Mapping[str, int]) -> list[str]:
    return sorted(codes, key=lambda code: (-counts[code], code))


def _above(name: str, code: str) -> tuple[str, ...]:
    if name == "what":
        return (code, "report") if code in vocab.load("event") else (code,)
    return folded.above(TREES[name], code)


def _chosen(name: str, filters: Filters) -> tuple[str, ...]:
    if name == "what":
        return tuple(each for each in (filters.event or filters.kind,) if each)
    if name == "year":
        years = filters.years
        return (str(years[0]),) if years and years[0] == years[1] else ()
    value = getattr(filters, name)
    return (value,) if value else ()


def _value(name: str, code: str, counted: Counted, chosen: Sequence[str], address: Address) -> Value:
    here = code in chosen
    weight = counted.weights.get(code) if name == "substance" else None
    return Value(
        label_of(name, code), address.having(**_changes(name, "" if here else code)),
        count_text(counted.values[name].get(code, 0)), weight_text(weight) if weight else "",
        len(_above(name, code)) - 1 if name in TREES or name == "what" else 0, here,
    )  # fmt: skip


def _changes(name: str, code: str) -> dict[str, str]:
    if name == "what":
        return {"event": code, "kind": ""} if code in vocab.load("event") else {"kind": code, "event": ""}
    if name == "year":
        return {"since": code and f"{code}-01-01", "until": code and f"{code}-12-31"}
    return {name: code}


def label_of(name: str, code: str) -> str:
    """The words for a value of a dimension; the value itself where no list knows it."""
    if name == "what":
        return words.label("event" if code in vocab.load("event") else "kind", code)
    if name == "country":
        return words.country(code)
    return words.label(LISTS[name], code) if name in LISTS else code
