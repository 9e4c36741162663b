"""What a node takes in and what it refuses: real frames by a real partner, opened by the real key process."""

from __future__ import annotations

import copy
import datetime
import json

import pytest

from cocaf.audit.models import Entry
from cocaf.crypto import envelope
from cocaf.domain.things import draft as drafts
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import new_id
from cocaf.exchange import inbox, services
from cocaf.exchange.models import InMessage, OutMessage
from cocaf.intake import services as intake
from cocaf.records.models import Document, Flag, Tombstone
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE
from tests.exchange.partner import now


def accept(*frames):
    return [(each.state, each.reason) for each in services.accept_frames(envelope.write_stream(frames))]


def head(document):
    return json.loads(document[0])["head"]


def recall_of(partner, document, **changes):
    told = {name: head(document)[name] for name in ("id", "version", "reference")} | changes
    body = {"record": told, "reason": "error"}
    return partner.document(Draft("recall", body, PURPOSE, "fr", members=("MA",)))


def sent_receipts(state):
    found = [each for message in OutMessage.objects.filter(kind="receipts") for each in message.receipts]
    return {each["message"]: each.get("reason", "") for each in found if each["state"] == state}


def test_a_frame_is_durable_before_it_is_answered_and_stored_once_opened(sn, node, courier):
    document, message = sn.document(courier(members=("MA",))), new_id()
    assert accept(sn.seal(node, [document], message=message)) == [("stored", "")]
    assert InMessage.objects.get().state == "waiting"
    assert services.process_inbox() == 1
    row = InMessage.objects.get()
    assert (row.state, row.kind, row.frame) == ("stored", "report", None)
    assert Document.objects.get().origin == "received"
    assert sent_receipts("delivered") == {message: ""}


def test_a_frame_that_comes_twice_changes_nothing_the_second_time(sn, node, courier):
    frame = sn.seal(node, [sn.document(courier(members=("MA",)))])
    assert accept(frame, frame) == [("stored", ""), ("held", "")]
    services.process_inbox()
    assert accept(frame) == [("held", "")]
    assert services.process_inbox() == 0
    assert Document.objects.count() == 1


def test_a_bad_frame_is_refused_by_itself_and_does_not_block_the_next(sn, node, courier):
    good = [sn.seal(node, [sn.document(courier(members=("MA",)))]) for _ in range(2)]
    changed = bytearray(sn.seal(node, [sn.document(courier())]))
    changed[-200] ^= 1
    answers = accept(good[0], b"no frame at all", bytes(changed), good[1])
    assert [state for state, _ in answers] == ["stored", "refused", "refused", "stored"]
    assert [reason for _, reason in answers[1:3]] == ["envelope.magic", "envelope.frame_signature"]
    assert services.process_inbox() == 2
    assert Document.objects.count() == 2


def test_frames_of_strangers_and_frames_that_expired_are_refused_at_the_door(sn, node, courier, es_keys):
    from tests.exchange.partner import Partner

    late = now() - datetime.timedelta(seconds=5)
    assert accept(
        Partner("ES", es_keys).seal(node, []), sn.seal(node, [sn.document(courier())], expires=late)
    ) == [("refused", "exchange.sender"), ("refused", "exchange.expired")]  # fmt: skip
    assert not InMessage.objects.exists()


def test_a_record_that_the_sender_does_not_own_is_refused_whoever_signed_it(sn, es, node, courier):
    foreign = es.document(courier(members=("MA", "SN")))
    posing = sn.document(courier(members=("MA",)), owner="ES")
    accept(sn.seal(node, [foreign]), sn.seal(node, [posing]))
    services.process_inbox()
    assert sorted(InMessage.objects.values_list("reason", flat=True)) == ["exchange.record_signature", "record.owner"]
    assert not Document.objects.exists()
    assert sorted(sent_receipts("refused").values()) == ["exchange.record_signature", "record.owner"]


def test_one_refused_record_refuses_its_whole_message_and_nothing_is_half_stored(sn, node, courier):
    good, text = sn.document(courier(members=("MA",))), json.loads(sn.document(courier())[0])
    conflict = copy.deepcopy(text)
    conflict["body"]["event"] = "arrest"
    accept(sn.seal(node, [sn.sign(text)]))
    services.process_inbox()
    accept(sn.seal(node, [good, sn.sign(conflict)]))
    services.process_inbox()
    assert InMessage.objects.get(state="refused").reason == "record.conflict"
    assert [str(row.record_id) for row in Document.objects.all()] == [text["head"]["id"]]
    assert Entry.objects.filter(action="receive", outcome="record.conflict").exists()


def test_a_recall_that_overtakes_its_record_still_wins(sn, node, courier):
    document = sn.document(courier(members=("MA",)))
    accept(sn.seal(node, [recall_of(sn, document)]))
    services.process_inbox()
    stone = Tombstone.objects.get()
    assert (str(stone.record_id), stone.owner, stone.versions) == (head(document)["id"], "SN", 0)
    accept(sn.seal(node, [document]))
    services.process_inbox()
    assert not Document.objects.filter(kind="report").exists()
    assert InMessage.objects.get(state="refused").reason == "record.recalled"


def test_a_record_and_its_recall_in_one_batch_leave_nothing_in_either_order(sn, node, courier):
    one, two = (sn.document(courier(members=("MA",))) for _ in range(2))
    accept(
        sn.seal(node, [one]),
        sn.seal(node, [recall_of(sn, one)]),
        sn.seal(node, [recall_of(sn, two)]),
        sn.seal(node, [two]),
    )
    services.process_inbox()
    assert not Document.objects.filter(kind="report").exists()
    assert {str(each.record_id) for each in Tombstone.objects.all()} == {head(one)["id"], head(two)["id"]}


def test_only_the_owner_takes_a_record_back_and_no_stone_of_another_keeps_it_out(sn, es, node, courier):
    document = sn.document(courier(members=("MA",)))
    accept(es.seal(node, [recall_of(es, document)]))
    services.process_inbox()
    accept(sn.seal(node, [document]))
    services.process_inbox()
    assert Document.objects.filter(kind="report").count() == 1
    accept(es.seal(node, [recall_of(es, document)]))
    services.process_inbox()
    assert Document.objects.filter(kind="report").count() == 1
    assert InMessage.objects.filter(state="refused", reason="record.owner").count() == 1


def test_a_recall_erases_flags_what_it_triggered_and_is_answered_by_a_signed_statement(sn, node, courier):
    document, conversation = sn.document(courier(members=("MA",))), new_id()
    accept(sn.seal(node, [document], conversation=conversation))
    services.process_inbox()
    trigger = {name: head(document)[name] for name in ("id", "version", "reference")}
    seizure = intake.file_record(ALICE, courier(body=COURIER | {"event": "seizure", "triggers": [trigger]}))
    accept(sn.seal(node, [recall_of(sn, document)], conversation=conversation, sequence=2))
    services.process_inbox()
    assert Flag.objects.get(document=seizure).code == "trigger_recalled"
    services.deliver_due()
    statement = _statement(sn, node)
    assert statement["statement"] == "erased"
    assert statement["flagged"] == [seizure.reference]
    assert statement["erased"] == ["payload", "key", "index", "search"]


def _statement(partner, node):
    for frame in partner.received:
        for document in partner.open(frame, node)["documents"]:
            plain = json.loads(document["bytes"])
            if plain["head"]["kind"] == "statement":
                return plain["body"]
    raise AssertionError("no statement was sent")


def test_what_is_missing_in_a_conversation_is_counted_and_no_longer_when_it_comes(sn, node, courier):
    conversation = new_id()

    def part(sequence):
        return sn.seal(node, [sn.document(courier(members=("MA",)))], conversation=conversation, sequence=sequence)

    accept(part(3))
    services.process_inbox()
    assert InMessage.objects.get(sequence=3).missing_before == 2
    accept(part(1))
    services.process_inbox()
    assert InMessage.objects.get(sequence=3).missing_before == 1
    accept(part(2))
    services.process_inbox()
    assert set(InMessage.objects.values_list("missing_before", flat=True)) == {0}


def test_a_message_from_before_the_senders_restore_is_refused(sn, node, courier):
    accept(sn.seal(node, [sn.document(courier())], epoch=2))
    services.process_inbox()
    accept(sn.seal(node, [sn.document(courier())], epoch=1))
    services.process_inbox()
    assert InMessage.objects.get(state="refused").reason == "exchange.epoch"


@pytest.mark.parametrize("bad", [{"sequence": 0}, {"epoch": "1"}, {"receipts": [{"state": "read"}]}, {"more": 1}])
def test_an_inner_part_of_another_form_is_refused(sn, node, bad):
    accept(sn.seal(node, [], **bad))
    services.process_inbox()
    assert InMessage.objects.get().reason == "exchange.inner"


def test_the_sender_hears_that_a_person_opened_and_acknowledged_and_hears_it_once(sn, node, courier):
    message = new_id()
    accept(sn.seal(node, [sn.document(courier(members=("MA",)))], message=message))
    services.process_inbox()
    document = Document.objects.get()
    for _ in range(2):
        services.note_opened(document, BOB)
        services.acknowledge(BOB, message, PURPOSE)
    services.deliver_due()
    said = [each for frame in sn.received for each in sn.open(frame, node)["receipts"]]
    assert [(each["message"], each["state"]) for each in said] == [
        (message, "delivered"), (message, "opened"), (message, "acknowledged"),
    ]  # fmt: skip


def test_an_outsider_cannot_acknowledge_what_they_may_not_read(sn, node, courier):
    from cocaf.domain.errors import CocafError

    message = new_id()
    plain = drafts.document(courier(members=("MA",), units=("MA-NCB",)), "SN", "SN-NCB", now())
    accept(sn.seal(node, [sn.sign(plain)], message=message))
    services.process_inbox()
    for asked in (message, new_id()):
        with pytest.raises(CocafError, match=r"exchange\.message"):
            services.acknowledge(CHARLIE, asked, PURPOSE)
    assert services.acknowledge(BOB, message, PURPOSE).acknowledged_at is not None


def test_a_poison_message_is_pushed_ahead_and_the_others_are_handled(sn, node, courier, monkeypatch):
    documents = [sn.document(courier(members=("MA",))) for _ in range(3)]
    accept(*(sn.seal(node, [each]) for each in documents))
    bad = head(documents[1])["id"]
    receive = inbox.arrivals.receive

    def failing(batch):
        if any(bad.encode() in text for each in batch for text, _ in each.documents):
            raise RuntimeError("a fault of ours")
        return receive(batch)

    monkeypatch.setattr(inbox.arrivals, "receive", failing)
    with pytest.raises(RuntimeError):
        services.process_inbox()
    waiting = InMessage.objects.get(state="waiting")
    assert (waiting.attempts, waiting.reason) == (1, "internal")
    assert waiting.next_attempt_at > now() + datetime.timedelta(minutes=59)
    assert waiting.frame
    assert Document.objects.count() == 2
    assert services.process_inbox() == 0


def test_while_the_key_process_is_away_messages_wait_and_none_is_lost(sn, node, courier, tmp_path):
    from cocaf.crypto import client
    from cocaf.domain.errors import CocafError

    accept(sn.seal(node, [sn.document(courier(members=("MA",)))]))
    client.configure(tmp_path / "nobody.sock")
    try:
        with pytest.raises(CocafError, match=r"keys\.away"):
            services.process_inbox()
    finally:
        client.configure(None)
    assert InMessage.objects.get().state == "waiting"
    InMessage.objects.update(next_attempt_at=now())
    assert services.process_inbox() == 1
