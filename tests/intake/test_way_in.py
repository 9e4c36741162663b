"""The one way in: what is filed is signed, stored, indexed, matched and logged; what does not fit leaves nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from cocaf.audit.models import Entry
from cocaf.crypto import jws
from cocaf.domain import canonical
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Action
from cocaf.domain.things import record as records
from cocaf.domain.things import reference as references
from cocaf.domain.things.stated import REFUSED, UNKNOWN
from cocaf.intake import services
from cocaf.matching.models import Candidate
from cocaf.records import erasure, rebuild, selectors
from cocaf.records.models import Document, Flag, IdentifierKey, NameKey, Summary, Tombstone
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE


def test_a_filed_report_opens_again_with_the_same_words_and_a_valid_signature(node, courier):
    document = services.file_record(ALICE, courier())
    opened = selectors.open_record(ALICE, document.record_id, PURPOSE)
    assert opened.record.body.persons[0].names[0].text == "Inventado Ejemplo Ruiz"
    ((exact, signature),) = selectors.exact_bytes([document])
    assert bytes(document.digest) == hashlib.sha256(exact).digest()
    assert jws.verify(exact, signature, bytes(node.signing_key))
    assert not jws.verify(exact + b" ", signature, bytes(node.signing_key))


def test_what_the_models_let_through_has_one_spelling_as_bytes(node, courier):
    record = services.draft_document(ALICE, courier())
    assert records.encode(record) == canonical.encode(record.plain)


def test_no_two_records_get_the_same_reference(node, courier, monkeypatch):
    first = services.file_record(ALICE, courier())
    offered = iter([first.reference, first.reference, "MA-2222-2223"])
    monkeypatch.setattr(references, "make", lambda member: next(offered))
    assert selectors.fresh_references("MA", 1) == ["MA-2222-2223"]


def test_the_document_is_not_readable_in_the_database(node, courier):
    document = services.file_record(ALICE, courier())
    for held in (document.sealed, document.wrapped_key, document.signature):
        assert b"Inventado" not in bytes(held)
        assert b"XK0417217" not in bytes(held)


def test_three_spellings_of_absence_survive(node, courier):
    person = {**COURIER["persons"][0], "born_on": None, "nationality": {"refused": True}}
    document = services.file_record(ALICE, courier(body={**COURIER, "persons": [person]}))
    opened = selectors.open_record(ALICE, document.record_id, PURPOSE).record
    assert opened.body.persons[0].born_on is UNKNOWN
    assert opened.body.persons[0].nationality is REFUSED
    assert opened.body.persons[0].sex is None
    assert opened.plain["body"]["persons"][0]["born_on"] is None
    assert "sex" not in opened.plain["body"]["persons"][0]


def test_a_draft_that_does_not_fit_names_the_field_and_leaves_nothing(node, courier):
    wrong = {**COURIER, "occurred_on": "2026-02-30"}
    with pytest.raises(CocafError) as caught:
        services.file_record(ALICE, courier(body=wrong))
    assert caught.value.code == "record.field"
    assert caught.value.params["field"] == "body.occurred_on"
    assert not Document.objects.exists()
    assert not Summary.objects.exists()


def test_another_unit_gets_the_same_answer_as_for_a_record_that_does_not_exist(node, courier):
    hidden = services.file_record(ALICE, courier(units=("MA-CMN-AIR",)))
    with pytest.raises(CocafError) as refused:
        selectors.open_record(CHARLIE, hidden.record_id, PURPOSE)
    with pytest.raises(CocafError) as missing:
        selectors.open_record(CHARLIE, records.new_id(), PURPOSE)
    assert refused.value.sentence("fr") == missing.value.sentence("fr")
    assert Entry.objects.filter(about=str(hidden.record_id), outcome="audience").exists()


def test_a_reading_is_in_the_log(node, courier):
    document = services.file_record(ALICE, courier())
    selectors.open_record(BOB, document.record_id, PURPOSE)
    entry = Entry.objects.filter(about=str(document.record_id), action=Action.READ).get()
    assert (entry.actor, entry.purpose) == ("MA/MA-NCB/bob", PURPOSE)


def test_a_correction_is_a_new_version_that_names_the_bytes_before_it(node, courier):
    first = services.file_record(ALICE, courier())

    def correct(plain):
        plain["body"]["flight"] = "AT 501"

    second = services.amend(ALICE, first.record_id, correct, PURPOSE, Action.AMEND)
    ((held, _),) = selectors.exact_bytes([first])
    opened = selectors.open_record(ALICE, first.record_id, PURPOSE)
    assert (second.version, opened.document.version) == (2, 2)
    assert opened.record.head.previous == hashlib.sha256(held).hexdigest()
    assert [row.version for row in selectors.versions(ALICE, first.record_id, PURPOSE)] == [2, 1]
    assert IdentifierKey.objects.filter(document=second, kind="flight", value="AT501").exists()


def test_a_shared_telephone_makes_a_candidate_and_never_a_merge(node, courier):
    one = services.file_record(ALICE, courier())
    other = {**COURIER, "persons": [{"phones": ["00212600000417"], "role": "contact", "status": "suspect"}]}
    two = services.file_record(BOB, courier(body=other))
    pair = Candidate.objects.get(why="identifier", shared__startswith="phone:")
    assert {pair.first_id, pair.second_id} == {one.seq, two.seq}
    assert Document.objects.count() == 2


def test_rebuild_gives_the_same_tables_row_for_row(node, courier):
    services.file_record(ALICE, courier())
    services.file_record(BOB, courier(body={**COURIER, "flight": "AT 501", "triggers": []}))

    def tables():
        rows = [list(model.objects.values()) for model in rebuild.DERIVED]
        for table in rows:
            for row in table:
                for key in ("id", "cell_id"):
                    row.pop(key, None)
        return [sorted(table, key=lambda row: json.dumps(row, default=str)) for table in rows]

    before = tables()
    assert rebuild.rebuild() == 2
    assert tables() == before
    assert NameKey.objects.exists()


def _other_member(courier_draft, owner="SN"):
    """A document of another member, as bytes with a signature (verified by the exchange before it comes here)."""
    plain = services.draft_document(ALICE, courier_draft).plain
    plain["head"]["owner"] = {"member": owner, "unit": f"{owner}-NCB"}
    plain["head"]["audience"] = {"members": ["MA", owner]}
    return records.encode(records.check(plain)), b"signature"


def test_a_received_record_is_visible_and_known_as_told(node, courier):
    document, signature = _other_member(courier())
    (answer,) = services.receive("SN", [(document, signature)], "message")
    assert answer.state == "stored"
    held = Document.objects.get()
    assert (held.origin, held.owner) == ("received", "SN")
    assert selectors.exact_bytes([held])[0] == (document, signature)


def test_what_is_received_twice_is_held_once(node, courier):
    sent = _other_member(courier())
    services.receive("SN", [sent, sent], "message")
    (again,) = services.receive("SN", [sent], "message")
    assert again.state == "held"
    assert Document.objects.count() == 1


def test_a_member_cannot_send_what_belongs_to_another(node, courier):
    (answer,) = services.receive("ES", [_other_member(courier())], "message")
    assert (answer.state, answer.reason) == ("refused", "record.owner")
    assert not Document.objects.exists()


def test_bytes_that_are_no_record_are_refused_with_a_reason_and_harm_nothing_beside_them(node, courier):
    good = _other_member(courier())
    answers = services.receive("SN", [(b"{", b""), (b"[]", b""), (good[0] + b" ", b""), good], "message")
    assert [answer.state for answer in answers] == ["refused", "refused", "refused", "stored"]
    assert all(answer.reason for answer in answers[:3])


def test_an_erased_record_leaves_a_tombstone_and_flags_what_it_triggered(node, courier):
    document, signature = _other_member(courier())
    (answer,) = services.receive("SN", [(document, signature)], "message")
    trigger = {"id": answer.record_id, "version": 1, "reference": answer.reference}
    seizure = services.file_record(ALICE, courier(body={**COURIER, "event": "seizure", "triggers": [trigger]}))
    done = erasure.erase(answer.record_id, "recalled")
    assert (done.held, done.flagged) == (True, (seizure.reference,))
    assert not Document.objects.filter(record_id=answer.record_id).exists()
    assert not IdentifierKey.objects.exclude(document=seizure).exists()
    assert Flag.objects.get(document=seizure).code == "trigger_recalled"
    assert Tombstone.objects.get().reference == answer.reference
    (late,) = services.receive("SN", [(document, signature)], "late")
    assert (late.state, late.reason) == ("refused", "record.recalled")
    assert erasure.erase(answer.record_id, "recalled").held is False


def test_a_field_officer_may_not_release_and_is_told_why(node, courier):
    document = services.file_record(ALICE, courier())
    with pytest.raises(CocafError) as caught:
        selectors.permitted(ALICE, document.record_id, Action.RELEASE, PURPOSE)
    assert caught.value.code == "record.denied"
    assert dataclasses.asdict(BOB)["role"] == "liaison"
    assert selectors.permitted(BOB, document.record_id, Action.RELEASE, PURPOSE) == document
