"""Another member for tests of one node: its own real keys, the frames that it seals, and those that it opens."""

from __future__ import annotations

import datetime
import http.server
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from cocaf.crypto import envelope
from cocaf.crypto.client import KeyClient
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import moment, new_id
from cocaf.exchange.inner import Signed
from cocaf.members.models import Member

PURPOSE = "identify_person"


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclass
class Partner:
    """A member with a key process of its own; `answers` says what its door gives for frames that reach it."""

    code: str
    keys: KeyClient
    received: list[bytes] = field(default_factory=list)
    refuses: str = ""

    def join(self, *, route: str = "direct", url: str = "http://127.0.0.1:9", is_hub: bool = False) -> Member:
        """Puts the member into the node's directory."""
        public = self.keys.public()
        return Member.objects.create(
            code=self.code, name=self.code, route=route, url=url, is_hub=is_hub, signing_id=public.signing_id,
            signing_key=public.signing, sealing_id=public.sealing_id, sealing_key=public.sealing,
        )  # fmt: skip

    def document(self, draft: Draft, *, version: int = 1, owner: str = "") -> Signed:
        """A document of this member's, signed."""
        plain = drafts.document(draft, owner or self.code, f"{owner or self.code}-NCB", now())
        plain["head"]["version"] = version
        return self.sign(plain)

    def sign(self, plain: dict[str, Any]) -> Signed:
        """The canonical bytes of a plain document with this member's signature."""
        text = records.encode(records.check(plain))
        return text, self.keys.protect([text], sign=True)[0].signature

    def seal(
        self,
        to: Member,
        documents: Sequence[Signed] = (),
        *,
        message: str = "",
        conversation: str = "",
        sequence: int = 1,
        epoch: int = 1,
        receipts: Sequence[dict[str, str]] = (),
        expires: datetime.datetime | None = None,
        **more: Any,
    ) -> bytes:
        """A sealed frame from this member to the node."""
        content: dict[str, Any] = {
            "conversation": conversation or new_id(), "sequence": sequence, "epoch": epoch, "sent": moment(now()),
            "documents": [{"bytes": text.decode(), "signature": sig.decode()} for text, sig in documents],
            "receipts": list(receipts), **more,
        }  # fmt: skip
        outgoing = envelope.outgoing(
            message=message or new_id(), sender=self.code, recipients={to.code: bytes(to.sealing_key)},
            sent=moment(now()), expires=moment(expires or now() + datetime.timedelta(days=1)), content=content,
        )  # fmt: skip
        return envelope.to_bytes(self.keys.seal([outgoing])[0])

    def open(self, frame: bytes, sender: Member) -> dict[str, Any]:
        """What a frame for this member says."""
        (opened,) = self.keys.open([envelope.parse(frame).incoming(self.code)])
        return envelope.verify_inner(opened, bytes(sender.signing_key))


class Door(http.server.BaseHTTPRequestHandler):
    """The partner's door: takes frames over real HTTP and answers as a node does."""

    partner: Partner
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        frames = envelope.read_stream(body)
        if not self.partner.refuses:
            self.partner.received += frames
        state = {"state": "refused" if self.partner.refuses else "stored", "reason": self.partner.refuses}
        said = [{"message": envelope.parse(frame).about.message, **state} for frame in frames]
        answer = orjson.dumps({"frames": said})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *said: Any) -> None:
        """Says nothing on the test's output."""


def open_door(partner: Partner) -> tuple[str, Callable[[], None]]:
    """Serves the partner's door on loopback; gives its address and how to close it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"partner": partner}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)

    return f"http://127.0.0.1:{server.server_address[1]}", close
