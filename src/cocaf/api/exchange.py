"""The door for other nodes: frames come in; at a hub, members fetch their mailbox. A node is known by signatures, never
by a session. Parses, calls one service, answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from cocaf import config
from cocaf.crypto import envelope
from cocaf.domain.errors import CocafError
from cocaf.exchange import hub, services
from cocaf.exchange import request as signed
from cocaf.exchange.mailbox import FETCHED, MAILBOX
from cocaf.exchange.transport import FRAMES

router = Router(tags=["exchange"])


class FrameAnswer(Schema):
    """What became of one frame: stored, held (it came before) or refused with the code of the reason."""

    message: str
    state: str
    reason: str


class FramesAnswer(Schema):
    """The answers for a body of frames, in their order."""

    frames: list[FrameAnswer]


class Fetched(Schema):
    """Frames that a member has: pairs of sender and message id."""

    messages: list[tuple[str, str]]


class Gone(Schema):
    """How many frames the hub need not hold any longer."""

    gone: int


@router.post("/frames", response=FramesAnswer)
def frames(request: HttpRequest) -> dict[str, Any]:
    """Takes frames, each after four bytes of its length. They are durable when this is answered."""
    return {"frames": [vars(each) for each in services.accept_frames(request.body)]}


@router.get("/mailbox", response={200: None})
def mailbox(request: HttpRequest, after: int = 0) -> HttpResponse:
    """At a hub: the frames that wait for the member who signed the request, in one body."""
    member = _member(request, MAILBOX)
    found = hub.mailbox(member, after)
    answer = HttpResponse(envelope.write_stream(found.frames), content_type=FRAMES)
    answer["Cocaf-Last"] = str(found.last)
    return answer


@router.post("/fetched", response=Gone)
def fetched(request: HttpRequest, told: Fetched) -> dict[str, int]:
    """At a hub: the member who signed the request has these frames; they are deleted here."""
    member = _member(request, FETCHED)
    return {"gone": hub.fetched(member, told.messages)}


def _member(request: HttpRequest, path: str) -> str:
    if config.current().role != "hub":
        raise CocafError("exchange.not_a_hub")
    query = request.META.get("QUERY_STRING", "")
    return signed.verify(request.method or "", f"{path}?{query}" if query else path, request.body, request.headers)
