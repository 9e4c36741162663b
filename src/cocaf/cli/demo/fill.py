"""Fills a demonstration node: units, invented people, the other members' signed entries, the annual series. Runs in
the node's own process: `python -m cocaf.cli.demo.fill STEP …`."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def cast(code: str) -> None:
    """Writes the node's own desk, units and people."""
    from cocaf.cli.demo import cast as the
    from cocaf.members import services

    node = next(each for each in the.NODES if each.code == code)
    services.set_contact(desk=node.desk, phone=node.phone, email=node.email, hours="24/7", languages="fr ar en")
    for unit, name, kind, place in node.units:
        services.add_unit(unit, name, kind, place)
    for person in node.people:
        services.admit(
            person.username,
            the.PASSWORD,
            unit=person.unit,
            role=person.role,
            clearance=person.clearance,
            language=person.language,
            full_name=person.full_name,
        )


def entry(path: str) -> None:
    """Writes this node's signed directory entry to a file."""
    from cocaf.members import services

    Path(path).write_text(json.dumps(services.export_entry()), encoding="utf-8")


def partners(hub_url: str, *paths: str) -> None:
    """Takes in the other members' entries; the hub is reached over this node's line."""
    from cocaf.members import services

    for path in paths:
        signed = json.loads(Path(path).read_text(encoding="utf-8"))
        services.import_entry(signed, route="hub", url=hub_url if signed["entry"]["is_hub"] else "")


def series(path: str) -> None:
    """Loads the annual series: the real file where it is given, else an invented one that says so."""
    from cocaf.picture import services
    from cocaf.picture.invented import write_annual

    file = Path(path)
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_annual(file)
    services.load_annual(file, "demonstration")


def main() -> None:
    """Runs one step."""
    import django

    django.setup()
    step, *rest = sys.argv[1:]
    {"cast": cast, "entry": entry, "partners": partners, "series": series}[step](*rest)


if __name__ == "__main__":
    main()
