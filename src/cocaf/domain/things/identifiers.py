"""What a typed text may be: a machine-readable zone, a number of a paper, a telephone, a container, a flight, else a
name. The check field and the extraction from pages ask here. A check digit that does not fit is told, never refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cocaf import vocab
from cocaf.domain import normal
from cocaf.domain.errors import CocafError
from cocaf.domain.things import mrz
from cocaf.domain.things.looks import CERTAIN, LOOKS, Recognised, said_to_be

__all__ = ["Recognised", "kinds", "kinds_like", "recognise", "spellings"]

_PAPERS: Final = ("passport", "id_card", "residence", "visa", "seaman_book", "driving_licence")
_NO_NUMBERS: Final = frozenset({"name", "mrz", "reference"})
_MOST_SIGNS: Final = 100
"""Longest text that is looked up as a number of any kind; longer ones are lines of a document or a sentence."""


def kinds() -> tuple[str, ...]:
    """All kinds of identifiers, in the list's order."""
    return tuple(vocab.load("identifier"))


def kinds_like(kind: str) -> tuple[str, ...]:
    """The kinds under which the same number may be held: what an officer types as a passport may be another paper."""
    return _PAPERS if kind in _PAPERS else (kind,)


def recognise(text: str, *, region: str | None = None, kind: str = "") -> tuple[Recognised, ...]:
    """What `text` may be, likeliest first; empty for a text without letters and digits. A text that fits a number's
    shape is not also a name. `region` (ISO alpha-2) is where a telephone number without country code was written;
    `kind` is what somebody says that it is, and then it is taken for nothing else."""
    asked = text.strip()
    if kind == "mrz" or (not kind and mrz.looks_like(asked)):
        return tuple(_from_zone(asked))
    if kind and kind != "name":
        said = said_to_be(kind, asked, region)
        return (said,) if said else ()
    found = () if kind else _looked_at(asked, region)
    if found:
        return tuple(each for each in found if each.kind in CERTAIN and not each.warnings) or found
    shown = " ".join(asked.split())
    return (Recognised("name", shown, shown),) if any(letter.isalnum() for letter in normal.text(asked)) else ()


def _looked_at(text: str, region: str | None) -> tuple[Recognised, ...]:
    found: dict[tuple[str, str], Recognised] = {}
    for look in LOOKS:
        if each := look(text, region):
            found.setdefault((each.kind, each.value), each)
    return tuple(found.values())


def spellings(
    text: str, taken: tuple[Recognised, ...], *, region: str | None = None, guess: bool = True
) -> Mapping[str, frozenset[str]]:
    """Under which normal forms a number may be held, each with the kinds to which the form belongs. What it was taken
    for comes first; then, for a `guess`, what it would be as any other kind: a seal has no shape of its own."""
    found: dict[str, set[str]] = {}
    for each in taken:
        if each.kind not in _NO_NUMBERS:
            found.setdefault(each.value, set()).update(kinds_like(each.kind))
    asked = text.strip()
    if guess and len(asked) <= _MOST_SIGNS and "<" not in asked:
        for kind in set(kinds()) - _NO_NUMBERS:
            value = normal.identifier(kind, asked, region=region)
            if _is_whole(asked, value):
                found.setdefault(value, set()).add(kind)
    return {value: frozenset(held) for value, held in found.items()}


def _is_whole(text: str, value: str) -> bool:
    """Whether a normal form has all that was typed: the digits alone of a text with letters are another number."""
    letters = any(sign.isalpha() for sign in normal.text(text))
    return bool(value) and letters == any(sign.isalpha() for sign in value)


def _from_zone(text: str) -> Iterator[Recognised]:
    try:
        zone = mrz.read(text)
    except CocafError as error:
        yield Recognised("mrz", normal.identifier("mrz", text)[:200], text[:200], (error.code,))
        return
    number = normal.identifier(zone.kind, zone.number)
    if number:
        yield Recognised(zone.kind, number, number, ("check_digit",) if zone.wrong else ())
    if zone.names:
        yield Recognised("name", zone.names, zone.names)
