"""What it costs to hear one sound for another, or not at all: the weights of the edit distance between two words.
Learnt by looking at pairs of spellings (names that Arabic, Cyrillic and Latin writers give one person), set by hand, so
that each can be read and argued with. Used by `compare` only; the sounds are those of `translit`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_COSTS: Final[Mapping[float, str]] = {
    0.02: "aA iI uU gq",
    0.03: "Iy iy Jj",
    0.05: "Uw Qk 3a 3e 3i 3o 3u 3A 3I 3U",
    0.06: "ou oU",
    0.1: "ae uw Tt Dd Gg Gq JZ jZ",
    0.12: "ei",
    0.15: "Ae eI fv Dz Qg Xh CS",
    0.2: "ow vw ey sz cs",
    0.25: "Jy Ts hq Jg gj JX",
    0.3: "IJ iJ Uv GJ Xk Cc cz Zz",
    0.35: "bp ck",
    0.4: "bv Gj Jq Xq Ss Ck",
    0.45: "ao Ao fp dt gk",
    0.5: "eo eu jy Gr Jh JS Ct SZ Ah",
    0.6: "au oi eU fw mn",
    0.7: "aU Au oI",
    0.75: "ai aI Ai iu iU Iu",
    0.8: "lr",
    0.9: "AI AU IU",
}
"""Cost to the pairs of sounds that have it; all other pairs cost 1."""

ALIKE: Final[Mapping[tuple[str, str], float]] = {
    pair: cost
    for cost, listed in _COSTS.items()
    for two in listed.split()
    for pair in ((two[0], two[1]), (two[1], two[0]))
}
"""What it costs that one word has the first sound where the other has the second."""

LEFT_OUT: Final[Mapping[str, float]] = {
    **dict.fromkeys("aeiou", 0.4), "A": 0.5, "I": 0.7, "U": 0.7, "3": 0.05, "h": 0.35, "w": 0.4, "y": 0.25, "J": 0.8,
}  # fmt: skip
"""What it costs to leave a sound out; all other sounds cost 1."""

BOTH_UNVOWELLED: Final[Mapping[str, float]] = {**LEFT_OUT, "I": 1.0, "U": 1.0}
"""The same between two words that leave short vowels out anyway: a long one tells Hasan from Husain."""

SHORT_LEFT_OUT: Final = 0.08
"""A short vowel where the other word's script does not write short vowels."""
FINAL_E: Final = 0.15
"""A last e, which French does not say."""
FIRST: Final = 0.5
"""The least that leaving out the first sound of a word costs."""
