"""From a saved page to a candidate: kept, hashed, read, corrected, filed as evidence, met by a report's telephone."""

from __future__ import annotations

import datetime
import hashlib
import io
from importlib import resources

import pytest

from cocaf import limits
from cocaf.domain.errors import CocafError
from cocaf.domain.things.stated import UNKNOWN
from cocaf.intake import services as intake
from cocaf.jobs.jobs import jobs
from cocaf.matching.models import Candidate
from cocaf.online import correction, selectors, services
from cocaf.online.services import Circumstances
from cocaf.records import files
from cocaf.records import selectors as records
from cocaf.records.models import Document, IdentifierKey, StoredFile
from tests.conftest import ALICE, BOB, CHARLIE, PURPOSE

SEEN = datetime.datetime(2026, 11, 21, 10, 42, tzinfo=datetime.UTC)
HOW = Circumstances(SEEN, note="seen on a seized telephone")
PAGE = resources.files("cocaf.online.demonstration").joinpath("bazaar_nested_tables.html").read_bytes()


def taken(raw=PAGE):
    return services.take(ALICE, io.BytesIO(raw), "page.html", SEEN)


def filed(page, actor=ALICE):
    return services.file_taken(actor, page, HOW, PURPOSE, "fr")


def test_a_telephone_in_a_listing_meets_the_report_that_holds_it(node, courier):
    report = intake.file_record(BOB, courier())
    capture = services.capture(ALICE, io.BytesIO(PAGE), "page.html", HOW, purpose=PURPOSE, language="fr")
    pair = Candidate.objects.get(why="identifier", shared="phone:+212600000417")
    assert {pair.first_id, pair.second_id} == {report.seq, capture.seq}


def test_the_evidence_is_the_exact_page_and_the_record_holds_its_digest(node):
    document = filed(taken())
    original = selectors.original(ALICE, document.record_id, PURPOSE)
    assert b"".join(original.chunks) == PAGE
    assert original.sha256 == hashlib.sha256(PAGE).hexdigest()
    body = records.open_record(ALICE, document.record_id, PURPOSE).record.body
    assert (body.captured_by, body.captured_at, body.pap) == ("MA-CMN-AIR", "2026-11-21T10:42:00Z", "AMBER")
    assert body.file.size == len(PAGE)
    assert body.substances[0].substance == "cocaine.unspec"
    assert {row.field for row in body.found} >= {"title", "vendor", "prices.0", "identifiers.0"}


def test_what_the_page_does_not_say_is_unknown_and_not_empty(node):
    document = filed(taken(b"<h1>Snow 1g"))
    opened = records.open_record(ALICE, document.record_id, PURPOSE).record
    assert opened.body.vendor is UNKNOWN
    assert opened.plain["body"]["prices"] is None
    assert opened.body.substances[0].certainty == "possible"


def test_an_outsider_gets_neither_the_record_nor_the_page(node):
    terms = services.draft(ALICE, taken(), HOW, PURPOSE, "fr")
    hidden = intake.file_record(ALICE, type(terms)(**{**vars(terms), "units": ("MA-CMN-AIR",)}))
    with pytest.raises(CocafError, match=r"record\.not_found"):
        selectors.original(CHARLIE, hidden.record_id, PURPOSE)
    assert not selectors.listing(CHARLIE, PURPOSE).rows
    assert [row.seq for row in selectors.listing(ALICE, PURPOSE).rows] == [hidden.seq]


def test_a_page_is_filed_once(node):
    page = taken()
    filed(page)
    with pytest.raises(CocafError, match=r"capture\.changed"):
        filed(page)
    assert Document.objects.count() == 1
    assert IdentifierKey.objects.filter(kind="phone").count() == 1


def test_a_page_that_is_set_aside_leaves_nothing_and_cannot_be_filed(node, django_capture_on_commit_callbacks):
    page = taken()
    with django_capture_on_commit_callbacks(execute=True):
        assert services.set_aside(page)
    assert not StoredFile.objects.exists()
    with pytest.raises(CocafError, match=r"file\.missing"):
        list(files.read_file(page.file["id"]))
    with pytest.raises(CocafError, match=r"capture\.changed"):
        filed(page)


def test_a_page_that_nobody_files_is_erased_by_the_worker_after_a_day(node, monkeypatch):
    filed_page, left = taken(), taken()
    filed(filed_page)
    assert services.tidy() == 0
    monkeypatch.setattr(services, "KEPT_UNFILED", datetime.timedelta(seconds=-1))
    (job,) = (job for job in jobs() if job.name == "erase unfiled pages")
    assert job.run() == 1
    assert [str(row.pk) for row in StoredFile.objects.all()] == [filed_page.file["id"]]
    with pytest.raises(CocafError, match=r"capture\.changed"):
        filed(left)


@pytest.mark.parametrize(("raw", "code"), [(b"%PDF-1.7", "capture.not_a_page"), (b" ", "capture.empty")])
def test_what_is_no_page_is_refused_and_not_kept(node, raw, code):
    with pytest.raises(CocafError) as caught:
        taken(raw)
    assert caught.value.code == code
    assert not StoredFile.objects.exists()


def test_a_page_over_the_limit_is_refused_with_both_sizes(node):
    with pytest.raises(CocafError) as caught:
        taken(b"<p>" + b"x" * (50 * limits.MIB))
    assert caught.value.code == "capture.too_large"
    assert "16 MiB" in caught.value.sentence("fr")
    assert not StoredFile.objects.exists()


def test_a_page_that_cannot_be_read_is_kept_with_every_field_unknown(node, monkeypatch):
    monkeypatch.setattr("cocaf.online.extract.apart.WALL_SECONDS", 0.001)
    page = taken()
    assert page.notes == ("too_hard",)
    document = filed(page)
    assert records.open_record(ALICE, document.record_id, PURPOSE).record.body.title is UNKNOWN
    assert b"".join(selectors.original(ALICE, document.record_id, PURPOSE).chunks) == PAGE


def test_an_officers_corrections_are_marked_as_theirs_and_the_rest_stays_as_read(node):
    page = taken()
    typed = correction.shown(dict(page.fields))
    same = services.correct(page, typed, ["cocaine.unspec"])
    assert same == page
    changed = typed | {
        "vendor": "",
        "quantities": "3,5 g\n10 x 2 mg",
        "prices": "3,5 g: 85 EUR",
        "ships_from": "Pays-Bas",
        "deals": "1 047",
        "identifiers": "phone: +212600000417\n@nobody telegram: nobody_demo",
        "purity": "90 %",
        "listed_on": "2026-11-20",
    }
    right = services.correct(page, changed, ["cocaine.hcl"])
    assert right.fields["vendor"] is None
    assert right.fields["quantities"][1] == {
        "value": "10",
        "unit": "piece",
        "as_given": "10 x 2 mg",
        "each": "2",
        "each_unit": "mg",
    }
    assert right.fields["prices"] == [{"amount": "85", "currency": "EUR", "as_given": "85 EUR", "quantity": "3,5 g"}]
    assert right.fields["ships_from"]["countries"] == ["NL"]
    assert (right.fields["deals"], right.fields["purity"], right.fields["listed_on"]) == (1047, "90", "2026-11-20")
    assert right.fields["identifiers"][1] == {"kind": "handle", "value": "telegram:nobody_demo"}
    told = {row["field"]: row["certainty"] for row in right.found}
    assert "vendor" not in told
    assert told["substances"] == told["prices"] == "officer"
    assert right.fields["title"] == page.fields["title"]
    assert records.open_record(ALICE, filed(right).record_id, PURPOSE).record.body.deals == 1047


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("quantities", "a lot"),
        ("prices", "cheap"),
        ("deals", "many"),
        ("deals", "3.5"),
        ("purity", "140"),
        ("listed_on", "some day"),
        ("identifiers", "call me"),
    ],
)
def test_a_correction_that_does_not_fit_names_its_field(node, field, text):
    page = taken()
    with pytest.raises(CocafError) as caught:
        services.correct(page, {field: text}, ["cocaine.unspec"])
    assert caught.value.params["field"] == field
    assert text in caught.value.sentence("es")
    assert field not in caught.value.sentence("es"), "the field is named in words"
