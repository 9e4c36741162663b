"""The cast of the pages' tests: people who sign in to one node, a partner that can be written to, and a received
report, all through the real parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cocaf.crypto import client as crypto
from cocaf.domain.things.draft import Draft
from cocaf.intake import services as intake
from cocaf.members.models import Member, Unit, User
from cocaf.records.models import Document
from tests.conftest import ALICE, BOB, CHARLIE


@pytest.fixture
def people(node: Member) -> dict[str, User]:
    """Accounts of alice (owner), bob (the same member's bureau) and charlie (another unit)."""
    return {
        actor.user: User.objects.create_user(
            actor.user, unit=Unit.objects.get(pk=actor.unit), role=actor.role,
            clearance=actor.clearance, language="en", purpose="identify_person",
        )
        for actor in (ALICE, BOB, CHARLIE)
    }  # fmt: skip


@pytest.fixture
def as_user(people: dict[str, User]) -> Callable[..., Client]:
    """A browser in which this person is signed in: `as_user("alice")`, in a language where one is given."""

    def signed_in(name: str, language: str = "en") -> Client:
        User.objects.filter(pk=people[name].pk).update(language=language)
        browser = Client()
        browser.force_login(people[name], backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return signed_in


@pytest.fixture
def senegal(node: Member, key_process: crypto.KeyClient) -> Member:
    """A partner with a key to seal for. Nothing is delivered in these tests, so any sealing key will do."""
    public = key_process.public()
    return Member.objects.create(
        code="SN", name="Sénégal", sealing_id="sn", sealing_key=public.sealing, signing_key=public.signing,
        desk="Bureau de Dakar", phone="+221 33 000 00 00",
    )  # fmt: skip


@pytest.fixture
def filed(people: dict[str, User], courier: Callable[..., Draft]) -> Callable[..., Document]:
    """Files a courier report of alice's; keyword arguments replace the draft's fields."""

    def file(**changes: Any) -> Document:
        return intake.file_record(ALICE, courier(**changes))

    return file
