"""Quantities as shown in titles, ladders and labelled fields, with the strength of one piece kept apart: "25 tablets
of 2 mg" is 25 tablets of 2 mg each, never 50 mg."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cocaf.online.extract.numbers import NUMBER, number
from cocaf.online.extract.words import digits, fold

_LONGEST: Final = 2_000
_MOST: Final = 40
_NAMES: Final = {
    "ug": "mcg ug µg μg microgram micrograms microgramme microgrammes ميكروغرام",
    "mg": "mg mgs milligram milligrams milligramme milligrammes miligramo miligramos ملغ مغ ملغم مليغرام",
    "g": "g gr gm gms grs gs gram grams gramm gramme grammes gramo gramos غ غرام جرام غرامات جرامات غم جم",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes kilogramo kilogramos كغ كيلو كلغ كيلوغرام",
    "oz": "oz ozs ounce ounces once onces onza onzas zip unze أونصة",
    "lb": "lb lbs pound pounds libra libras رطل",
    "ml": "ml mls millilitre millilitres milliliter milliliters mililitro مل مليلتر",
    "l": "l litre litres liter liters litro litros لتر",
    "tablet": "tablet tablets tab tabs tbl pill pills pastilla pastillas pastille comprimé comprimés comprimido "
    "comprimidos "
    "cachet cachets st pillen pils tabl xtc kpl قرص أقراص حبة حبات حبوب",
    "capsule": "capsule capsules cap caps gélule gélules cápsula cápsulas كبسولة كبسولات",
    "blotter": "blotter blotters buvard buvards",
    "dose": "hit hits trip trips dose doses dosis drop drops tripi tripis stamp stamps strip strips جرعة جرعات",
    "ampoule": "amp amps ampoule ampoules ampule ampules ampolla ampollas أمبولة",
    "vial": "vial vials fiole fioles vial viales قارورة",
    "patch": "patch patches parche parches لصقة لصقات",
    "sachet": "sachet sachets baggie baggies bag bags bolsita bolsitas كيس أكياس",
    "bottle": "bottle bottles flacon flacons frasco frascos قنينة",
    "piece": "piece pieces pcs pc stk stück pièce pièces pieza piezas قطعة قطع "
    "seed seeds graine graines semilla semillas",
    "joint": "joint joints preroll prerolls porro porros",
    "plant": "plant plants plante plantes planta plantas شتلة",
}
UNITS: Final = {fold(name): code for code, names in _NAMES.items() for name in names.split()} | {"µg": "ug", "μg": "ug"}
STRENGTHS: Final = frozenset({"ug", "mg"})
AMOUNTS: Final = frozenset({"g", "kg", "oz", "lb", "ml", "l"})
GRAMS: Final = {"ug": "0.000001", "mg": "0.001", "g": "1", "kg": "1000", "oz": "28.35", "lb": "453.6"}
_HALVES: Final = {"half": "0.5", "quarter": "0.25", "demi": "0.5", "medio": "0.5", "media": "0.5", "نصف": "0.5"}
_HALF: Final = re.compile(
    r"(?<!\w)(half|quarter|demi|medio|media|نصف)(?:\s|-)(?:an?\s|of\s)?([^\W\d_]{1,10})(?!\w)", re.IGNORECASE
)
_PIECES_OF: Final = re.compile(r"(?<![\w.,/$€£₿-])(\d{1,5})\s([^\W\d_]{2,14})\s([^\W\d_]{3,12})(?!\w)")
_NAMED: Final = {"qp": ("0.25", "lb"), "hp": ("0.5", "lb"), "8ball": ("3.5", "g"), "eightball": ("3.5", "g")}

_MEASURE: Final = re.compile(
    rf"(?:(?<![\w./$€£₿])|(?<=\d[xX×]))(?<!\d,)(?P<number>{NUMBER})(?P<gap>[\s)\]]{{0,3}}[-–~+]?\s{{0,2}}(?:th|st|x)?[\s.]{{0,2}})"
    rf"(?P<unit>[^\W\d_]{{1,14}})(?P<per>\s?/\s?(?:ml|l|hr?|h|gram|g)\b)?",
    re.IGNORECASE,
)
_TIMES: Final = re.compile(
    r"(?<![\w.,/$€£₿])(?<!\d-)(?P<before>\d{1,6})\s{0,2}[x×*](?![a-z])"
    r"|(?<![a-z])[x×]\s{0,2}(?P<after>\d{1,6})(?![\d.,/]{0,9}\s?(?:mg|g|gr|ml|ug|mcg)\b)",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(r"[(\[]\s?(\d{1,5})\s?[)\]]|#\s?(\d{2,5})(?![\w/])")
_FIRST: Final = re.compile(r"\s?(\d{1,5})(?:\s[-–]\s?|\s)(?=[^\W\d_]{3})")
_PERCENT: Final = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?[%٪]"
    r"(?!\s?(?:off|discount|extra|more|escrow|positive|refund|reship|fe|bonus|remise|feedback|descuento))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Measure:
    """A number with its unit, at [start:end] of the text."""

    value: Decimal
    unit: str
    start: int
    end: int


@dataclass(frozen=True)
class Quantity:
    """What is offered: `value` of `unit` (None where the page shows only the strength), each `each` of `each_unit`."""

    value: Decimal | None
    unit: str | None
    as_given: str
    each: Decimal | None = None
    each_unit: str | None = None


def _measures(text: str) -> list[Measure]:
    found = []
    for match in _MEASURE.finditer(text):
        unit = UNITS.get(fold(match["unit"])) or UNITS.get(match["unit"].lower())
        value = number(match["number"], whole=unit not in GRAMS) if unit else None
        if unit and value and not match["per"]:
            found.append(Measure(value, unit, match.start("number"), match.end("unit")))
    return found[:_MOST]


def _named(text: str) -> list[Measure]:
    """Weights with a name of their own: a QP is a quarter of a pound, an 8-ball an eighth of an ounce."""
    words = re.finditer(r"(?<!\w)(?:8[- ]?ball|eight ?ball|qp|hp)(?!\w)", text, re.IGNORECASE)
    return [
        Measure(Decimal(value), unit, m.start(), m.end()) for m in words for value, unit in [_NAMED[fold(m.group())]]
    ]


def _halves(text: str) -> list[Measure]:
    """ "Half ounce", "un demi kilo": a fraction in words before a unit of weight."""
    found = ((m, UNITS.get(fold(m[2]))) for m in _HALF.finditer(text))
    return [Measure(Decimal(_HALVES[m[1].lower()]), unit, m.start(), m.end()) for m, unit in found if unit in AMOUNTS]


def _pieces_of(text: str) -> list[Measure]:
    """ "5 XTC pills": one word may stand between a number and what is counted."""
    found = ((m, UNITS.get(fold(m[3])), UNITS.get(fold(m[2]))) for m in _PIECES_OF.finditer(text))
    return [
        Measure(Decimal(m[1]), unit, m.start(), m.end())
        for m, unit, between in found
        if unit and unit not in AMOUNTS | STRENGTHS and between is None and int(m[1])
    ]


def _grams(measure: Measure) -> Decimal | None:
    return measure.value * Decimal(GRAMS[measure.unit]) if measure.unit in GRAMS else None


def _without_repeats(found: Iterable[Measure]) -> list[Measure]:
    """ "1/4 oz - 7 g" and "1 lb (454 g)" say one weight twice: the first stays."""
    kept: list[Measure] = []
    for measure in found:
        weight = _grams(measure)
        weights = [_grams(other) for other in kept if other.unit != measure.unit]
        if weight is None or not any(w and abs(w - weight) <= w * Decimal("0.06") for w in weights):
            kept.append(measure)
    return kept


def _multiple(text: str, found: list[Measure], pieces: bool) -> tuple[Decimal, int, int] | None:
    """A bare count: "x30", "10 x", "(25)", "#500", of pieces also "20 Xanax"; never a number that a unit claims."""
    first = [_FIRST.match(text)] if pieces else []
    for pattern, matches in ((_TIMES, None), (_COUNT, None), (_FIRST, first)):
        for match in pattern.finditer(text) if matches is None else filter(None, matches):
            group = next(g for g in range(1, pattern.groups + 1) if match[g])
            inside = any(m.start <= match.start(group) < m.end for m in found)
            if not inside and 0 < int(match[group]) <= 100_000:
                return Decimal(match[group]), match.start(), match.end()
    return None


def _cut(text: str, *spans: tuple[int, int]) -> str:
    return text[min(s for s, _ in spans) : max(e for _, e in spans)].strip(" -–~([#")[:120]


def _one(text: str, measure: Measure) -> Quantity:
    return Quantity(measure.value, measure.unit, _cut(text, (measure.start, measure.end)))


def _counted(text: str, pieces: list[Measure], strengths: list[Measure]) -> list[Quantity]:
    each = strengths[0] if len({(s.value, s.unit) for s in strengths}) == 1 else None
    if each is None:
        return [_one(text, piece) for piece in pieces]
    return [
        Quantity(p.value, p.unit, _cut(text, (p.start, p.end), (each.start, each.end)), each.value, each.unit)
        for p in pieces
    ]


def quantities(text: str, *, pieces: bool = False) -> list[Quantity]:
    """The quantities that a cleaned line offers, in order. `pieces` says that the goods come as tablets or doses,
    so that a lone "2 mg" is the strength of one and the number offered is not known."""
    text = digits(text[:_LONGEST])
    found = _without_repeats(sorted(_measures(text) + _named(text) + _halves(text), key=lambda m: m.start))
    amounts = [m for m in found if m.unit in AMOUNTS]
    strengths = [m for m in found if m.unit in STRENGTHS]
    counts = [m for m in found if m.unit not in AMOUNTS | STRENGTHS]
    multiple = _multiple(text, found, pieces)
    if not counts and multiple is None:
        counts = _pieces_of(text)
    if counts:
        return _counted(text, counts, strengths or [m for m in amounts if m.unit in {"g", "ml"}])
    single = amounts or strengths
    if multiple and len(single) == 1:
        count, start, end = multiple
        as_given = _cut(text, (start, end), (single[0].start, single[0].end))
        return [Quantity(count, "piece", as_given, single[0].value, single[0].unit)]
    if amounts:
        return [_one(text, measure) for measure in amounts]
    if pieces and len(strengths) == 1:
        return [
            Quantity(
                None, None, _cut(text, (strengths[0].start, strengths[0].end)), strengths[0].value, strengths[0].unit
            )
        ]
    if not strengths and multiple and pieces:
        return [Quantity(multiple[0], "piece", _cut(text, multiple[1:]))]
    return [_one(text, measure) for measure in strengths]


def purity(text: str) -> tuple[Decimal, str] | None:
    """The first percentage that can be a purity, with its words; discounts and feedback scores are not."""
    for match in _PERCENT.finditer(digits(text[:_LONGEST])):
        value = number(match[1])
        if value is not None and 1 <= value <= 100:
            return value, match.group()
    return None
