"""Invented seizures in the shape of the UNODC extract, for the demonstration and the tests where no real file is at
hand. Nothing here happened; the places are real, the events are not."""

from __future__ import annotations

import csv
import datetime
import random
from pathlib import Path

from cocaf.intake.files.ids_shapes import EXTRACT

_PLACES = (
    ("Africa", "West and Central Africa", "Senegal", "Dakar", "Dakar"),
    ("Africa", "West and Central Africa", "Guinea-Bissau", "", "Bissau"),
    ("Africa", "North Africa", "Morocco", "Casablanca-Settat", "Casablanca"),
    ("Europe", "West & Central Europe", "Spain", "Madrid", "Madrid"),
    ("Americas", "South America", "Colombia", "Valle del Cauca", "Cali"),
    ("Americas", "Caribbean", "Dominican Republic", "", "Punta Cana"),
)
_DRUGS = (("Cocaine HCL", "Kilogram"), ("Heroin", "Gram"), ("Ecstasy", "Tablet"), ("Coca paste", "Kilogram"))
_WAYS = (
    ("Swallowed", "Airport", "Commercial air"),
    ("Baggage", "Airport", "Commercial air"),
    ("Car Parts", "Frontier", "Private road"),
    ("", "", ""),
    ("Container", "Seaport", "Commercial sea"),
)


def write_seizures(path: Path, rows: int, seed: int = 7) -> None:
    """Writes `rows` invented seizures; one in fifty stands twice, as in the real files."""
    dice = random.Random(seed)  # noqa: S311 - invented data, no secret
    first = datetime.date(2011, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(EXTRACT)
        row: list[str] = []
        for number in range(rows):
            if not row or number % 50:
                place, (drug, unit), way = dice.choice(_PLACES), dice.choice(_DRUGS), dice.choice(_WAYS)
                day = first + datetime.timedelta(days=dice.randrange(1825))
                row = [*place, day.isoformat(), drug, f"{dice.uniform(0.001, 40):.3f}", unit, *way]
                row += ["Unknown", dice.choice(["Colombia", "Brazil", ""]), dice.choice(["Spain", "France", ""]), ""]
            writer.writerow(row)
