"""What a typed text asks for: each word of it as the terms that would answer it. Pure; `selectors` asks the index."""

from __future__ import annotations

from cocaf.domain import names, normal, words
from cocaf.domain.things import identifiers
from cocaf.domain.things import reference as references
from cocaf.records.terms import CODED

WORDS_ASKED = 12
"""Most words of a question that count; what follows narrows nothing."""


def reference_in(text: str) -> str:
    """The reference that the text is, in its one spelling; "" for any other text."""
    tidy = references.tidy(text)
    return tidy if references.check(tidy) else ""


def asked(text: str, member: str) -> list[tuple[str, ...]]:
    """For each word the terms of which a record must have one: the word itself, a name that sounds like it, the codes
    that are called so in any of our languages. A number typed with spaces or dashes is one word."""
    return [_alternatives(word) for word in _words(text, member)[:WORDS_ASKED]]


def numbers(text: str, member: str) -> tuple[str, ...]:
    """The normal forms of the identifier that a text may be, as they stand in the index."""
    taken = [each.value for each in identifiers.recognise(text, region=member or None) if each.kind != "name"]
    plain = normal.identifier("", text)
    return tuple(dict.fromkeys(each for each in (*taken, plain) if each))


def _words(text: str, member: str) -> tuple[str, ...]:
    typed = words.of(text)
    if len(typed) > 1 and sum(letter.isdigit() for letter in normal.text(text)) >= 5:
        for each in identifiers.recognise(text, region=member or None):
            if each.kind not in {"name", "reference"}:
                return words.of(each.value)
    return typed


def _alternatives(word: str) -> tuple[str, ...]:
    sounding = sorted(f"name:{key}"[:80] for key in names.keys(word))
    called = [f"{name}:{code}" for name in CODED for code in words.labelled(name, word)]
    return (word, *sounding, *called)
