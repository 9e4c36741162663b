"""What a restored database goes through before it serves anybody, in a process that runs in its home: proof of the
log, the tables of this version, erasures and recalls of the journal, a new epoch. Started by `restore` alone; the order
comes as JSON on standard input, the answer goes out as the last line."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction

from cocaf.domain.errors import CocafError


def settle(manifest: Mapping[str, Any], journals: Sequence[Path], *, without_journal: bool) -> dict[str, Any]:
    """Makes the database whole and says what was done. Raises CocafError restore.*, journal.*, audit.*"""
    from cocaf.exchange import prepare
    from cocaf.upkeep import readiness

    _load_dump(manifest)
    _counts_agree(manifest)
    migrated = readiness.pending_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    entries = _prove_log(manifest)
    lines = _journal(manifest, journals, without_journal)
    found = _replay(lines)
    found |= {
        "counts": manifest["counts"],
        "log_entries": entries,
        "log_head": manifest["log"]["head"],
        "migrated": migrated,
        "rebuilt": _derive_anew(bool(migrated)),
        "epoch": prepare.begin_epoch(),
        "files_missing": _files_missing(),
        "sessions_ended": _end_sessions(),
        "journal_given": bool(journals),
        "journal_until": lines[-1].plain["at"] if lines else None,
        "last_messages": manifest["last_messages"],
        "sent_again": _sent_again(),
    }
    _note(manifest, found)
    return found


def _load_dump(manifest: Mapping[str, Any]) -> None:
    from cocaf import config
    from cocaf.upkeep import contents, snapshot

    if manifest["database"] == contents.POSTGRESQL_FILE:
        dump = config.current().home / "unpacked" / contents.POSTGRESQL_FILE
        snapshot.run_postgresql("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", str(dump))
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        if cursor.fetchone() != ("ok",):
            raise CocafError("restore.database_damaged")


def _counts_agree(manifest: Mapping[str, Any]) -> None:
    from cocaf.upkeep import snapshot

    def ask(query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    for name, count in snapshot.counts(ask, list(manifest["counts"])).items():
        if count != manifest["counts"][name]:
            raise CocafError("restore.counts", table=name, found=count, expected=manifest["counts"][name])


def _prove_log(manifest: Mapping[str, Any]) -> int:
    """The keys are this node's, and the log holds up to the head that the backup names."""
    from cocaf.audit import selectors as audit
    from cocaf.crypto.client import keys
    from cocaf.members import selectors as members

    own = members.self_member()
    if own.signing_id and own.signing_id != keys().public().signing_id:
        raise CocafError("restore.other_keys", member=own.code)
    result = audit.verify(expected_head=manifest["log"]["head"] or None)
    if not result.ok:
        raise CocafError("restore.log", entry=result.first, why=result.why)
    return result.entries + result.pending


def _journal(manifest: Mapping[str, Any], paths: Sequence[Path], without: bool) -> list[Any]:
    """The lines of the longest journal given, each proved; it must go on from where the backup's own stood."""
    from cocaf import config
    from cocaf.crypto.client import keys
    from cocaf.records import journal

    own = config.current().journal
    given = [*paths, *([own] if own.exists() else [])]
    if not given:
        return []
    key = keys().public().signing
    read = {path: journal.read(path, key) for path in given}
    path = max(read, key=lambda each: len(read[each]))
    lines, then = read[path], manifest["journal"]
    reached = [line for line in lines if line.number == then["lines"] and line.hash == then["head"]]
    if then["lines"] and not reached and not without:
        raise CocafError("restore.journal_old", path=str(path), lines=len(lines), expected=then["lines"])
    if path != own:
        own.write_bytes(path.read_bytes())
        own.chmod(0o600)
    return lines


def _replay(lines: Sequence[Any]) -> dict[str, Any]:
    """Erases again what was erased since, and takes back again what was taken back since."""
    from cocaf.records import journal
    from cocaf.records.models import Document, Tombstone

    held = set(Tombstone.objects.values_list("record_id", "owner"))
    again, stones, recalls = 0, 0, []
    for line in lines:
        if line.plain["what"] == "erased":
            stone = journal.stone_of(line)
            if (stone.record_id, stone.owner) in held:
                continue
            again += _erase(stone)
            stones += 1
        elif not Document.objects.filter(record_id=line.plain["record"]).exists():
            recalls.append(_recall(line))
    journal.complete()
    return {"erased_again": again, "tombstones_laid": stones, "recalled_again": recalls}


def _erase(stone: Any) -> int:
    """Erases one record as its line says; 1 where the backup still held it."""
    from cocaf.records import erasure
    from cocaf.records.models import Document, Tombstone

    with transaction.atomic():
        # laid first, so that it keeps the time and the count of the first erasure
        stone.save(force_insert=True)
        owned = Document.objects.filter(record_id=stone.record_id, owner=stone.owner).exists()
        if owned:
            erasure.erase(stone.record_id, stone.why, stone.cause)
        Tombstone.objects.filter(pk=stone.pk).update(erased_at=datetime.fromisoformat(str(stone.erased_at)))
    erasure.scrub()
    return int(owned)


def _recall(line: Any) -> str:
    """Stores a recall of this node's own again as it was signed, and sends it once more."""
    from cocaf.crypto.client import keys
    from cocaf.domain.things import record as records
    from cocaf.exchange import recall
    from cocaf.records import services
    from cocaf.records.models import Document

    plain = line.plain
    sealed, wrapped = base64.b64decode(plain["sealed"]), base64.b64decode(plain["wrapped_key"])
    document = keys().reveal([(sealed, wrapped)])[0]
    (done,) = keys().protect([document], sign=False)
    prepared = services.Prepared(
        records.parse(document), done.digest, plain["signature"].encode(), done.sealed, done.wrapped_key, "own"
    )
    with transaction.atomic():
        (key,) = services.store([prepared])
        recall.tell_again(Document.objects.get(pk=key))
    return str(plain["reference"])


def _derive_anew(wanted: bool) -> int | None:
    """Makes the derived tables again where the tables changed or a look finds a difference; how many documents."""
    from cocaf.records import rebuild
    from cocaf.upkeep import derived

    return rebuild.rebuild() if wanted or derived.differing() else None


def _files_missing() -> int:
    from cocaf import config
    from cocaf.records.models import StoredFile

    names = (str(key) for key in StoredFile.objects.values_list("pk", flat=True))
    return sum(not (config.current().files / name[-2:] / name).exists() for name in names)


def _end_sessions() -> int:
    """Whoever was signed in at the time of the backup signs in again."""
    from django.contrib.sessions.models import Session

    return Session.objects.all().delete()[0]


def _sent_again() -> int:
    from cocaf.exchange.models import Delivery

    return Delivery.objects.filter(waiting=True).count()


def _note(manifest: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    from cocaf.audit import services as audit

    audit.record(
        f"{manifest['member']}/node", "restore",
        detail={"made": manifest["made"], "erased_again": found["erased_again"], "epoch": found["epoch"],
                "recalled_again": len(found["recalled_again"])},
    )  # fmt: skip
    audit.seal_pending()


def main() -> int:
    """Reads the order, does it, answers."""
    order = json.load(sys.stdin)
    django.setup()
    try:
        paths = [Path(path) for path in order["journals"]]
        answer: dict[str, Any] = {"ok": settle(order["manifest"], paths, without_journal=order["without_journal"])}
    except CocafError as error:
        answer = {"error": error.code, "params": {name: str(value) for name, value in error.params.items()}}
    print(json.dumps(answer, default=str))  # noqa: T201 - the answer to `restore`
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
