"""What leaves, when, to whom, and what a node does when it does not get away."""

from __future__ import annotations

import datetime
import json

import pytest

from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import moment
from cocaf.exchange import claims, lines, outbox, seal, selectors, services, tidy
from cocaf.exchange.chain import chain, statements
from cocaf.exchange.models import Delivery, Epoch, Line, OutMessage
from cocaf.intake import services as intake
from cocaf.members.models import Member
from cocaf.records.models import Document
from tests.conftest import ALICE, BOB, CHARLIE, PURPOSE
from tests.exchange.partner import now
from tests.exchange.test_inbox import accept, recall_of


@pytest.fixture
def report(node, courier):
    return intake.file_record(ALICE, courier())


def release(report, *to, note=""):
    return services.release(BOB, report.record_id, to or ("SN",), note, PURPOSE)


def only(message):
    return Delivery.objects.get(message=message)


def receipt(message, state="delivered", **more):
    return {"message": str(message.id), "state": state, "at": moment(now()), **more}


def test_a_release_sends_the_version_that_names_the_recipient_with_the_permission_beside_it(sn, node, report):
    message = release(report, note="Pour vérification")
    services.deliver_due()
    (frame,) = sn.received
    inner = sn.open(frame, node)
    permission, record = (json.loads(each["bytes"]) for each in inner["documents"])
    assert permission["head"]["kind"] == "release"
    assert permission["body"]["to"] == ["SN"]
    assert permission["body"]["records"][0] == {
        "id": str(report.record_id), "version": 2, "reference": report.reference,
    }  # fmt: skip
    assert record["head"]["audience"]["members"] == ["MA", "SN"]
    assert (inner["sender"], inner["recipients"], inner["sequence"]) == ("MA", ["SN"], 1)
    assert only(message).state == "sent"


def test_a_second_release_to_the_same_member_needs_no_new_version(sn, report):
    release(report)
    release(report)
    assert Document.objects.filter(record_id=report.record_id).count() == 2


@pytest.mark.parametrize(
    ("actor", "to", "code"),
    [
        (BOB, [], "release.nobody"),
        (BOB, ["MA"], "release.self"),
        (BOB, ["ZZ"], "members.unknown"),
        (BOB, ["FR"], "release.no_key"),
        (ALICE, ["SN"], "record.denied"),
        (CHARLIE, ["SN"], "record.denied"),
    ],
)
def test_a_release_that_may_not_be_is_refused_and_nothing_is_prepared(sn, report, actor, to, code):
    Member.objects.create(code="FR", name="France")
    with pytest.raises(CocafError) as refusal:
        services.release(actor, report.record_id, to, "", PURPOSE)
    assert refusal.value.code == code
    assert not OutMessage.objects.exists()
    assert Document.objects.count() == 1


def test_what_named_units_alone_may_see_is_not_released_as_it_is(sn, node, courier):
    row = intake.file_record(ALICE, courier(units=("MA-CMN-AIR", "MA-NCB")))
    with pytest.raises(CocafError, match=r"release\.units"):
        release(row)


def test_an_outsider_is_answered_as_if_the_record_were_not_there(sn, node, courier):
    row = intake.file_record(ALICE, courier(units=("MA-CMN-AIR",)))
    for verb in (
        lambda: services.release(CHARLIE, row.record_id, ["SN"], "", PURPOSE),
        lambda: services.recall(CHARLIE, row.record_id, "error", "", PURPOSE),
        lambda: services.report_outcome(CHARLIE, row.record_id, {"arrest": 1}, None, "", PURPOSE),
        lambda: chain(CHARLIE, row.record_id, PURPOSE),
    ):
        with pytest.raises(CocafError, match=r"record\.not_found"):
            verb()


def test_a_line_that_does_not_answer_is_tried_again_and_the_page_says_since_when(es, report):
    message = release(report, "ES")
    services.deliver_due()
    row = only(message)
    assert (row.state, row.attempts, row.reason) == ("approved", 1, "exchange.line")
    assert row.waits_since is not None
    assert row.next_attempt_at > now()
    state = selectors.line_state()
    assert (state.up, state.waiting, state.peer) == (False, 1, "ES")
    (shown,) = selectors.deliveries(report.record_id)
    assert (shown.waits_since, shown.ended_badly) == (row.waits_since, False)


def test_when_a_line_comes_back_all_that_waited_for_it_goes_at_once(es, report):
    message = release(report, "ES")
    services.deliver_due()
    lines.was_up("ES")
    assert only(message).next_attempt_at <= now()
    assert selectors.line_state().up


def test_a_line_that_was_up_stays_up_since_it_came_up(node):
    lines.was_up("ES")
    since = Line.objects.get().since
    lines.was_up("ES")
    assert Line.objects.get().since == since


def test_a_message_waits_for_the_earlier_one_of_its_conversation(es, report):
    release(report, "ES")
    services.deliver_due()
    services.recall(BOB, report.record_id, "error", "", PURPOSE)
    Delivery.objects.filter(message__kind="release").update(
        waiting=True, state="approved", next_attempt_at=now() + datetime.timedelta(minutes=5)
    )
    assert outbox.claim() == []
    Delivery.objects.update(next_attempt_at=now())
    assert [each.message.kind for each in outbox.claim()] == ["release", "recall"]


def test_what_one_worker_has_in_hand_no_other_takes_until_the_lease_ends_or_its_successor_frees_it(sn, report):
    release(report)
    assert len(outbox.claim()) == 1
    assert outbox.claim() == []
    assert claims.free() == 1
    assert len(outbox.claim()) == 1


def test_a_dead_letter_shows_its_reason_and_a_liaison_officer_may_send_it_again(sn, report):
    sn.refuses = "exchange.sender"
    message = release(report)
    services.deliver_due()
    row = only(message)
    assert (row.state, row.waiting, row.reason, row.detail) == (
        "failed", False, "exchange.not_taken", "exchange.sender",
    )  # fmt: skip
    with pytest.raises(CocafError, match=r"exchange\.role"):
        services.retry(ALICE, row.pk, PURPOSE)
    sn.refuses = ""
    services.retry(BOB, row.pk, PURPOSE)
    services.deliver_due()
    assert only(message).state == "sent"
    with pytest.raises(CocafError, match=r"exchange\.not_dead"):
        services.retry(BOB, row.pk, PURPOSE)


def test_where_no_way_is_known_the_message_is_a_dead_letter(node, es, report):
    Member.objects.filter(code="ES").update(route="hub")
    message = release(report, "ES")
    services.deliver_due()
    assert (only(message).state, only(message).reason) == ("failed", "exchange.no_way")


def test_a_sealed_copy_is_kept_until_every_recipient_has_it_and_no_longer(sn, es, node, report):
    message = release(report, "SN", "ES")
    services.deliver_due()
    accept(sn.seal(node, receipts=[receipt(message)]))
    services.process_inbox()
    message.refresh_from_db()
    assert message.frame
    accept(es.seal(node, receipts=[receipt(message)]))
    services.process_inbox()
    message.refresh_from_db()
    assert message.frame is None
    assert not Delivery.objects.filter(waiting=True, message=message).exists()


def test_each_recipient_gets_its_own_wrap_only_and_reads_who_else_was_told(sn, es, node, report):
    from cocaf.crypto import envelope

    release(report, "SN", "ES")
    services.deliver_due()
    (frame,) = sn.received
    assert set(envelope.parse(frame).wraps) == {"SN"}
    assert sn.open(frame, node)["recipients"] == ["ES", "SN"]


def test_receipts_move_a_delivery_on_in_any_order_and_a_strangers_are_not_heard(sn, es, node, report):
    message = release(report)
    services.deliver_due()
    accept(es.seal(node, receipts=[receipt(message, "acknowledged")]))
    services.process_inbox()
    assert only(message).state == "sent"
    accept(sn.seal(node, receipts=[receipt(message, "acknowledged"), receipt(message, "delivered")]))
    services.process_inbox()
    row = only(message)
    assert row.state == "acknowledged"
    assert row.delivered_at is not None


def test_a_refusal_by_the_recipient_is_shown_with_its_reason(sn, node, report):
    message = release(report)
    services.deliver_due()
    accept(sn.seal(node, receipts=[receipt(message, "refused", reason="record.conflict")]))
    services.process_inbox()
    row = only(message)
    assert (row.state, row.reason) == ("refused", "record.conflict")


def test_a_recall_goes_to_everybody_who_was_ever_told_once_and_waits_for_each_answer(sn, es, node, report):
    release(report, "SN", "ES")
    release(report, "SN")
    services.deliver_due()
    services.recall(BOB, report.record_id, "error", "Erreur", PURPOSE)
    deliveries = Delivery.objects.filter(message__kind="recall")
    assert sorted(deliveries.values_list("recipient", flat=True)) == ["ES", "SN"]
    found = statements(report.record_id)
    assert [(each.member, each.has_answered) for each in found.answers] == [("ES", False), ("SN", False)]
    with pytest.raises(CocafError, match=r"recall\.done"):
        services.recall(BOB, report.record_id, "error", "", PURPOSE)
    with pytest.raises(CocafError, match=r"release\.recalled"):
        release(report)


def test_what_was_never_sent_cannot_be_taken_back_and_what_has_not_left_is_withdrawn(es, report):
    with pytest.raises(CocafError, match=r"recall\.nobody"):
        services.recall(BOB, report.record_id, "error", "", PURPOSE)
    message = release(report, "ES")
    services.deliver_due()
    services.recall(BOB, report.record_id, "error", "", PURPOSE)
    row = only(message)
    assert (row.state, row.reason, row.waiting) == ("failed", "exchange.withdrawn", False)
    message.refresh_from_db()
    assert message.frame is None
    assert [each.message.kind for each in outbox.claim()] == ["recall"]


def test_an_outcome_tells_the_owner_of_the_seizure_no_more_than_a_brief(sn, node, courier):
    document = sn.document(courier(members=("MA",)))
    accept(sn.seal(node, [document]))
    services.process_inbox()
    about = Document.objects.get(origin="received")
    seizure = intake.file_record(ALICE, courier())
    services.report_outcome(BOB, about.record_id, {"arrest": 2, "none": 0}, seizure.record_id, "", PURPOSE)
    services.deliver_due()
    told = json.loads(sn.open(sn.received[-1], node)["documents"][0]["bytes"])["body"]
    assert told["results"] == [{"code": "arrest", "count": 2}]
    assert told["seizure"] == {
        "reference": seizure.reference, "country": "MA", "occurred_on": "2026-11-21", "substance": "cocaine.hcl",
        "kilograms": "1.8",
    }  # fmt: skip
    found = chain(BOB, about.record_id, PURPOSE)
    assert (found.total, len(found.came), found.outcomes[0].delivery.state) == ({"arrest": 2}, 1, "sent")


def test_an_outcome_of_ones_own_record_or_of_nothing_is_refused(sn, node, report):
    with pytest.raises(CocafError, match=r"outcome\.own"):
        services.report_outcome(BOB, report.record_id, {"arrest": 1}, None, "", PURPOSE)
    with pytest.raises(CocafError, match=r"outcome\.empty"):
        services.report_outcome(BOB, report.record_id, {"arrest": 0}, None, " ", PURPOSE)


def test_a_message_whose_record_was_erased_before_it_left_is_not_sent(sn, report):
    from cocaf.records import erasure

    message = release(report)
    erasure.erase(report.record_id, "retention")
    services.deliver_due()
    assert (only(message).state, only(message).reason) == ("failed", "exchange.erased")
    assert sn.received == []


def test_a_message_that_cannot_be_sealed_is_pushed_ahead_and_the_others_go(sn, node, courier, monkeypatch):
    bad, good = (release(intake.file_record(ALICE, courier())) for _ in range(2))
    content = seal.inner.content

    def failing(message, *rest):
        if message.id == bad.id:
            raise RuntimeError("a fault of ours")
        return content(message, *rest)

    monkeypatch.setattr(seal.inner, "content", failing)
    with pytest.raises(RuntimeError):
        services.deliver_due()
    assert only(good).state == "sent"
    row = only(bad)
    assert (row.waiting, row.attempts, row.reason) == (True, 1, "internal")
    assert row.next_attempt_at > now() + datetime.timedelta(minutes=59)
    assert services.deliver_due() == 0


def test_expired_messages_end_and_old_receipts_are_put_away(es, node, report):
    message = release(report, "ES")
    OutMessage.objects.update(expires_at=now())
    assert tidy.tidy() >= 1
    assert (only(message).state, only(message).reason) == ("failed", "exchange.expired")


def test_sequences_begin_anew_in_a_new_epoch(sn, node, report):
    first = release(report)
    Epoch.objects.create(number=2, since=now())
    second = release(report)
    assert (first.epoch, second.epoch) == (1, 2)


def test_the_statement_of_a_recipient_is_shown_to_the_owner(sn, node, report):
    from cocaf.domain.things.draft import Draft

    release(report)
    services.deliver_due()
    services.recall(BOB, report.record_id, "error", "", PURPOSE)
    body = {
        "about": {"id": str(report.record_id), "reference": report.reference},
        "statement": "erased", "erased": ["payload"], "flagged": ["SN-7K3Q-92F5"],
    }  # fmt: skip
    accept(sn.seal(node, [sn.document(Draft("statement", body, PURPOSE, "fr", members=("MA",)))]))
    services.process_inbox()
    (answer,) = statements(report.record_id).answers
    assert (answer.has_answered, answer.body.flagged, answer.delivery.state) == (True, ("SN-7K3Q-92F5",), "answered")
    assert answer.stated_at is not None


def test_a_recall_of_anothers_record_is_not_sent_for_them(sn, node, courier):
    document = sn.document(courier(members=("MA",)))
    accept(sn.seal(node, [document]), sn.seal(node, [recall_of(sn, sn.document(courier()))]))
    services.process_inbox()
    held = Document.objects.get(kind="report")
    with pytest.raises(CocafError, match=r"record\.denied"):
        services.recall(BOB, held.record_id, "error", "", PURPOSE)
    with pytest.raises(CocafError, match=r"record\.denied"):
        services.release(BOB, held.record_id, ["SN"], "", PURPOSE)
