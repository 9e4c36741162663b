"""The directory: a member's entry is its own word, and a changed key is never taken silently."""

from __future__ import annotations

import copy

import pytest

from cocaf.domain.errors import CocafError
from cocaf.members import selectors, services
from cocaf.members.actor import actor_of
from cocaf.members.models import Member, Unit


@pytest.fixture
def entry(node):
    """This node's own entry, as it goes out."""
    services.set_contact(desk="Permanence", phone="+212 5 00 00 00 00", hours="24/7", url="http://127.0.0.1:8101")
    return services.export_entry()


def _forget_self():
    Member.objects.filter(code="MA").update(is_self=False, signing_key=b"")


def test_an_entry_goes_out_and_comes_in_with_keys_address_and_desk(entry, key_process):
    _forget_self()
    member = services.import_entry(entry, route="direct")
    public = key_process.public()
    assert (bytes(member.signing_key), bytes(member.sealing_key)) == (public.signing, public.sealing)
    assert (member.url, member.route, member.desk, member.hours) == (
        "http://127.0.0.1:8101", "direct", "Permanence", "24/7",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Another"), ("url", "http://127.0.0.1:1"), ("member", "XX"), ("is_hub", True)]
)
def test_an_entry_that_was_changed_on_the_way_is_refused(entry, field, value):
    _forget_self()
    changed = copy.deepcopy(entry)
    changed["entry"][field] = value
    with pytest.raises(CocafError, match=r"members\.entry_signature"):
        services.import_entry(changed)


@pytest.mark.parametrize("part", ["signature", "checkpoint"])
def test_an_entry_needs_both_signatures(entry, part):
    _forget_self()
    broken = entry | {part: entry[part][:-4] + ("AAAA" if not entry[part].endswith("AAAA") else "BBBB")}
    with pytest.raises(CocafError, match=r"members\.entry_signature"):
        services.import_entry(broken)


@pytest.mark.parametrize(
    "broken", [{}, {"entry": {}, "signature": "", "checkpoint": ""}, {"entry": [], "signature": "x", "checkpoint": "x"}]
)
def test_what_is_not_an_entry_is_refused_with_the_field(node, broken):
    with pytest.raises(CocafError, match=r"members\.entry"):
        services.import_entry(broken)


def test_a_changed_signing_key_is_taken_only_when_the_operator_says_so(entry):
    Member.objects.filter(code="MA").update(is_self=False, signing_key=b"x" * 32)
    with pytest.raises(CocafError, match=r"members\.key_changed"):
        services.import_entry(entry)
    assert bytes(services.import_entry(entry, replace_key=True).signing_key) != b"x" * 32


def test_the_nodes_own_entry_is_not_imported(entry):
    with pytest.raises(CocafError, match=r"members\.entry_own"):
        services.import_entry(entry)


def test_founding_a_node_gives_it_a_bureau_that_can_act(db):
    services.found("TN", "Tunisie")
    actor = selectors.bureau_actor("operator")
    assert (actor.member, actor.unit, actor.role) == ("TN", "TN-NCB", "approver")
    assert services.found("TN", "Tunisia").name == "Tunisia"
    assert Unit.objects.count() == 1


def test_partners_are_those_with_a_key_and_neither_the_hub_nor_ourselves(node):
    Member.objects.create(code="SN", name="Sénégal", sealing_key=b"k")
    Member.objects.create(code="FR", name="France")
    Member.objects.create(code="HUB", name="Hub", is_hub=True, sealing_key=b"k", signing_key=b"s")
    assert [each.code for each in selectors.partners()] == ["SN"]
    assert selectors.hub().code == "HUB"
    assert set(selectors.signing_keys(["MA", "SN", "HUB", "ZZ"])) == {"MA", "HUB"}
    assert set(selectors.sealing_keys(["SN", "FR"])) == {"SN"}


def test_a_person_acts_for_their_unit_and_one_without_a_unit_not_at_all(node):
    user = services.admit(
        "alice", "a long enough one", unit="MA-CMN-AIR", role="field_officer", full_name="Alice Inventée"
    )
    assert (actor_of(user).unit, user.first_name, user.last_name) == ("MA-CMN-AIR", "Alice", "Inventée")
    user.unit = None
    with pytest.raises(CocafError, match=r"members\.no_unit"):
        actor_of(user)
    with pytest.raises(CocafError, match=r"members\.username_taken"):
        services.admit("alice", "a long enough one", unit="MA-CMN-AIR", role="field_officer")
    with pytest.raises(CocafError, match=r"members\.unit_unknown"):
        services.admit("bob", "a long enough one", unit="SN-NCB", role="liaison")


def test_a_directory_without_a_self_says_what_to_run(db):
    with pytest.raises(CocafError, match="cocaf init"):
        selectors.self_member()
    with pytest.raises(CocafError, match=r"members\.unknown"):
        selectors.member("ZZ")
