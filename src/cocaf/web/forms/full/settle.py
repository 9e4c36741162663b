"""What follows from what was typed and is written beside it: kilograms, warnings of numbers, the record behind a
reference, who was under 18. Only groups that somebody changed are touched."""

from __future__ import annotations

import datetime
from decimal import InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cocaf.domain.things import checks, quantities
from cocaf.domain.things import reference as references
from cocaf.records import selectors
from cocaf.web.asking import Reader
from cocaf.web.forms.full.paths import Plain
from cocaf.web.forms.full.typed import Place, Written

NUMBERS = frozenset(
    f"{over}identifiers" for over in ("", "consignment.", "person.", "organisation.", "conveyance.", "account.")
)


def settle(written: Written, reader: Reader) -> None:
    """Completes the changed groups of a written document. A reference that the reader cannot see is told at its box."""
    for part, place, row in written.changed:
        if part.key in NUMBERS:
            _number(row, reader.actor.member)
        elif part.key == "substances":
            _kilograms(row)
        elif part.key.endswith("documents"):
            _zone(row)
        elif part.key in {"triggers", "concerns"}:
            _trigger(written, place, row, reader)
        elif part.key == "persons":
            _minor(row, written.plain["body"].get("occurred_on"))
    _travellers(written)


def judge_retention(written: Written, longest: datetime.date) -> None:
    """Tells at its box a retention that ends too late, or that is over already. A first period has five years at most
    (RPD, field rule R6), and a correction makes none longer."""
    given = written.plain["head"].get("retain_until", "")
    named = written.at(("head", "retain_until"))
    try:
        until = datetime.date.fromisoformat(given)
    except ValueError:
        return  # the models say what is wrong with the day
    if named and not timezone.now().date() < until <= longest:
        words = _("Write a day after today, and not later than %(day)s.")
        named[1].add_error(named[2], words % {"day": f"\u2066{longest.isoformat()}\u2069"})


def _travellers(written: Written) -> None:
    """Each journey is that of a person of the report."""
    body = written.plain["body"]
    there = max(1, len(body.get("persons", ())))
    for place, journey in enumerate(body.get("journeys", ())):
        whose = journey.get("person", 0)
        named = written.at(("body", "journeys", place, "person"))
        if isinstance(whose, int) and whose >= there and named:
            named[1].add_error(named[2], _("There is no person with this number in the report."))


def _number(row: Plain, region: str) -> None:
    found = checks.warnings(str(row.get("kind", "")), str(row.get("value", "")), str(row.get("country") or region))
    row.pop("warnings", None)
    if found:
        row["warnings"] = list(found)


def _zone(row: Plain) -> None:
    """Lines that fail their check are kept with the warning: a false document is information too."""
    row.pop("warnings", None)
    if found := checks.zone_warnings(str(row.get("mrz") or "")):
        row["warnings"] = list(found)


def _kilograms(row: Plain) -> None:
    row.pop("kilograms", None)
    given = row.get("quantity") or {}
    value, unit, substance = given.get("value"), given.get("unit"), row.get("substance")
    if not isinstance(value, str) or not unit:
        return
    try:
        derived = quantities.kilograms(value, unit, substance if isinstance(substance, str) else None)
    except (InvalidOperation, ValueError):
        return  # the models say what is wrong with the number
    if derived:
        row["kilograms"] = {"value": derived.value, "factor": derived.factor}


def _trigger(written: Written, place: Place, row: Plain, reader: Reader) -> None:
    asked = references.tidy(str(row.get("reference", "")))
    found = selectors.by_reference(reader.actor, asked, reader.purpose)
    if found is None:
        named = written.at((*place, "reference"))
        if named:
            named[1].add_error(named[2], _("You hold no record with this reference. Check its letters and digits."))
        # its place in the list must stay a record, so that everything else is judged too
        row |= {"id": written.plain["head"]["id"], "reference": asked or "-" * 6}
        return
    row |= {"id": str(found.record_id), "version": found.version, "reference": found.reference}


def _minor(row: Plain, occurred_on: Any) -> None:
    """Under 18 at the facts is a fact of its own; where both days are known it follows from them."""
    if "minor" in row:
        return
    try:
        born, day = (datetime.date.fromisoformat(str(each)) for each in (row.get("born_on"), occurred_on))
    except ValueError:
        return
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if 0 <= age < 18:
        row["minor"] = True
