"""The words by which a text is found: folded by the one normaliser, so that case, accents, Arabic letter variants and
digits of other scripts do not count. The index and the question both ask here, so that they mean the same word."""

from __future__ import annotations

import functools
import re
from typing import Final

from cocaf import vocab
from cocaf.domain import normal

LONGEST: Final = 40
"""Most characters of a word that tell it apart; what is longer is found by its beginning."""

MOST: Final = 2_000
"""Most different words of one record by which it is found."""

_WORD: Final = re.compile(r"[^\W_]+")


def of(*texts: str) -> tuple[str, ...]:
    """The different words of texts in the order written, without the Arabic article; at most `MOST`."""
    found: dict[str, None] = {}
    for text in texts:
        if text:
            found |= dict.fromkeys(_of_one(text))
    return tuple(found)[:MOST]


@functools.lru_cache(maxsize=4096)
def _of_one(text: str) -> tuple[str, ...]:
    # the places of an import come again and again
    return tuple(_bare(word)[:LONGEST] for word in _WORD.findall(normal.text(text)))


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@functools.cache
def above(list_name: str, code: str) -> tuple[str, ...]:
    """A code of a list with all codes above it, the code first: a record of crack is a record of cocaine."""
    codes = vocab.load(list_name).codes
    found = [code]
    while (at := codes.get(found[-1])) is not None and at.parent is not None:
        found.append(at.parent)
    return tuple(found)


@functools.cache
def below(list_name: str, code: str) -> tuple[str, ...]:
    """A code of a list with all codes below it; the code alone where the list does not know it."""
    held = vocab.load(list_name)
    return tuple(each for each in held.codes if held.is_in(each, code)) or (code,)


@functools.lru_cache(maxsize=4096)
def labelled(list_name: str, word: str) -> tuple[str, ...]:
    """The codes whose label has this word in any of our languages; a code below another one of them is left out."""
    found = _labels(list_name).get(word, ())
    return tuple(code for code in found if not set(above(list_name, code)[1:]) & set(found))


@functools.cache
def _labels(list_name: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, each in vocab.load(list_name).codes.items():
        for word in of(*each.labels.values()):
            found[word] = (*found.get(word, ()), code)
    return found
