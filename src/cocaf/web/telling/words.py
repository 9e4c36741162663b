"""What every part of the telling uses: facts and sections, several values in one line, codes beside the source's own
word, numbers with what their check found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cocaf.domain.things.people import Identifier
from cocaf.domain.things.small import About
from cocaf.domain.things.stated import Absence
from cocaf.domain.things.ways import Coded
from cocaf.web.templatetags.cocaf_tags import badge, bdi, code, country, label, number, stated

Fact = tuple[str, Any]


@dataclass(frozen=True)
class Section:
    """A titled group of facts; a person, a substance."""

    title: str
    facts: tuple[Fact, ...]


def section(title: str, *facts: Fact) -> Iterable[Section]:
    """A section of what was said; none where nothing was."""
    said = told(*facts)
    return [Section(title, said)] if said else []


def told(*facts: Fact) -> tuple[Fact, ...]:
    """Leaves out what nobody asked; unknown and refused stay and are said in words."""
    return tuple((term, value) for term, value in facts if value is not None and value != "" and value != ())


def numbered(title: str, place: int, count: int) -> str:
    """The title of one of several like things: "Person 2", and "Person" where there is one."""
    return title if count == 1 else f"{title} {place}"


def joined(parts: Iterable[Any], between: str = " · ") -> SafeString | str:
    """Values in one line; an empty list is nothing."""
    return format_html_join(between, "{}", ((part,) for part in parts if part not in (None, "")))


def termed(term: str, value: Any) -> SafeString:
    """A value within a line that needs its term: `Seat: 21A`."""
    return format_html("{}: {}", term, value)


def text(value: Any) -> Any:
    """A stated text in its own direction."""
    return bdi(value) if value is not None else None


def number_or_word(value: Any) -> Any:
    """A stated number, flight or code: left to right; unknown and refused in words."""
    if value is None:
        return None
    return stated(value) if isinstance(value, Absence) else code(value)


def measured(value: Any, unit: str) -> Any:
    """A stated amount with its unit: `21.7 g`, kept left to right."""
    if value is None:
        return None
    return stated(value) if isinstance(value, Absence) else f"\u2066{number(value, 9)} {unit}\u2069"


def yes_no(value: bool | None) -> str | None:
    """An answer; None where nobody asked."""
    if value is None:
        return None
    return _("Yes") if value else _("No")


def codes(values: Iterable[str], name: str) -> SafeString | str:
    """Codes of the list `name` in words, in their order."""
    return joined(label(each, name) for each in values)


def coded(value: Coded | None, name: str) -> SafeString | str:
    """A code in words, and the source's own word beside it."""
    if value is None:
        return ""
    return joined((label(value.code, name) if value.code else "", bdi(value.as_given) if value.as_given else ""))


def doubt(words: str) -> SafeString:
    """A warning in a few words, with its icon."""
    return badge(words, "warning", "warning")


def identifier(each: Identifier) -> SafeString | str:
    """A number as written, where it belongs, and what its check found in words."""
    warnings = (doubt(label(warning, "identifier_warning")) for warning in each.warnings)
    return joined((code(each.value), country(each.country) if each.country else "", *warnings))


def identifiers(given: Iterable[Identifier]) -> list[Fact]:
    """Numbers, each under the words for its kind."""
    return [(label(each.kind, "identifier"), identifier(each)) for each in given]


def prose(value: Any) -> SafeString:
    """A free text in its own direction, its line breaks kept."""
    return format_html('<p class="prose" dir="auto">{}</p>', value) if isinstance(value, str) else stated(value)


def link(target: About) -> SafeString:
    """The reference of another record, leading to its page; the version that was meant beside it."""
    page = format_html('<a href="{}">{}</a>', reverse("record", args=[target.id]), code(target.reference))
    return SafeString(joined((page, _version(target))))


def unlinked(target: About) -> SafeString:
    """The reference of a record that may be erased already, and the version that was meant."""
    return SafeString(joined((code(target.reference), _version(target))))


def _version(target: About) -> str:
    return _("Version %(version)s") % {"version": target.version} if target.version else ""
