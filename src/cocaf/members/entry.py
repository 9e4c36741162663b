"""What a member's directory entry may hold, and how it is checked. The models are the one definition; only
`members.services` reads entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from cocaf.domain.errors import CocafError
from cocaf.domain.things.values import Line, MemberCode, Moment, Thing

KeyText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,4000}$")]
"""A public key in base64url without padding."""


class PublicKey(Thing):
    """A public key and the id by which envelopes and signatures name it."""

    id: Annotated[str, Field(min_length=1, max_length=80)]
    key: KeyText


class EntryContact(Thing):
    """The member's desk: whom to call, when, in which languages."""

    desk: Annotated[str, Field(max_length=200)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    email: Annotated[str, Field(max_length=200)] | None = None
    hours: Annotated[str, Field(max_length=80)] | None = None
    languages: Annotated[str, Field(max_length=40)] | None = None


class Entry(Thing):
    """A member as it describes itself; the signature over its canonical bytes is the member's own."""

    schema_: Annotated[Literal["cocaf/entry/1"], Field(alias="schema")]
    member: MemberCode
    name: Annotated[Line, Field(max_length=200)]
    is_hub: bool = False
    url: Annotated[str, Field(max_length=300, pattern=r"^(https?://[^\s]+)?$")] = ""
    signing: PublicKey
    sealing: PublicKey
    checkpoint: KeyText
    contact: EntryContact = EntryContact()
    issued: Moment


def check(signed: Mapping[str, Any]) -> Entry:
    """Checks the shape of a signed entry. Raises CocafError("members.entry", field, expected)."""
    if not isinstance(signed, Mapping) or set(signed) != {"entry", "signature", "checkpoint"}:
        raise CocafError("members.entry", field="entry, signature, checkpoint", expected="all three")
    try:
        return Entry.model_validate(signed["entry"])
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(step) for step in first["loc"])
        raise CocafError("members.entry", field=field, expected=first["msg"]) from error
