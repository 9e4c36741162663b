"""What those who watch a node learn: its lines, its health and its figures; and that nobody is named in them."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from cocaf import config, logs
from cocaf.domain.errors import CocafError
from cocaf.exchange import heartbeat
from cocaf.upkeep import readiness
from tests.conftest import COURIER
from tests.nodes import introduce, running

MARK = "Zubrowka"
"""An invented word that stands in everything a person types here, and may stand in no line."""

TOKEN = "a token of twenty characters"


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines that this process writes meanwhile, down to the last detail."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(logs.JsonLines("test"))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def with_settings(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Runs the node with other settings."""

    def change(**changes: Any) -> None:
        here = dataclasses.replace(config.current(), **changes)
        monkeypatch.setattr(config, "current", lambda: here)

    return change


def test_a_request_is_one_line_with_an_id_a_route_a_status_and_no_address_that_somebody_typed(db, lines) -> None:
    answer = Client().get(f"/check?q={MARK}", headers={"User-Agent": MARK, "X-Request-Id": MARK})
    Client().post(f"/{MARK}", {"name": MARK})
    first, second = (line for line in lines() if line["event"] == "request")
    assert first["request"] == answer.headers["Cocaf-Request"]
    assert (first["route"], first["method"], first["status"], first["user"]) == ("check", "GET", 302, None)
    assert (second["route"], second["status"]) == ("unknown", 404)
    assert first["ms"] > 0
    assert MARK not in json.dumps(lines())


def test_filing_and_checking_and_signing_in_wrongly_leaves_no_word_of_it_in_any_line(lines, as_user) -> None:
    browser = as_user("alice")
    typed = {"occurred_on": "2026-11-21", "country": "MA", "place": MARK, "place_type": "airport", "mark": "a1",
             "substance": "cocaine.hcl", "quantity": "1,8", "unit": "kg", "transport": "air.scheduled",
             "concealment": "luggage.false_bottom", "arrests": "2"}  # fmt: skip
    assert browser.post("/report/flash", typed).status_code == 302
    assert browser.post("/check", {"q": MARK}).status_code < 500
    Client().post("/account/login/", {"login": MARK, "password": MARK})
    Client().get("/", headers={"Host": f"{MARK}.example"})
    written = lines()
    assert {line["route"] for line in written if line["event"] == "request"} >= {"report_flash", "check"}
    assert MARK.lower() not in json.dumps(written).lower()
    assert "alice" not in json.dumps(written)


def test_an_exception_is_written_by_its_kind_and_its_places_and_never_by_its_text(lines) -> None:
    try:
        raise ValueError(MARK)
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/records/{MARK}")
    (line,) = lines()
    assert (line["error"], line["event"]) == ("ValueError", "Internal Server Error: %s")
    assert any("test_watching.py" in place for place in line["where"])
    assert MARK not in json.dumps(line)


def test_a_library_that_makes_its_text_itself_loses_it(lines) -> None:
    logging.getLogger("somebody.else").warning(f"could not open {MARK}")
    assert MARK not in json.dumps(lines())


def test_alive_is_said_without_a_database_and_ready_only_with_one_and_keys(node, with_settings) -> None:
    assert Client().get("/health/live").status_code == 200
    assert Client().get("/health/ready").status_code == 200


def test_ready_is_no_when_the_keys_are_away_and_a_stranger_learns_nothing_more(db, monkeypatch) -> None:
    def away() -> None:
        raise CocafError("keys.away", path="/secret/place")

    monkeypatch.setattr(readiness, "keys", away)
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


def figures(answer: Any) -> dict[str, float]:
    families = text_string_to_metric_families(answer.content.decode())
    return {
        f"{sample.name}{sorted(sample.labels.items()) or ''}": sample.value
        for family in families for sample in family.samples
    }  # fmt: skip


def test_the_figures_say_what_waits_and_how_old_and_who_answered(node, with_settings) -> None:
    with_settings(metrics_token=TOKEN)
    heartbeat.beat(1, timezone.now())
    Client().get("/health/live")
    found = figures(Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))
    assert found["cocaf_waiting_messages"] == found["cocaf_oldest_waiting_seconds"] == 0
    assert 0 <= found["cocaf_worker_beat_age_seconds"] < 30
    assert found["cocaf_disk_free_bytes"] > 0
    asked = "cocaf_requests_total[('method', 'GET'), ('route', 'health_live'), ('status', '200')]"
    assert found[asked] >= 1
    assert "cocaf_backup_age_seconds" not in found, "no backup is not a backup of age zero"


@pytest.mark.parametrize("given", ["", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_without_the_operators_token_there_are_no_figures(db, with_settings, given: str) -> None:
    with_settings(metrics_token=TOKEN)
    assert Client().get("/metrics", headers={"Authorization": given}).status_code == 404


def test_without_a_token_only_a_node_that_nobody_reaches_from_outside_gives_figures(db, with_settings) -> None:
    with_settings(metrics_token="", public_url="http://127.0.0.1:8100")
    assert Client().get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics").status_code == 404
    with_settings(metrics_token="", public_url="https://node.example")
    assert Client().get("/metrics").status_code == 404, "a proxy makes everybody come from this machine"


def _get(url: str, **headers: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_two_real_nodes_write_json_that_names_nobody_and_share_their_figures(tmp_path) -> None:
    body = json.loads(json.dumps(COURIER).replace("Inventado", MARK))
    with running(tmp_path, "MA", "SN") as (ma, sn):
        introduce(ma, sn)
        record = ma.ask("file", body)
        ma.ask("release", record["id"], ["SN"])
        ma.until("states", record["id"], holds=lambda found: found[0]["state"] == "delivered")
        _get(f"{ma.url}/check?q={urllib.parse.quote(MARK)}", Cookie=f"cocaf_session_ma={MARK}")
        _get(f"{ma.url}/records/{MARK}", Host=f"{MARK}.example")
        assert _get(f"{ma.url}/health/ready") == (200, b"ready\n")
        status, text = _get(f"{ma.url}/metrics")
        assert status == 200
        assert re.search(rb'cocaf_deliveries\{state="delivered"\} 1\.0', text)
        assert b'cocaf_requests_total{method="GET",route="check",status="302"}' in text
        ours = record["reference"], MARK, "0417217", "600000417"
    for node in (ma, sn):
        for name in ("serve", "worker"):
            written = (node.home / f"{name}.log").read_text(encoding="utf-8")
            assert {json.loads(line)["process"] for line in written.splitlines()} <= {name}
            assert not [word for word in ours if word in written]
    assert 'job=\\"inbox\\"' in (sn.home / "worker.log").read_text(encoding="utf-8")
