"""`cocaf keys`: the key process, which alone holds the node's private keys."""

from __future__ import annotations

import argparse

from cocaf import config

HELP = "hold the node's keys: sign, open, unwrap, until it is stopped"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options of its own."""


def run(args: argparse.Namespace) -> int:
    """Opens the keystore and serves the socket until SIGTERM or Ctrl-C."""
    from cocaf.crypto import agent

    return agent.main(["--home", str(config.current().home)])
