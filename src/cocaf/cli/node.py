"""Starts Django for a command that works on the node's database."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

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


def passphrase(file: Path | None, question: str) -> str:
    """A passphrase: the content of a file, else what is typed, else standard input. Raises WrongSettingError for a file
    that cannot be read, or that everybody may read."""
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problem = CocafError("setting.file_unreadable", name="--passphrase-file", path=str(file))
            raise config.WrongSettingError(problem) from error
        if config.open_to_others(file):
            raise config.WrongSettingError(CocafError("setting.file_open", name="--passphrase-file", path=str(file)))
        return text
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def operator() -> Actor:
    """Who acts when the operator types a command at the node: the bureau, named as such in the log."""
    from cocaf.members import selectors

    return selectors.bureau_actor("operator")
