"""Filters as a person writes them on a command line: `NAME=VALUE`, one for each."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, get_args, get_type_hints

from cocaf.domain.errors import CocafError
from cocaf.domain.things import quantities
from cocaf.search.selectors import Filters


def read(written: Iterable[str]) -> Filters:
    """The filters. Raises CocafError("export.filter", given, known) for a name that there is not, or a wrong day."""
    names = [each.name for each in dataclasses.fields(Filters)]
    given: dict[str, Any] = {}
    for text in written:
        name, sign, value = text.partition("=")
        if not sign or name not in names:
            raise CocafError("export.filter", given=text[:60], known=", ".join(names))
        given[name] = _value(name, value, text, names)
    return Filters(**given)


def _value(name: str, value: str, text: str, names: list[str]) -> Any:
    kinds = get_args(get_type_hints(Filters)[name])
    try:
        if datetime.date in kinds:
            return datetime.date.fromisoformat(value)
        return Decimal(quantities.amount(value)) if Decimal in kinds else value
    except (ValueError, InvalidOperation) as error:
        raise CocafError("export.filter", given=text[:60], known=", ".join(names)) from error
