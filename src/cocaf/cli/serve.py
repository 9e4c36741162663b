"""`cocaf serve`: serves the node's pages and its door for other nodes, with granian."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from cocaf import config, logs
from cocaf.cli import node
from cocaf.cli.words import _
from cocaf.config import Config
from cocaf.domain.errors import CocafError

HELP = "serve the node's pages"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--workers", type=int, default=1, help=_("web processes; more than one needs PostgreSQL"))


def run(args: argparse.Namespace) -> int:
    """Collects the static files and becomes the server; does not return."""
    node.ready()
    here = config.current()
    if not here.secret_key:
        raise CocafError("setting.no_secret")
    from django.core.management import call_command

    from cocaf.upkeep import measures

    call_command("collectstatic", verbosity=0, interactive=False)
    measures.share(here.home)
    lines = here.home / "serve-log.json"
    lines.write_text(json.dumps(logs.settings("serve", here.log_level)), encoding="utf-8")
    os.environ["COCAF_HOME"] = str(here.home)
    os.execv(sys.executable, _server(here, args.workers, lines))  # noqa: S606 - the server replaces this process


def _server(here: Config, workers: int, lines: Path) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--host": here.host,
        "--port": str(here.port),
        "--workers": str(workers),
        "--blocking-threads": "4",
        "--log-level": "warning",
        "--log-config": str(lines),
        "--static-path-route": "/static",
        "--static-path-mount": str(here.home / "static"),
    }
    given = [word for option in options.items() for word in option]
    return [sys.executable, "-m", "granian", *given, "--no-ws", "cocaf.wsgi:application"]
