"""What a list is narrowed to. Pages, commands and exports build one of these; `cards` and `facets` read it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; an empty field narrows nothing. `substance`, `mode`, `concealment` and `place_type`
    take what stands below them in their lists too; `lightest` and `heaviest` are kilograms, bounds included; `flag` is
    a doubt that nobody has cleared."""

    text: str = ""
    kind: str = ""
    event: str = ""
    substance: str = ""
    country: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    mode: str = ""
    concealment: str = ""
    place_type: str = ""
    lightest: Decimal | None = None
    heaviest: Decimal | None = None
    identifier: str = ""
    flag: str = ""
    origin: str = ""
    reference: str = ""

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year where the period is whole years, open ends as 0 and 9999; None for any other period."""
        if self.since is None and self.until is None:
            return None
        begins = self.since is None or (self.since.month, self.since.day) == (1, 1)
        ends = self.until is None or (self.until.month, self.until.day) == (12, 31)
        if not (begins and ends):
            return None
        return self.since.year if self.since else 0, self.until.year if self.until else 9999

    @property
    def by_row(self) -> Filters:
        """Of these filters those that only single records can answer; the kept counts answer the others."""
        rest = replace(
            self,
            kind="",
            event="",
            substance="",
            country="",
            mode="",
            concealment="",
            place_type="",
            flag="",
            origin="",
        )
        return replace(rest, since=None, until=None) if self.years else rest
