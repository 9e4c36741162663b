"""The two shapes in which UNODC's Individual Drug Seizures are met: the extract of 16 columns, and the public workbook
of today (field 7.1). A shape finds its columns by their names, in any order, and gives each row's cells by ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cocaf.domain import cells
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping.mapping import is_ours
from cocaf.domain.things import ids_columns
from cocaf.intake.files.tables import Line

EXTRACT: Final[Mapping[str, str]] = {
    "REGION": "continent",
    "SUBREGION": "subregion",
    "COUNTRY": "country",
    "ADMINISTRATIVE_DIVISION": "region",
    "PLACE": "place",
    "SEIZURE_DATE": "date",
    "DRUG_NAME": "drug",
    "AMOUNT": "amount",
    "DRUG_UNIT": "unit",
    "HIDING_PLACE": "hidden",
    "INSTALLATION": "site",
    "TRANSPORT": "transport",
    "PRODUCING_COUNTRY": "produced",
    "DEPARTURE_COUNTRY": "departed",
    "DESTINATION_COUNTRY": "destined",
    "ROUTING": "routing",
}
"""The extract's columns, in its order, each with the part of a seizure that it tells."""
WORKBOOK: Final[Mapping[str, str]] = {
    ids_columns.DATE: "date",
    ids_columns.COUNTRY: "country",
    ids_columns.ISO3: "alpha3",
    ids_columns.SUBREGION: "subregion",
    ids_columns.REGION: "continent",
    ids_columns.DRUG: "drug",
    ids_columns.QUANTITY: "amount",
    ids_columns.UNIT: "unit",
    ids_columns.CITY: "place",
    ids_columns.DIVISION: "region",
    ids_columns.LOCATION: "site",
    ids_columns.MODE: "transport",
    ids_columns.SOURCE: "source",
    ids_columns.CHANNEL: "channel",
}
"""The workbook's columns, in its order."""
MISSING: Final = "data not available"
"""What the public workbook writes in a cell of which nothing is known."""


@dataclass(frozen=True)
class Shape:
    """A recognised header: its kind, the parts of a seizure in the order of the shape, and where each stands."""

    kind: str
    names: tuple[str, ...]
    parts: tuple[str, ...]
    places: tuple[int, ...]
    width: int
    others: tuple[tuple[str, int], ...] = ()
    padded: bool = False

    def own(self, line: Line) -> list[str]:
        """The row's cells in the order of the shape, then those of columns that the shape does not know.

        Raises CocafError for a row with more cells than the header, or fewer where the file is a text.
        """
        row = line.cells
        if len(row) != self.width:
            row = self._fitted(line)
        row = _bare(row)
        own = [row[place] for place in self.places]
        return own + [row[place] for _, place in self.others] if self.others else own

    def loose(self, line: Line) -> list[str]:
        """The row's cells as `own` gives them, of a row of any length: what it lacks is empty, what it has beyond the
        header is left out."""
        row = _bare([*line.cells[: self.width], *[""] * (self.width - len(line.cells))])
        return [row[place] for place in (*self.places, *(place for _, place in self.others))]

    @property
    def heading(self) -> list[str]:
        """The names of the columns in the order in which `own` and `loose` give the cells."""
        return [*self.names, *(name for name, _ in self.others)]

    def _fitted(self, line: Line) -> list[str]:
        missing = self.width - len(line.cells)
        if missing < 0 and not any(line.cells[self.width :]):
            return line.cells[: self.width]
        if missing < 0 or not self.padded:
            raise CocafError("import.columns", line=line.where, found=len(line.cells), expected=self.width)
        return line.cells + [""] * missing


def _bare(row: list[str]) -> list[str]:
    """The cells without the marks that an export puts before a formula's sign."""
    return [cells.unguarded(cell) if "'" in cell else cell for cell in row]


def recognise(header: Sequence[str], *, padded: bool = False) -> Shape | None:
    """The shape that a header has; None for any other header. `padded`: a row may be shorter, as sheets leave it.

    A column that the shape does not know is taken along as given; those that a sheet of rejected rows adds are not.
    """
    names = [" ".join(cell.split()).casefold() for cell in header]
    while names and not names[-1]:
        names.pop()
    for kind, columns in (("unodc_ids_extract", EXTRACT), ("unodc_ids_workbook", WORKBOOK)):
        wanted = [name.casefold() for name in columns]
        if set(wanted) <= set(names) and all(names.count(name) == 1 for name in wanted):
            others = [(header[at].strip(), at) for at, name in enumerate(names) if name and name not in wanted]
            return Shape(
                kind,
                tuple(columns),
                tuple(columns.values()),
                tuple(names.index(name) for name in wanted),
                len(names),
                tuple((name, at) for name, at in others if not is_ours(name)),
                padded,
            )
    return None
