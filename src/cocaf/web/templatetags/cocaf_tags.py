"""What every page's template uses: icons, labels of codes, dates, numbers, and the frames of tables and cards.
Templates load it with `{% load cocaf_tags %}`; nothing else calls it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import dates, numbers
from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from cocaf import vocab
from cocaf.domain.things.stated import REFUSED, UNKNOWN
from cocaf.web import words

register = template.Library()

# Icons that point somewhere; in a right-to-left page they point the other way. A clock or a tick never does.
POINTING = frozenset({"forward", "back", "send", "next", "previous", "signout", "reply", "recall"})


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the project's sprite. Decorative unless `label` gives it words of its own."""
    css = "icon icon-points" if name in POINTING else "icon"
    href = f"{static('cocaf/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href)
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', css, href)


@register.simple_tag
def comma() -> str:
    """What stands between the things of a list in the reader's language, with its space."""
    return words.comma()


@register.filter
def label(code: object, name: str) -> str:
    """The words for a code of the list `name`, in the reader's language: `{{ code|label:"substance" }}`."""
    if code is None or code == "":
        return ""
    if code is UNKNOWN or code is REFUSED:
        return str(stated(code))
    # a word that the source wrote and no list knows stands as it is, in its own direction
    return words.label(name, str(code)) if str(code) in vocab.load(name) else bdi(code)


@register.filter
def country(code: object) -> str:
    """The country's name in the reader's language; the code itself where there is no such country."""
    if code is None or code == "":
        return ""
    if code is UNKNOWN or code is REFUSED:
        return str(stated(code))
    return words.country(str(code))


@register.filter
def day(value: object) -> str:
    """A date as `7 Nov 2007` in the reader's language; takes dates, datetimes and ISO text."""
    if value is None or value == "":
        return ""
    if value is UNKNOWN or value is REFUSED:
        return str(stated(value))
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            return day(dt.date.fromisoformat(value[:10]))
        except ValueError:
            return value
    return dates.format_date(value, "d MMM y", locale=words.language()) if isinstance(value, dt.date) else str(value)


@register.filter
def moment(value: object) -> SafeString | str:
    """A date with its time and UTC, as a `<time>` element; takes aware datetimes and ISO text."""
    if isinstance(value, str) and value:
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    if not isinstance(value, dt.datetime):
        return ""
    at = value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    text = f"{day(at)}{words.comma()}\u2066{at:%H:%M} UTC\u2069"
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), text)


@register.filter
def clock(value: object) -> SafeString | str:
    """The time of day in UTC alone, where the date is plain from its surroundings."""
    if isinstance(value, str) and value:
        value = dt.datetime.fromisoformat(value)
    if not isinstance(value, dt.datetime):
        return ""
    at = value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return format_html(
        '<time datetime="{}"><bdi dir="ltr">{} UTC</bdi></time>', at.isoformat(timespec="seconds"), at.strftime("%H:%M")
    )


@register.filter
def ago(value: object) -> str:
    """How long ago, in words and in the reader's language."""
    if isinstance(value, str) and value:
        value = dt.datetime.fromisoformat(value)
    if not isinstance(value, dt.datetime):
        return ""
    passed = value - dt.datetime.now(dt.UTC)
    return dates.format_timedelta(passed, add_direction=True, locale=words.language())


@register.filter
def number(value: object, digits: int = 3) -> str:
    """A number with the reader's separators and western digits, at most `digits` decimals."""
    if value is None or value == "":
        return ""
    if value is UNKNOWN or value is REFUSED:
        return str(stated(value))
    return _written(str(value), int(digits), words.language())


@lru_cache(4096)
def _written(value: str, digits: int, language: str) -> str:
    # a page of counts has hundreds of them, and the same ones come again
    try:
        amount = Decimal(value)
    except ArithmeticError:
        return value
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return numbers.format_decimal(amount, pattern, locale=language, numbering_system="latn")


_SYMBOLS = {"kg": "kg", "g": "g", "mg": "mg", "ug": "µg", "t": "t", "lb": "lb", "oz": "oz", "l": "l", "ml": "ml"}


@register.filter
def quantity(reported: str) -> SafeString:
    """A quantity of the index, `0.53 kg` or `12 tablet`, as a list shows it: at most three decimals where it has a
    thousandth, and the unit's symbol or its name in the reader's language."""
    value, _space, unit = reported.partition(" ")
    try:
        tiny = abs(Decimal(value)) < Decimal("0.001")
    except ArithmeticError:
        return bdi(reported)
    shown = number(value, 9 if tiny else 3)
    if unit in _SYMBOLS or not unit:
        return format_html('<bdi dir="ltr">{}</bdi>', f"{shown}\xa0{_SYMBOLS.get(unit, '')}".strip())
    return format_html("{} {}", shown, label(unit, "unit"))


@register.filter
def kilograms(value: object) -> str:
    """An amount in kilograms with its unit, kept left to right."""
    return f"\u2066{number(value)} kg\u2069" if value not in (None, "", UNKNOWN, REFUSED) else str(stated(value))


@register.filter
def bdi(value: object) -> SafeString:
    """A stored text in its own direction, whatever the page's: every name, note and foreign word."""
    if value is UNKNOWN or value is REFUSED:
        return stated(value)
    return format_html("<bdi>{}</bdi>", "" if value is None else value)


@register.filter
def code(value: object) -> SafeString:
    """A reference, identifier or digest: monospace, always left to right."""
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', "" if value is None else value)


@register.filter
def stated(value: object) -> SafeString:
    """A value that may be unknown or refused, which are said in words; text stands in its own direction."""
    if value is UNKNOWN:
        return format_html('<span class="absent">{}</span>', gettext("Unknown"))
    if value is REFUSED or value == {"refused": True}:
        return format_html('<span class="absent">{}</span>', gettext("Refused"))
    if value is None or value == "":
        return format_html('<span class="absent">{}</span>', gettext("Not asked"))
    return conditional_escape(value) if isinstance(value, SafeString) else format_html("<bdi>{}</bdi>", value)


@register.simple_tag
def badge(text: object, kind: str = "neutral", icon_name: str = "") -> SafeString:
    """A state in one or two words, with its icon: kind is neutral, info, success, warning or danger."""
    return SafeString(
        render_to_string("components/badge.html", {"text": text, "kind": kind, "icon_name": icon_name}).strip()
    )


@register.simple_tag
def widget(field: BoundField, **attributes: Any) -> SafeString:
    """The control of a form field; free text follows the direction of what is typed."""
    kind = getattr(field.field.widget, "input_type", "textarea")
    attrs: dict[str, Any] = {key.replace("_", "-"): value for key, value in attributes.items() if value != ""}
    if "dir" not in field.field.widget.attrs and kind in {"text", "search", "textarea"}:
        attrs["dir"] = "auto"
        # the sheet tells an empty box by its placeholder, so that it begins on the page's own side
        attrs.setdefault("placeholder", field.field.widget.attrs.get("placeholder", " "))
    elif "dir" not in field.field.widget.attrs and kind in {"email", "url", "tel", "number", "password"}:
        attrs["dir"] = "ltr"
    if kind == "textarea" and field.field.widget.attrs.get("rows") == "10":
        attrs.setdefault("rows", 4)  # Django's ten lines push the rest of a form off a small screen
    return SafeString(field.as_widget(attrs=attrs))


@register.filter
def widget_kind(field: BoundField) -> str:
    """Which frame a field needs: `text`, `checkbox`, `choices` (radios, checkboxes) or `hidden`."""
    if field.is_hidden:
        return "hidden"
    kind = getattr(field.field.widget, "input_type", "text")
    if kind == "checkbox":
        return "choices" if getattr(field.field.widget, "allow_multiple_selected", False) else "checkbox"
    return "choices" if kind == "radio" or field.use_fieldset else "text"


@register.simple_block_tag
def table(content: str, caption: str, numbers: str = "", hide_caption: bool = False, css: str = "") -> str:
    """The frame of a table: `{% table "Records" %}<thead>…</thead><tbody>…</tbody>{% endtable %}`."""
    return render_to_string(
        "components/table_frame.html",
        {"content": content, "caption": caption, "numbers": numbers, "hide_caption": hide_caption, "css": css},
    )


@register.simple_block_tag
def card(content: str, title: str = "", kind: str = "", heading: int = 2) -> str:
    """A group of things under a title: `{% card "Handling" %}…{% endcard %}`."""
    return render_to_string(
        "components/card.html", {"content": content, "title": title, "kind": kind, "heading": heading}
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """The list of a record's facts; holds `{% fact %}` rows."""
    return format_html('<dl class="facts">{}</dl>', SafeString(content))


@register.simple_block_tag
def fact(content: str, term: str) -> SafeString:
    """One fact: `{% fact "Where" %}…{% endfact %}`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", term, SafeString(content))
