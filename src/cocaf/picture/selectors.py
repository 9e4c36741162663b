"""The picture's only readers: which series is held, and the figures of a question. For pages, exports and commands.

Series are public statistics: everyone signed in may see them, and nothing here depends on records.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, IntegerField, Max, Min, Sum, Value, When

from cocaf.picture.annual_file import INVENTED_ANNUAL, UNODC_ANNUAL
from cocaf.picture.models import SeriesCell, SeriesFile, SeriesFlag, SeriesMonth
from cocaf.picture.questions import Figure, Topic
from cocaf.picture.rules import Reason


@dataclass(frozen=True)
class Held:
    """The series that answers: its file, whether it is invented, and the years it spans."""

    file: SeriesFile
    invented: bool
    first: int
    last: int


def held() -> Held | None:
    """The annual series in use: the newest that is real, else the newest invented one; None where none was loaded."""
    real_first = Case(When(source=INVENTED_ANNUAL, then=Value(1)), default=Value(0), output_field=IntegerField())
    annual = SeriesFile.objects.filter(source__in=(INVENTED_ANNUAL, UNODC_ANNUAL))
    file = annual.order_by(real_first, "-loaded_at", "-id").first()
    if file is None:
        return None
    span = SeriesCell.objects.filter(file=file).aggregate(first=Min("year"), last=Max("year"))
    return Held(file, file.source == INVENTED_ANNUAL, span["first"], span["last"])


def figures(file: SeriesFile, topics: Iterable[Topic], first: int, last: int) -> list[Figure]:
    """The counted cells of these topics and years, each with what the rules found in it."""
    substances = set().union(*(topic.substances for topic in topics))
    asked = {"file": file, "substance__in": substances, "year__range": (first, last)}
    flags: dict[int, set[str]] = defaultdict(set)
    marked = SeriesFlag.objects.filter(**{f"cell__{name}": value for name, value in asked.items()})
    for cell, reason in marked.values_list("cell_id", "reason"):
        flags[cell].add(reason)
    cells = SeriesCell.objects.filter(**asked, counted=True).order_by("line")
    return [
        Figure(
            country,
            substance,
            year,
            kilograms,
            peak=Reason.ISOLATED_PEAK in flags.get(pk, ()),
            repeated=Reason.KEY_REPEATED in flags.get(pk, ()),
            doubled=Reason.PARTS_AND_WHOLE in flags.get(pk, ()),
        )
        for pk, country, substance, year, kilograms in cells.values_list(
            "pk", "country", "substance", "year", "kilograms"
        )
    ]


@dataclass(frozen=True)
class MonthFigure:
    """What the offices of a monthly file took of one substance in one calendar month. The events are those in which the
    substance was met: of several substances they do not add up to events."""

    month: datetime.date
    substance: str
    kilograms: Decimal
    events: int


def months(file: SeriesFile) -> list[MonthFigure]:
    """The counted lines of a monthly file, summed over its offices; by month, then substance."""
    counted = SeriesMonth.objects.filter(file=file, counted=True).order_by("month", "substance")
    summed = counted.values("month", "substance").annotate(weight=Sum("kilograms"), met=Sum("events"))
    return [MonthFigure(each["month"], each["substance"], each["weight"], each["met"]) for each in summed]
