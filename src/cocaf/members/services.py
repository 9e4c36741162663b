"""The only writers of the directory: this node's own member, its units and people, and the signed entries of other
members. Called by the command line, the demonstration and the page of the units."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cocaf import config
from cocaf.crypto import signing
from cocaf.crypto.client import keys
from cocaf.domain import canonical
from cocaf.domain.errors import CocafError
from cocaf.domain.things.record import moment
from cocaf.members import selectors
from cocaf.members.entry import Entry, check
from cocaf.members.models import Member, Unit, User

CONTACT = ("desk", "phone", "email", "hours", "languages")


@transaction.atomic
def found(code: str, name: str, *, is_hub: bool = False) -> Member:
    """Writes the member whose node this is, with its bureau as the first unit. The public keys join the row when the
    key process runs (`refresh_keys`). A second call changes the name only."""
    member, _ = Member.objects.update_or_create(
        code=code,
        defaults={"name": name, "is_self": True, "is_hub": is_hub, "url": config.current().public_url},
    )
    add_unit(f"{code}-{selectors.BUREAU}", name, "ncb")
    return member


def add_unit(code: str, name: str, kind: str, place: str = "") -> Unit:
    """Writes a unit of this node's member, or corrects its name."""
    unit, _ = Unit.objects.update_or_create(
        code=code, defaults={"member": selectors.self_member(), "name": name, "kind": kind, "place": place}
    )
    return unit


def admit(
    username: str,
    password: str,
    *,
    unit: str,
    role: str,
    clearance: str = "OFFICIAL_USE",
    language: str = "en",
    full_name: str = "",
) -> User:
    """Admits a person to the node. Raises CocafError("members.unit_unknown") and ("members.username_taken")."""
    found_unit = Unit.objects.filter(code=unit, member__is_self=True).first()
    if found_unit is None:
        raise CocafError("members.unit_unknown", unit=unit)
    if User.objects.filter(username=username).exists():
        raise CocafError("members.username_taken", username=username)
    first, _, last = full_name.partition(" ")
    return User.objects.create_user(
        username, password=password, unit=found_unit, role=role, clearance=clearance, language=language,
        first_name=first, last_name=last,
    )  # fmt: skip


def set_contact(**contact: str) -> Member:
    """Sets this member's desk, phone, email, hours, languages and address (`url`), as its entry tells them."""
    own = selectors.self_member()
    for name in (*CONTACT, "url"):
        setattr(own, name, contact.get(name, getattr(own, name)))
    own.save()
    return own


def refresh_keys() -> Member:
    """Takes the node's present public keys from its key process into the directory."""
    own, public = selectors.self_member(), keys().public()
    own.signing_id, own.signing_key = public.signing_id, public.signing
    own.sealing_id, own.sealing_key = public.sealing_id, public.sealing
    own.save(update_fields=["signing_id", "signing_key", "sealing_id", "sealing_key"])
    return own


def export_entry() -> dict[str, Any]:
    """This member's own entry: {"entry": {...}, "signature": Ed25519, "checkpoint": ML-DSA-65}.

    Whoever takes it in must have compared the key's fingerprint with the member by another way (docs, directory).
    """
    own = refresh_keys()
    entry = {
        "schema": "cocaf/entry/1",
        "member": own.code,
        "name": own.name,
        "is_hub": own.is_hub,
        "url": own.url,
        "signing": {"id": own.signing_id, "key": _text(own.signing_key)},
        "sealing": {"id": own.sealing_id, "key": _text(own.sealing_key)},
        "checkpoint": _text(keys().public().checkpoint),
        "contact": {name: getattr(own, name) for name in CONTACT if getattr(own, name)},
        "issued": moment(timezone.now()),
    }
    signed = canonical.encode(entry)
    return {
        "entry": entry,
        "signature": _text(keys().sign("entry", [signed])[0]),
        "checkpoint": _text(keys().checkpoint("entry", [signed])[0]),
    }


@transaction.atomic
def import_entry(signed: Mapping[str, Any], *, route: str = "hub", replace_key: bool = False, url: str = "") -> Member:
    """Takes in another member's entry after its own signature was verified; a changed signing key only on demand.

    `url` overrides the address in the entry (a proxy, say). Raises CocafError("members.entry") for what is not an
    entry, ("members.entry_signature"), ("members.entry_own") and ("members.key_changed", member).
    """
    entry = check(signed)
    try:
        key, sealing = _bytes(entry.signing.key), _bytes(entry.sealing.key)
        ours = _bytes(str(signed["signature"])), _bytes(str(signed["checkpoint"])), _bytes(entry.checkpoint)
    except (binascii.Error, ValueError) as error:
        raise CocafError("members.entry", field="signature", expected="base64url") from error
    if not _is_signed(canonical.encode(dict(signed["entry"])), key, *ours):
        raise CocafError("members.entry_signature", member=entry.member)
    known = Member.objects.filter(code=entry.member).first()
    if known and known.is_self:
        raise CocafError("members.entry_own")
    if known and known.signing_key and bytes(known.signing_key) != key and not replace_key:
        raise CocafError("members.key_changed", member=entry.member)
    return _keep(entry, key, sealing, route, url)


def _is_signed(text: bytes, key: bytes, signature: bytes, checkpoint: bytes, checkpoint_key: bytes) -> bool:
    """Both signatures hold: the one of today, and the one that a quantum computer does not forge."""
    return signing.verify("entry", text, signature, key) and signing.verify_checkpoint(
        "entry", text, checkpoint, checkpoint_key
    )


def _keep(entry: Entry, key: bytes, sealing: bytes, route: str, url: str) -> Member:
    member, _ = Member.objects.update_or_create(
        code=entry.member,
        defaults={
            "name": entry.name, "is_hub": entry.is_hub, "route": route, "url": url or entry.url or "",
            "signing_id": entry.signing.id, "signing_key": key,
            "sealing_id": entry.sealing.id, "sealing_key": sealing,
            **{name: getattr(entry.contact, name) or "" for name in CONTACT},
        },
    )  # fmt: skip
    return member


def _text(value: bytes | memoryview) -> str:
    return base64.urlsafe_b64encode(bytes(value)).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
