"""How bytes reach another node or the hub: HTTP, and nothing else knows of it. The only file that imports the HTTP
client. Called by the outbox and the mailbox."""

from __future__ import annotations

import datetime
import email.utils
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import httpx2

from cocaf import limits
from cocaf.crypto import envelope

FRAMES = "application/vnd.cocaf.frames"


class TransportError(Exception):
    """The other side was not reached, or did not take it. `permanent` says that trying again changes nothing."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent


@cache
def _client() -> httpx2.Client:
    # nodes name their partners themselves: a proxy from the environment or a redirect would lead elsewhere
    return httpx2.Client(timeout=limits.HTTP_SECONDS, trust_env=False, follow_redirects=False)


def post_frames(url: str, frames: Sequence[bytes]) -> list[Mapping[str, Any]]:
    """Hands frames to a node or hub; its answer for each, in their order. Raises TransportError."""
    answer = _ask("POST", f"{url}/api/exchange/frames", envelope.write_stream(frames), {"Content-Type": FRAMES})
    found = _json(answer)
    receipts = found.get("frames")
    if not isinstance(receipts, list) or len(receipts) != len(frames):
        raise TransportError("the answer does not match the frames that were sent", permanent=False)
    return receipts


def get_mailbox(url: str, path: str, headers: Mapping[str, str]) -> bytes:
    """The frames that the hub holds, as one body. `path` and `headers` are those of the signed request."""
    return _ask("GET", url + path, b"", headers).content


def post_fetched(url: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Tells the hub which frames it need not hold any longer."""
    _ask("POST", url + path, body, {**headers, "Content-Type": "application/json"})


def clock_of(url: str) -> datetime.datetime | None:
    """What time it is at a node or hub, to the second; None where it does not say. Raises TransportError."""
    said = _ask("GET", f"{url}/health/live", b"", {}).headers.get("Date", "")
    try:
        return email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None


def _ask(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> httpx2.Response:
    try:
        answer = _client().request(method, url, content=body, headers=dict(headers))
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise TransportError(f"the address {url} is not usable", permanent=True) from error
    except httpx2.HTTPError as error:
        raise TransportError(str(error) or type(error).__name__, permanent=False) from error
    if answer.status_code == httpx2.codes.OK:
        return answer
    # 4xx says that these bytes will never be taken; busy, slow and broken servers are another matter
    permanent = 400 <= answer.status_code < 500 and answer.status_code not in {401, 403, 404, 408, 425, 429}
    raise TransportError(f"{answer.status_code} {_said(answer)}".strip(), permanent=permanent)


def _said(answer: httpx2.Response) -> str:
    """The code of the error in an answer of a cocaf node; nothing of any other."""
    try:
        return str(answer.json()["error"]["code"])[:60]
    except (ValueError, KeyError, TypeError):
        return ""


def _json(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise TransportError("the answer is not that of a cocaf node", permanent=False) from error
    if not isinstance(found, dict):
        raise TransportError("the answer is not that of a cocaf node", permanent=False)
    return found


def forget_connections() -> None:
    """Closes what is open to other nodes; the next request opens anew. At the end of a process, and after a fork."""
    if _client.cache_info().currsize:
        _client().close()
        _client.cache_clear()
