"""Who may see and change the accounts of a node. The administrator runs accounts and reads no record; nobody changes
his own account; one administrator always stays. Called by the writers of `members`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cocaf.domain.policy.decide import Allowed, Decision, Denied

GOVERNORS: Final = frozenset({"administrator"})
"""Roles that run the accounts and units of a node. None of them reads records (`decide.READERS`)."""


class PeopleAct(StrEnum):
    """What may be done with accounts and units."""

    SEE = "see_people"
    ADMIT = "admit_person"
    CHANGE = "change_person"
    CLOSE = "close_person"
    REOPEN = "reopen_person"
    NEW_CODE = "new_code"
    RESET_FACTOR = "reset_factor"
    WRITE_UNIT = "write_unit"
    CLOSE_UNIT = "close_unit"


ON_ACCOUNTS: Final = frozenset(
    {PeopleAct.CHANGE, PeopleAct.CLOSE, PeopleAct.REOPEN, PeopleAct.NEW_CODE, PeopleAct.RESET_FACTOR}
)
"""Acts on an account that is there already: never on one's own."""


def decide_people(role: str, act: PeopleAct, *, own: bool = False, leaves_none: bool = False) -> Decision:
    """Whether somebody of this role may do the act. `own`: on the account that he acts with; `leaves_none`: no open
    account of an administrator would be left. The reason is `role`, `own` or `last`."""
    if role not in GOVERNORS:
        return Denied("role")
    if own and act in ON_ACCOUNTS:
        return Denied("own")
    if leaves_none:
        return Denied("last")
    return Allowed()
