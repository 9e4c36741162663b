"""Photographs of a record: drawn anew without place and camera, the original kept with its digest for the owner alone,
hostile files refused in a sentence with nothing left behind."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image

from cocaf import config, limits
from cocaf.audit.models import Entry
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action, Actor
from cocaf.domain.things.draft import Draft
from cocaf.intake import photographs
from cocaf.intake import services as intake
from cocaf.records import erasure, selectors
from cocaf.records.models import Document, StoredFile
from tests.conftest import ALICE, BOB, CHARLIE, PURPOSE

PLACE = (33.0, 35.0, 24.0)
"""Degrees, minutes and seconds that the invented camera wrote into its file."""


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: Any) -> bytes:
    """A picture as a telephone makes it: with the place, the maker and a comment in the file."""
    image = Image.new("RGB", size, (120, 30, 30))
    exif = Image.Exif()
    exif[0x010F] = "Invented Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: PLACE, 3: "W", 4: (7.0, 37.0, 12.0)})
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


def noise(side: int) -> bytes:
    """A picture that hardly compresses, as a JPEG."""
    points = numpy.random.default_rng(side).integers(0, 255, (side, side, 3), dtype=numpy.uint8)
    out = io.BytesIO()
    Image.fromarray(points).save(out, "JPEG", quality=80)
    return out.getvalue()


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that says of itself to be of this size, whatever its rows hold."""

    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


@pytest.fixture
def filed(node: object, courier: Callable[..., Draft]) -> Document:
    """A report of alice's."""
    return intake.file_record(ALICE, courier())


def add(record: Document, raw: bytes, caption: str = "") -> Document:
    return photographs.add(ALICE, record.record_id, io.BytesIO(raw), caption, PURPOSE)


def photos(record: Document) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        selectors.open_record(ALICE, record.record_id, PURPOSE).record.plain["body"].get("photos", [])
    )
    return found


def read(record: Document, sha256: str, which: str) -> bytes:
    return b"".join(photographs.open_photo(ALICE, record.record_id, sha256, which, PURPOSE).chunks)


def on_disk() -> set[Path]:
    return {path for path in config.current().files.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_copy_has_neither_place_nor_camera_and_the_original_is_kept_with_its_digest(
    filed: Document, kind: str
) -> None:
    raw = picture(kind)
    assert Image.open(io.BytesIO(raw)).getexif().get_ifd(0x8825)
    later = add(filed, raw, "Les capsules, avec une échelle")
    (entry,) = photos(later)
    assert later.version == 2
    assert entry["caption"] == "Les capsules, avec une échelle"
    assert (entry["width"], entry["height"]) == (640, 480)
    assert entry["original_sha256"] == hashlib.sha256(raw).hexdigest()
    copy = read(filed, entry["sha256"], "shown")
    assert hashlib.sha256(copy).hexdigest() == entry["sha256"]
    for made in (copy, read(filed, entry["sha256"], "small")):
        image = Image.open(io.BytesIO(made))
        assert image.format == "JPEG"
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"Invented Camera" not in made
        assert b"Exif" not in made
    assert read(filed, entry["sha256"], "original") == raw


def test_a_turned_picture_is_shown_upright_and_a_large_one_smaller(filed: Document) -> None:
    image, exif, out = Image.new("RGB", (4000, 2000)), Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    image.save(out, "JPEG", exif=exif)
    (entry,) = photos(add(filed, out.getvalue()))
    assert (entry["width"], entry["height"]) == (1500, 3000)
    small = Image.open(io.BytesIO(read(filed, entry["sha256"], "small")))
    assert max(small.size) == 360


def test_what_is_transparent_is_drawn_on_white(filed: Document) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    (entry,) = photos(add(filed, out.getvalue()))
    assert Image.open(io.BytesIO(read(filed, entry["sha256"], "shown"))).getpixel((5, 5)) == (255, 255, 255)


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "photo.empty"), (HEIC, "photo.heic"), (b"<svg xmlns='x'/>", "photo.kind"),
        (b"GIF89a" + bytes(50), "photo.kind"), (b"%PDF-1.7" + bytes(50), "photo.kind"),
        (picture()[:400], "photo.damaged"),
        (b"\xff\xd8\xff" + bytes(100), "photo.damaged"), (png(20_000, 20_000), "photo.pixels"),
        (png(7_000, 7_000, bytes(30)), "photo.damaged"), (png(100_000, 1), "photo.damaged"),
        (picture() + b"\0" * limits.PHOTO_BYTES, "photo.too_large"),
    ],
    ids=["empty", "heic", "svg", "gif", "pdf", "cut", "no jpeg", "bomb", "short rows", "strip", "large"],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_and_nothing_is_left(filed: Document, raw: bytes, code: str) -> None:
    before = on_disk()
    with pytest.raises(CocafError, match=code.replace(".", r"\.")):
        add(filed, raw)
    assert on_disk() == before
    assert not StoredFile.objects.exists()
    assert Document.objects.count() == 1


def test_the_same_photograph_twice_is_refused_and_leaves_nothing(
    filed: Document, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    add(filed, picture())
    before = on_disk()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(CocafError, match=r"photo\.twice"):
        add(filed, picture())
    assert on_disk() == before
    assert StoredFile.objects.count() == 3


def test_a_photograph_taken_out_is_erased_with_its_original(
    filed: Document, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    (entry,) = photos(add(filed, picture()))
    with django_capture_on_commit_callbacks(execute=True):
        later = photographs.remove(ALICE, filed.record_id, entry["sha256"], PURPOSE)
    assert later.version == 3
    assert photos(later) == []
    assert not StoredFile.objects.exists()
    with pytest.raises(CocafError, match=r"photo\.missing"):
        photographs.open_photo(ALICE, filed.record_id, entry["sha256"], "original", PURPOSE)
    with pytest.raises(CocafError, match=r"photo\.missing"):
        photographs.remove(ALICE, filed.record_id, entry["sha256"], PURPOSE)


def test_the_photographs_go_with_their_record(filed: Document) -> None:
    add(filed, picture())
    erasure.erase(filed.record_id, "retention")
    assert not StoredFile.objects.exists()


def test_a_later_version_keeps_the_photographs(filed: Document) -> None:
    add(filed, picture())
    later = intake.amend(
        ALICE, filed.record_id, lambda plain: plain["body"].update(narrative="Suite."), PURPOSE, Action.AMEND
    )
    assert len(photos(later)) == 1


def test_an_outsider_sees_no_photograph(node: object, courier: Callable[..., Draft]) -> None:
    hidden = intake.file_record(ALICE, courier(units=("MA-CMN-AIR",)))
    (entry,) = photos(add(hidden, picture()))
    for which in ("shown", "small", "original"):
        with pytest.raises(CocafError, match=r"record\.not_found"):
            photographs.open_photo(CHARLIE, hidden.record_id, entry["sha256"], which, PURPOSE)
    with pytest.raises(CocafError, match=r"record\.not_found"):
        photographs.add(CHARLIE, hidden.record_id, io.BytesIO(picture()), "", PURPOSE)


def test_the_original_is_for_the_owner_alone(node: object, courier: Callable[..., Draft]) -> None:
    told = intake.file_record(ALICE, courier(members=("SN",)))
    (entry,) = photos(add(told, picture()))
    partner = Actor("SN", "SN-DKR-AIR", "fatou", "field_officer", "RESTRICTED")
    assert photographs.open_photo(partner, told.record_id, entry["sha256"], "shown", PURPOSE).size
    with pytest.raises(CocafError, match=r"record\.denied"):
        photographs.open_photo(partner, told.record_id, entry["sha256"], "original", PURPOSE)


def test_every_look_at_a_photograph_is_in_the_log(filed: Document) -> None:
    (entry,) = photos(add(filed, picture()))
    photographs.open_photo(BOB, filed.record_id, entry["sha256"], "shown", PURPOSE)
    last = Entry.objects.order_by("-pk").first()
    assert last is not None
    assert (last.action, last.about, last.detail) == ("read", str(filed.record_id), {"photo": "shown"})
