"""Runs inside a node of `tests.nodes`: reads one call per line as JSON, runs it through the node's own services,
answers as JSON. Every function here is a call that a page or a command makes."""

from __future__ import annotations

import base64
import io
import json
import sys
import uuid
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from cocaf import config  # noqa: E402
from cocaf.audit import selectors as audit  # noqa: E402
from cocaf.domain.errors import CocafError  # noqa: E402
from cocaf.domain.mapping.mapping import TableMapping  # noqa: E402
from cocaf.domain.policy import Actor  # noqa: E402
from cocaf.domain.things.draft import Draft  # noqa: E402
from cocaf.exchange import chain, selectors, services  # noqa: E402
from cocaf.exchange.models import Delivery, HubFrame, InMessage, OutMessage  # noqa: E402
from cocaf.intake import photographs  # noqa: E402
from cocaf.intake import services as intake  # noqa: E402
from cocaf.intake.mapped import runs  # noqa: E402
from cocaf.intake.mapped import selectors as imports  # noqa: E402
from cocaf.intake.models import ImportRun  # noqa: E402
from cocaf.members import selectors as members  # noqa: E402
from cocaf.members import services as directory  # noqa: E402
from cocaf.members.models import User  # noqa: E402
from cocaf.records import erasure, files  # noqa: E402
from cocaf.records import selectors as records  # noqa: E402
from cocaf.records.models import Document, Flag, StoredFile, Tombstone  # noqa: E402
from cocaf.upkeep import derived  # noqa: E402

PURPOSE = "identify_person"


def actor() -> Actor:
    """The node's bureau."""
    return members.bureau_actor("tester")


def export_entry() -> Any:
    return directory.export_entry()


def import_entry(entry: Any, route: str, url: str = "") -> Any:
    return directory.import_entry(entry, route=route, url=url).code


def file(body: Any) -> Any:
    row = intake.file_record(actor(), Draft("report", body, PURPOSE, "fr"))
    return {"id": str(row.record_id), "reference": row.reference}


def file_many(body: Any, count: int) -> Any:
    drafts = [
        intake.Incoming(intake.draft_document(actor(), Draft("report", body, PURPOSE, "fr"))) for _ in range(count)
    ]
    return [str(row.record_id) for row in intake.file_checked(actor(), drafts)]


def release(record: str, to: list[str]) -> Any:
    return str(services.release(actor(), record, to, "note", PURPOSE).id)


def release_many(records: list[str], to: list[str]) -> Any:
    return [str(each.id) for each in services.release_all(actor(), records, to, "", PURPOSE)]


def recall(record: str) -> Any:
    return str(services.recall(actor(), record, "error", "", PURPOSE).record_id)


def outcome(about: str, results: dict[str, int], seizure: str | None = None) -> Any:
    return str(services.report_outcome(actor(), about, results, seizure, "", PURPOSE).record_id)


def acknowledge(message: str) -> Any:
    return services.acknowledge(actor(), message, PURPOSE).acknowledged_at


def photograph(record: str, raw: str) -> Any:
    """Adds a photograph, given in Base64; the digest of the copy."""
    row = photographs.add(actor(), record, io.BytesIO(base64.b64decode(raw)), "Invented", PURPOSE)
    return records.reveal([row])[0].plain["body"]["photos"][-1]["sha256"]


def look(record: str, sha256: str, which: str) -> Any:
    """A photograph as a page opens it, in Base64."""
    chunks = photographs.open_photo(actor(), record, sha256, which, PURPOSE).chunks
    return base64.b64encode(b"".join(chunks)).decode()


def files_kept(record: str) -> Any:
    """Names of a record's files, and how many chunk files lie on the disk for all records."""
    kept = StoredFile.objects.filter(record_id=record).order_by("name").values_list("name", flat=True)
    return {"rows": list(kept), "on_disk": sum(path.is_file() for path in config.current().files.rglob("*-*"))}


def held(record: str) -> Any:
    rows = Document.objects.filter(record_id=record).order_by("version")
    return [{"version": row.version, "origin": row.origin, "current": row.current} for row in rows]


def account(name: str, password: str, language: str) -> Any:
    about = {"unit_id": actor().unit, "role": "liaison", "language": language, "purpose": "analyse"}
    return User.objects.create_user(name, password=password, **about).pk


def bring_table(rows: int, wrong: int) -> Any:
    text = ["Fecha;Lugar;Droga;Cantidad;Unidad;Nº de expediente"]
    text += [f"14/02/2026;Puerto inventado;Cocaína;{n % 9},5;Kilos;EXP-{n}" for n in range(rows - wrong)]
    text[rows // 2 : rows // 2] = [f"ayer;Puerto inventado;Cocaína;1;Kilos;EXP-X{n}" for n in range(wrong)]
    user, _ = User.objects.get_or_create(
        username="tester", defaults={"unit_id": actor().unit, "role": "approver", "clearance": "CONFIDENTIAL"}
    )
    run = runs.begin(actor(), user, io.BytesIO("\n".join(text).encode()), "invented.csv", PURPOSE, "es")
    runs.set_mapping(user, run.pk, TableMapping.of(run.mapping), {})
    return str(run.pk)


def commit_table(run: str) -> Any:
    runs.commit(ImportRun.objects.get(pk=run).user, uuid.UUID(run))


def table(run: str) -> Any:
    with transaction.atomic():
        row = ImportRun.objects.get(pk=run)
        kept = {"records": row.records.count(), "rejections": imports.rejections_kept(row)}
        return {name: getattr(row, name) for name in ("state", "row", "stored", "held", "rejected")} | kept


def states(record: str) -> Any:
    return [
        {"to": each.recipient, "kind": each.kind, "state": each.state, "reason": each.reason,
         "waits": each.waits_since is not None, "attempts": each.attempts,
         "times": {state: at.isoformat() for state, at in each.times}}
        for each in selectors.deliveries(record)
    ] + [
        {"to": row.recipient, "kind": "recall", "state": row.state, "reason": row.reason, "waits": False}
        for row in Delivery.objects.filter(message__kind="recall", message__about=record)
    ]  # fmt: skip


def delivered(messages: list[str]) -> Any:
    return Delivery.objects.filter(message_id__in=messages, delivered_at__isnull=False).count()


def came(record: str) -> Any:
    return [str(each.message_id) for each in selectors.arrivals(record)]


def total(record: str) -> Any:
    return dict(chain.chain(actor(), record, PURPOSE).total)


def statements(record: str) -> Any:
    found = chain.statements(record)
    return found and [
        {"member": each.member, "statement": each.body and each.body.statement,
         "flagged": each.body and list(each.body.flagged)}
        for each in found.answers
    ]  # fmt: skip


def tombstone(record: str) -> Any:
    return list(Tombstone.objects.filter(record_id=record).values("owner", "reference", "why"))


def flags() -> Any:
    return list(Flag.objects.values_list("document__reference", "code"))


def counts() -> Any:
    return {
        "waiting": selectors.waiting(),
        "inbox": InMessage.objects.filter(state="waiting").count(),
        "stored": InMessage.objects.filter(state="stored").exclude(kind="receipts").count(),
        "refused": list(InMessage.objects.filter(state="refused").values_list("reason", flat=True)),
        "frames": OutMessage.objects.exclude(frame=None).exclude(kind="receipts").count(),
        "at_hub": HubFrame.objects.count(),
        "documents": Document.objects.filter(origin="received", kind="report").count(),
        "lines": {line.peer: line.up for line in selectors.lines()},
    }


def hub_screen() -> Any:
    return [
        {"message": str(each.message_id), "sender": each.sender, "recipient": each.recipient, "size": each.size}
        for each in HubFrame.objects.all()
    ]


def hub_frames() -> Any:
    """What the hub holds, byte for byte, in Base64."""
    return [base64.b64encode(bytes(each.frame)).decode() for each in HubFrame.objects.all()]


def erase(record: str) -> Any:
    return erasure.erase(record, "retention").held


def read(record: str) -> Any:
    """The record as a page opens it."""
    return records.open_record(actor(), record, PURPOSE).record.plain


def listed() -> Any:
    """References of what the bureau's list shows."""
    return sorted(row.reference for row in records.visible_to(actor(), PURPOSE).filter(current=True))


def keep_file(record: str, text: str) -> Any:
    kept = files.store_file(io.BytesIO(text.encode()), "note.txt", "text/plain")
    files.attach_file(kept.id, record)
    return kept.id


def read_file(file: str) -> Any:
    return b"".join(files.read_file(file)).decode()


def everything() -> Any:
    """What stands in this node, for comparing it with what came back."""
    rows = Document.objects.order_by("seq")
    return {
        "documents": [[str(row.record_id), row.version, bytes(row.digest).hex()] for row in rows],
        "stones": sorted(str(each) for each in Tombstone.objects.values_list("record_id", flat=True)),
        "log": audit.verify().ok,
        "differing": derived.differing(1000),
    }


def rows() -> Any:
    """How many rows each table has: what a run left."""
    counted = (model for app in ("records", "picture", "intake") for model in apps.get_app_config(app).get_models())
    return {model._meta.db_table: model.objects.count() for model in counted}


def due_now() -> Any:
    return Delivery.objects.filter(waiting=True).update(next_attempt_at=timezone.now())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    calls: dict[str, Callable[..., Any]] = {name: each for name, each in globals().items() if callable(each)}
    _say("ready")
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer: dict[str, Any] = {"ok": calls[name](*arguments)}
        except CocafError as error:
            answer = {"error": error.code}
        _say(json.dumps(answer, default=str))


if __name__ == "__main__":
    main()
