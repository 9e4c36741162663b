"""A page as lines of text, each with its place in the document. Runs in a process of its own (`apart`), because the
parser is C code that meets hostile input; knows nothing of what the lines mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from cocaf.online.extract.markup import calm
from cocaf.online.extract.words import BIDI, clean

MOST_NODES: Final = 250_000
MOST_LINES: Final = 6_000
LONGEST_LINE: Final = 20_000
MOST_CHARACTERS: Final = 2_000_000
_INLINE: Final = frozenset(
    [
        "span",
        "x-a",
        "x-b",
        "x-big",
        "x-code",
        "x-em",
        "x-font",
        "x-i",
        "x-nobr",
        "x-s",
        "x-small",
        "x-strike",
        "x-strong",
        "x-tt",
        "x-u",
        "abbr",
        "acronym",
        "bdi",
        "bdo",
        "cite",
        "data",
        "dfn",
        "del",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "samp",
        "sub",
        "sup",
        "time",
        "var",
        "wbr",
    ]
)
_SIDE_TAGS: Final = frozenset(["nav", "aside", "footer"])
_SIDE: Final = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|navbar|menu|sidebar|side|footer|foot|similar|related|also|reviews?|comments?|avis"
    r"|categories)(?:$|[\s_-])"
)
_TRAIL: Final = re.compile(r"(?i)breadcrumb|crumbs|fil-ariane")
_HIDDEN: Final = re.compile(r"(?i)display\s{0,2}:\s{0,2}none|visibility\s{0,2}:\s{0,2}hidden")
_SAVED: Final = re.compile(r"saved from url=\(\d{1,6}\)(\S{4,400})")
_KEPT_PATH: Final = 12


@dataclass
class Segment:
    """Text of one inline element of a line: `<b>Ships from</b>`."""

    text: str
    tag: str


@dataclass
class Line:
    """Text that a reader sees on one line, cell or list item."""

    path: str
    tag: str
    classes: str
    segments: list[Segment]
    row: int = -1
    column: int = -1
    table: int = -1
    side: bool = False
    trail: bool = False
    hidden: bool = False
    text: str = ""


@dataclass
class Page:
    """The lines of a page in reading order, what its head says of it, and notes on what was cut or mended."""

    lines: list[Line] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def of_plain(plain: dict[str, Any]) -> Page:
    """The page that `plain()` wrote down."""
    lines = [Line(**{**line, "segments": [Segment(**part) for part in line["segments"]]}) for line in plain["lines"]]
    return Page(lines, plain["head"], plain["notes"])


@dataclass
class _Frame:
    """What holds for everything inside an element."""

    node: LexborNode
    path: tuple[str, ...]
    classes: str
    tag: str
    row: int
    column: int
    table: int
    side: bool
    trail: bool
    hidden: bool
    counts: dict[str, int] = field(default_factory=dict)


class _Walk:
    """One iterative walk: no recursion, so no page can exhaust the stack."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.open: list[Segment] = []
        self.frame: _Frame | None = None
        self.rows = 0
        self.tables = 0
        self.columns: dict[int, int] = {}
        self.seen = 0
        self.characters = 0

    def flush(self) -> None:
        segments = [Segment(text, part.tag) for part in self.open if (text := clean(part.text))]
        self.open = []
        if not segments or self.frame is None:
            return
        self.characters += sum(len(part.text) for part in segments)
        if len(self.page.lines) >= MOST_LINES or self.characters > MOST_CHARACTERS:
            self.note("lines_cut")
            return
        f = self.frame
        text = " ".join(part.text for part in segments)
        if len(text) > LONGEST_LINE:
            self.note("lines_cut")
            text, segments = text[:LONGEST_LINE], []
        self.page.lines.append(
            Line(
                "/".join(f.path[-_KEPT_PATH:]),
                f.tag,
                f.classes,
                segments,
                f.row,
                f.column,
                f.table,
                f.side,
                f.trail,
                f.hidden,
                text,
            )
        )

    def note(self, code: str) -> None:
        if code not in self.page.notes:
            self.page.notes.append(code)

    def text(self, node: LexborNode, frame: _Frame, tag: str) -> None:
        content = node.text_content or ""
        if not content or content.isspace():
            return
        if BIDI.search(content):
            self.note("direction_marks")
        if self.frame is not frame and not self.open:
            self.frame = frame
        self.open.append(Segment(content[: LONGEST_LINE * 2], tag))

    def text_of(self, content: str, frame: _Frame) -> None:
        if not self.open:
            self.frame = frame
        self.open.append(Segment(content, "x-a"))

    def block(self, node: LexborNode, parent: _Frame) -> _Frame:
        tag = str(node.tag)
        attributes = node.attributes
        classes = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:200].strip()
        parent.counts[tag] = number = parent.counts.get(tag, 0) + 1
        row, column, table = parent.row, parent.column, parent.table
        if tag == "table":
            self.tables += 1
            row, column, table = -1, -1, self.tables
        if tag in {"tr", "li", "option", "dl"}:
            self.rows += 1
            row, column = self.rows, -1
        if tag in {"td", "th"}:
            column = self.columns.get(row, 0)
            span = str(attributes.get("colspan") or "1")
            self.columns[row] = column + (min(int(span), 50) if span.isdecimal() and len(span) < 4 else 1)
        return _Frame(
            node, (*parent.path, f"{tag}[{number}]" if number > 1 else tag), classes, tag, row, column, table,
            parent.side or tag in _SIDE_TAGS or bool(_SIDE.search(classes)),
            parent.trail or bool(_TRAIL.search(classes)),
            parent.hidden or "hidden" in attributes or bool(_HIDDEN.search(str(attributes.get("style") or "")[:500])),
        )  # fmt: skip


def _walk(root: LexborNode, page: Page) -> None:
    walk = _Walk(page)
    top = _Frame(root, (), "", "body", -1, -1, -1, False, False, False)
    # (node to visit next, frame, inline tag); a None node closes a block
    stack: list[tuple[LexborNode | None, _Frame, str]] = [(root.child, top, "body")]
    while stack:
        node, frame, inline = stack.pop()
        if node is None:
            if inline == "/":
                walk.flush()
            continue
        walk.seen += 1
        if walk.seen > MOST_NODES:
            walk.note("nodes_cut")
            break
        stack.append((node.next, frame, inline))
        _visit(walk, stack, node, frame, inline)
    walk.flush()


def _visit(
    walk: _Walk, stack: list[tuple[LexborNode | None, _Frame, str]], node: LexborNode, frame: _Frame, inline: str
) -> None:
    if node.is_text_node:
        walk.text(node, frame, inline)
        return
    if not node.is_element_node:
        return
    tag = str(node.tag)
    if tag in {"br", "hr"}:
        walk.flush()
    elif tag == "x-a":
        _link(walk, node, frame)
        stack.append((node.child, frame, tag))
    elif tag in _INLINE:
        stack.append((node.child, frame, tag))
    else:
        walk.flush()
        inner = walk.block(node, frame)
        if tag == "input" and (value := str(node.attributes.get("value") or "")):
            walk.text_of(value[:LONGEST_LINE], inner)
        stack.append((None, frame, "/"))
        stack.append((node.child, inner, tag))


def _link(walk: _Walk, node: LexborNode, frame: _Frame) -> None:
    """An address behind a link is part of what the page says, if it names a way to reach somebody."""
    target = str(node.attributes.get("href") or "")[:400]
    scheme, _, rest = target.partition(":")
    if scheme.lower() in {"tel", "mailto", "sms", "whatsapp"} and rest:
        walk.text_of(f" {rest.partition('?')[0]} ", frame)
    elif re.match(r"(?i)https?://(?:t\.me|wa\.me|telegram\.me)/", target):
        walk.text_of(
            f" {target.replace('https://wa.me/', 'WhatsApp +').replace('http://wa.me/', 'WhatsApp +')} ", frame
        )


def _head(parser: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    title = parser.css_first("title")
    if title is not None:
        yield "title", clean(title.text()[:1_000])
    for meta in parser.css("meta")[:100]:
        name = str(meta.attributes.get("property") or meta.attributes.get("name") or "").lower()
        if name in {"og:title", "og:site_name", "description", "og:url"}:
            yield name, clean(str(meta.attributes.get("content") or "")[:1_000])
    canonical = parser.css_first("link[rel=canonical]")
    if canonical is not None:
        yield "canonical", clean(str(canonical.attributes.get("href") or "")[:400])


def read(raw: bytes) -> Page:
    """The lines of a page. Raises CocafError for what is no page. Bounded in nodes, lines and depth; the caller
    bounds time and memory."""
    markup = calm(raw)
    page = Page(notes=list(markup.notes))
    parser = LexborHTMLParser(markup.text)
    page.head = {name: value for name, value in reversed(list(_head(parser))) if value}
    if saved := _SAVED.search(markup.text[:20_000]):
        page.head["saved"] = clean(saved[1])
    body = parser.body or parser.root
    if body is not None:
        _walk(body, page)
    return page
