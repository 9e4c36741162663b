"""Two members and a hub as real nodes: what one tells, the other has; what one takes back, the other has not."""

from __future__ import annotations

import signal
import statistics
import time

import pytest

from tests.conftest import COURIER
from tests.nodes import Node, RefusedError, introduce, running
from tests.proxy import LineProxy


@pytest.fixture(scope="module")
def direct(tmp_path_factory):
    """MA and SN, each reaching the other directly; MA over a line that can be cut."""
    with running(tmp_path_factory.mktemp("direct"), "MA", "SN") as (ma, sn), LineProxy(sn.port) as line:
        introduce(ma, sn, url=line.url)
        yield ma, sn, line


def _seizure(trigger):
    body = {key: value for key, value in COURIER.items() if key != "persons"}
    return body | {"event": "seizure", "place": {"country": "SN"}, "triggers": [trigger]}


def _release(ma: Node, sn: Node) -> dict[str, str]:
    record = ma.ask("file", COURIER)
    record["message"] = ma.ask("release", record["id"], ["SN"])
    return record


def _state(expected):
    return lambda states: [each["state"] for each in states if each["kind"] == "release"] == [expected]


def test_a_released_record_arrives_and_its_owner_sees_it_delivered_and_acknowledged(direct):
    ma, sn, _ = direct
    record = _release(ma, sn)
    ma.until("states", record["id"], holds=_state("delivered"))
    assert sn.ask("held", record["id"]) == [{"version": 2, "origin": "received", "current": True}]
    (message,) = sn.ask("came", record["id"])
    assert message == record["message"]
    sn.ask("acknowledge", message)
    (delivery,) = ma.until("states", record["id"], holds=_state("acknowledged"))
    assert list(delivery["times"]) == ["prepared", "approved", "sent", "delivered", "acknowledged"]
    assert ma.until("counts", holds=lambda found: found["frames"] == 0)["waiting"] == 0


def test_the_owner_learns_what_its_record_led_to_and_its_recall_erases_flags_and_is_answered(direct):
    ma, sn, _ = direct
    record = _release(ma, sn)
    sn.until("held", record["id"], holds=bool)
    trigger = {"id": record["id"], "version": 2, "reference": record["reference"]}
    seizure = sn.ask("file", _seizure(trigger))
    sn.ask("outcome", record["id"], {"arrest": 2}, seizure["id"])
    ma.until("states", record["id"], holds=_state("answered"))
    assert ma.ask("total", record["id"]) == {"arrest": 2}
    ma.ask("recall", record["id"])
    stated = ma.until("statements", record["id"], holds=lambda found: found and found[0]["statement"] is not None)
    assert stated == [{"member": "SN", "statement": "erased", "flagged": [seizure["reference"]]}]
    assert sn.ask("held", record["id"]) == []
    assert sn.ask("tombstone", record["id"]) == [{"owner": "MA", "reference": record["reference"], "why": "recalled"}]
    assert [seizure["reference"], "trigger_recalled"] in sn.ask("flags")
    with pytest.raises(RefusedError, match=r"release\.recalled"):
        ma.ask("release", record["id"], ["SN"])


def test_while_the_line_is_cut_a_message_waits_and_says_so_and_leaves_when_it_is_back(direct):
    ma, sn, line = direct
    line.faults.cut = True
    line.drop()
    record = _release(ma, sn)
    (waiting,) = ma.until("states", record["id"], holds=lambda found: found[0]["waits"])
    assert (waiting["state"], waiting["reason"]) == ("approved", "exchange.line")
    assert ma.ask("counts")["lines"] == {"SN": False}
    line.faults.cut = False
    ma.until("states", record["id"], holds=_state("delivered"))
    assert ma.until("counts", holds=lambda found: found["lines"] == {"SN": True})["waiting"] == 0


def test_a_message_whose_answer_was_lost_arrives_once(direct):
    ma, sn, line = direct
    before = sn.ask("counts")["stored"]
    line.faults.lose_answers = True
    record = _release(ma, sn)
    sn.until("held", record["id"], holds=bool)
    line.faults.lose_answers = False
    ma.until("states", record["id"], holds=_state("delivered"))
    assert sn.ask("counts")["stored"] == before + 1


def test_a_worker_that_is_killed_at_any_time_loses_and_doubles_nothing(direct):
    ma, sn, _ = direct
    before = sn.ask("counts")["documents"]
    records = ma.ask("file_many", COURIER, 40)
    ticking = [0.0, 0.03, 0.1]
    for part, pause in zip((records[:10], records[10:25], records[25:]), ticking, strict=True):
        ma.ask("release_many", part, ["SN"])
        end = time.monotonic() + pause
        while time.monotonic() < end:
            ma.ask("counts")
        for node in (ma, sn):
            node.stop("worker", signal.SIGKILL)
            node.start("worker")
    for record in records:
        ma.until("states", record, holds=_state("delivered"))
    assert sn.ask("counts")["documents"] == before + 40
    assert sn.ask("counts")["refused"] == []


def test_the_worker_stops_cleanly_when_it_is_told_to(direct):
    ma, _, _ = direct
    assert ma.stop("worker") == 0
    assert not (ma.home / "worker.sock").exists()
    ma.start("worker")


def test_a_release_is_back_as_delivered_fast_enough(direct):
    ma, _, _ = direct
    took = []
    for record in ma.ask("file_many", COURIER | {"persons": []}, 9):
        start = time.monotonic()
        ma.ask("release", record, ["SN"])
        ma.until("states", record, holds=_state("delivered"), pause=0.002)
        took.append(time.monotonic() - start)
    # the budget is that of `make bench`; here only what a broken wake-up would exceed by far
    assert statistics.median(took) < 0.9, took


@pytest.fixture(scope="module")
def by_hub(tmp_path_factory):
    """MA and SN, who reach each other through a hub only."""
    folder = tmp_path_factory.mktemp("hub")
    with running(folder, "MA", "SN", "HUB") as (ma, sn, hub), LineProxy(hub.port) as line:
        entries = {node.member: node.ask("export_entry") for node in (ma, sn, hub)}
        for node in (ma, sn, hub):
            for member, entry in entries.items():
                if member != node.member:
                    node.ask("import_entry", entry, "hub", line.url if (node, member) == (ma, "HUB") else "")
        yield ma, sn, hub, line


def test_through_the_hub_a_record_arrives_and_the_hub_sees_frames_and_forgets_them(by_hub):
    ma, sn, hub, _ = by_hub
    sn.stop("worker")
    record = _release(ma, sn)
    (delivery,) = ma.until("states", record["id"], holds=_state("at_hub"))
    assert list(delivery["times"]) == ["prepared", "approved", "sent", "at_hub"]
    (seen,) = hub.ask("hub_screen")
    assert (seen["message"], seen["sender"], seen["recipient"]) == (record["message"], "MA", "SN")
    sn.start("worker")
    ma.until("states", record["id"], holds=_state("delivered"))
    assert sn.ask("held", record["id"])[0]["origin"] == "received"
    hub.until("hub_screen", holds=lambda found: found == [])


def test_through_the_hub_a_cut_line_holds_messages_and_lets_them_go_when_it_is_back(by_hub):
    ma, sn, _, line = by_hub
    line.faults.cut = True
    line.drop()
    record = _release(ma, sn)
    ma.until("states", record["id"], holds=lambda found: found[0]["waits"])
    line.faults.cut = False
    ma.until("states", record["id"], holds=_state("delivered"))
    ma.ask("recall", record["id"])
    stated = ma.until("statements", record["id"], holds=lambda found: found and found[0]["statement"] is not None)
    assert stated[0]["statement"] == "erased"
    assert sn.ask("held", record["id"]) == []
