"""Three members, each with a key process of its own: MA sends, SN receives, TN is somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cocaf.crypto import envelope
from cocaf.crypto.client import KeyClient
from tests.key_process import running_key_process


@pytest.fixture(scope="session")
def members(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, KeyClient]]:
    home = tmp_path_factory.mktemp("members")
    with (
        running_key_process(home / "ma", "MA") as ma,
        running_key_process(home / "sn", "SN") as sn,
        running_key_process(home / "tn", "TN") as tn,
    ):
        yield {"MA": ma, "SN": sn, "TN": tn}


@pytest.fixture(scope="session")
def sealed(members: dict[str, KeyClient]) -> Callable[..., envelope.Frame]:
    """A frame from one member to others, sealed by the sender's key process."""

    def make(sender: str = "MA", to: tuple[str, ...] = ("SN",), **content: Any) -> envelope.Frame:
        message = envelope.outgoing(
            message="01890a5d-ac96-774b-bcce-b302099a8057",
            sender=sender,
            recipients={code: members[code].public().sealing for code in to},
            sent="2026-11-21T10:12:00Z",
            expires="2027-01-20T10:12:00Z",
            content=content or {"kind": "records", "documents": ["{}"]},
        )
        return members[sender].seal([message])[0]

    return make
