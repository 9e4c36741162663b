"""The frame in which a message travels, byte by byte (docs/reference/envelope.md): build, read, split per recipient,
verify. Needs public keys only; sealing and opening are asked of the key process. Called by `exchange`."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from cocaf import limits
from cocaf.crypto import sealing, signing
from cocaf.domain import canonical
from cocaf.domain.errors import CocafError

MAGIC: Final = b"COCAF\x01"
HASH_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
TAG_BYTES: Final = 16
_SHORT: Final = struct.Struct(">H")
_LONG: Final = struct.Struct(">I")
SIZE_CLASSES: Final = tuple(1 << power for power in range(13))
"""Sizes in KiB to which a plaintext is padded: 1, 2, 4, ... 4096."""
HEADER_BYTES: Final = 8 * limits.KIB
_INNER_DEPTH: Final = limits.DOCUMENT_DEPTH

_FIELDS: Final = {"v", "suite", "message", "sender", "recipients", "sent", "expires", "size_class"}
_REPEATED: Final = ("message", "sender", "recipients", "expires", "suite")
_MEMBER: Final = re.compile(r"[A-Z0-9]{2,8}")
_MESSAGE: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


@dataclass(frozen=True)
class Header:
    """What everybody on the way may see of a message. Times are UTC, to the second; `size_class` is KiB."""

    message: str
    sender: str
    recipients: tuple[str, ...]
    sent: str
    expires: str
    size_class: int
    suite: str


@dataclass(frozen=True)
class Outgoing:
    """A message to seal: header and inner text as canonical bytes, the sealing key of each recipient."""

    header: bytes
    inner: bytes = field(repr=False)
    recipients: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class Incoming:
    """What the key process needs of a frame to open it."""

    header: bytes
    wrap: bytes
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """An opened message, not yet verified: the inner bytes and their signature, or the code of why it stays closed."""

    header: bytes
    inner: bytes = field(default=b"", repr=False)
    signature: bytes = b""
    error: str = ""


@dataclass(frozen=True)
class Frame:
    """A sealed message. `wraps` holds those of all recipients, or of the one to whom the frame is going."""

    header: bytes
    wrap_hashes: tuple[bytes, ...] = field(repr=False)
    wraps: Mapping[str, bytes] = field(repr=False)
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @cached_property
    def about(self) -> Header:
        """The header, read."""
        return read_header(self.header)

    def incoming(self, code: str) -> Incoming:
        """The part that this member's key process opens. Raises CocafError envelope.not_for_us."""
        if code not in self.wraps:
            raise CocafError("envelope.not_for_us", member=code)
        return Incoming(self.header, self.wraps[code], self.body)


def outgoing(
    *, message: str, sender: str, recipients: Mapping[str, bytes], sent: str, expires: str, content: Mapping[str, Any]
) -> Outgoing:
    """A message ready to seal. `content` is the message without what the header says: that is added to it, so that the
    message signature covers sender, all recipients, message id, expiry and suite.

    `recipients` maps member codes to their sealing keys. Raises CocafError canonical.* and envelope.large.
    """
    codes = sorted(recipients)
    repeated = {"message": message, "sender": sender, "recipients": codes, "expires": expires, "suite": sealing.SUITE}
    inner = canonical.encode({**content, **repeated}, depth=_INNER_DEPTH, size=limits.INNER_BYTES)
    header = {**repeated, "v": 1, "sent": sent, "size_class": size_class_of(inner)}
    data = canonical.encode(header, size=HEADER_BYTES)
    read_header(data)  # what we would refuse from another, we do not send
    return Outgoing(data, inner, dict(recipients))


def size_class_of(inner: bytes) -> int:
    """KiB to which a message with this inner text is padded. Raises CocafError envelope.large."""
    needed = SIGNATURE_BYTES + _LONG.size + len(zlib.compress(inner))
    for kib in SIZE_CLASSES:
        if needed <= kib * limits.KIB:
            return kib
    raise CocafError("envelope.large", limit=SIZE_CLASSES[-1])


def pack(signature: bytes, inner: bytes, size_class: int) -> bytes:
    """The plaintext of the body: signature, length, compressed inner text, zeros up to the size class."""
    packed = zlib.compress(inner)
    plain = signature + _LONG.pack(len(packed)) + packed
    if len(plain) > size_class * limits.KIB:
        raise CocafError("envelope.large", limit=size_class)
    return plain.ljust(size_class * limits.KIB, b"\0")


def unpack(plaintext: bytes) -> tuple[bytes, bytes]:
    """(signature, inner) of a plaintext. Never makes more than limits.INNER_BYTES of it. Raises envelope.padding."""
    start = SIGNATURE_BYTES + _LONG.size
    end = start + int.from_bytes(plaintext[SIGNATURE_BYTES:start])
    if len(plaintext) < start or end > len(plaintext) or any(plaintext[end:]):
        raise CocafError("envelope.padding")
    unzip = zlib.decompressobj()
    try:
        inner = unzip.decompress(plaintext[start:end], limits.INNER_BYTES + 1)
    except zlib.error as error:
        raise CocafError("envelope.padding") from error
    if len(inner) > limits.INNER_BYTES:
        raise CocafError("envelope.large", limit=limits.INNER_BYTES // limits.KIB)
    if not unzip.eof or unzip.unused_data:
        raise CocafError("envelope.padding")
    return plaintext[:SIGNATURE_BYTES], inner


def read_header(data: bytes) -> Header:
    """Reads a header strictly. Raises CocafError envelope.header with the field, or canonical.*."""
    plain = canonical.decode(data, depth=2, size=HEADER_BYTES)
    for name, fits in _HEADER_RULES.items():
        if name not in plain or not fits(plain[name]):
            raise CocafError("envelope.header", field=name)
    if set(plain) != _FIELDS:
        raise CocafError("envelope.header", field=sorted(set(plain) - _FIELDS)[0])
    names = (name for name in Header.__dataclass_fields__ if name != "recipients")
    return Header(recipients=tuple(plain["recipients"]), **{name: plain[name] for name in names})


def _is_text(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _are_recipients(value: object) -> bool:
    if not isinstance(value, list) or not 0 < len(value) <= limits.MESSAGE_RECIPIENTS:
        return False
    return all(_is_text(_MEMBER, code) for code in value) and value == sorted(set(value))


_HEADER_RULES: Final[Mapping[str, Any]] = {
    "v": lambda value: type(value) is int and value == 1,
    "suite": lambda value: value == sealing.SUITE,
    "message": lambda value: _is_text(_MESSAGE, value),
    "sender": lambda value: _is_text(_MEMBER, value),
    "recipients": _are_recipients,
    "sent": lambda value: _is_text(_MOMENT, value),
    "expires": lambda value: _is_text(_MOMENT, value),
    "size_class": lambda value: type(value) is int and value in SIZE_CLASSES,
}


def signed_part(header: bytes, recipients: Sequence[str], wrap_hashes: Sequence[bytes], body: bytes) -> bytes:
    """What the sender's frame signature covers: header, body, and which wrap is whose."""
    parts = [hashlib.sha256(header).digest(), hashlib.sha256(body).digest()]
    for code, wrap_hash in zip(recipients, wrap_hashes, strict=True):
        parts.append(code.encode("ascii").ljust(8, b"\0") + wrap_hash)
    return b"".join(parts)


def to_bytes(frame: Frame) -> bytes:
    """The frame as it travels, over HTTP or on a stick."""
    parts = [MAGIC, _LONG.pack(len(frame.header)), frame.header, *frame.wrap_hashes, _SHORT.pack(len(frame.wraps))]
    for index, code in enumerate(frame.about.recipients):
        if code in frame.wraps:
            parts += [_SHORT.pack(index), frame.wraps[code]]
    parts += [frame.body, frame.signature]
    return b"".join(parts)


def parse(data: bytes) -> Frame:
    """Reads a frame strictly; it verifies no signature.

    Raises CocafError envelope.large, .magic, .truncated, .padded, .header, .wrap (a wrap that is not the one in the
    sender's list, or twice), canonical.*.
    """
    if len(data) > limits.FRAME_BYTES:
        raise CocafError("envelope.large", limit=limits.FRAME_BYTES // limits.KIB)
    reader = _Reader(data)
    if reader.take(len(MAGIC)) != MAGIC:
        raise CocafError("envelope.magic")
    length = reader.number(_LONG)
    if length > HEADER_BYTES:
        raise CocafError("envelope.header", field="v")
    header = reader.take(length)
    about = read_header(header)
    hashes = tuple(reader.take(HASH_BYTES) for _ in about.recipients)
    wraps = _read_wraps(reader, about.recipients, hashes)
    body = reader.take(sealing.COMMITMENT_BYTES + about.size_class * limits.KIB + TAG_BYTES)
    signature = reader.take(SIGNATURE_BYTES)
    if reader.left:
        raise CocafError("envelope.padded", bytes=reader.left)
    return Frame(header, hashes, wraps, body, signature)


def _read_wraps(reader: _Reader, recipients: Sequence[str], hashes: Sequence[bytes]) -> dict[str, bytes]:
    wraps: dict[str, bytes] = {}
    before = -1
    for _ in range(reader.number(_SHORT)):
        index = reader.number(_SHORT)
        wrap = reader.take(sealing.WRAP_BYTES)
        if not before < index < len(recipients) or hashlib.sha256(wrap).digest() != hashes[index]:
            raise CocafError("envelope.wrap")
        before = index
        wraps[recipients[index]] = wrap
    return wraps


class _Reader:
    """Takes bytes from the front and says envelope.truncated when there are too few."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        if self.left < count:
            raise CocafError("envelope.truncated")
        self._at += count
        return self._data[self._at - count : self._at]

    def number(self, form: struct.Struct) -> int:
        return int(form.unpack(self.take(form.size))[0])


def for_recipient(frame: Frame, code: str) -> Frame:
    """The frame with this recipient's wrap only; the sender's signature still holds. Raises envelope.not_for_us."""
    return replace(frame, wraps={code: frame.incoming(code).wrap})


def verify_frame(frame: Frame, sender_public: bytes) -> None:
    """Whether the sender in the header made this frame. Raises CocafError envelope.frame_signature."""
    signed = signed_part(frame.header, frame.about.recipients, frame.wrap_hashes, frame.body)
    if not signing.verify("frame", signed, frame.signature, sender_public):
        raise CocafError("envelope.frame_signature", sender=frame.about.sender)


def verify_inner(opened: Opened, sender_public: bytes) -> dict[str, Any]:
    """The inner text, when the sender signed it and it says what the header says; so a message that one recipient
    seals again for another is refused.

    Raises CocafError: the reason why the frame stayed closed, envelope.message_signature, envelope.differs (which
    field), canonical.*. Whether it was here before is for the caller to know.
    """
    if opened.error:
        raise CocafError(opened.error)
    about = read_header(opened.header)
    if not signing.verify("message", opened.inner, opened.signature, sender_public):
        raise CocafError("envelope.message_signature", sender=about.sender)
    inner = canonical.decode(opened.inner, depth=_INNER_DEPTH, size=limits.INNER_BYTES)
    for name in _REPEATED:
        said = getattr(about, name)
        if inner.get(name) != (list(said) if name == "recipients" else said):
            raise CocafError("envelope.differs", field=name)
    return inner


def write_stream(frames: Iterable[bytes]) -> bytes:
    """Many frames in one body or file: each after 4 bytes of its length."""
    return b"".join(_LONG.pack(len(frame)) + frame for frame in frames)


def read_stream(data: bytes, *, most: int = limits.BATCH_FRAMES) -> list[bytes]:
    """The frames of a body or file, not yet parsed. Raises envelope.truncated, .large, .many."""
    reader = _Reader(data)
    frames: list[bytes] = []
    while reader.left:
        length = reader.number(_LONG)
        if length > limits.FRAME_BYTES:
            raise CocafError("envelope.large", limit=limits.FRAME_BYTES // limits.KIB)
        if len(frames) == most:
            raise CocafError("envelope.many", limit=most)
        frames.append(reader.take(length))
    return frames
