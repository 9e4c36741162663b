"""A capture's facts for templates: `{% capture_told record as told %}`. The record's page and the preview use it."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from cocaf.domain.things.record import Record
from cocaf.web import capturing
from cocaf.web.capturing import Told

register = template.Library()


@register.simple_tag
def capture_told(record: Record) -> list[Told]:
    """The listing's fields in words, with their places on the page."""
    body = record.plain["body"]
    return capturing.told(body, body.get("found", ()))


@register.simple_tag
def capture_circumstances(record: Record) -> list[tuple[str, SafeString | str]]:
    """How the page came to be saved."""
    return capturing.circumstances(record.plain["body"])


@register.filter
def sources_of(sources: dict[str, Told], field: BoundField) -> Told | None:
    """What was read for a box of the form; the substances stand under the first of theirs."""
    name: Any = "substances" if field.name == "substance_1" else field.name
    return sources.get(name)
