"""What a form's lists offer: the codes of a vocabulary, or the countries, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext

from cocaf import vocab
from cocaf.domain import countries
from cocaf.web.words import language

Choices = list[tuple[str, str]]


def codes(name: str, *, blank: bool = True, everything: bool = False) -> Callable[[], Choices]:
    """Every code of the list `name` with its words, asked anew for each form: readers differ in language. `everything`
    says "All" for the empty choice, as a filter does."""

    def offered() -> Choices:
        return _blank(blank, everything) + vocab.load(name).choices(language())

    return offered


def nations(*, blank: bool = True, everything: bool = False) -> Callable[[], Choices]:
    """All countries, sorted by their names in the reader's language."""

    def offered() -> Choices:
        return _blank(blank, everything) + countries.choices(language())

    return offered


def _blank(wanted: bool, everything: bool) -> Choices:
    return [("", gettext("All") if everything else gettext("Choose"))] if wanted else []
