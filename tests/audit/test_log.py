"""Every act leaves an entry, nobody changes the log, and who does is found out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cocaf.audit import chain, services, triggers
from cocaf.audit.models import Entry, Seal
from cocaf.crypto.client import KeyClient
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor

ALICE = Actor("MA", "MA-CMN-AIR", "alice", "field_officer")

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(key_process: KeyClient) -> Callable[[int], list[Entry]]:
    def write(count: int) -> list[Entry]:
        return [services.record(ALICE, "read", about=f"record-{n}", purpose="identify_person") for n in range(count)]

    return write


@pytest.fixture
def tampering() -> Iterator[None]:
    """Somebody with the database's own tools, who takes the triggers away first."""
    triggers.lift(connection)
    yield
    triggers.protect(connection)


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_entry_says_who_did_what_for_which_purpose() -> None:
    entry = services.record(ALICE, "check", purpose="identify_person", outcome="hit", detail={"digest": "ab" * 32})
    entry.refresh_from_db()
    assert (entry.actor, entry.member, entry.action, entry.outcome) == ("MA/MA-CMN-AIR/alice", "MA", "check", "hit")
    assert entry.about == ""
    assert entry.detail == {"digest": "ab" * 32}
    assert abs(entry.at - timezone.now()) < datetime.timedelta(seconds=5)


def test_an_act_of_another_node_or_of_the_node_itself_is_logged_too() -> None:
    assert services.record("SN/node", "receive").member == "SN"
    assert services.record("worker", "erase").member == "MA"


def test_an_entry_goes_with_its_act() -> None:
    def fails() -> None:
        services.record(ALICE, "release")
        raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError), transaction.atomic():
        fails()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("detail", [{"text": "x" * 201}, {"number": 1.5}, {"body": {"a": 1}}, {"names": ["x" * 201]}])
def test_content_does_not_go_into_the_log(detail: dict[str, object]) -> None:
    with pytest.raises(CocafError) as refusal:
        services.record(ALICE, "read", detail=detail)
    assert refusal.value.code == "audit.detail"
    assert not Entry.objects.exists()


def test_one_act_on_many_records_has_an_entry_for_each() -> None:
    services.record_each(ALICE, "read", ["a", "b"], detail={"by": "check"})
    assert list(Entry.objects.order_by("id").values_list("about", flat=True)) == ["a", "b"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody'",
        "DELETE FROM audit_entry",
        "UPDATE audit_seal SET to_id = 0",
        "DELETE FROM audit_seal",
    ],
)
def test_the_database_refuses_to_change_or_remove(log: Callable[[int], list[Entry]], statement: str) -> None:
    log(2)
    services.seal_pending()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(statement)
    assert services.verify().ok


def test_the_database_refuses_to_put_an_entry_over_another(log: Callable[[int], list[Entry]]) -> None:
    entry = log(1)[0]
    statement = f"INSERT INTO audit_entry SELECT * FROM audit_entry WHERE id = {entry.id}"
    if connection.vendor == "sqlite":
        statement = statement.replace("INSERT", "INSERT OR REPLACE")
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(statement)
    entry.refresh_from_db()
    assert entry.actor == "MA/MA-CMN-AIR/alice"


def test_what_was_sealed_verifies_and_is_sealed_once(log: Callable[[int], list[Entry]]) -> None:
    log(3)
    assert services.seal_pending() == 3
    assert services.seal_pending() == 0
    log(2)
    before = services.verify()
    assert (before.ok, before.entries, before.pending) == (True, 3, 2)
    assert services.seal_pending() == 2
    after = services.verify(expected_head=before.head)
    assert (after.ok, after.entries, after.pending) == (True, 5, 0)
    assert after.error is None


def test_an_empty_log_verifies(key_process: KeyClient) -> None:
    result = services.verify()
    assert (result.ok, result.entries, result.head) == (True, 0, chain.START.hex())


def test_the_first_seal_of_a_day_carries_the_checkpoint_signature(log: Callable[[int], list[Entry]]) -> None:
    noon = timezone.now().replace(hour=12)
    for moment in (noon, noon + datetime.timedelta(minutes=1), noon + datetime.timedelta(days=1)):
        log(1)
        services.seal_pending(moment)
    assert [len(seal.checkpoint) for seal in Seal.objects.order_by("id")] == [3309, 0, 3309]
    assert services.verify().ok


@pytest.mark.usefixtures("tampering")
def test_a_changed_entry_is_found(log: Callable[[int], list[Entry]]) -> None:
    entries = log(4)
    services.seal_pending()
    execute("UPDATE audit_entry SET purpose = 'other' WHERE id IN (%s, %s)", entries[1].id, entries[3].id)
    result = services.verify()
    assert (result.ok, result.first, result.why) == (False, entries[1].id, "changed")
    assert str(entries[1].id) in result.error.sentence("fr")


@pytest.mark.usefixtures("tampering")
def test_a_removed_entry_is_found(log: Callable[[int], list[Entry]]) -> None:
    entries = log(4)
    services.seal_pending()
    execute("DELETE FROM audit_entry WHERE id = %s", entries[2].id)
    result = services.verify()
    assert (result.ok, result.first, result.why) == (False, entries[2].id, "removed")


@pytest.mark.usefixtures("tampering")
def test_entries_that_changed_places_are_found(log: Callable[[int], list[Entry]]) -> None:
    entries = log(4)
    services.seal_pending()
    one, two = entries[1].id, entries[2].id
    for old, new in ((one, -1), (two, one), (-1, two)):
        execute("UPDATE audit_entry SET id = %s WHERE id = %s", new, old)
    result = services.verify()
    assert (result.ok, result.first, result.why) == (False, one, "reordered")


@pytest.mark.usefixtures("tampering")
def test_an_entry_put_into_a_gap_long_ago_is_found(log: Callable[[int], list[Entry]]) -> None:
    entries = log(4)
    gap = entries[2].id
    execute("DELETE FROM audit_entry WHERE id = %s", gap)
    long_ago = timezone.now() - datetime.timedelta(days=3)
    services.seal_pending(long_ago)
    assert services.verify().ok
    entries[2].save(force_insert=True)
    assert services.seal_pending() == 0
    result = services.verify()
    assert (result.ok, result.first, result.why) == (False, gap, "inserted")


@pytest.mark.usefixtures("tampering")
def test_an_entry_before_the_first_one_is_found(log: Callable[[int], list[Entry]]) -> None:
    entries = log(2)
    services.seal_pending()
    entries[0].id = -7
    entries[0].save(force_insert=True)
    result = services.verify()
    assert (result.ok, result.first, result.why) == (False, -7, "inserted")


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize("change", ["signature", "hash", "previous", "missing", "checkpoint", "removed"])
def test_a_changed_or_removed_seal_is_found(log: Callable[[int], list[Entry]], change: str) -> None:
    for _ in range(3):
        log(2)
        services.seal_pending()
    seal = Seal.objects.order_by("id")[0 if change == "checkpoint" else 1]
    if change == "removed":
        seal.delete()
    else:
        wrong = [[seal.from_id, seal.from_id]] if change == "missing" else b"\1" * (64 if change == "signature" else 32)
        Seal.objects.filter(id=seal.id).update(**{change: wrong})
    result = services.verify()
    assert (result.ok, result.why) == (False, "seal")
    assert result.error.sentence("ar")


@pytest.mark.usefixtures("tampering")
def test_an_end_that_was_cut_off_is_found_with_a_head_noted_earlier(log: Callable[[int], list[Entry]]) -> None:
    for _ in range(2):
        log(2)
        services.seal_pending()
    head = services.verify().head
    last = Seal.objects.order_by("id").last()
    assert last is not None
    Entry.objects.filter(id__gte=last.from_id).delete()
    last.delete()
    assert services.verify().ok
    assert services.verify(expected_head=head).why == "head"


@pytest.mark.usefixtures("tampering")
def test_an_entry_that_becomes_visible_late_is_sealed_late(log: Callable[[int], list[Entry]]) -> None:
    entries = log(5)
    late = entries[2]
    number = late.id
    execute("DELETE FROM audit_entry WHERE id = %s", number)
    assert services.seal_pending() == 4
    late.save(force_insert=True)
    assert services.verify().ok
    log(1)
    assert services.seal_pending() == 2
    assert services.seal_pending() == 0
    last = Seal.objects.order_by("id").last()
    assert last is not None
    assert last.late == [number]
    result = services.verify(now=timezone.now() + datetime.timedelta(days=30))
    assert (result.ok, result.entries) == (True, 6)
    execute("UPDATE audit_entry SET actor = 'x' WHERE id = %s", number)
    assert services.verify().first == number


def test_without_the_key_process_entries_stay_and_are_sealed_later(
    log: Callable[[int], list[Entry]], tmp_path, key_process: KeyClient
) -> None:
    from cocaf.crypto import client

    log(2)
    client.configure(tmp_path / "nobody.sock")
    try:
        with pytest.raises(CocafError) as away:
            services.seal_pending()
    finally:
        client.configure(None)
    assert away.value.code == "keys.away"
    assert services.seal_pending() == 2
