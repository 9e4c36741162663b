"""The hub carries what it cannot read: it knows headers and sizes, gives a frame to its recipient alone, and
forgets."""

from __future__ import annotations

import dataclasses
import datetime
import json

import pytest
from django.test import Client

from cocaf import config
from cocaf.crypto import envelope
from cocaf.exchange import hub, request, selectors, tidy
from cocaf.exchange.models import HubFrame, HubNonce, InMessage
from cocaf.members.models import Member
from tests.exchange.partner import now

FRAMES = "/api/exchange/frames"
MAILBOX = "/api/exchange/mailbox"
FETCHED = "/api/exchange/fetched"


@pytest.fixture
def at_hub(monkeypatch):
    """This node is a hub."""
    as_hub = dataclasses.replace(config.current(), role="hub")
    monkeypatch.setattr(config, "current", lambda: as_hub)


@pytest.fixture
def frame(sn, es, courier):
    """A frame from SN to ES."""
    return sn.seal(Member.objects.get(code="ES"), [sn.document(courier(members=("ES",)))])


def signed(partner, method, path, body=b"", *, at=None, nonce="n" * 24):
    """The header fields of a request by a partner."""
    time = (at or now()).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = request._text(method, path, body, partner.code, time, nonce)
    signature = partner.keys.sign("request", [text])[0].hex()
    return {"Cocaf-Member": partner.code, "Cocaf-Time": time, "Cocaf-Nonce": nonce, "Cocaf-Signature": signature}


def post(frames):
    body = envelope.write_stream(frames)
    answer = Client().post(FRAMES, body, content_type="application/vnd.cocaf.frames")
    return [(each["state"], each["reason"]) for each in answer.json()["frames"]]


def fetch(partner, **changes):
    return Client().get(MAILBOX, headers=signed(partner, "GET", MAILBOX, **changes))


def test_a_frame_waits_for_its_recipient_and_goes_when_it_was_fetched(at_hub, sn, es, frame):
    assert post([frame, frame]) == [("stored", ""), ("held", "")]
    (waiting,) = envelope.read_stream(fetch(es).content)
    assert es.keys.open([envelope.parse(waiting).incoming("ES")])[0].error == ""
    body = json.dumps({"messages": [["SN", envelope.parse(waiting).about.message]]}).encode()
    headers = signed(es, "POST", FETCHED, body, nonce="m" * 24)
    answer = Client().post(FETCHED, body, content_type="application/json", headers=headers)
    assert answer.json() == {"gone": 1}
    assert envelope.read_stream(fetch(es, nonce="o" * 24).content) == []
    assert selectors.hub_totals() == {"held": 0, "held_octets": 0, "carried": 1, "carried_octets": len(frame)}


def test_nobody_fetches_what_is_for_another(at_hub, sn, es, frame):
    post([frame])
    assert envelope.read_stream(fetch(sn).content) == []
    message = envelope.parse(frame).about.message
    assert hub.fetched("SN", [("SN", message)]) == 0
    assert HubFrame.objects.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers: headers | {"Cocaf-Member": "SN"},
        lambda headers: headers | {"Cocaf-Member": "ZZ"},
        lambda headers: headers | {"Cocaf-Signature": "00" * 64},
        lambda headers: headers | {"Cocaf-Signature": "no hex"},
        lambda headers: headers | {"Cocaf-Nonce": "x" * 24},
        lambda headers: headers | {"Cocaf-Nonce": ""},
        lambda headers: {},
    ],
)
def test_a_request_that_is_not_rightly_signed_is_refused_without_a_reason(at_hub, sn, es, spoil):
    answer = Client().get(MAILBOX, headers=spoil(signed(es, "GET", MAILBOX)))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "exchange.request")


def test_a_request_counts_once_and_for_five_minutes(at_hub, es):
    assert fetch(es).status_code == 200
    assert fetch(es).json()["error"]["code"] == "exchange.request"
    old = fetch(es, at=now() - datetime.timedelta(minutes=6), nonce="p" * 24)
    assert old.json()["error"]["code"] == "exchange.clock"
    HubNonce.objects.update(seen_at=now() - datetime.timedelta(hours=1))
    assert request.forget_nonces() == 1


def test_a_frame_for_somebody_unknown_is_refused_and_the_sender_hears_it(at_hub, sn, es, frame):
    Member.objects.filter(code="ES").delete()
    assert post([frame]) == [("refused", "exchange.recipient")]
    assert not HubFrame.objects.exists()


def test_a_frame_that_nobody_fetches_is_deleted_when_its_time_is_over(at_hub, sn, es, frame):
    post([frame])
    HubFrame.objects.update(expires_at=now())
    assert envelope.read_stream(fetch(es).content) == []
    tidy.tidy()
    assert not HubFrame.objects.exists()


def test_what_the_hub_holds_opens_with_no_key_of_its_own(at_hub, sn, es, frame, key_process):
    post([frame])
    held = envelope.parse(bytes(HubFrame.objects.get().frame))
    stolen = dataclasses.replace(held.incoming("ES"))
    assert key_process.open([stolen])[0].error == "envelope.no_key"
    assert b"Inventado" not in bytes(HubFrame.objects.get().frame)


def test_a_node_that_is_no_hub_holds_no_mailbox(node, sn):
    answer = fetch(sn)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "exchange.not_a_hub")


def test_the_door_of_a_node_takes_frames_and_one_shape_of_errors(sn, node, courier):
    frame = sn.seal(node, [sn.document(courier(members=("MA",)))])
    assert post([frame]) == [("stored", "")]
    assert InMessage.objects.get().route == "direct"
    answer = Client().post(FRAMES, b"\x00\x00\x00\xff", content_type="application/vnd.cocaf.frames")
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "sentence"}


def test_a_body_that_is_not_the_agreed_json_is_refused_in_the_same_shape(at_hub, es):
    answer = Client().post(FETCHED, b"{}", content_type="application/json", headers=signed(es, "POST", FETCHED, b"{}"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "exchange.request_body")
