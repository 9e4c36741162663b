"""One pure function that answers every "may this actor do this with this record for this purpose, now".

The order of the rules is that of field.md 5.10. `decide` is `decide_class` (asked once per policy class) and
`decide_row` (asked per row); the query `records.selectors.visible_to` is built from the same two."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from cocaf.domain.policy.terms import Action, Actor, RowTerms, Terms, level


@dataclass(frozen=True)
class Allowed:
    """The action may be done."""


@dataclass(frozen=True)
class Denied:
    """The action may not be done; `reason` is a code of vocab `denial`."""

    reason: str


Decision = Allowed | Denied

READS = frozenset({Action.LIST, Action.READ, Action.MATCH})
WRITERS = frozenset({"field_officer", "analyst", "liaison", "approver"})
RELEASERS = frozenset({"liaison", "approver"})
READERS = WRITERS


def decide(actor: Actor, action: Action, terms: Terms, row: RowTerms, purpose: str, today: datetime.date) -> Decision:
    """Whether `actor` may do `action` with a record of these terms for `purpose` on the day `today` (UTC)."""
    by_class = decide_class(actor, action, terms, purpose)
    return by_class if isinstance(by_class, Denied) else decide_row(actor, action, row, today)


def decide_class(actor: Actor, action: Action, terms: Terms, purpose: str) -> Decision:
    """The part of the decision that is the same for every record of a policy class."""
    for rule in (_role, _audience, _denial, _purpose, _clearance, _owner_alone, _handling):
        reason = rule(actor, action, terms, purpose)
        if reason is not None:
            return Denied(reason)
    return Allowed()


def decide_row(actor: Actor, action: Action, row: RowTerms, today: datetime.date) -> Decision:
    """The part that differs from row to row: past its retention date a record is seen by nobody."""
    return Denied("retention") if row.retain_until < today else Allowed()


def _role(actor: Actor, action: Action, terms: Terms, purpose: str) -> str | None:
    """Administrators and auditors run the node; they do not read the service's records."""
    if actor.role not in READERS:
        return "role"
    if action in {Action.RELEASE, Action.RECALL} and actor.role not in RELEASERS:
        return "role"
    return None


def _audience(actor: Actor, action: Action, terms: Terms, purpose: str) -> str | None:
    """The owner's own unit always; else a member of the audience, and one of its units where units are named."""
    if (actor.member, actor.unit) == (terms.owner, terms.unit):
        return None
    if actor.member != terms.owner and actor.member not in terms.members:
        return "audience"
    if terms.units and actor.unit not in terms.units:
        return "audience"
    return None


def _denial(actor: Actor, action: Action, terms: Terms, purpose: str) -> str | None:
    """Deny beats allow (invariant I2)."""
    return "denied" if actor.member in terms.denied else None


def _purpose(actor: Actor, action: Action, terms: Terms, purpose: str) -> str | None:
    """Nothing is asked without a purpose (RPD Art. 10)."""
    return None if purpose else "purpose"


def _clearance(actor: Actor, action: Action, terms: Terms, purpose: str) -> str | None:
    """The actor's clearance reaches the record's confidentiality (RPD Art. 112)."""
    return None if level(actor.clearance) >= level(terms.confidentiality) else "clearance"


def _owner_alone(actor: Actor, action: Action, terms: Terms, purpose: str) -> str | None:
    """Only the owner amends, releases or recalls; forwarding is the originator's decision (rule R14)."""
    if action in {Action.AMEND, Action.RELEASE, Action.RECALL} and actor.member != terms.owner:
        return "owner"
    return None


def _handling(actor: Actor, action: Action, terms: Terms, purpose: str) -> str | None:
    """H2 and H3 keep a received record in the node; NO_AUTOMATED_MATCH keeps it out of matching (5.2, 5.9)."""
    if actor.member == terms.owner:
        return None
    if action is Action.EXPORT and {"H2", "H3"} & set(terms.codes):
        return "handling"
    if action is Action.MATCH and "NO_AUTOMATED_MATCH" in terms.caveats:
        return "caveat"
    return None
