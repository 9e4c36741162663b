"""The cast of the demonstration: invented persons and desks of two countries. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

from cocaf.config import DEMO_PASSWORD

PASSWORD = DEMO_PASSWORD


@dataclass(frozen=True)
class Person:
    """Someone who may sign in at a demonstration node."""

    username: str
    full_name: str
    unit: str
    role: str
    language: str
    clearance: str = "RESTRICTED"


@dataclass(frozen=True)
class Node:
    """A node of the demonstration: a member or the hub, with its port's distance from the first port."""

    code: str
    name: str
    folder: str
    offset: int
    role: str = "node"
    desk: str = ""
    phone: str = ""
    email: str = ""
    units: tuple[tuple[str, str, str, str], ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def line_offset(self) -> int:
        """Distance of the port of this node's line to the hub."""
        return self.offset + 10


HUB = Node(
    "HUB",
    "Hub",
    "hub",
    0,
    role="hub",
    units=(("HUB-OPS", "Operations", "ncb", ""),),
    people=(Person("hub", "Opérateur du relais", "HUB-OPS", "administrator", "fr"),),
)
MA = Node(
    "MA",
    "Maroc",
    "ma",
    1,
    desk="Bureau central, permanence stupéfiants",
    phone="+212 5 00 00 00 17",
    email="permanence@ma.example",
    units=(
        ("MA-NCB", "Bureau central national", "ncb", "Rabat"),
        ("MA-CMN-AIR", "Cellule aéroportuaire de Casablanca", "airport_unit", "Casablanca"),
        ("MA-TNG-PORT", "Unité portuaire de Tanger", "port_unit", "Tanger"),
    ),
    people=(
        Person("salma", "Salma Exemple", "MA-NCB", "liaison", "fr"),
        Person("anouar", "أنوار المثالي", "MA-CMN-AIR", "field_officer", "ar"),
        Person("tarik", "Tarik Fictif", "MA-TNG-PORT", "field_officer", "fr"),
        Person("ma-admin", "Admin Inventée", "MA-NCB", "administrator", "fr"),
    ),
)
SN = Node(
    "SN",
    "Sénégal",
    "sn",
    2,
    desk="Bureau central, brigade des stupéfiants",
    phone="+221 33 000 00 24",
    email="permanence@sn.example",
    units=(
        ("SN-NCB", "Bureau central national", "ncb", "Dakar"),
        ("SN-DSS-AIR", "Cellule aéroportuaire de Dakar", "airport_unit", "Dakar"),
    ),
    people=(
        Person("awa", "Awa Imaginaire", "SN-NCB", "liaison", "fr"),
        Person("moussa", "Moussa Fictif", "SN-DSS-AIR", "field_officer", "fr"),
        Person("sn-admin", "Admin Inventé", "SN-NCB", "administrator", "en"),
    ),
)
NODES = (HUB, MA, SN)
