"""Outbox and inbox against a model: whatever a line loses, doubles, reorders or answers too late, and whenever a worker
dies, both sides end with the same records, and what was taken back is nowhere."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from cocaf.crypto import envelope
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import moment, new_id
from cocaf.exchange import claims, inbox, outbox, services, transport
from cocaf.exchange.models import Delivery, HubFrame, InMessage, OutMessage
from cocaf.exchange.transport import TransportError
from cocaf.intake import services as intake
from cocaf.members.models import Member
from cocaf.records.models import Document, Tombstone
from tests.conftest import BOB, COURIER, PURPOSE
from tests.exchange.partner import Partner, now

BODY = COURIER | {"persons": []}
PICK = st.integers(min_value=0, max_value=10_000)


class Line(RuleBasedStateMachine):
    """MA is the node under test; SN is the model beside it, with real keys. Frames lie in `to_sn` and `to_ma` until a
    rule takes one, in any order and as often as it likes."""

    partner: Partner
    node: Member
    monkeypatch: pytest.MonkeyPatch

    def __init__(self) -> None:
        super().__init__()
        for model in (Delivery, OutMessage, InMessage, HubFrame, Document, Tombstone):
            model.objects.all().delete()
        self.line = "up"
        self.to_sn: list[bytes] = []
        self.to_ma: list[bytes] = []
        self.own: list[Document] = []
        self.taken_back: set[str] = set()
        self.held: set[str] = set()
        self.stones: set[str] = set()
        self.seen: dict[str, int] = {}
        self.told: list[dict] = []
        self.told_back: set[str] = set()
        self.monkeypatch.setattr(transport, "post_frames", self._post)

    def _post(self, url, frames):
        if self.line == "down":
            raise TransportError("the line is cut", permanent=False)
        self.to_sn += frames
        if self.line == "mute":
            raise TransportError("the answer was lost", permanent=False)
        return [{"message": envelope.parse(each).about.message, "state": "stored"} for each in frames]

    @rule(line=st.sampled_from(["up", "down", "mute"]))
    def the_line_changes(self, line):
        self.line = line

    @rule(count=st.integers(min_value=1, max_value=3))
    def release(self, count):
        rows = [intake.file_record(BOB, Draft("report", BODY, PURPOSE, "fr")) for _ in range(count)]
        services.release_all(BOB, [row.record_id for row in rows], ["SN"], "", PURPOSE)
        self.own += rows

    @precondition(lambda self: any(str(row.record_id) not in self.taken_back for row in self.own))
    @rule(pick=PICK)
    def recall(self, pick):
        left = [row for row in self.own if str(row.record_id) not in self.taken_back]
        row = left[pick % len(left)]
        services.recall(BOB, row.record_id, "error", "", PURPOSE)
        self.taken_back.add(str(row.record_id))

    @rule()
    def deliver(self):
        Delivery.objects.filter(waiting=True).update(next_attempt_at=timezone.now())
        services.deliver_due()

    @rule()
    def a_worker_dies_with_work_in_hand(self):
        outbox.claim()
        inbox._claim()
        claims.free()

    @precondition(lambda self: self.to_sn)
    @rule(pick=PICK, again=st.booleans())
    def sn_takes_one(self, pick, again):
        frame = self.to_sn[pick % len(self.to_sn)]
        if not again:
            self.to_sn.remove(frame)
        self._at_sn(frame)

    def _at_sn(self, frame):
        inner = self.partner.open(frame, self.node)
        self.seen[inner["message"]] = self.seen.get(inner["message"], 0) + 1
        if self.seen[inner["message"]] > 1 or not inner["documents"]:
            return
        told = [json.loads(document["bytes"]) for document in inner["documents"]]
        for plain in told:
            if plain["head"]["kind"] == "recall":
                self.stones.add(plain["body"]["record"]["id"])
                self.held.discard(plain["body"]["record"]["id"])
        reports = {plain["head"]["id"] for plain in told if plain["head"]["kind"] == "report"}
        self.held |= reports - self.stones
        state = "refused" if reports and not reports - self.stones else "delivered"
        receipt = {"message": inner["message"], "state": state, "at": moment(now())}
        self.to_ma.append(self.partner.seal(self.node, receipts=[receipt]))

    @rule(count=st.integers(min_value=1, max_value=3), and_regrets=st.booleans())
    def sn_tells(self, count, and_regrets):
        drafts = [Draft("report", BODY, PURPOSE, "fr", members=("MA",)) for _ in range(count)]
        documents = [self.partner.document(draft) for draft in drafts]
        conversation = new_id()
        self.to_ma.append(self.partner.seal(self.node, documents, conversation=conversation))
        self.told += [
            json.loads(text)["head"] | {"conversation": conversation, "place": place}
            for place, (text, _) in enumerate(documents, start=2)
        ]
        if and_regrets:
            self._take_back(self.told[-1])

    @precondition(lambda self: any(each["id"] not in self.told_back for each in self.told))
    @rule(pick=PICK)
    def sn_takes_back(self, pick):
        left = [each for each in self.told if each["id"] not in self.told_back]
        self._take_back(left[pick % len(left)])

    def _take_back(self, head):
        body = {"record": {name: head[name] for name in ("id", "version", "reference")}, "reason": "error"}
        document = self.partner.document(Draft("recall", body, PURPOSE, "fr", members=("MA",)))
        self.to_ma.append(
            self.partner.seal(self.node, [document], conversation=head["conversation"], sequence=head["place"])
        )
        self.told_back.add(head["id"])

    @precondition(lambda self: self.to_ma)
    @rule(pick=PICK, again=st.booleans())
    def ma_takes_one(self, pick, again):
        frame = self.to_ma[pick % len(self.to_ma)]
        if not again:
            self.to_ma.remove(frame)
        services.accept_frames(envelope.write_stream([frame]))

    @rule()
    def ma_opens(self):
        services.process_inbox()

    def teardown(self):
        """The line is up at last, and everything that is under way arrives, the last first: the worst order."""
        self.line = "up"
        for _ in range(4):
            self.deliver()
            while self.to_sn:
                self._at_sn(self.to_sn.pop())
            while self.to_ma:
                services.accept_frames(envelope.write_stream([self.to_ma.pop()]))
                services.process_inbox()
            services.process_inbox()
        self._both_sides_agree()

    def _both_sides_agree(self):
        live = {str(row.record_id) for row in self.own} - self.taken_back
        assert self.held == live
        assert not Delivery.objects.filter(waiting=True).exists()
        releases = Delivery.objects.filter(message__kind="release", message__items__record_id__in=live)
        assert set(releases.values_list("state", flat=True)) <= {"delivered"}
        recalls = Delivery.objects.filter(message__kind="recall")
        assert recalls.count() == len(self.taken_back)
        assert set(recalls.values_list("state", flat=True)) <= {"delivered"}
        received = Document.objects.filter(origin="received", kind="report")
        assert {str(row.record_id) for row in received} == {each["id"] for each in self.told} - self.told_back
        stones = Tombstone.objects.exclude(kind="release").values_list("record_id", flat=True)
        assert {str(each) for each in stones} == self.told_back
        assert set(InMessage.objects.exclude(state="stored").values_list("reason", flat=True)) <= {"record.recalled"}


def _run(partner, node, monkeypatch, examples, steps):
    machine = type("Machine", (Line,), {"partner": partner, "node": node, "monkeypatch": monkeypatch})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip
    assert not InMessage.objects.filter(state="waiting").exists()


def test_in_whatever_order_things_happen_both_sides_end_with_the_same_records(sn, node, monkeypatch):
    _run(sn, node, monkeypatch, examples=12, steps=20)


@pytest.mark.long
def test_the_same_over_many_more_orders(sn, node, monkeypatch):
    _run(sn, node, monkeypatch, examples=300, steps=50)
