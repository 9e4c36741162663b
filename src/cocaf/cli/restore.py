"""`cocaf restore FROM`: brings a node back from a backup into a new home, and says what is back and what is not."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cocaf import config
from cocaf.cli import node
from cocaf.cli.words import _

HELP = "bring a node back from a backup, into a new home"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("source", type=Path, metavar=_("FROM"), help=_("the backup"))
    parser.add_argument("--recovery-key", type=Path, required=True, metavar=_("FILE"),
                        help=_("recovery.json, the private half of the recovery key"))  # fmt: skip
    parser.add_argument(
        "--recovery-passphrase-file", type=Path, help=_("file with its passphrase; asked for otherwise")
    )
    parser.add_argument("--keys", type=Path, required=True, metavar=_("FILE"),
                        help=_("the sealed keys that lie beside a backup, or a copy of keystore.json"))  # fmt: skip
    parser.add_argument("--passphrase-file", type=Path, help=_("file with the passphrase of the keys"))
    parser.add_argument("--tombstones", type=Path, action="append", default=[], metavar=_("FILE"),
                        help=_("a copy of the journal of erasures; the newest, or several"))  # fmt: skip
    parser.add_argument("--without-tombstones", action="store_true",
                        help=_("every copy of the journal is lost: what was erased since comes back"))  # fmt: skip
    parser.add_argument(
        "--database-url", default="", help=_("an empty PostgreSQL database, for a backup of PostgreSQL")
    )
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))


def run(args: argparse.Namespace) -> int:
    """Restores, or says why not and leaves the home as it was."""
    from cocaf.upkeep import restore

    wanted = restore.Wanted(
        source=args.source,
        home=Path(os.environ.get("COCAF_HOME", "var/node")).absolute(),
        recovery_key=args.recovery_key,
        recovery_passphrase=node.passphrase(args.recovery_passphrase_file, _("Passphrase of the recovery key: ")),
        keys=args.keys,
        passphrase=_passphrase(args),
        journals=args.tombstones,
        without_journal=args.without_tombstones,
        database_url=args.database_url,
    )
    found = restore.restore(wanted)
    print(json.dumps(found) if args.json else "\n".join(_lines(found)))
    return 0


def _passphrase(args: argparse.Namespace) -> str:
    setting = next(each for each in config.SETTINGS if each.name == "COCAF_KEYS_PASSPHRASE")
    given = str(config.value_of(setting, os.environ, {}))
    return given or node.passphrase(args.passphrase_file, _("Passphrase of the node's keys: "))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    """What a person must know now, the good and the bad."""
    counts = found["counts"]
    yield _("Restored into {home}: the node as it was at {made} (UTC).").format(home=found["home"], made=found["made"])
    yield _("Documents {documents}, files {files}, people {people}; every table has the rows that were saved.").format(
        documents=counts["records_document"], files=counts["records_storedfile"], people=counts["members_user"]
    )
    yield _("The log holds: {count} entries.").format(count=found["log_entries"])
    yield _("Erased again: {count}. Tombstones laid: {stones}. Recalls made again: {recalls}.").format(
        count=found["erased_again"], stones=found["tombstones_laid"], recalls=len(found["recalled_again"])
    )
    if found["journal_until"]:
        yield _("The journal reaches until {at} (UTC); what was erased later is not known here.").format(
            at=found["journal_until"]
        )
    elif found["journal_given"]:
        yield _("The journal of erasures is empty: nothing was ever erased here.")
    else:
        yield _("No journal of erasures: records that were erased since the backup are back.")
    if found["rebuilt"] is not None:
        yield _("{count} documents indexed.").format(count=found["rebuilt"])
    if found["files_missing"]:
        yield _("Files that the backup does not hold: {count}.").format(count=found["files_missing"])
    yield _("Messages that wait and will be sent again: {count}.").format(count=found["sent_again"])
    yield _("Lost: what was filed, changed or admitted here after the backup.")
    yield _("Messages that came later must be asked for:")
    for member, at in found["last_messages"].items():
        yield _("  {member}: the last one held here came at {at}").format(member=member, at=at)
    yield _("Epoch {number} of this node has begun; everybody signs in again.").format(number=found["epoch"])
