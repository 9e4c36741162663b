"""A sealed message opens for its recipients, comes from its sender, and is refused when one byte is not as sealed."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocaf import limits
from cocaf.crypto import envelope, keystore, sealing, signing
from cocaf.crypto.client import KeyClient
from cocaf.domain import canonical
from cocaf.domain.errors import CocafError
from tests.key_process import CHEAP, PASSPHRASE

Seal = Callable[..., envelope.Frame]
Members = dict[str, KeyClient]


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(CocafError) as refusal:
        act()
    return refusal.value.code


def receive(members: Members, data: bytes, code: str, sender: str = "MA") -> dict:
    """What exchange does with a frame: frame signature, open, message signature, in this order."""
    frame = envelope.parse(data)
    public = members[sender].public().signing
    envelope.verify_frame(frame, public)
    opened = members[code].open([frame.incoming(code)])[0]
    return envelope.verify_inner(opened, public)


def test_a_message_reaches_every_recipient_and_says_what_the_sender_said(members: Members, sealed: Seal) -> None:
    frame = sealed(to=("SN", "TN"), kind="records", documents=["وثيقة", "deux"])
    data = envelope.to_bytes(frame)
    for code in ("SN", "TN"):
        inner = receive(members, data, code)
        assert inner["documents"] == ["وثيقة", "deux"]
        assert inner["sender"] == "MA"
        assert inner["recipients"] == ["SN", "TN"]


def test_a_recipient_is_handed_its_own_wrap_only(members: Members, sealed: Seal) -> None:
    whole = sealed(to=("SN", "TN"))
    for code, other in (("SN", "TN"), ("TN", "SN")):
        own = envelope.to_bytes(envelope.for_recipient(whole, code))
        assert len(envelope.to_bytes(whole)) - len(own) == 2 + sealing.WRAP_BYTES
        assert receive(members, own, code)["kind"] == "records"
        assert code_of(lambda own=own, other=other: envelope.parse(own).incoming(other)) == "envelope.not_for_us"


def test_what_travels_is_read_back_as_it_was(sealed: Seal) -> None:
    for frame in (sealed(), sealed(to=("SN", "TN")), envelope.for_recipient(sealed(to=("SN", "TN")), "TN")):
        data = envelope.to_bytes(frame)
        assert envelope.parse(data) == frame
        assert envelope.to_bytes(envelope.parse(data)) == data


def test_a_frame_shows_the_way_nothing_but_its_header(sealed: Seal) -> None:
    data = envelope.to_bytes(sealed(kind="records", documents=["INVENTADO EJEMPLO"]))
    assert b"INVENTADO" not in data
    assert b"records" not in data


def test_messages_of_nearly_the_same_length_have_the_same_length_sealed(sealed: Seal) -> None:
    lengths = {len(envelope.to_bytes(sealed(kind="k", documents=[os.urandom(n).hex()]))) for n in range(100, 300, 50)}
    assert len(lengths) == 1


def test_size_classes_end_where_the_table_of_limits_says(sealed: Seal) -> None:
    frame = sealed(kind="k", documents=[os.urandom(1500).hex()])
    assert frame.about.size_class == 2
    assert len(frame.body) == 32 + 2048 + 16
    assert envelope.SIZE_CLASSES[-1] * limits.KIB + 64 * limits.KIB < limits.FRAME_BYTES
    assert code_of(lambda: envelope.size_class_of(os.urandom(4 * limits.MIB))) == "envelope.large"


def test_every_flipped_byte_of_a_frame_is_refused(members: Members, sealed: Seal) -> None:
    data = envelope.to_bytes(sealed())
    public = members["MA"].public().signing
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        with pytest.raises(CocafError) as refusal:
            envelope.verify_frame(envelope.parse(bytes(changed)), public)
        assert refusal.value.code.split(".")[0] in {"envelope", "canonical"}


def test_every_flipped_byte_is_refused_by_the_opening_too(members: Members, sealed: Seal) -> None:
    frame = sealed()
    incoming = frame.incoming("SN")
    wrong = []
    for field in ("header", "wrap", "body"):
        value = getattr(incoming, field)
        for place in range(len(value)):
            changed = value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
            wrong.append(replace(incoming, **{field: changed}))
    opened = members["SN"].open(wrong)
    assert {each.error for each in opened} == {"envelope.no_key", "envelope.wrap_closed", "envelope.body_closed"}
    assert members["SN"].open([incoming])[0].error == ""


def test_every_cut_and_every_addition_is_refused(sealed: Seal) -> None:
    data = envelope.to_bytes(sealed())
    for end in (0, 1, 5, 6, 10, 50, 300, len(data) // 2, len(data) - 64, len(data) - 1):
        assert code_of(lambda end=end: envelope.parse(data[:end])) in {"envelope.truncated", "envelope.magic"}
    assert code_of(lambda: envelope.parse(data + b"\0")) == "envelope.padded"
    assert code_of(lambda: envelope.parse(data + bytes(limits.FRAME_BYTES))) == "envelope.large"


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_nonsense_is_refused_with_a_code(data: bytes) -> None:
    for candidate in (data, envelope.MAGIC + data, envelope.MAGIC + struct.pack(">I", 2) + b"{}" + data):
        with pytest.raises(CocafError) as refusal:
            envelope.parse(candidate)
        assert refusal.value.sentence("es")


def test_wraps_that_changed_places_are_refused(sealed: Seal) -> None:
    frame = sealed(to=("SN", "TN"))
    swapped = replace(frame, wraps={"SN": frame.wraps["TN"], "TN": frame.wraps["SN"]})
    assert code_of(lambda: envelope.parse(envelope.to_bytes(swapped))) == "envelope.wrap"
    both = replace(swapped, wrap_hashes=tuple(reversed(frame.wrap_hashes)))
    parsed = envelope.parse(envelope.to_bytes(both))
    assert code_of(lambda: envelope.verify_frame(parsed, b"\1" * 32)) == "envelope.frame_signature"


def test_a_recipient_added_or_taken_out_is_refused(members: Members, sealed: Seal) -> None:
    frame = sealed(to=("SN", "TN"))
    header = canonical.decode(frame.header)
    header["recipients"] = ["SN"]
    fewer = replace(frame, header=canonical.encode(header), wrap_hashes=frame.wrap_hashes[:1])
    fewer = envelope.parse(envelope.to_bytes(replace(fewer, wraps={"SN": frame.wraps["SN"]})))
    assert code_of(lambda: envelope.verify_frame(fewer, members["MA"].public().signing)) == "envelope.frame_signature"
    assert members["SN"].open([fewer.incoming("SN")])[0].error == "envelope.wrap_closed"


def test_a_frame_of_another_sender_is_refused(members: Members, sealed: Seal) -> None:
    frame = sealed()
    public = members["TN"].public().signing
    assert code_of(lambda: envelope.verify_frame(frame, public)) == "envelope.frame_signature"


def test_a_node_cannot_seal_in_another_member_s_name(members: Members) -> None:
    message = envelope.outgoing(
        message="01890a5d-ac96-774b-bcce-b302099a8057",
        sender="MA",
        recipients={"SN": members["SN"].public().sealing},
        sent="2026-11-21T10:12:00Z",
        expires="2027-01-20T10:12:00Z",
        content={},
    )
    assert code_of(lambda: members["TN"].seal([message])) == "keys.not_the_sender"
    nobody = replace(message, recipients={})
    assert code_of(lambda: members["MA"].seal([nobody])) == "envelope.recipients"


def forged(sender: keystore.Keystore, header: bytes, plaintext: bytes, to: dict[str, bytes]) -> envelope.Frame:
    """What a member makes who has changed its own program."""
    hashed, key = hashlib.sha256(header).digest(), os.urandom(32)
    body = sealing.encrypt_body(key, plaintext, hashed)
    wraps = {code: sealing.wrap(key, public, hashed, code) for code, public in to.items()}
    hashes = tuple(hashlib.sha256(wrap).digest() for wrap in wraps.values())
    signed = envelope.signed_part(header, tuple(wraps), hashes, body)
    return envelope.Frame(header, hashes, wraps, body, signing.sign("frame", signed, sender.signing))


@pytest.fixture
def dishonest(tmp_path: Path) -> keystore.Keystore:
    """SN, with a program of its own making: a recipient of MA's that wants TN to believe MA wrote to TN."""
    return keystore.create(tmp_path / "keystore.json", "SN", PASSPHRASE, work=CHEAP)


def test_a_recipient_cannot_pass_a_message_on_as_if_it_was_meant_for_another(
    members: Members, sealed: Seal, dishonest: keystore.Keystore
) -> None:
    frame = sealed(to=("SN",))
    opened = members["SN"].open([frame.incoming("SN")])[0]
    plaintext = envelope.pack(opened.signature, opened.inner, frame.about.size_class)
    to_tn = {"TN": members["TN"].public().sealing}
    header = canonical.decode(frame.header) | {"recipients": ["TN"]}

    as_ma = forged(dishonest, canonical.encode(header), plaintext, to_tn)
    assert code_of(lambda: envelope.verify_frame(as_ma, members["MA"].public().signing)) == "envelope.frame_signature"
    at_tn = members["TN"].open([as_ma.incoming("TN")])[0]
    assert code_of(lambda: envelope.verify_inner(at_tn, members["MA"].public().signing)) == "envelope.differs"

    as_self = forged(dishonest, canonical.encode(header | {"sender": "SN"}), plaintext, to_tn)
    envelope.verify_frame(as_self, dishonest.signing_public)
    at_tn = members["TN"].open([as_self.incoming("TN")])[0]
    assert code_of(lambda: envelope.verify_inner(at_tn, dishonest.signing_public)) == "envelope.message_signature"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sender", "TN"),
        ("recipients", ["SN", "TN"]),
        ("message", "01890a5d-ac96-774b-bcce-b302099a8058"),
        ("expires", "2028-01-01T00:00:00Z"),
        ("suite", "none"),
        ("suite", None),
    ],
)
def test_inside_and_outside_must_say_the_same(
    members: Members, dishonest: keystore.Keystore, field: str, value: object
) -> None:
    honest = {
        "message": "01890a5d-ac96-774b-bcce-b302099a8057",
        "sender": "SN",
        "recipients": ["TN"],
        "expires": "2027-01-20T10:12:00Z",
        "suite": sealing.SUITE,
    }
    header = canonical.encode({**honest, "v": 1, "sent": "2026-11-21T10:12:00Z", "size_class": 1})
    inner = canonical.encode(honest | {field: value})
    plaintext = envelope.pack(signing.sign("message", inner, dishonest.signing), inner, 1)
    frame = forged(dishonest, header, plaintext, {"TN": members["TN"].public().sealing})
    opened = members["TN"].open([frame.incoming("TN")])[0]
    with pytest.raises(CocafError) as refusal:
        envelope.verify_inner(opened, dishonest.signing_public)
    assert (refusal.value.code, refusal.value.params["field"]) == ("envelope.differs", field)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", 2),
        ("v", True),
        ("suite", "rot13"),
        ("message", "1"),
        ("message", "01890A5D-ac96-774b-bcce-b302099a8057"),
        ("sender", "ma"),
        ("recipients", []),
        ("recipients", ["TN", "SN"]),
        ("recipients", ["SN", "SN"]),
        ("recipients", "SN"),
        ("recipients", [f"A{n:03}" for n in range(201)]),
        ("sent", "2026-11-21"),
        ("expires", 5),
        ("size_class", 3),
        ("size_class", True),
        ("more", 1),
    ],
)
def test_a_header_is_read_strictly(sealed: Seal, field: str, value: object) -> None:
    header = canonical.decode(sealed().header) | {field: value}
    with pytest.raises(CocafError) as refusal:
        envelope.read_header(canonical.encode(header))
    assert (refusal.value.code, refusal.value.params["field"]) == ("envelope.header", field)


def test_a_plaintext_that_unpacks_without_end_is_stopped(members: Members) -> None:
    bomb = zlib.compress(bytes(limits.INNER_BYTES + 1), 9)
    plaintext = (bytes(64) + struct.pack(">I", len(bomb)) + bomb).ljust(32 * limits.KIB, b"\0")
    assert code_of(lambda: envelope.unpack(plaintext)) == "envelope.large"


@pytest.mark.parametrize("change", ["short", "length", "after", "behind", "nonsense", "cut"])
def test_a_plaintext_is_unpacked_strictly(change: str) -> None:
    packed = zlib.compress(b"{}")
    good = (bytes(64) + struct.pack(">I", len(packed)) + packed).ljust(1024, b"\0")
    assert envelope.unpack(good) == (bytes(64), b"{}")
    wrong = {
        "short": good[:60],
        "length": good[:64] + struct.pack(">I", 5000) + good[68:],
        "after": good[:-1] + b"\1",
        "behind": good[:64] + struct.pack(">I", len(packed) + 1) + good[68:],
        "nonsense": good[:68] + b"abc" + good[71:],
        "cut": good[:64] + struct.pack(">I", len(packed) - 4) + (good[68 : 64 + len(packed)]).ljust(956, b"\0"),
    }[change]
    assert code_of(lambda: envelope.unpack(wrong)) == "envelope.padding"


def test_two_texts_cannot_hide_in_one_body() -> None:
    header = bytes(32)
    body = sealing.encrypt_body(bytes(32), b"text", header)
    assert sealing.decrypt_body(bytes(32), body, header) == b"text"
    assert sealing.decrypt_body(b"\1" * 32, body, header) is None
    assert sealing.decrypt_body(b"\1" * 32, bytes(32) + body[32:], header) is None


def test_a_message_to_a_destroyed_key_is_named_as_such(members: Members, sealed: Seal) -> None:
    incoming = sealed(to=("SN",)).incoming("SN")
    assert members["TN"].open([incoming])[0].error == "envelope.no_key"
    opened = envelope.Opened(incoming.header, error="envelope.no_key")
    assert code_of(lambda: envelope.verify_inner(opened, bytes(32))) == "envelope.no_key"


@given(st.lists(st.binary(max_size=50), max_size=8))
def test_a_stream_gives_back_its_frames(frames: list[bytes]) -> None:
    assert envelope.read_stream(envelope.write_stream(frames)) == frames


def test_a_stream_is_read_strictly() -> None:
    data = envelope.write_stream([b"abc", b"defg"])
    assert code_of(lambda: envelope.read_stream(data[:-1])) == "envelope.truncated"
    assert code_of(lambda: envelope.read_stream(data + b"\0")) == "envelope.truncated"
    assert code_of(lambda: envelope.read_stream(data, most=1)) == "envelope.many"
    assert code_of(lambda: envelope.read_stream(b"\xff\xff\xff\xff")) == "envelope.large"
    assert code_of(lambda: envelope.read_stream(bytes(8_000_000))) == "envelope.many"
