"""Several records in one message: what travels together, what is left behind, and what each record's page says."""

from __future__ import annotations

import json

from cocaf import limits
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import moment
from cocaf.exchange import claims, conversations, receipts, services, transport
from cocaf.exchange.chain import chain
from cocaf.exchange.inner import Receipt
from cocaf.exchange.models import Delivery, InMessage, OutMessage
from cocaf.exchange.transport import TransportError
from cocaf.intake import services as intake
from cocaf.records.models import Document
from tests.conftest import ALICE, BOB, PURPOSE
from tests.exchange.partner import now
from tests.exchange.test_inbox import accept, head, recall_of


def down(url, frames):
    raise TransportError("the line is cut", permanent=False)


def only(message):
    return Delivery.objects.get(message=message)


def batch_of(courier, count):
    rows = [intake.file_record(ALICE, courier()) for _ in range(count)]
    messages = services.release_all(BOB, [row.record_id for row in rows], ["SN"], "", PURPOSE)
    return rows, messages


def carried(frame, sn, node):
    inner = sn.open(frame, node)
    return [json.loads(each["bytes"])["head"]["id"] for each in inner["documents"]][1:]


def test_records_that_are_handled_alike_travel_in_one_message_and_each_page_says_where(sn, node, courier):
    rows, (message,) = batch_of(courier, 3)
    services.deliver_due()
    assert carried(sn.received[0], sn, node) == [str(row.record_id) for row in rows]
    delivered = Receipt(message=str(message.id), state="delivered", at=moment(now()))
    receipts.note([("SN", [delivered])])
    for row in rows:
        assert [each.state for each in chain(BOB, row.record_id, PURPOSE).told] == ["delivered"]
        assert conversations.deliveries_of(row.record_id).get().message_id == message.id


def test_what_is_handled_differently_travels_apart(sn, courier):
    strict = courier(handling={"codes": ["H2"], "tlp": "AMBER", "confidentiality": "RESTRICTED", "caveats": []})
    rows = [intake.file_record(ALICE, each) for each in (courier(), strict, courier())]
    messages = services.release_all(BOB, [row.record_id for row in rows], ["SN"], "", PURPOSE)
    assert sorted(message.items.count() for message in messages) == [2, 3]


def test_a_message_holds_no_more_records_than_the_limit(sn, courier, monkeypatch):
    monkeypatch.setattr(limits, "RELEASE_RECORDS", 2)
    _, messages = batch_of(courier, 5)
    assert [message.items.count() - 1 for message in messages] == [2, 2, 1]


def test_a_record_that_was_taken_back_before_its_message_left_stays_and_the_others_go(sn, node, courier):
    rows, (message,) = batch_of(courier, 3)
    services.recall(BOB, rows[1].record_id, "error", "", PURPOSE)
    services.deliver_due()
    assert carried(sn.received[0], sn, node) == [str(rows[0].record_id), str(rows[2].record_id)]
    assert only(message).state == "sent"


def test_a_sealed_copy_that_waits_is_sealed_anew_without_what_was_taken_back(sn, node, courier, monkeypatch):
    rows, (message,) = batch_of(courier, 2)
    with monkeypatch.context() as line:
        line.setattr(transport, "post_frames", down)
        services.deliver_due()
    assert OutMessage.objects.get(pk=message.pk).frame
    services.recall(BOB, rows[0].record_id, "error", "", PURPOSE)
    Delivery.objects.update(next_attempt_at=now())
    services.deliver_due()
    assert carried(sn.received[0], sn, node) == [str(rows[1].record_id)]


def test_when_all_of_them_are_taken_back_nothing_leaves_but_the_recalls(sn, node, courier):
    rows, (message,) = batch_of(courier, 2)
    for row in rows:
        services.recall(BOB, row.record_id, "error", "", PURPOSE)
    services.deliver_due()
    assert only(message).reason == "exchange.withdrawn"
    assert len(sn.received) == 2


def test_a_record_recalled_before_its_message_came_is_left_out_and_the_others_are_stored(sn, node, courier):
    documents = [sn.document(courier(members=("MA",))) for _ in range(3)]
    accept(sn.seal(node, [recall_of(sn, documents[1])]))
    services.process_inbox()
    accept(sn.seal(node, documents))
    services.process_inbox()
    held = {str(row.record_id) for row in Document.objects.filter(kind="report")}
    assert held == {head(documents[0])["id"], head(documents[2])["id"]}
    assert not InMessage.objects.filter(state="refused").exists()


def test_a_permission_goes_with_the_last_record_that_it_speaks_of(sn, node, courier):
    documents = [sn.document(courier(members=("MA",))) for _ in range(2)]
    named = [{name: head(each)[name] for name in ("id", "version", "reference")} for each in documents]
    body = {"records": named, "to": ["MA"]}
    permission = sn.document(Draft("release", body, PURPOSE, "fr", members=("MA",)))
    accept(sn.seal(node, [permission, *documents]))
    services.process_inbox()
    for document, left in zip(documents, (1, 0), strict=True):
        accept(sn.seal(node, [recall_of(sn, document)]))
        services.process_inbox()
        assert Document.objects.filter(kind="release", origin="received").count() == left


def test_a_worker_takes_in_hand_as_many_frames_as_one_body_holds_and_always_one():
    large = limits.HTTP_BODY_BYTES // 2
    assert claims.within([(1, large), (2, None), (3, large), (4, 1)]) == [1, 2, 3]
    assert claims.within([(1, 4 * large), (2, 1)]) == [1]
    assert claims.within([]) == []
