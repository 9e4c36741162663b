"""From letters to sounds: a word in Latin, Arabic, Cyrillic, Greek or Hebrew script becomes a string of sounds, one
character each, so that spellings of one name in two scripts can be laid side by side. A rough ear, not a standard:
French, English, Spanish and German habits meet in it. Used by the other modules of this room only.

Sounds: b p f v d t k g m n l r h s z w y as written; D dh, T th, Q qaf, G gh, X kh, S sh, C ch, Z zh, c ts, j as in
Jamal, J a Latin j or soft g (English, German or Spanish), q a Cyrillic g that may be an h; vowels a e i o u, A I U for
the long ones that Arabic writes, 3 where it writes a carrier of any vowel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_ARABIC: Final[Mapping[str, str]] = {
    "ا": "A", "ب": "b", "ت": "t", "ث": "T", "ج": "j", "ح": "h", "خ": "X", "د": "d", "ذ": "D", "ر": "r", "ز": "z",
    "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "D", "ع": "3", "غ": "G", "ف": "f", "ق": "Q", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "U", "ي": "I", "پ": "p", "چ": "C", "ژ": "Z", "گ": "g", "ڤ": "v",
    "ڭ": "g", "ڨ": "g", "ټ": "t", "ډ": "d", "ړ": "r", "ږ": "Z", "ښ": "X", "ڼ": "n", "ځ": "z", "څ": "s", "ٹ": "t",
    "ڈ": "d", "ڑ": "r", "ں": "n",
}  # fmt: skip
_CYRILLIC: Final[Mapping[str, str]] = {
    "а": "a", "б": "b", "в": "v", "г": "q", "д": "d", "е": "e", "ж": "Z", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "X", "ц": "c",
    "ч": "C", "ш": "S", "щ": "S", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "є": "e", "і": "i",
    "ґ": "g", "ў": "u", "ј": "y", "љ": "l", "њ": "n", "ћ": "C", "ђ": "j", "џ": "j", "қ": "k", "ғ": "G", "ң": "n",
    "ү": "u", "ұ": "u", "һ": "h", "ө": "o", "ә": "a", "ѓ": "g", "ќ": "k", "ѕ": "z",
}  # fmt: skip
_GREEK: Final[Mapping[str, str]] = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "T", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "i", "φ": "f",
    "χ": "X", "ψ": "ps", "ω": "o",
}  # fmt: skip
_HEBREW: Final[Mapping[str, str]] = {
    "א": "A", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "U", "ז": "z", "ח": "h", "ט": "t", "י": "I", "כ": "k",
    "ך": "k", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "p", "ף": "f", "צ": "c",
    "ץ": "c", "ק": "k", "ר": "r", "ש": "S", "ת": "t",
}  # fmt: skip
_LETTERS: Final = str.maketrans({**_ARABIC, **_CYRILLIC, **_GREEK, **_HEBREW})
UNVOWELLED: Final = re.compile("[\u0590-\u07ff]")
"""Scripts that leave short vowels out."""
_KNOWN: Final = re.compile("[a-z\u0370-\u052f\u0590-\u07ff]")

# Letter groups of Latin spellings, longest first: the group as a whole has one sound.
_GROUPS: Final[tuple[tuple[str, str], ...]] = (
    ("shch", "S"), ("tsch", "C"), ("sch", "S"), ("tch", "C"), ("dsch", "j"), ("dzh", "j"), ("dj", "j"), ("sh", "S"),
    ("ch", "C"), ("kh", "X"), ("gh", "G"), ("zh", "Z"), ("th", "T"), ("dh", "D"), ("ph", "f"), ("cz", "C"),
    ("tz", "c"), ("ts", "c"), ("wr", "r"), ("ck", "k"), ("cq", "k"), ("qu", "k"), ("ohn", "on"), ("ou", "u"),
    ("oo", "u"), ("ee", "I"), ("ii", "I"), ("aa", "A"), ("x", "ks"), ("q", "Q"), ("j", "J"),
)  # fmt: skip
_GROUP: Final = re.compile("|".join(group for group, _ in _GROUPS) + r"|c(?=[eiy])|gu(?=[ei])|g(?=[eiy])|c")
_OF_GROUP: Final = dict(_GROUPS)
_SOFT: Final = frozenset("eiy")
_REPEATED: Final = re.compile(r"(.)\1+")
_CARRIER: Final = re.compile("^A")
_DIPHTHONG: Final = re.compile("[ae]+(?:[iI]|y(?![aeiouAIU]))")
"""Hussein, Hussain, Saeed, Sergey: one long vowel to Arabic and to most ears."""
VOWELS: Final = frozenset("aeiouAIU3")


_JOINED: Final = (("dZ", "j"), ("tS", "C"), ("tC", "C"), ("dz", "z"), ("ts", "c"), ("CZ", "Z"), ("tX", "T"))
"""Two letters of another alphabet for one sound."""


def sounds(word: str) -> str:
    """The sounds of a normalised word; "" for a word of a script that is not known here."""
    if not _KNOWN.search(word):
        return ""
    if word.isascii():
        heard = _GROUP.sub(_group, word)
    else:
        # a final ha is ta marbuta, or is heard as little; after ya it spells a foreign é
        if word[-1] == "ه" and len(word) > 2:
            word = word[:-1] if word[-2] == "ي" and len(word) > 3 else word[:-1] + "ا"
        heard = word.translate(_LETTERS)
        for letters, sound in _JOINED:
            heard = heard.replace(letters, sound)
        heard = "".join(letter for letter in heard if letter.isascii())
        heard = _CARRIER.sub("3", heard).replace("3A", "A").replace("3I", "I").replace("3U", "U")
    heard = _DIPHTHONG.sub("I", _REPEATED.sub(r"\1", heard))
    return heard[:-1] if len(heard) > 3 and heard[-1] == "h" else heard


def _group(match: re.Match[str]) -> str:
    found = match[0]
    soft = match.string[match.end() : match.end() + 1] in _SOFT
    if found == "c":
        return "s" if soft else "k"
    if found == "g":
        return "J"
    return _OF_GROUP.get(found, "g")
