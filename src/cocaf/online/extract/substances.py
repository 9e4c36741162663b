"""From sellers' words to substances: chemical and street terms of `vocab/street.yaml`, evasive spellings, typing
errors. A term that also means other things makes a substance possible, never more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from cocaf.domain.things.capture import Certainty
from cocaf.online.extract.words import Token, fold, tokens
from cocaf.vocab import street

MOST_WORDS: Final = 4
_TYPO_LENGTH: Final = 6
_INSIDE_LENGTH: Final = 7
_JOINED_LENGTH: Final = 5
_NEGATIONS: Final = frozenset(
    fold(word)
    for word in [
        "no",
        "not",
        "without",
        "never",
        "non",
        "nor",
        "sans",
        "sin",
        "ohne",
        "zonder",
        "aucun",
        "ni",
        "بدون",
        "بلا",
        "لا",
        "ليس",
    ]
)
_LIKE: Final = frozenset(
    fold(word)
    for word in [
        "like",
        "similar",
        "substitute",
        "alternative",
        "equals",
        "equal",
        "replica",
        "fake",
        "comme",
        "similaire",
        "como",
        "مثل",
    ]
)
_ARTICLES: Final = ("وال", "بال", "لل", "ال", "و", "ب")
_LEET: Final = str.maketrans("013457", "oleast")
# within a family the processed form says more than the plant or the salt it was made from
_FORMS: Final = (
    "cannabis.edible",
    "cannabis.oil",
    "cannabis.resin",
    "cannabis.pollen",
    "cannabis.seed",
    "cannabis.plant",
    "cocaine.crack",
)
# one letter from words of everyday language: "Indian", "refer", "native"
_OTHER_WORDS: Final = frozenset({"indica", "reefer", "sativa"})
_ORDER: Final[Mapping[Certainty, int]] = {"officer": 0, "stated": 1, "likely": 2, "possible": 3}


@dataclass(frozen=True)
class Hit:
    """A substance that the words at [start:end] may mean."""

    code: str
    words: str
    certainty: Certainty
    start: int
    end: int

    @property
    def family(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True)
class _Terms:
    plain: Mapping[str, frozenset[str]]
    doubtful: Mapping[str, frozenset[str]]
    lengths: Mapping[str, set[int]]
    near: Mapping[str, str]
    long: tuple[str, ...]


def _may_be_misspelt(key: str) -> bool:
    return len(key) >= _TYPO_LENGTH and key.isalpha() and key not in _OTHER_WORDS


def _shortened(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


@cache
def _terms() -> _Terms:
    plain: dict[str, set[str]] = {}
    doubtful: dict[str, set[str]] = {}
    lengths: dict[str, set[int]] = {}
    for term in street.terms():
        key = fold(term.text)
        (doubtful if term.ambiguous else plain).setdefault(key, set()).add(term.code)
        lengths.setdefault(key, set()).add(len(tokens(term.text)))
    spelled = [key for key in plain if _may_be_misspelt(key) and lengths[key] == {1}]
    near = {cut: key for key in spelled for cut in _shortened(key)}
    long = tuple(key for key in spelled if len(key) >= _INSIDE_LENGTH)
    return _Terms(
        {k: frozenset(v) for k, v in plain.items()}, {k: frozenset(v) for k, v in doubtful.items()}, lengths, near, long
    )


def _spellings(key: str) -> Iterator[str]:
    yield key
    for article in _ARTICLES:
        if key.startswith(article) and len(key) > len(article) + 2:
            yield key[len(article) :]
    if not key.isalpha() and not key.isdigit():
        yield key.translate(_LEET)
    if key.endswith("s") and len(key) > 4:
        yield key[:-1]


def _look_up(key: str, words: int) -> tuple[frozenset[str], Certainty] | None:
    terms = _terms()
    for number, spelling in enumerate(_spellings(key)):
        found = terms.plain.get(spelling) or terms.doubtful.get(spelling)
        if not found or (words > 1 and words not in terms.lengths[spelling] and len(spelling) < _JOINED_LENGTH):
            continue
        if spelling not in terms.plain:
            return found, "possible"
        return found, "stated" if number == 0 or spelling == key[:-1] or not key.isascii() else "likely"
    return None


def _misspelt(key: str) -> tuple[frozenset[str], Certainty] | None:
    """One letter missing, added or other; or a long term written together with another word."""
    if len(key) < _TYPO_LENGTH or len(key) > 40 or not key.isalpha():
        return None
    terms = _terms()
    for cut in _shortened(key):
        if (spelled := terms.near.get(cut)) and abs(len(spelled) - len(key)) <= 1 and spelled[0] == key[0]:
            return terms.plain[spelled], "likely"
    inside = [spelled for spelled in terms.long if spelled in key]
    return (terms.plain[max(inside, key=len)], "likely") if inside else None


def _at(words: list[Token], place: int) -> tuple[int, tuple[frozenset[str], Certainty] | None]:
    for count in range(min(MOST_WORDS, len(words) - place), 0, -1):
        key = "".join(token.key for token in words[place : place + count])
        if len(key) > 1 and (found := _look_up(key, count)):
            return count, found
    return 1, _misspelt(words[place].key)


def _weakened(words: list[Token], place: int, count: int, certainty: Certainty) -> Certainty | None:
    before = {token.key for token in words[max(0, place - 3) : place]}
    after = {token.key for token in words[place + count : place + count + 1]}
    if before & _NEGATIONS:
        return None
    return "possible" if (before | after) & _LIKE else certainty


def hits(text: str) -> list[Hit]:
    """Every term in a cleaned text, in order, longest first, not overlapping. Negated terms are left out."""
    words, found, place = tokens(text), list[Hit](), 0
    while place < len(words):
        count, match = _at(words, place)
        certainty = _weakened(words, place, count, match[1]) if match else None
        if match and certainty:
            start, end = words[place].start, words[place + count - 1].end
            found += [Hit(code, text[start:end], certainty, start, end) for code in sorted(match[0])]
        place += count if match else 1
    return found


def _strongest(found: Iterable[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in found:
        if hit.code not in best or _ORDER[hit.certainty] < _ORDER[best[hit.code].certainty]:
            best[hit.code] = hit
    return sorted(best.values(), key=lambda hit: (_ORDER[hit.certainty], hit.start))


def _forms(sure: list[Hit], doubtful: list[Hit]) -> list[Hit]:
    """A doubtful form in the family of a sure substance ("kush wax") is likely, and takes the plant's place."""
    families = {hit.family for hit in sure}
    formed = [replace(hit, certainty="likely") for hit in doubtful if hit.code in _FORMS and hit.family in families]
    every = sure + [hit for hit in formed if hit.code not in {known.code for known in sure}]
    special = {hit.family for hit in every if hit.code in _FORMS}
    return [hit for hit in every if hit.code in _FORMS or hit.family not in special]


def _specific(found: list[Hit]) -> list[Hit]:
    """A code goes where one of its own kinds was named: cocaine hydrochloride is not also cocaine of no kind."""
    found = [hit for hit in found if not any(other.code.startswith(f"{hit.code}.") for other in found)]
    named = {hit.family for hit in found if not hit.code.endswith(".unspec")}
    return [
        hit for hit in found if not (hit.code.endswith(".unspec") and hit.family in named and hit.family != "opioid")
    ]


def substances(text: str, hint: str = "") -> list[Hit]:
    """What a text offers, surest first. `hint` (a category's words) may lift a doubtful term to likely, no more.

    A doubtful term beside a sure one of another substance is dropped: the blotter of "2C-I blotter" is no LSD.
    """
    found = hits(text)
    sure = _strongest(hit for hit in found if hit.certainty != "possible")
    doubtful = _strongest(hit for hit in found if hit.certainty == "possible")
    if sure:
        return _specific(_forms(sure, doubtful))
    families = {hit.family for hit in hits(hint) if hit.certainty == "stated"}
    lifted = [replace(hit, certainty="likely") for hit in doubtful if hit.family in families]
    return _specific(lifted or doubtful)


_PIECES: Final = frozenset(
    {
        "ats.mdma", "ats.prescription", "halluc.lsd", "nps.benzodiazepine", "opioid.buprenorphine",
        "opioid.codeine", "opioid.methadone", "opioid.morphine", "opioid.oxycodone", "opioid.tapentadol",
        "opioid.tramadol", "opioid.unspec",
    }
)  # fmt: skip


def by_piece(found: list[Hit]) -> bool:
    """Whether the first substance is usually sold by the tablet or dose, so that "2 mg" is the strength of one."""
    return (
        bool(found)
        and (found[0].family in {"sedative", "steroid", "medicine"} or found[0].code in _PIECES)
        and (found[0].code != "sedative.ghb_gbl")
    )
