"""Fills the boxes that an officer left empty from the machine-readable lines. A failing check digit is told, never
refused: a false document is information too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from cocaf.domain import countries
from cocaf.domain.errors import CocafError
from cocaf.domain.things import mrz
from cocaf.web.forms.report import ReportForm
from cocaf.web.words import label


@dataclass(frozen=True)
class Filled:
    """What was typed with what the lines added, and what the lines made us say."""

    typed: QueryDict
    warnings: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def fill(typed: QueryDict, language: str) -> Filled:
    """Fills name, passport number, nationality and birth date where they are empty. Lines that cannot be read give
    the reader's sentence as a warning and change nothing."""
    lines = typed.get("mrz", "").strip()
    if not lines:
        return Filled(typed)
    try:
        read = mrz.read(lines)
    except CocafError as error:
        return Filled(typed, (error.sentence(language),))
    more = typed.copy()
    added = tuple(name for name, value in _boxes(read).items() if value and not more.get(name))
    for name in added:
        more[name] = _boxes(read)[name]
    warning = gettext("A check digit does not fit: %(fields)s. Look at the document again; it is kept as you typed it.")
    return Filled(
        more,
        (warning % {"fields": ", ".join(label("mrz_field", field) for field in read.wrong)},) if read.wrong else (),
        added,
    )


def _boxes(read: mrz.Mrz) -> Mapping[str, str]:
    return {
        "name": read.names,
        "passport": read.number,
        "nationality": read.nationality if read.nationality in countries.present() else "",
        "born_on": read.born_on or "",
        "issuer": read.issuer if read.issuer in countries.present() else "",
        "expires_on": read.expires_on or "",
        "sex": read.sex if read.sex in {"F", "M"} else "",
    }


def unjudged(form_class: type[ReportForm], typed: QueryDict) -> ReportForm:
    """A form that shows what was typed without saying what is wrong with it yet."""
    fields = form_class.base_fields.items()
    return form_class(initial={name: field.widget.value_from_datadict(typed, {}, name) for name, field in fields})
