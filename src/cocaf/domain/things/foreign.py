"""Foreign values: words of a source that a record keeps as given, because our code lists have no code for them. The
index asks here, so that a bureau can list them and see what its lists lack."""

from __future__ import annotations

from collections.abc import Iterator

from cocaf import vocab
from cocaf.domain.things.report import Report
from cocaf.domain.things.stated import Absence


def foreign_values(body: object) -> Iterator[tuple[str, str]]:
    """The list (vocab) and the word of every value of a record that its list has no code for, each once."""
    if isinstance(body, Report):
        yield from dict.fromkeys((name, given) for name, code, given in _given(body) if given and _lacks(name, code))


def _given(body: Report) -> Iterator[tuple[str, object, str | None]]:
    yield "place_type", body.place.type, body.place.as_given
    for each in body.substances:
        yield "substance", each.substance, each.as_given
        if each.quantity is not None:
            yield "unit", each.quantity.unit, each.quantity.as_given
    for hidden in body.concealment:
        yield "concealment", hidden.code, hidden.as_given
    if body.transport is not None:
        yield "transport", body.transport.code, body.transport.as_given
    for point in body.route:
        yield "country", point.country, point.as_given


def _lacks(name: str, code: object) -> bool:
    if code is None or isinstance(code, Absence) or code == "OTHER":
        return True
    return name != "country" and code not in vocab.load(name)
