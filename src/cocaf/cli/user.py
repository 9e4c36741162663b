"""`cocaf user`: admits a person to the node; only the bureau does so."""

from __future__ import annotations

import argparse
import getpass

from cocaf.cli import node, words
from cocaf.cli.words import _

HELP = "admit a person to the node"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("username")
    parser.add_argument("--unit", required=True, help=_("code of the person's unit"))
    parser.add_argument("--role", default="field_officer", help=_("what the person may do, as a role code"))
    parser.add_argument("--clearance", default="OFFICIAL_USE", help=_("highest level that the person may read"))


def run(args: argparse.Namespace) -> int:
    """Asks for the password and admits the person."""
    node.ready()
    from cocaf.members import services

    password = getpass.getpass(_("Password: "))
    services.admit(
        args.username, password, unit=args.unit, role=args.role, clearance=args.clearance, language=words.language()
    )
    print(_("{username} may sign in.").format(username=args.username))
    return 0
