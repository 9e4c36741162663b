"""Bytes of a saved page to calm markup: decoded, without scripts, bounded in nesting, so that the parser's work grows
with the page's size and not with its square. Pages are hostile until shown otherwise."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from cocaf.domain.errors import CocafError

MOST_DEPTH: Final = 256
_HEAD: Final = 4_096
_CHARSET: Final = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_MAGIC: Final = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"{\\rtf",
)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:_-]{0,40})")
_ANY_TAG: Final = re.compile(r"<[A-Za-z!/?]")
# the parser rebuilds open formatting elements in every paragraph; as elements without a meaning they cost nothing
_FORMATTING: Final = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_RAW: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "noembed",
        "noframes",
        "xmp",
        "plaintext",
        "frameset",
        "canvas",
        "audio",
        "video",
    ]
)
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "frame"]
)
# these close themselves when a sibling opens, so open ones do not pile up
_SELF_CLOSING: Final = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "optgroup",
        "rt",
        "rp",
        "html",
        "head",
        "body",
        "title",
    ]
)


@dataclass(frozen=True)
class Markup:
    """Calm markup, with notes about what had to be done to the page."""

    text: str
    notes: tuple[str, ...]


def _candidates(raw: bytes) -> list[str]:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return [encoding]
    named = [match[1].decode("ascii").lower()] if (match := _CHARSET.search(raw[:_HEAD])) else []
    nulls = raw[:_HEAD].count(b"\x00")
    if nulls * 3 > len(raw[:_HEAD]):
        return ["utf-16-be" if raw[:1] == b"\x00" else "utf-16-le", *named]
    return [*named, "utf-8", "windows-1252"]


def decode(raw: bytes) -> tuple[str, bool]:
    """The page's text, and whether its encoding had to be guessed. Never fails: what cannot be read is replaced."""
    for number, encoding in enumerate(_candidates(raw)):
        try:
            if not codecs.lookup(encoding)._is_text_encoding:
                continue
            return raw.decode(encoding), number > 0 and encoding != "utf-8"
        except (LookupError, UnicodeError):
            continue
    return raw.decode("utf-8", errors="replace"), True


class _Calm:
    """One pass over the tags, linear in the page: renames, drops, counts depth."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.depth = 0
        self.dropped: dict[str, int] = {}
        self.notes: set[str] = set()
        # raw elements with no end tag further on, so that the page is searched once for each and not once per tag
        self.endless: set[str] = set()

    def run(self) -> Markup:
        place = 0
        while match := _TAG.search(self.text, place):
            comment = self.text.find("<!--", place, match.start())
            if comment >= 0:
                place = self._comment(place, comment)
                continue
            self.out.append(self.text[place : match.start()])
            place = self._tag(match)
        self.out.append(self.text[place:])
        return Markup("".join(self.out), tuple(sorted(self.notes)))

    def _comment(self, place: int, start: int) -> int:
        end = -1 if "-->" in self.endless else self.text.find("-->", start + 4)
        if end < 0:
            self.endless.add("-->")
        self.out.append(self.text[place : start if end < 0 else end + 3])
        # an unclosed comment would swallow the rest of the page: its sign alone is dropped
        return start + 4 if end < 0 else end + 3

    def _tag(self, match: re.Match[str]) -> int:
        closing, name = match[1], match[2].lower()
        if name in _RAW and not closing:
            return self._raw(match, name)
        if name in _VOID or name in _SELF_CLOSING or self._fits(closing, name):
            self.out.append(f"<{closing}{'x-' if name in _FORMATTING else ''}{name}")
            return match.end()
        end = self.text.find(">", match.end())
        return len(self.text) if end < 0 else end + 1

    def _fits(self, closing: str, name: str) -> bool:
        if closing:
            if self.dropped.get(name):
                self.dropped[name] -= 1
                return False
            self.depth = max(0, self.depth - 1)
            return True
        if self.depth >= MOST_DEPTH:
            self.dropped[name] = self.dropped.get(name, 0) + 1
            self.notes.add("nesting_cut")
            return False
        self.depth += 1
        return True

    def _raw(self, match: re.Match[str], name: str) -> int:
        if name == "script":
            self.notes.add("scripts_dropped")
        opened = self.text.find(">", match.end())
        if opened < 0:
            return len(self.text)
        end = self._end_of(name, opened + 1)
        return opened + 1 if end < 0 else end

    def _end_of(self, name: str, start: int) -> int:
        if name in self.endless:
            return -1
        found = re.compile(rf"</{name}[^>]{{0,200}}>", re.IGNORECASE).search(self.text, start)
        if found is None:
            self.endless.add(name)
            return -1
        return found.end()


def calm(raw: bytes) -> Markup:
    """Decodes and calms a page. Raises CocafError("capture.not_a_page") for other files, "capture.empty" for none."""
    if not raw.strip(b" \t\r\n\x00"):
        raise CocafError("capture.empty")
    if raw.startswith(_MAGIC):
        raise CocafError("capture.not_a_page")
    text, guessed = decode(raw)
    notes = {"encoding_guessed"} if guessed else set()
    if "\x00" in text:
        notes.add("control_characters")
        text = text.replace("\x00", "")
    if not _ANY_TAG.search(text[:200_000]):
        raise CocafError("capture.not_a_page")
    markup = _Calm(text).run()
    return Markup(markup.text, tuple(sorted(notes | set(markup.notes))))
