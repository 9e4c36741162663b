"""The file store: what is kept comes back byte for byte, cannot be read on the disk, and goes with its record."""

from __future__ import annotations

import datetime
import io
import os

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cocaf import config
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import new_id
from cocaf.intake import services as intake
from cocaf.records import erasure, files
from cocaf.records.models import StoredFile
from tests.conftest import ALICE


def on_disk(ref):
    return next(path for path in config.current().files.rglob(ref.id))


def test_a_file_of_several_chunks_comes_back_byte_for_byte(node):
    data = os.urandom(files.CHUNK_BYTES * 2 + 17)
    ref = files.store_file(io.BytesIO(data), "page.html", "text/html")
    assert ref.size == len(data)
    chunks = list(files.read_file(ref.id))
    assert len(chunks) == 3
    assert b"".join(chunks) == data


def test_the_disk_and_the_database_hold_no_word_of_it(node):
    ref = files.store_file(io.BytesIO(b"plain words of a seller " * 50), "page.html", "text/html")
    assert b"plain words" not in on_disk(ref).read_bytes()
    assert b"plain words" not in bytes(StoredFile.objects.get(pk=ref.id).wrapped_keys)


def test_a_changed_file_is_refused_and_a_shortened_one_too(node):
    ref = files.store_file(io.BytesIO(b"x" * (files.CHUNK_BYTES + 5)), "page.html", "text/html")
    path = on_disk(ref)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    with pytest.raises(CocafError, match=r"file\.damaged"):
        list(files.read_file(ref.id))
    path.write_bytes(whole[: files.CHUNK_BYTES])
    with pytest.raises(CocafError, match=r"file\.damaged"):
        list(files.read_file(ref.id))


def test_too_large_a_file_leaves_nothing(node):
    before = sum(1 for _ in config.current().files.rglob("*-*")) if config.current().files.exists() else 0
    with pytest.raises(CocafError, match=r"file\.too_large"):
        files.store_file(io.BytesIO(b"x" * 2000), "page.html", "text/html", limit=1000)
    assert not StoredFile.objects.exists()
    assert sum(1 for _ in config.current().files.rglob("*-*")) == before


def test_a_file_is_erased_with_its_record(node, courier, django_capture_on_commit_callbacks):
    document = intake.file_record(ALICE, courier())
    ref = files.store_file(io.BytesIO(b"evidence"), "page.html", "text/html")
    files.attach_file(ref.id, document.record_id)
    path = on_disk(ref)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(document.record_id, "recalled")
    assert not StoredFile.objects.filter(pk=ref.id).exists()
    assert not path.exists()
    with pytest.raises(CocafError, match=r"file\.missing"):
        list(files.read_file(ref.id))


def test_a_file_belongs_to_one_record_and_is_then_not_set_aside(node):
    ref = files.store_file(io.BytesIO(b"evidence"), "page.html", "text/html")
    files.attach_file(ref.id, new_id())
    with pytest.raises(CocafError, match=r"file\.missing"):
        files.attach_file(ref.id, new_id())
    assert not files.drop_file(ref.id)
    assert b"".join(files.read_file(ref.id)) == b"evidence"


def test_what_nobody_filed_is_erased_after_its_time_and_evidence_is_not(node):
    kept, left = (files.store_file(io.BytesIO(b"page"), "page.html", "text/html") for _ in range(2))
    files.attach_file(kept.id, new_id())
    assert files.drop_abandoned(timezone.now() - datetime.timedelta(hours=1)) == 0
    assert files.drop_abandoned(timezone.now() + datetime.timedelta(hours=1)) == 1
    assert b"".join(files.read_file(kept.id)) == b"page"
    with pytest.raises(CocafError, match=r"file\.missing"):
        list(files.read_file(left.id))


@pytest.mark.django_db(transaction=True)
def test_the_migration_keeps_files_that_were_stored_before_it():
    executor = MigrationExecutor(connection)
    executor.migrate([("records", "0002_tombstone_of_owner")])
    before = executor.loader.project_state([("records", "0002_tombstone_of_owner")]).apps.get_model(
        "records", "StoredFile"
    )
    values = {"name": "p", "media_type": "text/html", "size": 1, "sha256": b"s" * 32, "wrapped_keys": b"k"}
    before.objects.create(id=new_id(), stored_at="2026-11-21T10:00:00Z", **values)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    kept = StoredFile.objects.get()
    assert (kept.name, kept.record_id) == ("p", None)
