"""What an officer does with a run: brings a table, says what its columns are, asks for the dry run, commits, throws it
away. The uploaded file is encrypted as files beside records are, and goes with the run's end."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

from django.db import transaction
from django.utils import timezone

from cocaf import limits
from cocaf.audit import services as audit
from cocaf.crypto.client import keys
from cocaf.domain.errors import CocafError
from cocaf.domain.mapping import guess
from cocaf.domain.mapping import mapping as mappings
from cocaf.domain.mapping.mapping import TableMapping
from cocaf.domain.policy import Actor
from cocaf.domain.policy.decide import WRITERS
from cocaf.intake.mapped import opening, selectors
from cocaf.intake.models import ImportRun, RejectedRows, SavedMapping
from cocaf.members.models import Unit, User
from cocaf.records import files
from cocaf.records.selectors import actor_name

MAPPING, CHECKING, CHECKED, STORING, DONE, FAILED = "mapping", "checking", "checked", "storing", "done", "failed"
"""The states of a run: its columns are being told, the dry run waits or runs, is over, rows are stored, all is
over, or the file was refused."""
CHANGEABLE: Final = (MAPPING, CHECKED)
"""The states in which the mapping may still change."""
AT_WORK: Final = (CHECKING, STORING)
"""The states in which the worker has something to do."""
MEDIA_TYPE: Final = "application/octet-stream"


def seal(content: object) -> tuple[bytes, bytes]:
    """JSON values encrypted under a key of their own, with that key wrapped."""
    protected = keys().protect([json.dumps(content, ensure_ascii=False).encode()], sign=False)[0]
    return protected.sealed, protected.wrapped_key


def begin(
    actor: Actor, user: User, upload: BinaryIO, name: str, purpose: str, language: str, *,
    saved: SavedMapping | None = None, sheet: str | None = None,
) -> ImportRun:  # fmt: skip
    """Takes a table in: kept encrypted, its first rows read, its mapping guessed or taken from the saved one.

    Raises CocafError for a file that is no table, is beyond a limit, or does not fit the saved mapping; then nothing
    of it is kept.
    """
    _may_import(actor)
    run = ImportRun(
        id=uuid.uuid4(), user=user, purpose=purpose, language=language, file_name=name[:200], state=MAPPING,
        begun_at=timezone.now(),
    )  # fmt: skip
    ref = files.store_file(upload, "import", MEDIA_TYPE, limit=limits.IMPORT_UPLOAD_BYTES)
    try:
        with opening.opened(ref.id, name) as path, transaction.atomic():
            run.file, run.digest, run.size = uuid.UUID(ref.id), ref.sha256, ref.size
            _show(actor, run, opening.first_rows(path, sheet), saved)
            run.save(force_insert=True)
            files.attach_file(ref.id, run.id)
            audit.record(actor, "import.begin", about=str(run.id), purpose=purpose, detail={"bytes": ref.size})
    except BaseException:
        files.drop_file(ref.id)
        raise
    return run


def _may_import(actor: Actor) -> None:
    if actor.role not in WRITERS:
        raise CocafError("record.denied", reason="role")


def _show(actor: Actor, run: ImportRun, shown: dict[str, Any], saved: SavedMapping | None) -> None:
    headers, rows = shown["headers"], shown["rows"]
    if saved is not None:
        mapping = mappings.checked(saved.content)
        mapping.positions(headers)
        run.mapping_name, run.terms = saved.name, dict(saved.terms)
    else:
        mapping = guess.guess(headers, rows, actor.member)
        run.mapping_name, run.terms = "", {}
    run.mapping, run.sheet = mapping.plain(), shown["sheet"]
    guessed = {each.name: each.field for each in mapping.columns} if saved is None else {}
    run.shown, run.shown_key = seal(shown | {"guessed": guessed})


def choose_sheet(actor: Actor, user: User, run_id: uuid.UUID, sheet: str) -> None:
    """Reads another sheet of the workbook; its mapping is guessed anew. Raises CocafError("import.no_sheet")."""
    run = _changeable(user, run_id)
    with opening.opened(str(run.file), run.file_name) as path:
        _show(actor, run, opening.first_rows(path, sheet), None)
    run.state, run.rows = MAPPING, 0
    run.save()


def set_mapping(user: User, run_id: uuid.UUID, mapping: TableMapping, terms: Mapping[str, Any]) -> None:
    """Keeps what the columns are and what holds for all records, and asks for the dry run."""
    run = _changeable(user, run_id)
    run.mapping, run.terms = mapping.plain(), dict(terms)
    _ask(run, CHECKING)


def set_words(user: User, run_id: uuid.UUID, chosen: Mapping[str, Mapping[str, str]]) -> None:
    """Keeps which codes words of the file stand for (list to word to code), and asks for the dry run again."""
    run = _changeable(user, run_id)
    held = TableMapping.of(run.mapping)
    words = {name: {**held.words.get(name, {})} for name in {*held.words, *chosen}}
    for name, pairs in chosen.items():
        for word, code in pairs.items():
            key = mappings.word_key(word)
            words[name] = {**words[name], key: code} if code else {k: v for k, v in words[name].items() if k != key}
    run.mapping = TableMapping(held.headers, held.columns, held.constants, words).plain()
    _ask(run, CHECKING)


def save_mapping(actor: Actor, user: User, run_id: uuid.UUID, name: str) -> SavedMapping:
    """Keeps the run's mapping under a name for the unit; the same name again replaces what it held."""
    run = selectors.run_of(user, run_id)
    row, _ = SavedMapping.objects.update_or_create(
        unit=Unit.objects.get(pk=actor.unit), name=name[:80],
        defaults={"content": run.mapping, "terms": run.terms, "saved_by": actor_name(actor)[:160],
                  "saved_at": timezone.now()},
    )  # fmt: skip
    ImportRun.objects.filter(pk=run.pk).update(mapping_name=row.name)
    return row


def drop_mapping(actor: Actor, mapping_id: uuid.UUID) -> None:
    """Throws a mapping of the actor's unit away; one that is gone already is no error."""
    selectors.mappings_of(actor.unit).filter(pk=mapping_id).delete()


def commit(user: User, run_id: uuid.UUID) -> None:
    """Asks the worker to store the rows that the dry run found sound. Raises CocafError("mapping.not_checked")."""
    run = selectors.run_of(user, run_id)
    if run.state in {STORING, DONE}:
        return
    if run.state != CHECKED:
        raise CocafError("mapping.not_checked")
    _ask(run, STORING)


def _ask(run: ImportRun, state: str) -> None:
    """Hands a run to the worker. Raises CocafError("mapping.busy") for the second of two clicks, and for a change that
    comes while the worker is at it: whoever finds the run in a changeable state has it."""
    with transaction.atomic():
        given = ImportRun.objects.filter(pk=run.pk, state__in=CHANGEABLE).update(
            state=state, mapping=run.mapping, terms=run.terms, row=0, stored=0, held=0, rejected=0, not_converted=0,
            flagged={}, error={}, claim="", claimed_until=None,
        )  # fmt: skip
        if not given:
            raise CocafError("mapping.busy")
        RejectedRows.objects.filter(run=run).delete()


def _changeable(user: User, run_id: uuid.UUID) -> ImportRun:
    run = selectors.run_of(user, run_id)
    if run.state not in CHANGEABLE or run.file is None:
        raise CocafError("mapping.busy")
    return run


def drop(user: User, run_id: uuid.UUID) -> None:
    """Throws a run away with its file, unless rows of it are being or were stored; then only its rejected rows go."""
    run = selectors.run_of(user, run_id)
    with transaction.atomic():
        if ImportRun.objects.filter(pk=run.pk, state__in=(STORING, DONE)).exists():
            if run.state == DONE:
                RejectedRows.objects.filter(run=run).delete()
            return
        files.drop_files_of(run.pk)
        run.delete()


def tidy() -> int:
    """Throws away what nobody came back for: tables that were never committed, rejected rows of long ago; returns how
    many runs it touched."""
    now = timezone.now()
    left = ImportRun.objects.filter(begun_at__lte=now - datetime.timedelta(hours=limits.IMPORT_HOURS))
    old = now - datetime.timedelta(days=limits.IMPORT_REJECTED_DAYS)
    count = 0
    with transaction.atomic():
        for run in left.exclude(state__in=(STORING, DONE)):
            files.drop_files_of(run.pk)
            run.delete()
            count += 1
        for run in ImportRun.objects.filter(state=DONE, finished_at__lte=old).exclude(shown=b""):
            RejectedRows.objects.filter(run=run).delete()
            run.shown = run.shown_key = b""
            run.save(update_fields=["shown", "shown_key"])
            count += 1
    return count
