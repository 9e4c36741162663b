"""What a page offers, put together from its lines: for each field the surest reading, where it stands, and how sure.
What is not found stays None, which a record writes as unknown."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from cocaf import limits
from cocaf.domain.things.capture import Certainty
from cocaf.online.extract import money, pgp
from cocaf.online.extract.contacts import Contact, contacts
from cocaf.online.extract.dates import dated
from cocaf.online.extract.labels import Pair, field_of, pairs
from cocaf.online.extract.numbers import NUMBER, number, plain
from cocaf.online.extract.page import Line, Page
from cocaf.online.extract.places import from_and_to, places
from cocaf.online.extract.quantities import Quantity, purity, quantities
from cocaf.online.extract.substances import Hit, by_piece, hits, substances
from cocaf.online.extract.words import digits

EXTRACTOR: Final = "cocaf-listing-1"
_MOST: Final = 30
_WINDOW: Final = 1_900
_OVERLAP: Final = 150
_TITLE_CLASS: Final = re.compile(r"(?i)\b(?:title|product-?name|listing-?name|item-?name)\b")
_VENDOR_CLASS: Final = re.compile(r"(?i)\b(?:vendor|seller|vendeur|vendedor)\b")
_PRICE_CLASS: Final = re.compile(r"(?i)\bprices?\b|\bprix\b|\bprecio\b")
_TEXT_CLASS: Final = re.compile(r"(?i)\b(?:desc|description|details|body|content|note|about)\b")
_NO_PRICE: Final = re.compile(
    r"(?i)shipping|postage|delivery|express|courier|livraison|frais|envío|gastos|الشحن|balance|solde|saldo|escrow|fee"
    r"|1\s?btc\s?=|rate|refund|minimum|deposit|discount"
)
_TAIL: Final = re.compile(r"\s(?:[|–—»:-]{1,2})\s")
_COUNTED: Final = re.compile(
    r"(?i)(?<![\w.,])(\d{1,3}(?:[ .,]\d{3}){0,2}|\d{1,7})\s?\+?\s?"
    r"(?:deals|sales|sold|orders|transactions|ventes|commandes|ventas|pedidos|مبيعات|مبيعة|طلب)"
)
_RATING: Final = re.compile(r"(?<![\d.,])(?:\d(?:[.,]\d{1,2})?\s?/\s?(?:5|10)|\d{1,3}(?:[.,]\d{1,2})?\s?[%٪])(?![\d])")
_OFFERS: Final = re.compile(r"\s[/|•]\s|[;|•]|,\s(?=\d)")


@dataclass
class Reading:
    """Fields of a capture's body in their JSON form (None: not found), with their places and notes on the page."""

    fields: dict[str, Any] = field(default_factory=dict)
    found: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def put(self, name: str, value: Any, line: Line | None, as_given: str, certainty: Certainty) -> None:
        self.fields[name] = value
        self.trace(name, line.path if line else "head", as_given, certainty)

    def trace(self, name: str, path: str, as_given: str, certainty: Certainty) -> None:
        if len(self.found) < limits.LIST_ITEMS:
            shown = as_given[:160] or "-"
            self.found.append({"field": name, "path": path[-160:] or "-", "as_given": shown, "certainty": certainty})


def _sure(nearness: float) -> Certainty:
    return "stated" if nearness >= 0.75 else "likely" if nearness >= 0.5 else "possible"


def _line(text: str) -> str:
    return text[: limits.LINE_CHARACTERS].strip()


class _Reader:
    """One reading of one page; every method fills the fields that its name says."""

    def __init__(self, page: Page, seen: datetime.date, region: str | None) -> None:
        self.page, self.seen, self.region = page, seen, region
        self.main = [line for line in page.lines if not line.side and not line.trail]
        self.by_field: dict[str, list[Pair]] = {}
        for pair in pairs(self.main):
            self.by_field.setdefault(pair.field, []).append(pair)
        self.reading = Reading(notes=list(page.notes))
        self.title: Line | None = None

    def first(self, name: str) -> Pair | None:
        return next(iter(self.by_field.get(name, [])), None)

    def read(self) -> Reading:
        for step in (
            self.read_market, self.read_title, self.read_category, self.read_vendor, self.read_substances,
            self.read_quantities, self.read_prices, self.read_places, self.read_rating, self.read_deals, self.read_date,
            self.read_contacts,
        ):  # fmt: skip
            step()
        return self.reading

    def read_market(self) -> None:
        head = self.page.head
        address = head.get("saved") or head.get("canonical") or head.get("og:url")
        if address:
            self.reading.put("address", _line(address), None, address, "stated" if "saved" in head else "likely")
        if pair := self.first("market"):
            self.reading.put("market", _line(pair.value), pair.line, pair.value, _sure(pair.nearness))
        elif name := head.get("og:site_name"):
            self.reading.put("market", _line(name), None, name, "stated")
        elif len(parts := _TAIL.split(head.get("title", ""))) > 1 and len(parts[-1]) <= 40:
            self.reading.put("market", _line(parts[-1]), None, head["title"], "likely")

    def _titles(self) -> Iterator[tuple[float, str, Line | None]]:
        for pair in self.by_field.get("title", [])[:5]:
            yield pair.nearness, pair.value, pair.line
        for line in self.main[:800]:
            if line.tag in {"h1", "h2", "h3"} or "/h1" in line.path:
                yield {"h1": 0.9, "h2": 0.65}.get(line.tag, 0.45), line.text, line
            elif _TITLE_CLASS.search(line.classes):
                yield 0.75, line.text, line
        if title := self.page.head.get("og:title"):
            yield 0.8, title, None
        if title := self.page.head.get("title"):
            yield 0.5, _TAIL.split(title)[0], None

    def read_title(self) -> None:
        market = self.reading.fields.get("market")
        best: tuple[float, str, Line | None] | None = None
        for score, text, line in self._titles():
            if not 3 <= len(text) <= 300 or text == market or field_of(text):
                continue
            score += 0.25 * bool(hits(text)) + 0.1 * bool(quantities(text))
            if best is None or score > best[0]:
                best = (score, text, line)
        if best:
            self.title = best[2]
            self.reading.put("title", _line(best[1]), best[2], best[1], "stated" if best[0] >= 0.9 else "likely")

    def read_category(self) -> None:
        trail = [line for line in self.page.lines if line.trail][:12]
        if pair := self.first("category"):
            self.reading.put("category", _line(pair.value), pair.line, pair.value, _sure(pair.nearness))
        elif trail:
            text = " › ".join(line.text.strip(" >»/›") for line in trail)
            self.reading.put("category", _line(text), trail[0], text, "likely")

    def read_vendor(self) -> None:
        pair = self.first("vendor")
        line = next(
            (line for line in self.main if _VENDOR_CLASS.search(line.classes) and not field_of(line.text)), None
        )
        text, where, certainty = line.text if line else "", line, _sure(0.5)
        if pair:
            text, where, certainty = pair.value, pair.line, _sure(pair.nearness)
        name = re.split(r"\s[(\[|–—•]|\s-\s|[(\[]|\s(?=\d)", text, maxsplit=1)[0].strip(" :@")
        if name and len(name) <= 80:
            self.reading.put("vendor", _line(name), where, text, certainty)

    def _texts(self) -> Iterator[tuple[str, Line | None, bool]]:
        """Where substances are read, in order: the title, fields of their own, the seller's description."""
        if title := self.reading.fields.get("title"):
            yield title, self.title, True
        for name in ("substance", "title"):
            for pair in self.by_field.get(name, [])[:3]:
                yield pair.value, pair.line, True
        for pair in self.by_field.get("description", [])[:3]:
            yield pair.value[:_WINDOW], pair.line, False
        for line in self.main:
            if _TEXT_CLASS.search(line.classes) or line.tag in {"p", "pre", "blockquote"}:
                yield line.text[:_WINDOW], line, False
        if category := self.reading.fields.get("category"):
            yield category, None, False

    def read_substances(self) -> None:
        hint, self.hits = str(self.reading.fields.get("category") or ""), list[Hit]()
        doubtful: tuple[list[Hit], Line | None] | None = None
        for text, line, own in self._texts():
            found = substances(text, hint)
            if found and found[0].certainty != "possible":
                self._put_substances(found, line, own)
                return
            doubtful = doubtful or ((found, line) if found else None)
        if doubtful:
            self._put_substances(doubtful[0], doubtful[1], own=True)

    def _put_substances(self, found: list[Hit], line: Line | None, own: bool) -> None:
        self.hits, rows = found[:_MOST], []
        for index, hit in enumerate(self.hits):
            sure: Certainty = "likely" if hit.certainty == "stated" and not own else hit.certainty
            rows.append({"substance": hit.code, "as_given": _line(hit.words), "certainty": sure})
            self.reading.trace(f"substances.{index}", line.path if line else "head", hit.words, sure)
        self.reading.fields["substances"] = rows

    def _ladder(self) -> Iterator[tuple[Quantity, money.Price, Line]]:
        """Rows and parts of lines that hold one quantity and its price."""
        rows: dict[int, list[Line]] = {}
        for line in self.main:
            if line.row >= 0:
                rows.setdefault(line.row, []).append(line)
        texts = [(" ".join(line.text for line in row)[:300], row[0]) for row in rows.values() if len(row) < 8]
        texts += [(part, line) for line in self.main if line.row < 0 for part in _OFFERS.split(line.text[:_WINDOW])]
        for text, line in texts:
            shown, asked = quantities(text[:300]), money.prices(text[:300])
            if len(shown) == 1 and 1 <= len(asked) <= 2 and not _NO_PRICE.search(text) and line is not self.title:
                yield shown[0], asked[0], line

    def read_quantities(self) -> None:
        pieces, rows = by_piece(self.hits), list[tuple[Quantity, Line | None, Certainty]]()
        for pair in self.by_field.get("quantity", [])[:_MOST]:
            rows += [(quantity, pair.line, _sure(pair.nearness)) for quantity in quantities(pair.value, pieces=pieces)]
        self.offers = list(self._ladder())[:_MOST]
        rows += [(quantity, line, "likely") for quantity, _, line in self.offers]
        title = str(self.reading.fields.get("title") or "")
        rows += [(quantity, self.title, "stated") for quantity in quantities(title, pieces=pieces)]
        self._put_quantities(rows)
        for pair in self.by_field.get("purity", [])[:5]:
            if grade := purity(pair.value):
                self.reading.put("purity", plain(grade[0]), pair.line, grade[1], "stated")
                return
        if grade := purity(title):
            self.reading.put("purity", plain(grade[0]), self.title, grade[1], "likely")

    def _put_quantities(self, rows: list[tuple[Quantity, Line | None, Certainty]]) -> None:
        kept: dict[tuple[Any, ...], dict[str, str | None]] = {}
        for quantity, line, certainty in rows:
            key = (quantity.value, quantity.unit, quantity.each, quantity.each_unit)
            if key in kept or len(kept) >= _MOST:
                continue
            self.reading.trace(f"quantities.{len(kept)}", line.path if line else "head", quantity.as_given, certainty)
            kept[key] = {
                "value": plain(quantity.value) if quantity.value is not None else None,
                "unit": quantity.unit,
                "as_given": _line(quantity.as_given) or "-",
            } | ({"each": plain(quantity.each), "each_unit": quantity.each_unit} if quantity.each is not None else {})
        if kept:
            self.reading.fields["quantities"] = list(kept.values())

    def _prices(self) -> Iterator[tuple[money.Price, Line | None, Certainty, str | None]]:
        for quantity, price, line in self.offers:
            yield price, line, price.certainty, quantity.as_given
        for pair in self.by_field.get("price", [])[:_MOST]:
            for price in money.prices(pair.value, labelled=True):
                yield price, pair.line, price.certainty if pair.nearness >= 0.5 else "possible", None
        for line in self.main:
            if not _NO_PRICE.search(line.text) and (_PRICE_CLASS.search(line.classes) or line is self.title):
                for price in money.prices(line.text):
                    yield price, line, "likely", None

    def read_prices(self) -> None:
        rows = list(self._prices())
        if not rows:
            plausible = [line for line in self.main if not _NO_PRICE.search(line.text)]
            rows = [(price, line, "possible", None) for line in plausible for price in money.prices(line.text)]
        kept: dict[tuple[Any, ...], dict[str, str | None]] = {}
        for price, line, certainty, quantity in rows:
            key = (price.amount, price.currency)
            if key in kept or len(kept) >= _MOST:
                continue
            self.reading.trace(f"prices.{len(kept)}", line.path if line else "head", price.as_given, certainty)
            row = {"amount": plain(price.amount), "currency": price.currency, "as_given": _line(price.as_given)}
            kept[key] = row | ({"quantity": _line(quantity)} if quantity else {})
        if kept:
            self.reading.fields["prices"] = list(kept.values())

    def read_places(self) -> None:
        for name in ("ships_from", "ships_to"):
            read = [(pair, places(self._half(name, pair.value))) for pair in self.by_field.get(name, [])[:6]]
            known = next(((pair, found) for pair, found in read if found and found.known), None)
            known = known or next(((pair, found) for pair, found in read if found and pair.nearness >= 0.75), None)
            if known and known[1]:
                pair, found = known
                parts = {"countries": found.countries, "excluded": found.excluded, "regions": found.regions}
                value: dict[str, Any] = {key: list(codes) for key, codes in parts.items() if codes}
                if found.worldwide is not None:
                    value["worldwide"] = found.worldwide
                value |= {"as_given": _line(found.as_given)}
                self.reading.put(name, value, pair.line, found.as_given, _sure(pair.nearness))

    def _half(self, name: str, text: str) -> str:
        both = from_and_to(text)
        return (both[0] if name == "ships_from" else both[1]) if both else text

    def _beside_vendor(self) -> list[tuple[str, Line]]:
        """Where sellers' figures stand when they have no label: "name (312 deals) 4.92 / 5"."""
        near = [(pair.value, pair.line) for pair in self.by_field.get("vendor", [])]
        return near + [(line.text, line) for line in self.main if _VENDOR_CLASS.search(line.classes)]

    def read_rating(self) -> None:
        labelled = [(pair.value, pair.line, _sure(pair.nearness)) for pair in self.by_field.get("rating", [])]
        beside: list[tuple[str, Line, Certainty]] = [(text, line, "likely") for text, line in self._beside_vendor()]
        for text, line, certainty in labelled + beside:
            if match := _RATING.search(digits(text[:300])):
                self.reading.put("rating", match.group(), line, text, certainty)
                return

    def read_deals(self) -> None:
        for pair in self.by_field.get("deals", []):
            value = number(match[0], whole=True) if (match := re.match(NUMBER, digits(pair.value[:40]))) else None
            if value is not None and value == value.to_integral_value() and value <= 1_000_000:
                self.reading.put("deals", int(value), pair.line, pair.value, _sure(pair.nearness))
                return
        for text, where in self._beside_vendor():
            if match := _COUNTED.search(digits(text[:300])):
                count = int(re.sub(r"\D", "", match[1]))
                if count <= 1_000_000:
                    self.reading.put("deals", count, where, match.group(), "likely")
                    return

    def read_date(self) -> None:
        for pair in self.by_field.get("listed_on", []):
            if found := dated(pair.value, self.seen):
                sure: Certainty = found.certainty if pair.nearness >= 0.5 else "possible"
                self.reading.put("listed_on", found.day.isoformat(), pair.line, pair.value, sure)
                return

    def _contacts(self) -> Iterator[tuple[Contact, Line]]:
        # what stands in menus, footers and other offers is the market's or another seller's, and would link them all
        for line in self.main:
            step = _WINDOW - _OVERLAP
            for start in range(0, max(1, len(line.text) - _OVERLAP), step):
                for contact in contacts(line.text[start : start + _WINDOW], self.region):
                    yield contact, line
        # a key may run over many lines of the page, one for each of its own
        for start, line in enumerate(self.main):
            if pgp.BEGIN in line.text:
                rest = "\n".join(other.text for other in self.main[start : start + 400])
                for mark in filter(None, map(pgp.fingerprint, pgp.blocks(rest)[:1])):
                    yield Contact("pgp_fpr", mark, "stated", pgp.BEGIN), line

    def read_contacts(self) -> None:
        kept: dict[tuple[str, str], dict[str, str]] = {}
        for contact, line in self._contacts():
            key = (contact.kind, contact.value)
            if key in kept or len(kept) >= 100 or len(contact.value) > limits.LINE_CHARACTERS:
                continue
            self.reading.trace(f"identifiers.{len(kept)}", line.path, contact.as_given, contact.certainty)
            kept[key] = {"kind": contact.kind, "value": contact.value}
        self.reading.fields["identifiers"] = list(kept.values())


UNKNOWN_FIELDS: Final = (
    "address", "title", "vendor", "market", "category", "substances", "quantities", "purity", "prices", "ships_from",
    "ships_to", "rating", "deals", "listed_on",
)  # fmt: skip


def read_listing(page: Page, seen: datetime.date, region: str | None = None) -> Reading:
    """Reads a listing. `seen` is the day on which the page was saved; `region` (ISO 3166-1) serves telephone numbers
    that are written without a country's prefix. Every field of UNKNOWN_FIELDS that was not found is None."""
    reading = _Reader(page, seen, region).read()
    reading.fields = dict.fromkeys(UNKNOWN_FIELDS) | reading.fields
    return reading
