"""What was read from a page as lines of text that an officer can correct, and corrected lines back as fields. A field
that was changed is the officer's; one that was emptied is unknown. Pure; called by the services and the form."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from cocaf import vocab
from cocaf.domain.errors import CocafError
from cocaf.online.extract import money
from cocaf.online.extract.contacts import contacts
from cocaf.online.extract.dates import dated
from cocaf.online.extract.numbers import number, plain
from cocaf.online.extract.places import places
from cocaf.online.extract.quantities import quantities
from cocaf.online.extract.words import clean, digits

Fields = dict[str, Any]
Typed = Mapping[str, str]

LINES: Final = ("quantities", "prices", "identifiers")
"""Fields with one value on each line."""
TEXTS: Final = (
    "title", "vendor", "market", "category", "address", "rating", "deals", "purity", "listed_on", "ships_from",
    "ships_to",
)  # fmt: skip


def shown(fields: Fields) -> dict[str, str]:
    """Each field as the text of its box; unknown is the empty text."""
    texts = {name: _text(fields.get(name)) for name in TEXTS}
    texts["quantities"] = "\n".join(row["as_given"] for row in fields.get("quantities") or [])
    texts["prices"] = "\n".join(_price_line(row) for row in fields.get("prices") or [])
    texts["identifiers"] = "\n".join(f"{row['kind']}: {row['value']}" for row in fields.get("identifiers") or [])
    return texts


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["as_given"])
    return "" if value is None else str(value)


def _price_line(row: Mapping[str, Any]) -> str:
    return f"{row['quantity']}: {row['as_given']}" if row.get("quantity") else str(row["as_given"])


def corrected(
    fields: Fields, found: list[dict[str, str]], typed: Typed, substances: list[str]
) -> tuple[Fields, list[dict[str, str]]]:
    """Fields and their sources after the officer's corrections; nothing that was left as read is read anew.

    `typed` has a text for each box of `shown`; `substances` are codes. Raises CocafError("capture.field", field,
    value) for a text that does not fit its field.
    """
    before, result, sources = shown(fields), dict(fields), list(found)
    for name, text in typed.items():
        if name in before and _tidy(text) != before[name]:
            result[name] = _read(name, _tidy(text))
            sources = _told(sources, name, _tidy(text))
    codes = [row["substance"] for row in fields.get("substances") or []]
    if substances != codes:
        result["substances"] = _substances(fields.get("substances") or [], substances)
        sources = _told(sources, "substances", ", ".join(substances))
    return result, sources


def _tidy(text: str) -> str:
    return "\n".join(filter(None, (clean(line) for line in text.splitlines())))


def _told(sources: list[dict[str, str]], name: str, text: str) -> list[dict[str, str]]:
    kept = [row for row in sources if row["field"] != name and not row["field"].startswith(f"{name}.")]
    if not text:
        return kept
    return [*kept, {"field": name, "path": "-", "as_given": text.replace("\n", "; ")[:160], "certainty": "officer"}]


def _substances(read: list[dict[str, str]], codes: list[str]) -> list[dict[str, str]] | None:
    known = {row["substance"]: row for row in read}
    rows = [known.get(code, {"substance": code, "as_given": code, "certainty": "officer"}) for code in codes]
    return rows or None


def _read(name: str, text: str) -> Any:
    if not text:
        return [] if name == "identifiers" else None
    if name in LINES:
        return [_LINE[name](name, line) for line in text.split("\n")]
    return _TEXT.get(name, _plain_text)(name, text)


def _wrong(name: str, text: str) -> CocafError:
    return CocafError("capture.field", field=name, value=text[:80])


def _plain_text(name: str, text: str) -> str:
    return text[:400]


def _quantity(name: str, line: str) -> Fields:
    found = quantities(line, pieces=True)
    if not found:
        raise _wrong(name, line)
    first = found[0]
    row: Fields = {
        "value": plain(first.value) if first.value is not None else None,
        "unit": first.unit,
        "as_given": line,
    }
    if first.each is not None:
        row |= {"each": plain(first.each), "each_unit": first.each_unit}
    return row


def _price(name: str, line: str) -> Fields:
    quantity, colon, rest = line.partition(": ")
    found = money.prices(rest if colon else line, labelled=True)
    if not found:
        raise _wrong(name, line)
    row: Fields = {"amount": plain(found[0].amount), "currency": found[0].currency, "as_given": found[0].as_given}
    return row | ({"quantity": quantity} if colon else {})


def _identifier(name: str, line: str) -> Fields:
    kind, colon, value = line.partition(":")
    if colon and kind.strip() in vocab.load("identifier") and value.strip():
        return {"kind": kind.strip(), "value": value.strip()}
    if found := contacts(line):
        return {"kind": found[0].kind, "value": found[0].value}
    raise _wrong(name, line)


def _places(name: str, text: str) -> Fields:
    found = places(text)
    if found is None:
        raise _wrong(name, text)
    parts = {"countries": found.countries, "excluded": found.excluded, "regions": found.regions}
    value: Fields = {key: list(codes) for key, codes in parts.items() if codes}
    return value | ({"worldwide": True} if found.worldwide else {}) | {"as_given": text}


def _amount(name: str, text: str) -> Decimal:
    figures = digits(text).rstrip(" %٪")
    value = number(figures) if figures[:1].isdigit() and set(figures) <= set("0123456789., ") else None
    if value is None:
        raise _wrong(name, text)
    return value


def _purity(name: str, text: str) -> str:
    value = _amount(name, text)
    if value > 100:
        raise _wrong(name, text)
    return plain(value)


def _deals(name: str, text: str) -> int:
    value = _amount(name, text)
    if value != value.to_integral_value() or value > 1_000_000:
        raise _wrong(name, text)
    return int(value)


def _day(name: str, text: str) -> str:
    found = dated(text, datetime.datetime.now(datetime.UTC).date())
    if found is None:
        raise _wrong(name, text)
    return found.day.isoformat()


_LINE: Final[Mapping[str, Callable[[str, str], Fields]]] = {
    "quantities": _quantity, "prices": _price, "identifiers": _identifier,
}  # fmt: skip
_TEXT: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "purity": _purity, "deals": _deals, "listed_on": _day, "ships_from": _places, "ships_to": _places,
}  # fmt: skip
