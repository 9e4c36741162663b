"""Photographs on their way: the redrawn copy goes with a release and nothing else of it, comes in only where its record
names it, once, and goes when the record goes."""

from __future__ import annotations

import base64
import hashlib
import io
import json

import pytest
from PIL import Image

from cocaf import config, limits
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import new_id
from cocaf.exchange import inbox, services, transport
from cocaf.exchange.models import Delivery, InMessage, OutMessage
from cocaf.intake import photographs, travelling
from cocaf.intake import services as intake
from cocaf.records import erasure, selectors
from cocaf.records.models import Document, StoredFile, Tombstone
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE
from tests.exchange.partner import now
from tests.exchange.test_batches import down
from tests.exchange.test_inbox import accept, head, recall_of, sent_receipts
from tests.intake.test_photographs import noise, on_disk, picture


def drawn(colour=(120, 30, 30)):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


COPY, SMALL = drawn(), drawn((0, 0, 90))


def entry(copy=COPY):
    return {"file": new_id(), "sha256": hashlib.sha256(copy).hexdigest(), "original_sha256": "2" * 64, "width": 64,
            "height": 48}  # fmt: skip


def carried(copy=COPY, small=SMALL, **changes):
    plain = {"sha256": hashlib.sha256(copy).hexdigest(), "media_type": "image/jpeg",
             "bytes": base64.b64encode(copy).decode(), "small": base64.b64encode(small).decode()}  # fmt: skip
    return plain | changes


def told(sn, courier, *photos, **more):
    return sn.document(courier(members=("MA",), body=COURIER | {"photos": list(photos)}, **more))


def take(*frames):
    accept(*frames)
    services.process_inbox()


def names():
    return sorted(name.partition(":")[0] for name in StoredFile.objects.values_list("name", flat=True))


def read(record_id, which="shown", actor=BOB, copy=COPY):
    found = photographs.open_photo(actor, record_id, hashlib.sha256(copy).hexdigest(), which, PURPOSE)
    return b"".join(found.chunks)


def test_a_picture_that_its_record_names_is_stored_and_a_second_delivery_stores_it_no_second_time(sn, node, courier):
    document = told(sn, courier, entry())
    frame = sn.seal(node, [document], files=[carried()])
    take(frame, frame)
    take(sn.seal(node, [document], files=[carried()]))
    assert set(InMessage.objects.values_list("state", flat=True)) == {"stored"}
    assert names() == ["photograph", "small"]
    assert read(head(document)["id"]) == COPY
    assert read(head(document)["id"], "small") == SMALL
    with pytest.raises(CocafError, match=r"record\.denied"):
        read(head(document)["id"], "original")


def test_a_picture_that_came_is_for_those_alone_who_may_see_its_record(sn, node, courier):
    document = told(sn, courier, entry(), units=("MA-CMN-AIR",))
    take(sn.seal(node, [document], files=[carried()]))
    assert read(head(document)["id"], actor=ALICE) == COPY
    for which in ("shown", "small", "original"):
        with pytest.raises(CocafError, match=r"record\.not_found"):
            read(head(document)["id"], which, actor=CHARLIE)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ([carried(sha256=hashlib.sha256(SMALL).hexdigest())], "exchange.picture"),
        ([carried(bytes="no base64 !!")], "exchange.picture"),
        ([carried(media_type="image/svg+xml")], "exchange.inner"),
        ([carried(COPY + bytes(limits.RELEASE_PICTURE_BYTES))], "exchange.inner"),
        ([carried(COPY + bytes([n]) * (limits.RELEASE_PICTURE_BYTES // 2)) for n in (1, 2)], "exchange.pictures_large"),
    ],
    ids=["another picture", "no base64", "no jpeg", "one too large", "all too large"],
)
def test_a_picture_that_is_not_what_it_should_be_refuses_its_whole_message(sn, node, courier, files, reason):
    message = new_id()
    take(sn.seal(node, [told(sn, courier, entry())], files=files, message=message))
    assert InMessage.objects.get().reason == reason
    assert sent_receipts("refused") == {message: reason}
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_picture_that_no_record_of_its_message_names_is_dropped_and_the_record_kept(sn, node, courier):
    before = on_disk()
    take(sn.seal(node, [told(sn, courier, entry())], files=[carried(drawn((1, 2, 3)))]))
    take(sn.seal(node, [], files=[carried()]))
    assert Document.objects.count() == 1
    assert not StoredFile.objects.exists()
    assert on_disk() == before


@pytest.mark.parametrize("together", [True, False])
def test_a_recall_erases_the_pictures_that_came(sn, node, courier, together, django_capture_on_commit_callbacks):
    before = on_disk()
    document = told(sn, courier, entry())
    frames = [sn.seal(node, [document], files=[carried()]), sn.seal(node, [recall_of(sn, document)])]
    with django_capture_on_commit_callbacks(execute=True):
        if together:
            take(*frames)
        else:
            take(frames[0])
            assert len(on_disk()) == len(before) + 2
            take(frames[1])
    assert Tombstone.objects.get().why == "recalled"
    assert not StoredFile.objects.exists()
    assert on_disk() == before
    take(sn.seal(node, [document], files=[carried()]))
    assert not StoredFile.objects.exists()


def test_the_pictures_that_came_go_at_the_end_of_their_record_s_time(sn, node, courier):
    document = told(sn, courier, entry())
    take(sn.seal(node, [document], files=[carried()]))
    erasure.erase(head(document)["id"], "retention")
    assert not StoredFile.objects.exists()


def test_a_version_without_the_picture_erases_it_and_an_older_one_that_comes_late_does_not_bring_it_back(
    sn, node, courier
):
    first = told(sn, courier, entry())
    plain = json.loads(first[0])
    plain["head"]["version"] = 2
    del plain["body"]["photos"]
    take(sn.seal(node, [first], files=[carried()]))
    take(sn.seal(node, [sn.sign(plain)]))
    assert not StoredFile.objects.exists()
    take(sn.seal(node, [first], files=[carried()]))
    assert not StoredFile.objects.exists()
    assert Document.objects.get(current=True).version == 2


def test_nobody_else_brings_pictures_into_a_record_of_ours_or_takes_them_out(sn, node, courier):
    own = intake.file_record(ALICE, courier(members=("SN",)))
    photographs.add(ALICE, own.record_id, io.BytesIO(picture()), "", PURPOSE)
    kept = set(StoredFile.objects.values_list("name", flat=True))
    plain = json.loads(told(sn, courier, entry())[0])
    plain["head"] |= {"id": str(own.record_id), "version": 9}
    take(sn.seal(node, [sn.sign(plain)], files=[carried()]))
    assert set(StoredFile.objects.values_list("name", flat=True)) == kept


def test_a_fault_after_the_picture_was_written_leaves_neither_record_nor_picture(sn, node, courier, monkeypatch):
    def failing(told, by):
        raise RuntimeError("a fault of ours")

    accept(sn.seal(node, [told(sn, courier, entry())], files=[carried()]))
    with monkeypatch.context() as broken:
        broken.setattr(inbox.receipts, "send", failing)
        with pytest.raises(RuntimeError):
            services.process_inbox()
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()
    InMessage.objects.update(next_attempt_at=InMessage.objects.get().received_at)
    assert services.process_inbox() == 1
    assert names() == ["photograph", "small"]


def photographed(courier, *raws):
    row = intake.file_record(ALICE, courier())
    for raw in raws:
        row = photographs.add(ALICE, row.record_id, io.BytesIO(raw), "", PURPOSE)
    return row


def sent(sn, node):
    """What SN's door was given, opened, in order."""
    services.deliver_due()
    return [sn.open(frame, node) for frame in sn.received]


def test_the_copy_without_place_or_camera_leaves_with_the_record_and_the_original_does_not(sn, node, courier):
    raw = picture()
    record = photographed(courier, raw)
    services.release(BOB, record.record_id, ["SN"], "", PURPOSE)
    (inner,) = sent(sn, node)
    (file,) = inner["files"]
    copy, small = base64.b64decode(file["bytes"]), base64.b64decode(file["small"])
    (named,) = selectors.open_record(ALICE, record.record_id, PURPOSE).record.plain["body"]["photos"]
    assert file["sha256"] == named["sha256"] == hashlib.sha256(copy).hexdigest()
    for each in (copy, small):
        assert not Image.open(io.BytesIO(each)).getexif()
        assert b"Invented Camera" not in each
    assert base64.b64encode(raw).decode()[:400] not in json.dumps(inner)


def test_a_message_without_pictures_has_no_place_for_them_so_that_older_nodes_read_it(sn, node, courier):
    services.release(BOB, photographed(courier).record_id, ["SN"], "", PURPOSE)
    assert "files" not in sent(sn, node)[0]


def test_pictures_go_in_the_record_s_order_as_long_as_they_fit_and_the_rest_stay_digests(sn, node, courier):
    record = photographed(courier, noise(2600), picture())
    named = travelling.photo_digests(selectors.open_record(ALICE, record.record_id, PURPOSE).record)
    held = travelling.sizes([record.record_id])[str(record.record_id)]
    assert held[named[0]] > limits.RELEASE_PICTURE_BYTES
    services.release(BOB, record.record_id, ["SN"], "", PURPOSE)
    (inner,) = sent(sn, node)
    assert [each["sha256"] for each in inner["files"]] == [named[1]]


def test_a_message_full_of_pictures_fits_its_frame_and_two_records_of_them_go_apart(sn, node, courier):
    records = [photographed(courier, noise(1950 + n)) for n in range(2)]
    for record in records:
        (size,) = travelling.sizes([record.record_id])[str(record.record_id)].values()
        assert limits.RELEASE_PICTURE_BYTES * 0.9 < size < limits.RELEASE_PICTURE_BYTES
    services.release_all(BOB, [each.record_id for each in records], ["SN"], "", PURPOSE)
    assert OutMessage.objects.filter(kind="release").count() == 2
    found = sent(sn, node)
    assert [len(each["files"]) for each in found] == [1, 1]
    assert all(len(frame) <= limits.FRAME_BYTES for frame in sn.received)


def test_a_picture_taken_out_before_the_message_left_does_not_leave(sn, node, courier):
    record = photographed(courier, picture())
    services.release(BOB, record.record_id, ["SN"], "", PURPOSE)
    (named,) = selectors.open_record(ALICE, record.record_id, PURPOSE).record.plain["body"]["photos"]
    photographs.remove(ALICE, record.record_id, named["sha256"], PURPOSE)
    assert "files" not in sent(sn, node)[0]


def test_the_pictures_of_a_record_taken_back_are_left_out_when_the_others_are_sealed_anew(
    sn, node, courier, monkeypatch
):
    one, two = photographed(courier, picture()), photographed(courier, picture(size=(320, 240)))
    with monkeypatch.context() as cut:
        cut.setattr(transport, "post_frames", down)
        services.release_all(BOB, [one.record_id, two.record_id], ["SN"], "", PURPOSE)
        services.deliver_due()
    assert OutMessage.objects.get(kind="release").frame
    services.recall(BOB, one.record_id, "error", "", PURPOSE)
    Delivery.objects.update(next_attempt_at=now())
    (inner,) = [each for each in sent(sn, node) if "files" in each]
    (named,) = travelling.photo_digests(selectors.open_record(ALICE, two.record_id, PURPOSE).record)
    assert [each["sha256"] for each in inner["files"]] == [named]


def test_a_picture_that_is_damaged_on_the_disk_does_not_hold_the_record_back(sn, node, courier):
    record = photographed(courier, picture())
    for key in StoredFile.objects.values_list("pk", flat=True):
        (path,) = config.current().files.rglob(str(key))
        path.write_bytes(path.read_bytes()[:-20])
    services.release(BOB, record.record_id, ["SN"], "", PURPOSE)
    (inner,) = sent(sn, node)
    assert len(inner["documents"]) == 2
    assert "files" not in inner
