"""Takes a name apart: which words carry it, which are articles, titles or "son of". Words that are written together in
one spelling and apart in another (Abd al-Aziz, Abdelaziz; Nour Eddine, Noureddine) become one word here."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from cocaf.domain import normal
from cocaf.domain.names.translit import UNVOWELLED, VOWELS, sounds

_ARTICLES: Final = "al el ul il de da do dos das del della di du la le les van von der den ter zu y e the"
_FATHERS: Final = "bin ibn ben bint bent binti ould wuld uld ولد بن ابن بنت بنته"
_TITLES: Final = """
    dr mr mrs ms mme mlle sir prof monsieur madame senor senora sr sra prasident president jr haji hajji hajj hadj hadji
    sheikh shaikh shaykh cheikh cheick mullah maulvi mawlawi qari sayyid sayyed syed moulay lalla sidi
    الحاج الشيخ الدكتور السيد السيده مولاي سيدي
"""
_ABDS: Final = "abd abdul abdel abdal abdol abdoul abder abdur abdar abdes abdus عبد"
ARTICLES: Final = frozenset(_ARTICLES.split())
FATHER: Final = frozenset(_FATHERS.split())
TITLES: Final = frozenset(_TITLES.split())
_HOOKED: Final = {
    ord(letter): sound
    for letters, sound in (("šŠşŞșȘ", "sh"), ("čČćĆ", "ch"), ("žŽżŻ", "zh"), ("çÇ", "s"), ("ğĞ", ""))
    for letter in letters
}
"""Letters whose hook changes the sound; the normaliser takes hooks off."""
_BONES: Final = str.maketrans(
    {
        **dict.fromkeys("pvf", "b"),
        **dict.fromkeys("dTD", "t"),
        **dict.fromkeys("QgGqhX", "k"),
        "m": "n",
        "w": "u",
        "y": "i",
    }
    | dict.fromkeys("jJZzSCc", "s")
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_INNER: Final = re.compile(r"(?<=\w)['\u02bf\u02be](?=\w)|^['\u02bf\u02be]|\s['\u02bf\u02be]")
_ASSIMILATED: Final = re.compile(r"\b(?:al|el|ul|il|ash|esh|ad|ed|ar|er|as|es|at|et|an|en|az|ez|us|ur|ud|un)-(?=\w)")
_ABD: Final = re.compile(r"^abd(?:ou|[aeiou])(?:l|([rstdnz])(?=\1))(?=\w{3})")
_DIN: Final = re.compile(r"(?<=\w{2})(?:[aeiou]l?)?d{1,2}(?:i|ee|ii)ne?$")
_LAH: Final = re.compile(r"(?<=\w{3})(?:ou|[aeiou])?ll?ah?$")
_WRITTEN_ON: Final = re.compile(r"(?:[ea]l(?=\w{4})|b[ei]?n(?=[^jJ]\w{2}))")
"""An article or "son of" written as one word with the name: Elamrani, Benali."""
_ABD_ALONE: Final = frozenset(_ABDS.split())
_PREFIXES: Final = frozenset({"abu", "abou", "bou", "umm", "oum", "ابو", "ابي", "ام"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a name. `sounds` is what is compared; `others` its sounds with the article or "son of" before it, or
    without, where some spell them as one word; `bones` its consonants, coarsely: words with few
    in common are not alike."""

    written: str
    sounds: str
    others: tuple[str, ...] = ()
    bones: frozenset[str] = frozenset()
    father: bool = False
    initial: bool = False
    title: bool = False
    unvowelled: bool = False


@functools.lru_cache(maxsize=1024)
def tokens(name: str) -> tuple[Token, ...]:
    """The words of a name in the order written, articles left out; empty for a name without letters."""
    words = _words(normal.text(name))
    if name.isascii() or (hooked := name.translate(_HOOKED)) == name:
        return tuple(_tokens(_together(words), {}))
    heard = _words(normal.text(hooked))
    # Vučić is written Vucic where the keyboard has no hooks: the word keeps both sounds
    return tuple(_tokens(_together(heard), dict(zip(heard, words, strict=True)) if len(heard) == len(words) else {}))


def _words(plain: str) -> list[str]:
    if "'" in plain or "\u02bf" in plain or "\u02be" in plain:
        plain = _INNER.sub(_opened, plain)
    if "-" in plain:
        plain = _ASSIMILATED.sub(lambda match: "al " if match[0] in {"al-", "el-"} else " ", plain)
    return _WORD.findall(plain)


def _opened(match: re.Match[str]) -> str:
    return " " if match[0].startswith(" ") else ""


def _together(words: list[str]) -> list[str]:
    """Words that are parts of one: abd + al + aziz, nour + eddine, abu + bakr."""
    found: list[str] = []
    for word in words:
        before = found[-1] if found else ""
        plain = _bare(word)
        if before in _ABD_ALONE and word not in ARTICLES:
            found[-1] = ("عبد" if before == "عبد" else "abd") + plain
        elif before in _PREFIXES and word not in ARTICLES:
            found[-1] = before + word
        elif before and before not in ARTICLES | FATHER and plain in {"din", "deen", "dine", "eddine", "uddin", "دين"}:
            found[-1] = before + ("دين" if plain == "دين" else "din")
        elif before and before not in ARTICLES | FATHER and word in {"allah", "ullah", "الله"}:
            found[-1] = before + ("له" if word == "الله" else "lah")
        elif not (before in _ABD_ALONE and word in ARTICLES):
            found.append(word)
    return found


def _bare(word: str) -> str:
    """An Arabic word without its article; abd and the word after it have one between them."""
    if word.startswith("عبدال") and len(word) > 6:
        return "عبد" + word[5:]
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _tokens(words: list[str], plain: dict[str, str]) -> list[Token]:
    found: list[Token] = []
    father = False
    prefix = ""
    for at, word in enumerate(words):
        if word in FATHER and at + 1 < len(words):
            father, prefix = at > 0, "bn" if UNVOWELLED.search(word) else "ben"
        elif word in ARTICLES and len(words) > 1:
            prefix = prefix or ("el" if word in {"al", "el"} else "")
        else:
            found.append(_token(word, prefix, plain.get(word, word), father))
            father, prefix = False, ""
    return found


@functools.lru_cache(maxsize=16384)
def _token(word: str, prefix: str, plain: str, father: bool) -> Token:
    heard, others, bones, unvowelled = _heard(word, prefix, plain)
    return Token(
        word, heard, others, bones, father=father, initial=len(word) == 1, title=word in TITLES, unvowelled=unvowelled
    )


def _heard(word: str, prefix: str, plain: str) -> tuple[str, tuple[str, ...], frozenset[str], bool]:
    unvowelled = UNVOWELLED.search(word) is not None
    bare = _bare(word) if unvowelled else _latin_stem(word)
    heard = sounds(bare) or bare
    others = [sounds(prefix + word)] if prefix else []
    if unvowelled and bare != word and not word.startswith("عبد"):
        others += [sounds(word), "l" + heard]  # Alexander begins with these letters too; Lamine is al-Amin
    if not unvowelled and prefix == "el":
        others.append("l" + heard)
    if match := _WRITTEN_ON.match(heard):
        others.append(heard[match.end() :])
    if plain != word:
        others.append(sounds(plain))
    bones = frozenset("".join([*others, heard]).translate(_BONES)) - VOWELS
    return heard, tuple(dict.fromkeys(others)), bones, unvowelled


def _latin_stem(word: str) -> str:
    """Abdelaziz, Abdulaziz as abd-aziz; Noureddine as nour-din; Habibullah as habib-lah."""
    if not word.isascii() or len(word) < 6:
        return word
    if word.startswith("abd"):
        word = _ABD.sub("abd", word)
    return _LAH.sub("lah", _DIN.sub("din", word))
