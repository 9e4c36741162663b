"""`cocaf init`: makes a node: its home, keys, database, and its own entry in the directory."""

from __future__ import annotations

import argparse
import os
import secrets
from pathlib import Path

from cocaf import config
from cocaf.cli.words import _
from cocaf.domain.errors import CocafError

HELP = "make a node: its home, keys and database"

OUTSIDE = ("COCAF_DATABASE_URL", "COCAF_DATABASE_URL_FILE")
"""Settings that a supervisor gives each process of a node from outside its home, for they hold a password."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--member", required=True, metavar=_("CODE"), help=_("code of the member, as MA"))
    parser.add_argument("--name", required=True, metavar=_("NAME"), help=_("name of the member, as people write it"))
    parser.add_argument("--role", choices=("node", "hub"), default="node", help=_("a member's node, or the hub"))
    parser.add_argument("--port", type=int, default=8100, help=_("port of the pages"))
    parser.add_argument("--database-url", default="", help=_("postgresql://… ; without it a file in the home"))
    parser.add_argument("--passphrase-file", type=Path, help=_("file with the passphrase of the keys"))
    parser.add_argument("--demo", action="store_true", help=_("a demonstration: invented persons"))


def run(args: argparse.Namespace) -> int:
    """Makes the node, or says why not; an existing node is left alone."""
    home = config.load({"COCAF_HOME": os.environ.get("COCAF_HOME", "var/node"), "COCAF_MEMBER": args.member}).home
    make(
        home,
        args.member,
        args.name,
        role=args.role,
        port=args.port,
        database_url=args.database_url,
        passphrase_file=args.passphrase_file,
        demo=args.demo,
        outside=() if args.database_url else OUTSIDE,
    )
    print(_("The node of {member} is in {home}.").format(member=args.member, home=home))
    return 0


def make(
    home: Path,
    member: str,
    name: str,
    *,
    role: str = "node",
    port: int = 8100,
    database_url: str = "",
    passphrase_file: Path | None = None,
    demo: bool = False,
    public_url: str = "",
    settings: tuple[str, ...] = (),
    outside: tuple[str, ...] = (),
) -> None:
    """Makes the home: settings, keys, database. What the environment says under the names `outside` counts here and is
    not written down. Raises CocafError("node.exists") where there is one already."""
    if (home / "cocaf.env").exists():
        raise CocafError("node.exists", home=str(home))
    (home / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    passphrase = passphrase_file or home / "keys" / "passphrase"
    if passphrase_file is None:
        passphrase.touch(mode=0o600)
        passphrase.write_text(secrets.token_urlsafe(32), encoding="utf-8")
    from cocaf.crypto import keystore

    keystore.create(home / "keys" / "keystore.json", member, passphrase.read_text(encoding="utf-8").strip())
    lines = [
        f"COCAF_MEMBER={member}",
        f"COCAF_ROLE={role}",
        f"COCAF_PORT={port}",
        f"COCAF_DEMO={int(demo)}",
        f"COCAF_DATABASE_URL={database_url}",
        f"COCAF_PUBLIC_URL={public_url or f'http://127.0.0.1:{port}'}",
        f"COCAF_SECRET_KEY={secrets.token_urlsafe(64)}",
        *settings,
    ]
    _write(home / "cocaf.env", lines)
    _database(home, member, name, role, outside)


def _write(file: Path, lines: list[str]) -> None:
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _database(home: Path, member: str, name: str, role: str, outside: tuple[str, ...]) -> None:
    """Makes the tables and the node's own entry, in a process of its own that reads the new home."""
    import subprocess
    import sys

    code = "from cocaf.cli.init import fill; import sys; fill(*sys.argv[1:])"
    environment = {key: value for key, value in os.environ.items() if key in outside or not key.startswith("COCAF_")}
    environment |= {"COCAF_HOME": str(home), "DJANGO_SETTINGS_MODULE": "cocaf.settings"}
    subprocess.run([sys.executable, "-c", code, member, name, role], env=environment, check=True)  # noqa: S603 - own code


def fill(member: str, name: str, role: str) -> None:
    """Runs the migrations and writes the node's own member row. Runs in the new node's own process."""
    import django

    django.setup()
    from django.core.management import call_command

    from cocaf.members import services

    call_command("migrate", verbosity=0, interactive=False)
    services.found(member, name, is_hub=role == "hub")
