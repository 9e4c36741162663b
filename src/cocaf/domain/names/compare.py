"""Compares two names and says why: words are paired whatever their order, each pair by an edit distance that knows
which sounds spellings confuse. The answer is a grade for a person to judge, never a merge."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Final

from cocaf.domain.names.confusions import ALIKE, BOTH_UNVOWELLED, FINAL_E, FIRST, LEFT_OUT, SHORT_LEFT_OUT
from cocaf.domain.names.tokens import Token, tokens
from cocaf.domain.names.translit import VOWELS

SAME, POSSIBLE, DIFFERENT = "same", "possible", "different"
_EQUAL: Final = 0.82
"""Two words of at least this similarity are spellings of one name."""
_NEAR: Final = 0.7
_SAME_FROM: Final = 0.86
_POSSIBLE_FROM: Final = 0.66

_VOWEL_WEIGHT: Final = 0.3


@dataclass(frozen=True, slots=True)
class NameComparison:
    """`score` from 0 to 1; `verdict` same, possible or different; `reasons` are codes of vocab `name_reason`."""

    score: float
    verdict: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class _Paired:
    """What pairing the words found. `weight` and `similarity` are sums over the paired words."""

    pairs: list[tuple[int, int, float]]
    left: list[int]
    right: list[int]


def compare(a: str, b: str) -> NameComparison:
    """Whether two written names may be one person's. Word order, articles, titles, missing middle names and initials
    are told in `reasons` and cost little; a given name that is another one makes the verdict "different"."""
    one, other = tokens(a), tokens(b)
    if not one or not other:
        return NameComparison(0.0, DIFFERENT, ())
    if [token.written for token in one] == [token.written for token in other]:
        return NameComparison(1.0, SAME, ("equal",))
    one, other = _without_titles(one), _without_titles(other)
    paired = _pair(one, other)
    if paired.left and paired.right:
        _join(one, other, paired)
    return _judge(one, other, paired)


def _without_titles(words: tuple[Token, ...]) -> tuple[Token, ...]:
    return tuple(token for token in words if not token.title) or words


def _pair(one: tuple[Token, ...], other: tuple[Token, ...]) -> _Paired:
    """Pairs words, the most similar first; each word has one partner at most."""
    found = [
        (value - abs(i - j) * 0.001, i, j, value)
        for i, token in enumerate(one)
        for j, against in enumerate(other)
        if (value := likeness(token, against)) >= _NEAR
    ]
    found.sort(reverse=True)
    left, right = list(range(len(one))), list(range(len(other)))
    pairs = []
    for _, i, j, value in found:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((i, j, value))
    return _Paired(pairs, left, right)


def _join(one: tuple[Token, ...], other: tuple[Token, ...], paired: _Paired) -> None:
    """Pairs two words of one name with one of the other: Jean Claude, Jeanclaude. Changes `paired` in place."""
    for first, at, value in _joins(one, other, paired.left, paired.right):
        paired.pairs.append((first, at, value))
    for first, at, value in _joins(other, one, paired.right, paired.left):
        paired.pairs.append((at, first, value))


def _joins(
    words: tuple[Token, ...], single: tuple[Token, ...], mine: list[int], theirs: list[int]
) -> list[tuple[int, int, float]]:
    """(first of two neighbours, the one word that is both, how alike); takes them off the two lists of free words."""
    found = []
    for first in list(mine):
        if first not in mine or first + 1 not in mine:
            continue
        here, after = words[first], words[first + 1]
        for at in theirs:
            value = _joined_likeness(here, after, single[at])
            if value >= _EQUAL:
                mine.remove(first)
                mine.remove(first + 1)
                theirs.remove(at)
                found.append((first, at, value))
                break
    return found


def _joined_likeness(here: Token, after: Token, whole: Token) -> float:
    sounds = here.sounds + after.sounds
    if abs(len(sounds) - len(whole.sounds)) > 2 or not _initials_meet(here, whole):
        return 0.0
    return _similarity(sounds, whole.sounds, here.unvowelled, whole.unvowelled)


def _judge(one: tuple[Token, ...], other: tuple[Token, ...], paired: _Paired) -> NameComparison:
    pairs, left, right = paired.pairs, paired.left, paired.right
    if all(one[i].initial or other[j].initial for i, j, _ in pairs):
        return NameComparison(0.0, DIFFERENT, ("no_word",))
    total = sum(value * _weight(one[i], other[j]) for i, j, value in pairs)
    weights = sum(_weight(one[i], other[j]) for i, j, _ in pairs)
    conflicts = min(len(left), len(right))
    extra = max(len(left), len(right)) - conflicts
    score = total / (weights + 1.1 * conflicts + 0.07 * min(extra, 3))
    score -= 0.06 * sum(value < _EQUAL for _, _, value in pairs)
    if conflicts:
        score = min(score, _POSSIBLE_FROM - 0.02)
    if _one_word_only(one, other, pairs) and extra:
        score = min(score, _SAME_FROM - 0.1)
    if _father_and_son(one, other, pairs):
        score = min(score, _POSSIBLE_FROM - 0.06)
    verdict = SAME if score >= _SAME_FROM else POSSIBLE if score >= _POSSIBLE_FROM else DIFFERENT
    return NameComparison(round(max(score, 0.0), 3), verdict, tuple(_reasons(one, other, paired)))


def _weight(token: Token, other: Token) -> float:
    return 0.4 if token.initial or other.initial else 1.0


def _one_word_only(one: tuple[Token, ...], other: tuple[Token, ...], pairs: list[tuple[int, int, float]]) -> bool:
    """Only one whole word carries the likeness: a family name, or a given name, that many share."""
    return sum(_weight(one[i], other[j]) for i, j, _ in pairs) < 2 and (len(one) > 1 or len(other) > 1)


def _father_and_son(one: tuple[Token, ...], other: tuple[Token, ...], pairs: list[tuple[int, int, float]]) -> bool:
    """Salman bin Muhammad is not Muhammad bin Salman: both write "son of", and it stands before another name."""
    sons = {i for i, token in enumerate(one) if token.father}, {j for j, token in enumerate(other) if token.father}
    return bool(sons[0] and sons[1]) and any((i in sons[0]) != (j in sons[1]) for i, j, _ in pairs if i == 0 or j == 0)


def _reasons(one: tuple[Token, ...], other: tuple[Token, ...], paired: _Paired) -> list[str]:
    pairs = sorted(paired.pairs)
    found = ["words_alike" if all(value >= _EQUAL for _, _, value in pairs) else "words_near"]
    if any(
        one[i].unvowelled != other[j].unvowelled or one[i].written.isascii() != other[j].written.isascii()
        for i, j, _ in pairs
    ):
        found.append("other_script")
    if [j for _, j, _ in pairs] != sorted(j for _, j, _ in pairs):
        found.append("other_order")
    if any(one[i].initial != other[j].initial for i, j, _ in pairs):
        found.append("initial")
    if _father_and_son(one, other, paired.pairs):
        found.append("father_and_son")
    if paired.left and paired.right:
        found.append("another_name")
    elif paired.left or paired.right:
        found.append("fewer_names")
    return found


def likeness(token: Token, other: Token) -> float:
    """How alike two words are, 0 to 1: the best of their spellings with and without article."""
    if token.written == other.written:
        return 1.0
    if token.initial or other.initial:
        return 0.9 if _initials_meet(token, other) else 0.0
    if len(token.bones & other.bones) * 2 < max(len(token.bones), len(other.bones)):
        return 0.0
    best = _similarity(token.sounds, other.sounds, token.unvowelled, other.unvowelled)
    if best < _EQUAL and (token.others or other.others):
        for mine in token.others:
            best = max(best, _similarity(mine, other.sounds, token.unvowelled, other.unvowelled) - 0.02)
        for theirs in other.others:
            best = max(best, _similarity(token.sounds, theirs, token.unvowelled, other.unvowelled) - 0.02)
    return best


def _initials_meet(token: Token, other: Token) -> bool:
    first, second = token.sounds[:1], other.sounds[:1]
    return bool(first) and (first == second or ALIKE.get((first, second), 1.0) <= 0.3)


@functools.lru_cache(maxsize=65536)
def _similarity(a: str, b: str, a_unvowelled: bool, b_unvowelled: bool) -> float:
    """1 minus the edit distance over the mean weight of the two words; 0 at once for words that cannot be alike."""
    if a == b:
        return 1.0
    weight = (_weigh(a) + _weigh(b)) / 2
    if abs(len(a) - len(b)) > 4 or not a or not b:
        return 0.0
    most = (1 - _NEAR) * weight
    cost = _distance(a, b, a_unvowelled, b_unvowelled, most)
    return 0.0 if cost > most else 1 - cost / weight


@functools.lru_cache(maxsize=8192)
def _weigh(sounds: str) -> float:
    return sum(_VOWEL_WEIGHT if sound in VOWELS else 1.0 for sound in sounds) or 1.0


def _distance(a: str, b: str, a_unvowelled: bool, b_unvowelled: bool, most: float) -> float:
    """Weighted edit distance with neighbours changed places; stops where it is sure to exceed `most`."""
    gaps_a = _gaps(a, a_unvowelled, b_unvowelled)
    gaps_b = _gaps(b, b_unvowelled, a_unvowelled)
    before: list[float] = []
    row = [0.0]
    for gap in gaps_b:
        row.append(row[-1] + gap)
    for i, sound in enumerate(a):
        two_before, before = before, row
        row = [before[0] + gaps_a[i]]
        for j, other in enumerate(b):
            if sound == other:
                best = before[j]
            else:
                best = before[j] + ALIKE.get((sound, other), 1.0)
                if i and j and sound == b[j - 1] and a[i - 1] == other:
                    best = min(best, two_before[j - 1] + 0.5)
            best = min(best, before[j + 1] + gaps_a[i], row[j] + gaps_b[j])
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


@functools.lru_cache(maxsize=8192)
def _gaps(sounds: str, unvowelled: bool, other_unvowelled: bool) -> tuple[float, ...]:
    """What leaving out each sound of a word costs, beside another word."""
    table = BOTH_UNVOWELLED if unvowelled and other_unvowelled else LEFT_OUT
    found = [SHORT_LEFT_OUT if other_unvowelled and sound in "aeiou" else table.get(sound, 1.0) for sound in sounds]
    if found and sounds[-1] == "e":
        found[-1] = min(found[-1], FINAL_E)
    if found:
        found[0] = max(found[0], FIRST)
    return tuple(found)
