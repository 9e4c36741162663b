"""Who may do what: each rule as a row of a table, with an outsider beside the insider."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from cocaf.domain.policy import Action, Actor, Allowed, Denied, RowTerms, Terms, decide

TODAY = datetime.date(2026, 11, 21)
ROW = RowTerms(retain_until=datetime.date(2031, 11, 20))
TERMS = Terms(
    owner="MA",
    unit="MA-CMN-AIR",
    members=("MA", "SN"),
    units=(),
    denied=(),
    confidentiality="OFFICIAL_USE",
    codes=("H0",),
    caveats=(),
)
OWNER = Actor("MA", "MA-CMN-AIR", "alice", "field_officer")
LIAISON = Actor("MA", "MA-NCB", "bob", "liaison")
PARTNER = Actor("SN", "SN-NCB", "awa", "liaison")
OUTSIDER = Actor("ES", "ES-OCN", "zoe", "liaison")

TABLE = [
    ("the owner's unit reads", OWNER, Action.READ, {}, None),
    ("a member of the audience reads", PARTNER, Action.READ, {}, None),
    ("a member outside the audience is refused", OUTSIDER, Action.READ, {}, "audience"),
    ("another unit is refused where units are named", LIAISON, Action.READ, {"units": ("MA-CMN-AIR",)}, "audience"),
    ("the owner's unit reads even when it forgot itself", OWNER, Action.READ, {"units": ("MA-TNG-PORT",)}, None),
    ("denial wins over the audience", PARTNER, Action.READ, {"denied": ("SN",)}, "denied"),
    ("clearance must reach the level", PARTNER, Action.READ, {"confidentiality": "RESTRICTED"}, "clearance"),
    ("a level that nobody knows is above all", OWNER, Action.READ, {"confidentiality": "COSMIC"}, "clearance"),
    ("a field officer does not release", OWNER, Action.RELEASE, {}, "role"),
    ("a liaison officer of the owner releases", LIAISON, Action.RELEASE, {}, None),
    ("a partner does not release what is not his", PARTNER, Action.RELEASE, {}, "owner"),
    ("a partner does not recall what is not his", PARTNER, Action.RECALL, {}, "owner"),
    ("a partner does not amend what is not his", PARTNER, Action.AMEND, {}, "owner"),
    ("H2 keeps a received record from export", PARTNER, Action.EXPORT, {"codes": ("H2",)}, "handling"),
    ("H2 does not bind its owner", LIAISON, Action.EXPORT, {"codes": ("H2",)}, None),
    ("no automated match", PARTNER, Action.MATCH, {"caveats": ("NO_AUTOMATED_MATCH",)}, "caveat"),
]


@pytest.mark.parametrize(("what", "actor", "action", "changes", "reason"), TABLE, ids=[row[0] for row in TABLE])
def test_each_rule_allows_or_refuses_with_its_reason(what, actor, action, changes, reason):
    answer = decide(actor, action, dataclasses.replace(TERMS, **changes), ROW, "identify_person", TODAY)
    assert answer == (Denied(reason) if reason else Allowed())


@pytest.mark.parametrize("role", ["administrator", "auditor", "data_protection"])
def test_those_who_run_the_node_do_not_read_its_records(role):
    answer = decide(dataclasses.replace(OWNER, role=role), Action.READ, TERMS, ROW, "identify_person", TODAY)
    assert answer == Denied("role")


def test_nothing_is_asked_without_a_purpose():
    assert decide(OWNER, Action.READ, TERMS, ROW, "", TODAY) == Denied("purpose")


def test_past_its_retention_date_a_record_is_seen_by_nobody():
    past = RowTerms(retain_until=TODAY - datetime.timedelta(days=1))
    assert decide(OWNER, Action.READ, TERMS, past, "identify_person", TODAY) == Denied("retention")
    last_day = RowTerms(retain_until=TODAY)
    assert decide(OWNER, Action.READ, TERMS, last_day, "identify_person", TODAY) == Allowed()
