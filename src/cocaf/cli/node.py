"""Starts Django for a command that works on the node's database."""

from __future__ import annotations

import django

from cocaf import config
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor


def ready() -> None:
    """Makes the node's database and key process reachable. Raises CocafError("node.no_home") without a node."""
    home = config.current().home
    if not (home / "cocaf.env").exists():
        raise CocafError("node.no_home", home=str(home))
    django.setup()


def operator() -> Actor:
    """Who acts when the operator types a command at the node: the bureau, named as such in the log."""
    from cocaf.members import selectors

    return selectors.bureau_actor("operator")
