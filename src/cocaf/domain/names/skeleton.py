"""Blocking keys: the consonants of each word of a name, as an ear that hears several languages at once would class
them. A real pair shares at least one key; most other pairs share none. Frequent given names count in pairs only."""

from __future__ import annotations

import functools
import itertools
import re
from typing import Final

from cocaf.domain.names.tokens import Token, tokens
from cocaf.domain.names.translit import VOWELS

# What becomes of each sound: the first form is the usual one, the others are how other languages would write it.
_CLASSES: Final = {
    "b": ("b",), "p": ("b",), "f": ("f",), "v": ("f", ""), "d": ("d",), "t": ("t",), "D": ("d", "s"),
    "T": ("t", "s"), "k": ("k",), "Q": ("k", "j"), "g": ("j",), "G": ("j",), "j": ("j",), "J": ("j", "", "h"),
    "Z": ("j",), "h": ("h",), "q": ("j", "h"), "X": ("h", "k"), "s": ("s",), "z": ("s",), "c": ("s", "k"),
    "S": ("x",), "C": ("x", "k"), "m": ("m",), "n": ("n",), "l": ("l",), "r": ("r",), "w": ("", "f"), "y": ("",),
}  # fmt: skip
_MOST: Final = 9
_VOWELS: Final = VOWELS | {"w", "y"}
_SILENT: Final = re.compile(r"(?<=\w{2})(?<=[aeiouAIUrn])[tdszpk]$")
"""What French leaves unsaid at the end of a word."""
_SHORTENED: Final = frozenset({"abrhm", "asml", "asmn"})
"""Ibrahim and Brahim, Ismail and Smail."""
_REPEATED: Final = re.compile(r"(.)\1+")
FREQUENT: Final = frozenset({"mhmd", "ahmd", "al", "hsn", "abdlh", "mhmt", "amr", "ftm", "abrhm", "ysf", "jn", "mr"})
"""Skeletons that so many people share that alone they tell nothing."""


def keys(name: str) -> frozenset[str]:
    """Blocking keys of a name in any of the known scripts; a pair of spellings of one name shares at least one."""
    single: set[str] = set()
    weak: list[tuple[str, ...]] = []  # words that many people share, or too short: they count in pairs
    words = tokens(name)
    for token in [each for each in words if not each.title and not each.initial] or words:
        found = skeletons(token)
        if _is_weak(found[0]):
            weak.append(found)
            found = tuple(_skeletons(other)[0] for other in token.others)
        single.update(key for key in found if not _is_weak(key))
    pairs = {"+".join(sorted((one[0], other[0]))) for one, other in itertools.combinations(weak, 2)}
    if len(words) == 1 or not (single or pairs):
        single.update(key for found in weak for key in found)
    return frozenset((single | pairs) - {""})


def _is_weak(key: str) -> bool:
    return key in FREQUENT or len(key) < 2


def skeletons(token: Token) -> tuple[str, ...]:
    """The skeletons of one word: the usual one first, then those of other spellings."""
    found = dict.fromkeys(_skeletons(token.sounds))
    for other in token.others:
        found |= dict.fromkeys(_skeletons(other)[:2])
    if not token.unvowelled and token.sounds and _is_weak(next(iter(found))):
        return tuple(found)
    if not token.unvowelled and (silent := _SILENT.search(token.sounds)):
        found |= dict.fromkeys(_skeletons(token.sounds[: silent.start()])[:1])
    return tuple(found)


@functools.lru_cache(maxsize=8192)
def _skeletons(sounds: str) -> tuple[str, ...]:
    if not sounds:
        return ("",)
    first = "a" if sounds[0] in _VOWELS else ""
    choices = [_CLASSES.get(sound, ("" if sound in _VOWELS else sound,)) for sound in sounds]
    if sounds[0] == "w":
        choices[0] = ("",)
    if sounds[0] == "J":
        choices[0] = ("j", "a", "h")
    heard = dict.fromkeys(
        _REPEATED.sub(r"\1", first + "".join(chosen)) for chosen in itertools.islice(itertools.product(*choices), _MOST)
    )
    usual = next(iter(heard))
    more = [usual[1:]] if usual in _SHORTENED else []
    if sounds[0] in "wv":
        more += [lead + usual.removeprefix("a").removeprefix("f") for lead in "fa"]
    if sounds[:2] in {"st", "sp"}:
        more.append("x" + usual[1:])  # Steiner, as German says it
    return tuple(heard | dict.fromkeys(more))
