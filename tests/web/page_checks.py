"""What is looked at on every page without a browser: its words, its structure, its weight."""

from __future__ import annotations

import gzip
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cocaf import locale_build, vocab
from cocaf.domain import countries

SILENT = {"script", "style", "bdi", "code", "kbd", "samp", "time", "textarea", "svg", "template"}
"""Elements that hold stored values, codes or nothing to read."""
ATTRIBUTES = ("aria-label", "title", "placeholder", "data-copied-text")
FILLED_IN = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
ISOLATED = re.compile("[\u2066\u2067\u2068].*?\u2069", re.DOTALL)
WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
PLAIN_LATIN = re.compile(
    r"\b(?:[A-Z]{2,8}(?:-[A-Z0-9]{2,}){1,3}|alice|cocaf|PAP|TLP|UTC|CSV|XLSX|JSON|PDF|HTML|MRZ|IDS|ISO|IMO|MMSI|VIN|IMEI|IBAN|CAS|PGP|UNODC)\b"
)
"""Codes of records and units, user names, names and abbreviations that stand as they are in every script."""
EASTERN = re.compile("[٠-٩۰-۹]")
LEFT_OVER = re.compile(r"%\(\w+\)|\{[{%]|[%}]\}|^(?:None|True|False|nan)$")


def texts(tree: LexborHTMLParser) -> set[str]:
    """Every text that a person reads or hears and that is no stored value."""
    found: set[str] = set()
    root = tree.root
    if root is not None:
        found.update(_texts(root, tree.root.attributes.get("lang") or ""))
    return {text for text in (" ".join(ISOLATED.sub(" ", one).split()) for one in found) if text}


def _texts(node: LexborNode, language: str) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield child.text(deep=False)
            continue
        own = child.attributes.get("lang") or language
        stored = child.attributes.get("dir") == "auto" or "code" in (child.attributes.get("class") or "").split()
        if child.tag in SILENT or own != language or (stored and child.tag != "input"):
            continue
        yield from (str(child.attributes[name]) for name in ATTRIBUTES if child.attributes.get(name))
        yield from _texts(child, language)


@cache
def same(language: str) -> frozenset[str]:
    """Every text that the catalogues, the code lists and the countries' names have in a language."""
    texts = (text for entry in locale_build.entries().values() for text in entry.texts[language])
    found = {part.strip() for text in texts for part in (text, *FILLED_IN.split(text))}
    for name in vocab.names():
        one = vocab.load(name)
        found |= {one.label(code, language) for code in one.codes}
    found |= {label for _code, label in countries.choices(language)}
    return frozenset(found | {str(label) for _code, label in settings.LANGUAGES})


def untranslated(here: set[str], english: set[str], language: str) -> list[str]:
    """Texts of a page that stand as in English, or with Latin words in an Arabic page."""
    asked = here if language == "ar" else here & english
    return sorted(text for text in asked if not _told(text, language))


def _told(text: str, language: str) -> bool:
    """Whether a text is one of the language, or made of such and of names and numbers: "Sites (3)", "Site · Nature"."""
    known = same(language)
    if text in known:
        return True
    parts = (part.strip() for part in re.split(r"[·:;,()–—/]|\d[\d.,\s]*", PLAIN_LATIN.sub("·", text)))
    return all(part in known or not WORD.search(part) for part in parts)


def faults(tree: LexborHTMLParser, language: str) -> list[str]:
    """What is wrong with a page's structure: landmarks, headings, labels, names, tables, directions."""
    return [*_frame(tree, language), *_headings(tree), *_controls(tree), *_tables(tree), *_words(tree, language)]


def _frame(tree: LexborHTMLParser, language: str) -> Iterator[str]:
    html = tree.css_first("html")
    wanted = (language, "rtl" if language == "ar" else "ltr")
    if html is None or (html.attributes.get("lang"), html.attributes.get("dir")) != wanted:
        yield "lang or dir of the page"
    if len(tree.css("main")) != 1:
        yield f"{len(tree.css('main'))} main landmarks"
    title = tree.css_first("title")
    if title is None or title.text().strip().startswith(("·", "cocaf ·")):
        yield "no title of its own"
    named = [node.attributes.get("aria-label") or node.attributes.get("aria-labelledby") for node in tree.css("nav")]
    if not all(named):
        yield "a nav without a name"
    ids = Counter(node.attributes.get("id") for node in tree.css("[id]"))
    yield from (f"id {name} stands {count} times" for name, count in ids.items() if count > 1)
    for node in tree.css("[style]"):
        yield f"an inline style on {node.tag}"


def _headings(tree: LexborHTMLParser) -> Iterator[str]:
    levels = [int(node.tag[1]) for node in tree.css("h1, h2, h3, h4, h5, h6") if not _inside(node, "dialog")]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for before, after in itertools.pairwise(levels):
        if after > before + 1:
            yield f"h{after} after h{before}"
    for node in tree.css("h1, h2, h3, h4"):
        if not node.text().strip():
            yield f"an empty {node.tag}"


def _inside(node: LexborNode, tag: str) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == tag:
            return True
        above = above.parent
    return False


def _controls(tree: LexborHTMLParser) -> Iterator[str]:
    labelled = {node.attributes.get("for") for node in tree.css("label[for]")}
    ids = {node.attributes.get("id") for node in tree.css("[id]")}
    for node in tree.css("input, select, textarea"):
        named = node.attributes
        if named.get("type") in {"hidden", "submit", "button"}:
            continue
        by = named.get("aria-label") or named.get("aria-labelledby") or named.get("id") in labelled
        if not by and not _inside(node, "label"):
            yield f"no label: {named.get('name') or named.get('id')}"
        for other in (named.get("aria-describedby") or "").split():
            if other not in ids:
                yield f"described by {other}, which is not there"
    for node in tree.css("button, a[href], summary"):
        if not (node.text().strip() or node.attributes.get("aria-label") or node.css_first("[aria-label], img[alt]")):
            yield f"a {node.tag} without a name: {node.html}"
    for node in tree.css("img:not([alt])"):
        yield f"an image without words: {node.attributes.get('src')}"


def _tables(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("table"):
        caption = node.css_first("caption")
        if (caption is None or not caption.text().strip()) and not node.attributes.get("aria-label"):
            yield "a table without a caption"
        for head in node.css("th:not([scope])"):
            yield f"th without scope: {head.text().strip()}"


def _words(tree: LexborHTMLParser, language: str) -> Iterator[str]:
    for text in texts(tree):
        if LEFT_OVER.search(text) and (language, text) != ("en", "None"):
            yield f"left over: {text}"
        if EASTERN.search(text):
            yield f"eastern digits beside western ones: {text}"


def first_load(html: bytes) -> int:
    """Bytes of a page with every style and script that it names, compressed."""
    wanted = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html.decode()))
    todo = list(wanted)
    while todo:
        path = todo.pop()
        if path.endswith(".mjs"):
            source = _static(path).read_text(encoding="utf-8")
            more = {f"{path.rpartition('/')[0]}/{name}" for name in re.findall(r'from "\./([\w.-]+)"', source)} - wanted
            wanted |= more
            todo += more
    return len(gzip.compress(html)) + sum(_weight(path) for path in wanted)


@cache
def _weight(path: str) -> int:
    return len(gzip.compress(_static(path).read_bytes()))


def _static(path: str) -> Path:
    return Path(finders.find(path) or path)
