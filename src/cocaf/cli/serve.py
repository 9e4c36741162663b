"""`cocaf serve`: serves the node's pages and its door for other nodes, with granian."""

from __future__ import annotations

import argparse
import os
import sys

from cocaf import config
from cocaf.cli import node
from cocaf.cli.words import _

HELP = "serve the node's pages"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--workers", type=int, default=1, help=_("web processes; more than one needs PostgreSQL"))


def run(args: argparse.Namespace) -> int:
    """Collects the static files and becomes the server; does not return."""
    node.ready()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    here = config.current()
    os.environ["COCAF_HOME"] = str(here.home)
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        here.host,
        "--port",
        str(here.port),
        "--workers",
        str(args.workers),
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "--static-path-route",
        "/static",
        "--static-path-mount",
        str(here.home / "static"),
        "cocaf.wsgi:application",
    ]
    os.execv(sys.executable, command)  # noqa: S606 - the server replaces this process
