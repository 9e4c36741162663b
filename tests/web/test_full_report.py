"""The full report: steps in any order, groups that may stand several times, drafts that only their author opens, the
next version of a record with nothing lost, and every field of the models within reach."""

from __future__ import annotations

import copy
import datetime
import re
import types
from collections.abc import Callable, Iterator
from typing import Any, Union, get_args, get_origin

import pytest
from django.test import Client
from django.utils import timezone

from cocaf.domain.things import draft as drafts
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.report import Report
from cocaf.domain.things.values import Thing
from cocaf.intake.drafts import tidy
from cocaf.intake.models import KeptDraft
from cocaf.members.models import User
from cocaf.records import selectors
from cocaf.records.models import Document
from cocaf.web.forms.full.parts import Part
from cocaf.web.forms.full.steps import STEPS
from cocaf.web.forms.full.typed import fill, write
from tests.conftest import ALICE, PURPOSE

FULL: dict[str, Any] = {
    "event": "seizure", "stage": "seized", "occurred_on": "2026-11-21", "occurred_at": None, "direction": "transit",
    "place": {"country": "MA", "region": "Essai", "name": {"refused": True}, "type": "airport", "locode": "MACMN",
              "point": {"latitude": "33.50", "longitude": "-7.60", "within_km": "2"}, "as_given": "L’aéroport"},
    "agencies": [{"kind": "customs", "name": "Douane d’essai", "lead": True}],
    "operation": "ESSAI", "offences": ["import"], "follow_up": ["custody"], "detection": "dog", "arrests": 2,
    "substances": [{"substance": "cocaine.hcl", "form": None, "as_given": "poudre",
                    "quantity": {"value": "1.80", "unit": "kg", "weight": "gross", "exactness": "about"},
                    "kilograms": {"value": "1.8", "factor": "mass.kg"},
                    "purity": {"percent": "71.5", "basis": "salt", "samples": 3, "figure": "mean",
                               "frame": "this_seizure"}}],
    "concealment": [{"code": "body.ingested"}, {"as_given": "dans un violoncelle"}],
    "packages": [{"kind": "pellet", "count": 83, "grams": "21.7", "colour": "brun",
                  "measured_colour": {"lightness": "41.2", "a": "-3.5", "b": "12"},
                  "wrapping": ["latex", "cling_film", "carbon_paper", "brown_tape", "wax", "rubber", "latex", "wax"],
                  "tape_colour": "brun", "tape_mm": "50",
                  "marks": [{"kind": "sticker", "motif": "étoile", "motif_class": "star"}]}],
    "consignment": {"goods_declared": "Fruits", "hs_code": "0803",
                    "identifiers": [{"kind": "container", "value": "CSQU3054384", "warnings": ["check_digit"]}],
                    "parties": [{"names": [{"text": "Societe Inventee", "script": "Latn"}], "role": "consignee",
                                 "identifiers": [{"kind": "company_reg", "value": "X-1"}]}]},
    "persons": [{"names": [{"text": "Inventado Ejemplo", "script": "Latn"}, {"text": "إنفنتادو", "script": "Arab"}],
                 "documents": [{"kind": "passport", "number": "XK0417217", "issuer": "ES", "expires_on": None}],
                 "role": "swallower", "status": "suspect", "arrested": True, "minor": False, "phones": ["+212 6 00"],
                 "search": {"methods": ["x_ray"], "consent": False, "capsules": 83, "capsule_grams": "1800",
                            "medical_emergency": True}}],
    "journeys": [{"person": 0, "locator": "XPNR01", "booked_on": "2026-11-20",
                  "legs": [{"flight": "AT 501", "from_country": "BR", "to_country": "MA", "new_ticket": True}]}],
    "route": [{"role": "production", "country": "PE", "certainty": "assumed"}],
    "conveyances": [{"kind": "sea.fishing", "identifiers": [{"kind": "imo", "value": "9074729"}]}],
    "identifiers": [{"kind": "parcel", "value": "RR473124829GB"}], "cash": [{"amount": "500", "currency": "EUR"}],
    "photos": [{"file": "01a20ad4-7fd1-7aaf-8e16-c40391885026", "sha256": "0" * 64, "original_sha256": "1" * 64,
                "width": 4, "height": 3}],
    "narrative": {"refused": True},
}  # fmt: skip


@pytest.fixture
def full(filed: Callable[..., Document]) -> Document:
    """A report in which every group stands."""
    return filed(body=FULL)


def begin(browser: Client, event: str = "seizure") -> str:
    """Begins a full report; returns the address of its draft, without a step."""
    answer = browser.post("/report/full", {"event": event})
    assert answer.status_code == 302
    return answer.headers["Location"].rpartition("/")[0]


def plain_of(document: Document) -> dict[str, Any]:
    return selectors.open_record(ALICE, document.record_id, PURPOSE).record.plain


def posted(page: str) -> dict[str, list[str]]:
    """What a browser would send of the step's form: every box as it stands."""
    form = page[page.index('id="step-form"') : page.index("</form>", page.index('id="step-form"'))]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and (('type="checkbox"' not in tag and 'type="radio"' not in tag) or "checked" in tag):
            found.setdefault(name[1], []).append(unescaped(value[1] if value else ""))
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found.setdefault(name, []).append(unescaped(chosen[1]) if chosen else "")
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        found.setdefault(name, []).append(unescaped(text))
    found.pop("csrfmiddlewaretoken", None)
    return found


def unescaped(text: str) -> str:
    import html

    return html.unescape(text)


def test_what_is_not_changed_stays_to_the_last_byte() -> None:
    plain = drafts.document(Draft("report", FULL, PURPOSE, "fr"), "MA", "MA-CMN-AIR", timezone.now())
    assert write(fill(plain), plain).plain == plain


def test_every_step_posted_as_it_stands_files_what_was_there(as_user: Callable[..., Client], full: Document) -> None:
    browser = as_user("alice")
    draft = browser.get(f"/records/{full.record_id}/complete").headers["Location"].rpartition("/")[0]
    for step in STEPS:
        page = browser.get(f"{draft}/{step.name}").content.decode()
        answer = browser.post(f"{draft}/{step.name}", posted(page) | {"go": "next"})
        assert answer.status_code == 302, (step.name, answer.content.decode())
    assert browser.post(f"{draft}/answers").status_code == 302
    later = plain_of(full)
    assert later["head"]["version"] == 2
    assert later["body"] == FULL | {"form": "full"}


def test_a_completed_flash_report_is_the_next_version_of_the_same_record(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    browser = as_user("alice")
    short = filed(body={"event": "seizure", "form": "flash", "place": {"country": "MA"}, "arrests": None})
    draft = browser.get(f"/records/{short.record_id}/complete").headers["Location"].rpartition("/")[0]
    typed = {"persons-0-row": "", "persons-0-names": "Inventado Ejemplo", "persons-0-role": "courier",
             "persons-0-status": "suspect", "arrests_absent": "unknown"}  # fmt: skip
    assert browser.post(f"{draft}/persons", typed | {"go": "answers"}).status_code == 302
    done = browser.post(f"{draft}/answers", follow=True)
    assert short.reference in done.content.decode()
    later = plain_of(short)
    assert (later["head"]["version"], later["body"]["form"], later["body"]["arrests"]) == (2, "full", None)
    assert later["head"]["previous"] == bytes(short.digest).hex()
    assert not selectors.unfinished(ALICE, PURPOSE).exists()


def test_rows_are_added_and_removed_without_any_script(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    page = browser.get(f"{draft}/substances").content.decode()
    first = posted(page) | {"substances-0-substance": ["cocaine.hcl"], "add": "substances"}
    assert browser.post(f"{draft}/substances", first).headers["Location"] == f"{draft}/substances#substances-1"
    page = browser.get(f"{draft}/substances").content.decode()
    second = posted(page) | {"substances-1-substance": ["heroin"], "remove": "substances-0"}
    browser.post(f"{draft}/substances", second)
    left = posted(browser.get(f"{draft}/substances").content.decode())
    assert left["substances-1-substance"] == ["heroin"]
    assert "substances-0-substance" not in left


def test_what_does_not_fit_is_told_at_its_box_in_every_step_and_among_the_answers(
    as_user: Callable[..., Client],
) -> None:
    browser = as_user("alice", "fr")
    draft = begin(browser)
    typed = {"substances-0-row": "", "substances-0-quantity__value": "beaucoup", "substances-0-substance": "heroin"}
    page = browser.post(f"{draft}/substances", typed | {"go": "next"})
    assert page.status_code == 422
    assert 'href="#id_substances-0-quantity__value_field"' in page.content.decode()
    assert "Écrivez un nombre" in page.content.decode()
    answers = browser.post(f"{draft}/answers")
    assert answers.status_code == 422
    assert f"{draft}/substances#id_substances-0-quantity__value_field" in answers.content.decode()
    assert not Document.objects.exists()


def test_a_person_without_a_role_is_told_so(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    page = browser.post(f"{draft}/persons", {"persons-0-row": "", "persons-0-names": "X Y", "go": "next"})
    assert page.status_code == 422
    assert 'id="id_persons-0-role_error"' in page.content.decode()


def test_grades_of_two_schemes_are_no_grade(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    page = posted(browser.get(f"{draft}/terms").content.decode())
    mixed = page | {"head-evaluation__source": ["6x6:B"], "head-evaluation__information": ["4x4:2"], "go": "next"}
    assert "same scheme" in browser.post(f"{draft}/terms", mixed).content.decode()
    one = mixed | {"head-evaluation__information": ["6x6:2"], "go": "answers"}
    assert browser.post(f"{draft}/terms", one).status_code == 302
    browser.post(f"{draft}/answers")
    evaluation = plain_of(Document.objects.latest("seq"))["head"]["evaluation"]
    assert evaluation == {"scheme": "6x6", "source": "B", "information": "2"}


@pytest.mark.parametrize(
    ("kind", "value", "warned"),
    [
        ("container", "CSQU3054384", ["check_digit"]), ("container", "CSQU3054383", None),
        ("imo", "9074720", ["check_digit"]),
        ("imei", "490154203237519", ["check_digit"]), ("iban", "GB82WEST12345698765433", ["check_digit"]),
        ("parcel", "RR473124828GB", ["check_digit"]), ("awb", "020-12345676", ["check_digit"]), ("seal", "X1", None),
    ],
)  # fmt: skip
def test_a_number_that_fails_its_check_is_kept_with_the_warning(
    as_user: Callable[..., Client], kind: str, value: str, warned: list[str] | None
) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    typed = {"identifiers-0-row": "", "identifiers-0-kind": kind, "identifiers-0-value": value}
    browser.post(f"{draft}/numbers", typed | {"go": "stay"})
    pages = [browser.get(f"{draft}/{way}").content.decode() for way in ("numbers", "answers")]
    assert [("The check digit does not fit" in page) for page in pages] == [warned is not None] * 2
    browser.post(f"{draft}/answers")
    assert plain_of(Document.objects.latest("seq"))["body"]["identifiers"][0].get("warnings") == warned


def test_machine_readable_lines_fill_the_boxes_of_their_person(as_user: Callable[..., Client]) -> None:
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    browser = as_user("alice")
    draft = begin(browser, "courier")
    typed = {"persons-0-row": "", "persons-0-role": "courier", "persons-0-status": "suspect",
             "persons-0-documents-0-row": "", "persons-0-documents-0-mrz": zone, "persons-0-sex": "X"}  # fmt: skip
    browser.post(f"{draft}/persons", typed | {"go": "answers"})
    browser.post(f"{draft}/answers")
    person = plain_of(Document.objects.latest("seq"))["body"]["persons"][0]
    assert person["names"] == [{"text": "ANNA MARIA ERIKSSON", "script": "Latn"}]
    assert (person["sex"], person["born_on"]) == ("X", "1974-08-12")
    assert (person["documents"][0]["number"], person["documents"][0]["kind"]) == ("L898902C3", "passport")


def test_under_eighteen_follows_from_the_two_days(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    typed = {"persons-0-row": "", "persons-0-role": "courier", "persons-0-status": "suspect",
             "persons-0-born_on": (timezone.now().date() - datetime.timedelta(days=365 * 16)).isoformat()}  # fmt: skip
    browser.post(f"{draft}/persons", typed | {"go": "answers"})
    browser.post(f"{draft}/answers")
    assert plain_of(Document.objects.latest("seq"))["body"]["persons"][0]["minor"] is True


def test_nobody_but_the_author_opens_a_draft(as_user: Callable[..., Client]) -> None:
    draft = begin(as_user("alice"))
    nothing = draft.rpartition("/")[0] + "/01a20ad4-7fd1-4aaf-8e16-c40391885026"
    for way in ("/event", "/answers"):
        told, none = (as_user("bob").get(each + way) for each in (draft, nothing))
        assert told.status_code == none.status_code == 409
    assert as_user("bob").post(f"{draft}/answers").status_code == 409
    as_user("bob").post(f"{draft}/drop")
    assert as_user("alice").get(f"{draft}/event").status_code == 200


def test_a_draft_is_kept_encrypted_and_goes_with_filing(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    browser.post(f"{draft}/event", {"event": "seizure", "place__country": "MA", "place__name": "Motrarequel"})
    row = KeptDraft.objects.get()
    assert b"Motrarequel" not in bytes(row.sealed) + bytes(row.wrapped_key)
    first, second = (browser.post(f"{draft}/answers").headers["Location"] for _ in range(2))
    assert first == second
    assert Document.objects.count() == 1
    assert not KeptDraft.objects.exists()


def test_a_draft_goes_at_sign_out_and_after_a_day(as_user: Callable[..., Client], people: dict[str, User]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    KeptDraft.objects.update(begun_at=timezone.now() - datetime.timedelta(hours=24, minutes=1))
    assert browser.get(f"{draft}/event").status_code == 409
    assert tidy() == 1
    begin(browser)
    begin(as_user("bob"))
    browser.post("/account/logout/")
    assert [row.user for row in KeptDraft.objects.all()] == [people["bob"]]


def test_a_draft_is_found_again_after_the_browser_was_closed(as_user: Callable[..., Client]) -> None:
    draft = begin(as_user("alice"))
    page = as_user("alice").get("/report/full").content.decode()
    assert f"{draft}/answers" in page


def test_a_version_that_somebody_else_filed_meanwhile_is_not_written_over(
    as_user: Callable[..., Client], full: Document
) -> None:
    alice, bob = as_user("alice"), as_user("bob")
    mine, his = (each.get(f"/records/{full.record_id}/complete").headers["Location"] for each in (alice, bob))
    assert bob.post(his.replace("/event", "/answers")).status_code == 302
    late = alice.post(mine.replace("/event", "/answers"))
    assert late.status_code == 409
    assert "version 2" in late.content.decode()
    assert KeptDraft.objects.count() == 1


def test_an_outsider_cannot_complete_a_record_that_he_cannot_see(
    as_user: Callable[..., Client], filed: Callable[..., Document]
) -> None:
    hidden = filed(units=("MA-CMN-AIR",))
    assert as_user("charlie").get(f"/records/{hidden.record_id}/complete").status_code == 404
    assert not KeptDraft.objects.exists()


def test_a_group_that_is_none_is_not_added(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    browser.post(f"{draft}/persons", {"add": "persons-0-nonsense"})
    assert "nonsense" not in browser.get(f"{draft}/persons").content.decode()


def test_a_journey_keeps_its_person_when_another_is_removed(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    people = {"persons-0-row": "", "persons-0-role": "organiser", "persons-0-status": "wanted", "persons-1-row": "",
              "persons-1-role": "courier", "persons-1-status": "suspect"}  # fmt: skip
    browser.post(f"{draft}/persons", people | {"go": "journeys"})
    journeys = {"journeys-0-row": "", "journeys-0-person": "2", "journeys-0-locator": "XPNR01", "journeys-1-row": "",
                "journeys-1-person": "1", "journeys-1-locator": "XPNR02"}  # fmt: skip
    browser.post(f"{draft}/journeys", journeys | {"go": "persons"})
    browser.post(f"{draft}/persons", people | {"remove": "persons-0"})
    left = posted(browser.get(f"{draft}/journeys").content.decode())
    assert (left["journeys-0-person"], left["journeys-1-person"]) == (["1"], ["?"])
    assert "journeys-1-person_field" in browser.post(f"{draft}/answers").content.decode()


def test_a_journey_of_nobody_is_told(as_user: Callable[..., Client]) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    typed = {"journeys-0-row": "", "journeys-0-person": "3", "journeys-0-locator": "XPNR01", "go": "next"}
    page = browser.post(f"{draft}/journeys", typed)
    assert page.status_code == 422
    assert "There is no person with this number" in page.content.decode()


@pytest.mark.parametrize(("years", "fits"), [(1, True), (6, False), (-1, False)])
def test_a_record_is_kept_five_years_at_most(as_user: Callable[..., Client], years: int, fits: bool) -> None:
    browser = as_user("alice")
    draft = begin(browser)
    day = (timezone.now().date() + datetime.timedelta(days=365 * years)).isoformat()
    page = posted(browser.get(f"{draft}/terms").content.decode()) | {"head-retain_until": [day], "go": ["next"]}
    assert browser.post(f"{draft}/terms", page).status_code == (302 if fits else 422)
    assert browser.post(f"{draft}/answers").status_code == (302 if fits else 422)


def test_a_correction_keeps_nothing_longer(as_user: Callable[..., Client], filed: Callable[..., Document]) -> None:
    browser = as_user("alice")
    soon = (timezone.now().date() + datetime.timedelta(days=30)).isoformat()
    short = filed(retain_until=soon)
    draft = browser.get(f"/records/{short.record_id}/complete").headers["Location"].rpartition("/")[0]
    later = (timezone.now().date() + datetime.timedelta(days=31)).isoformat()
    page = posted(browser.get(f"{draft}/terms").content.decode()) | {"head-retain_until": [later], "go": ["next"]}
    answer = browser.post(f"{draft}/terms", page)
    assert answer.status_code == 422
    assert soon in answer.content.decode()


NOT_TYPED = {
    "form", "photos", "given", "substances.kilograms", "identifiers.warnings", "documents.warnings", "names.script",
    "parents.script", "triggers.id", "triggers.version",
}  # fmt: skip
"""What the system or a file writes, and photographs, which have a page of their own."""


def test_every_field_of_the_report_can_be_reached() -> None:
    typed = set(_typed_fields())
    left = {
        field for field in _fields(Report, "")
        if not any(field == each or field.endswith("." + each) or f".{each}." in f".{field}." for each in NOT_TYPED)
        and not any(field == each or field.startswith(f"{each}.") for each in typed)
    }  # fmt: skip
    assert left == set()


def _typed_fields() -> Iterator[str]:
    for step in STEPS:
        if step.of == "body":
            yield from (box.path for box in step.boxes)
            for part in step.parts:
                yield from _of_part(part, part.key)


def _of_part(part: Part, over: str) -> Iterator[str]:
    yield from (f"{over}.{box.path}" for box in part.boxes)
    for below in part.parts:
        yield from _of_part(below, f"{over}.{below.key}")


def _fields(model: type[Thing], over: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        below = next(_models(field.annotation), None)
        path = f"{over}{name}"
        yield from _fields(below, f"{path}.") if below else (path,)


def _models(annotation: Any) -> Iterator[type[Thing]]:
    if isinstance(annotation, type) and issubclass(annotation, Thing):
        yield annotation
    elif get_origin(annotation) in {tuple, Union, types.UnionType} or get_args(annotation):
        for each in get_args(annotation):
            yield from _models(each)


def test_the_document_that_was_filled_in_is_not_changed_by_writing() -> None:
    plain = drafts.document(Draft("report", FULL, PURPOSE, "fr"), "MA", "MA-CMN-AIR", timezone.now())
    before = copy.deepcopy(plain)
    write(fill(plain) | {"arrests": ["7"]}, plain)
    assert plain == before
