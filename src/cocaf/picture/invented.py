"""An invented series in the columns of the annual file, for where the real one is absent: demonstration and tests.

Every line says that it is invented, so what is loaded from it says so on the screen. The traps of the real file are in
it: repeated keys, drifting labels, blank figures, one false peak, countries that begin to report late.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

from cocaf.picture.annual_file import HEADER, INVENTED, NOTE

FIRST, LAST = 1998, 2012
PEAK_YEAR, PEAK_COUNTRY, PEAK_KILOGRAMS = 2001, "USA", 120_000.0

# Region, label, code, and the year in which the invented country begins to report.
_COUNTRIES = (
    ("Americas", "United States of America", "USA", 1998, 30.0),
    ("Americas", "Colombia", "COL", 1998, 30.0),
    ("Americas", "Brazil", "BRA", 1998, 8.0),
    ("Americas", "Jamaica", "JAM", 1998, 3.0),
    ("Americas", "Bahamas", "BHS", 1998, 2.0),
    ("Americas", "Trinidad and Tobago", "TTO", 2000, 1.0),
    ("Europe", "Spain", "ESP", 1998, 20.0),
    ("Europe", "France", "FRA", 1998, 8.0),
    ("Europe", "Netherlands", "NLD", 1998, 9.0),
    ("Africa", "Senegal", "SEN", 1998, 0.1),
    ("Africa", "Ghana", "GHA", 2003, 0.2),
    ("Africa", "Benin", "BEN", 2004, 0.1),
    ("Africa", "Morocco", "MAR", 1998, 0.3),
    ("Asia", "Thailand", "THA", 1998, 1.0),
    ("Oceania", "Australia", "AUS", 1998, 1.5),
)
# Group, label, kilograms for a country of size 1 in the first year, yearly change, first and last year of the label.
_DRUGS = (
    ("Cocaine-type", "Cocaine (base, paste and salts)", 3_000.0, 0.12, FIRST, 2007),
    ("Cocaine-type", "Cocaine salts", 3_000.0, 0.12, 2008, LAST),
    ("Cocaine-type", "Coca leaf", 9_000.0, 0.02, FIRST, LAST),
    ("Opioids", "Heroin", 450.0, 0.01, FIRST, LAST),
    ("ATS", "Amphetamine", 60.0, 0.16, FIRST, LAST),
    ("ATS", "Methamphetamine", 200.0, 0.03, FIRST, LAST),
    ("ATS", "Ecstasy-type substances", 80.0, 0.05, FIRST, LAST),
    ("Cannabis-type", "Hashish (resin)", 5_000.0, 0.0, FIRST, LAST),
)


def rows(seed: int = 2007) -> Iterator[tuple[str, ...]]:
    """The invented lines without the header; the same seed gives the same lines."""
    chance = Random(seed)  # noqa: S311 - invented figures, nothing secret
    for year in range(FIRST, LAST + 1):
        for region, label, code, begins, size in _COUNTRIES:
            if year < begins:
                continue
            for group, drug, base, change, opens, closes in _DRUGS:
                if opens <= year <= closes:
                    key = (region, label, code, group, drug, str(year))
                    for amount in _amounts(chance, base * size * (1 + change) ** (year - FIRST)):
                        yield (*key, amount, INVENTED)
    yield ("Americas", "United States of America", PEAK_COUNTRY, "ATS", "Methamphetamine", str(PEAK_YEAR),
           str(PEAK_KILOGRAMS), INVENTED)  # fmt: skip


def _amounts(chance: Random, expected: float) -> list[str]:
    """Now and then no figure, sometimes a second row of the same key, sometimes the very same row twice."""
    amount = f"{expected * chance.lognormvariate(0, 0.08):.3f}"
    fate = chance.random()
    if fate < 0.01:
        return [""]
    if fate < 0.06:
        return [amount, f"{float(amount) * 0.02:.3f}"]
    return [amount, amount] if fate < 0.07 else [amount]


def write_annual(path: Path, seed: int = 2007) -> Path:
    """Write the invented file and return its path; `picture.services.load_annual` reads it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow((*HEADER, NOTE))
        lines.writerows(rows(seed))
    return path
