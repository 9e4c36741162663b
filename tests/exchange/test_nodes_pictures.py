"""Photographs between real nodes: what a telephone took at one is seen at the other without the place, is kept once
whatever happens to the worker, and goes when it is taken back; the hub between them carries what it cannot read."""

from __future__ import annotations

import base64
import io
import signal

import pytest
from PIL import Image

from tests.conftest import COURIER
from tests.exchange.test_nodes import _state
from tests.intake.test_photographs import picture
from tests.nodes import RefusedError, introduce, running


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """MA and SN, who reach each other through a hub."""
    with running(tmp_path_factory.mktemp("pictures"), "MA", "SN", "HUB") as (ma, sn, hub):
        introduce(ma, hub)
        introduce(sn, hub)
        introduce(ma, sn, route="hub")
        yield ma, sn, hub


def _photographed(ma):
    record = ma.ask("file", COURIER)["id"]
    raw = picture()
    assert Image.open(io.BytesIO(raw)).getexif().get_ifd(0x8825)
    return record, ma.ask("photograph", record, base64.b64encode(raw).decode())


def _seen(sn, record, sha256, which):
    return base64.b64decode(sn.ask("look", record, sha256, which))


def test_a_photograph_is_seen_at_the_recipient_without_its_place_and_is_gone_after_the_recall(three):
    ma, sn, hub = three
    before = sn.ask("files_kept", "00000000-0000-0000-0000-000000000000")["on_disk"]
    sn.stop("worker")
    record, sha256 = _photographed(ma)
    ma.ask("release", record, ["SN"])
    ma.until("states", record, holds=_state("at_hub"))
    (frame,) = hub.ask("hub_frames")
    copy = base64.b64decode(ma.ask("look", record, sha256, "shown"))
    for plain in (copy[200:232], base64.b64encode(copy)[400:432], sha256.encode()):
        assert plain not in base64.b64decode(frame)
    sn.start("worker")
    ma.until("states", record, holds=_state("delivered"))
    assert _seen(sn, record, sha256, "shown") == copy
    for which in ("shown", "small"):
        shown = _seen(sn, record, sha256, which)
        assert not Image.open(io.BytesIO(shown)).getexif()
        assert b"Invented Camera" not in shown
    with pytest.raises(RefusedError, match=r"record\.denied"):
        sn.ask("look", record, sha256, "original")
    assert sn.ask("files_kept", record) == {
        "rows": [f"photograph:{sha256}", f"small:{sha256}"], "on_disk": before + 2
    }  # fmt: skip
    ma.ask("recall", record)
    ma.until("statements", record, holds=lambda found: found and found[0]["statement"] == "erased")
    assert sn.ask("files_kept", record) == {"rows": [], "on_disk": before}
    with pytest.raises(RefusedError, match=r"record\.not_found"):
        sn.ask("look", record, sha256, "shown")
    assert _seen(ma, record, sha256, "shown") == copy


def test_a_worker_that_is_killed_while_pictures_come_keeps_each_once(three):
    ma, sn, _ = three
    sent = [_photographed(ma) for _ in range(6)]
    for record, _ in sent:
        ma.ask("release", record, ["SN"])
        for node in (sn, ma):
            node.stop("worker", signal.SIGKILL)
            node.start("worker")
    for record, sha256 in sent:
        ma.until("states", record, holds=_state("delivered"))
        assert sn.ask("files_kept", record)["rows"] == [f"photograph:{sha256}", f"small:{sha256}"]
        assert _seen(sn, record, sha256, "shown").startswith(b"\xff\xd8\xff")
    assert sn.ask("counts")["refused"] == []
