"""Imports of every state for the world of `every_page`: a service's own table with invented persons, under Spanish
headers, with words that no list has and cells that cannot be read."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cocaf.domain.mapping.mapping import TableMapping
from cocaf.intake.mapped import runs, work
from cocaf.intake.models import ImportRun
from cocaf.members.models import User
from cocaf.search.exports import workbook
from tests.conftest import BOB, PURPOSE

HEADERS = (
    "Nº de expediente", "Fecha de incautación", "País de origen", "Provincia", "Lugar", "Tipo de lugar", "Droga",
    "Cantidad", "Unidad", "Ocultación", "Nombre", "Apellidos", "Nacionalidad", "Fecha de nacimiento",
    "Nº de pasaporte", "Papel", "Vuelo", "Observaciones", "Talla",
)  # fmt: skip
DRUGS = ("Cocaína", "Heroína", "Hachís", "Marihuana", "Cocaína")
HIDDEN = ("Doble fondo de maleta", "Ingerido", "Maletón de cuero", "En el calzado")


def rows(count: int = 24) -> list[tuple[str, ...]]:
    """Invented seizures; a few rows have a cell that cannot be read."""
    return [_row(number) for number in range(count)]


def _row(number: int) -> tuple[str, ...]:
    day = "ayer" if number == 4 else f"{number % 28 + 1:02}/02/2026"
    quantity = "unos cuantos" if number in {4, 9} else f"{number % 7 + 1},{number % 10}"
    return (
        f"EXP-2026/{number:04}", day, ("Brasil", "Colombia", "Atlántida")[number % 3], "Madrid", "Barajas",
        "Aeropuerto", DRUGS[number % 5], quantity, "Kilos", HIDDEN[number % 4], "Inventado", f"Ejemplo {number}",
        "España", "03/05/1990", f"XK04{number:05}", "correo", f"IB 6{number:03}", "Persona inventada", "M",
    )  # fmt: skip


def table(*more: tuple[str, ...]) -> bytes:
    """The table as a workbook."""
    return b"".join(workbook.chunks([workbook.Sheet("2026", [HEADERS, *rows(), *more])]))


@dataclass(frozen=True)
class Imports:
    """A run of each state: still to be told, checked, at work, over, refused; and the mapping saved from one."""

    checked: ImportRun
    at_work: ImportRun
    done: ImportRun
    refused: ImportRun
    mapping: Any

    def addresses(self) -> Mapping[str, Mapping[str, Any]]:
        """What stands in the addresses of the pages of an import, by the page's name."""
        pages = ("import_mapping", "import_sheet", "import_values", "import_check", "import_drop")
        over = ("import_run", "import_progress", "import_rejected", "import_rejected_csv")
        return {
            **{name: {"run_id": self.checked.pk} for name in pages},
            **{name: {"run_id": self.done.pk} for name in over},
            "mapping_drop": {"mapping_id": self.mapping.pk},
        }


def imported(user: User) -> Imports:
    """Brings the table in as bob would, several times."""

    def begun(content: bytes, name: str) -> ImportRun:
        run = runs.begin(BOB, user, io.BytesIO(content), name, PURPOSE, "fr")
        runs.set_mapping(user, run.pk, TableMapping.of(run.mapping), {})
        return run

    done = begun(table(), "incautaciones 2026.xlsx")
    mapping = runs.save_mapping(BOB, user, done.pk, "Registro de incautaciones")
    refused = begun(b"Fecha;Droga\n01/02/2026;hachis\n" * 30 + b'x;"', "roto.csv")
    work.run_due()
    runs.commit(user, done.pk)
    work.run_due()
    checked = begun(table(("EXP-X", *rows(1)[0][1:])), "incautaciones 2026 (2).xlsx")
    work.run_due()
    at_work = begun(table(), "incautaciones 2025.xlsx")
    for run in (checked, at_work, done, refused):
        run.refresh_from_db()
    return Imports(checked, at_work, done, refused, mapping)
