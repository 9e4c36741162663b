"""`cocaf recovery-key FOLDER`: makes the key to which backups are sealed. Run it where the node is not."""

from __future__ import annotations

import argparse
from pathlib import Path

from cocaf.cli import node
from cocaf.cli.words import _

HELP = "make the key to which backups are sealed"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("folder", type=Path, metavar=_("FOLDER"), help=_("a new folder for the two halves of the key"))
    parser.add_argument("--passphrase-file", type=Path, help=_("file with its passphrase; asked for otherwise"))


def run(args: argparse.Namespace) -> int:
    """Makes both halves and says where each belongs."""
    from cocaf.crypto import archive

    passphrase = node.passphrase(args.passphrase_file, _("Passphrase of the recovery key: "))
    key = archive.make_recovery_key(args.folder.absolute(), passphrase)
    print(_("Recovery key {key}:").format(key=key))
    print(_("  {path}: keep it and its passphrase away from the node, twice.").format(
        path=args.folder / archive.PRIVATE_FILE))  # fmt: skip
    print(_("  {path}: copy it to the node and name it in COCAF_RECOVERY_KEY.").format(
        path=args.folder / archive.PUBLIC_FILE))  # fmt: skip
    return 0
