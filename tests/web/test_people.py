"""Accounts and units as an administrator runs them: admitted with a code that is shown once, changed, closed; nobody
governs himself, one administrator stays, and whoever is none sees nothing of it."""

from __future__ import annotations

import contextlib
import datetime
import re
import threading
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone

from cocaf.audit.models import Entry
from cocaf.domain.errors import CocafError
from cocaf.domain.policy import Actor
from cocaf.domain.policy.people import PeopleAct, decide_people
from cocaf.members import people as accounts
from cocaf.members.models import Member, Unit, User
from cocaf.records.models import Document
from tests.web.test_outsiders import bytes_of

Sign = Callable[..., Client]
BACKEND = "django.contrib.auth.backends.ModelBackend"
DORA = Actor("MA", "MA-NCB", "dora", "administrator")
TYPED = {
    "username": "erin", "full_name": "Erin Exemple", "unit": "MA-CMN-AIR", "role": "analyst",
    "clearance": "RESTRICTED", "language": "fr",
}  # fmt: skip
NEW_PASSWORD = "a-long-invented-sentence"


def account(name: str, role: str) -> User:
    return User.objects.create_user(name, unit=Unit.objects.get(pk="MA-NCB"), role=role, language="en")


@pytest.fixture
def dora(people: dict[str, User]) -> User:
    """The administrator."""
    return account("dora", "administrator")


@pytest.fixture
def desk(dora: User) -> Client:
    """The administrator's browser."""
    browser = Client()
    browser.force_login(dora, backend=BACKEND)
    return browser


def code_on(page: str) -> str:
    found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", page)
    assert found, page
    return found.group()


def admitted(desk: Client) -> tuple[User, str]:
    page = desk.post("/units/people/new", TYPED)
    assert page.status_code == 200
    return User.objects.get(username="erin"), code_on(page.content.decode())


def test_a_person_signs_in_with_the_code_and_must_choose_a_password(desk: Client) -> None:
    user, code = admitted(desk)
    browser = Client()
    browser.post("/account/login/", {"login": "erin", "password": code})
    assert browser.get("/").headers["Location"] == "/account/password/"
    assert browser.get("/records").headers["Location"] == "/account/password/"
    same = {"oldpassword": code, "password1": code, "password2": code}
    assert "l’actuel" in browser.post("/account/password/", same).content.decode()
    chosen = {"oldpassword": code, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert browser.post("/account/password/", chosen).headers["Location"] == "/"
    assert browser.get("/").status_code == 200
    stranger = Client()
    stranger.post("/account/login/", {"login": "erin", "password": code})
    assert "_auth_user_id" not in stranger.session
    user.refresh_from_db()
    assert user.code_until is None


def test_a_code_is_shown_once_and_is_kept_as_a_hash(desk: Client) -> None:
    user, code = admitted(desk)
    assert user.password.startswith("argon2")
    assert code not in desk.get(f"/units/people/{user.pk}").content.decode()
    again = desk.post("/units/people/new", TYPED)
    assert again.status_code == 422
    assert "Somebody signs in as" in again.content.decode()


def test_a_code_that_has_expired_opens_nothing(desk: Client) -> None:
    user, code = admitted(desk)
    User.objects.filter(pk=user.pk).update(code_until=timezone.now() - datetime.timedelta(seconds=1))
    browser = Client()
    answer = browser.post("/account/login/", {"login": "erin", "password": code})
    assert answer.status_code == 403
    assert "_auth_user_id" not in browser.session
    assert "Code expired" in desk.get(f"/units/people/{user.pk}").content.decode()


def test_the_sessions_of_a_closed_account_end_at_once_and_never_come_back(
    desk: Client, as_user: Sign, people: dict[str, User]
) -> None:
    browser, key = as_user("alice"), people["alice"].pk
    assert browser.get("/").status_code == 200
    wrong = desk.post(f"/units/people/{key}/close", {"username": "bob"})
    assert wrong.status_code == 422
    assert browser.get("/").status_code == 200
    desk.post(f"/units/people/{key}/close", {"username": "alice"})
    assert browser.get("/").headers["Location"].startswith("/account/login/")
    desk.post(f"/units/people/{key}/reopen")
    assert browser.get("/").headers["Location"].startswith("/account/login/")


def test_a_new_code_ends_the_sessions_of_a_lost_password(desk: Client, as_user: Sign, people: dict[str, User]) -> None:
    browser = as_user("alice")
    code_on(desk.post(f"/units/people/{people['alice'].pk}/code").content.decode())
    assert browser.get("/").headers["Location"].startswith("/account/login/")


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(
    desk: Client, as_user: Sign, people: dict[str, User], filed: Callable[..., Document]
) -> None:
    row, browser = filed(), as_user("bob")
    assert browser.get(f"/records/{row.record_id}/release").status_code == 200
    changed = TYPED | {"role": "field_officer", "unit": "MA-NCB"}
    assert desk.post(f"/units/people/{people['bob'].pk}", changed).status_code == 302
    assert browser.get(f"/records/{row.record_id}/release").status_code == 403


@pytest.mark.parametrize("way", ["", "/close", "/reopen", "/code", "/factor"])
def test_nobody_changes_the_account_with_which_he_works(desk: Client, dora: User, way: str) -> None:
    account("second", "administrator")
    before = User.objects.values().get(pk=dora.pk)
    answer = desk.post(f"/units/people/{dora.pk}{way}", TYPED | {"username": "dora"})
    assert answer.status_code == 403
    assert "Nobody changes the account" in answer.content.decode()
    assert User.objects.values().get(pk=dora.pk) == before


def test_the_last_administrator_stays(dora: User, people: dict[str, User]) -> None:
    gone = Actor("MA", "MA-NCB", "somebody", "administrator")
    with pytest.raises(CocafError) as refused:
        accounts.close(gone, dora.pk)
    assert refused.value.code == "people.last"
    standing = accounts.Standing("Dora", "MA-NCB", "analyst", "RESTRICTED", "en")
    with pytest.raises(CocafError) as refused:
        accounts.change(gone, dora.pk, standing)
    assert refused.value.code == "people.last"
    second = account("second", "administrator")
    assert not accounts.close(DORA, second.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_close_each_other_at_once(dora: User) -> None:
    second = account("second", "administrator")
    start = threading.Barrier(2)

    def close(by: Actor, other: int) -> None:
        start.wait()
        with contextlib.suppress(CocafError):
            accounts.close(by, other)
        connection.close()

    pairs = [(DORA, second.pk), (Actor("MA", "MA-NCB", "second", "administrator"), dora.pk)]
    threads = [threading.Thread(target=close, args=pair) for pair in pairs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert User.objects.filter(role="administrator", is_active=True).count() == 1


def test_an_administrator_sees_no_record(desk: Client, filed: Callable[..., Document]) -> None:
    row = filed()
    assert desk.get(f"/records/{row.record_id}").status_code == 404
    for way in ("/", "/records", "/review", "/exchange"):
        assert row.reference not in desk.get(way).content.decode()


ADDRESSES = ["", "/new", "/{known}", "/{known}/close", "/{known}/reopen", "/{known}/code", "/{known}/factor"]


@pytest.mark.parametrize("way", ADDRESSES)
@pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
def test_who_is_no_administrator_gets_the_same_refusal_for_an_account_and_for_none(
    as_user: Sign, dora: User, way: str, name: str
) -> None:
    browser = as_user(name)
    pages = []
    for key in (dora.pk, 99_999):
        address = "/units/people" + way.format(known=key)
        # an address that only takes posts says so before it asks who comes
        answer = browser.post(address) if "/{known}/" in way else browser.get(address)
        assert answer.status_code == 403
        pages.append(bytes_of(answer.content).replace(f"/people/{key}".encode(), b""))
    assert pages[0] == pages[1]
    dora.refresh_from_db()
    assert dora.is_active


def test_who_is_no_administrator_changes_no_unit(as_user: Sign) -> None:
    browser = as_user("bob")
    for way in ("/units/new", "/units/MA-CMN-AIR", "/units/MA-CMN-AIR/close"):
        assert browser.post(way, {"kind": "customs", "name_fr": "X", "closed": "1"}).status_code == 403
    assert Unit.objects.get(pk="MA-CMN-AIR").name == "Unit MA-CMN-AIR"
    assert "/units/people" not in browser.get("/units").content.decode()


def test_every_act_is_in_the_log_with_codes_and_without_names(desk: Client, people: dict[str, User]) -> None:
    user, _code = admitted(desk)
    desk.post(f"/units/people/{user.pk}", TYPED | {"role": "liaison", "full_name": "Erin Autre"})
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "invented"})
    assert "Reset the second factor" in desk.get(f"/units/people/{user.pk}").content.decode()
    desk.post(f"/units/people/{user.pk}/factor")
    assert not Authenticator.objects.filter(user=user).exists()
    desk.post(f"/units/people/{user.pk}/code")
    desk.post(f"/units/people/{user.pk}/close", {"username": "erin"})
    desk.post(f"/units/people/{user.pk}/reopen")
    rows = Entry.objects.filter(about=f"user/{user.pk}").order_by("id")
    assert [row.action for row in rows] == [
        "admit_person", "change_person", "reset_factor", "new_code", "close_person", "reopen_person",
    ]  # fmt: skip
    assert rows[1].detail == {"full_name": "changed", "role": "analyst > liaison"}
    assert {row.actor for row in rows} == {"MA/MA-NCB/dora"}
    page = desk.get(f"/units/people/{user.pk}").content.decode()
    assert "Role: \u2068Liaison officer\u2069, before: \u2068Analyst\u2069" in page


@pytest.mark.parametrize(
    ("field", "value"), [("role", "chief"), ("unit", "SN-DKR-AIR"), ("clearance", "TOP"), ("language", "de")]
)
def test_what_is_no_role_unit_clearance_or_language_is_refused(desk: Client, field: str, value: str) -> None:
    answer = desk.post("/units/people/new", TYPED | {field: value})
    assert answer.status_code == 422
    assert f'href="#id_{field}_field"' in answer.content.decode()
    assert not User.objects.filter(username="erin").exists()


def test_two_user_names_never_differ_by_case_alone(desk: Client) -> None:
    assert desk.post("/units/people/new", TYPED | {"username": "ALICE"}).status_code == 422


def test_a_name_is_found_among_2000_however_it_is_written_and_page_by_page(desk: Client) -> None:
    unit = Unit.objects.get(pk="MA-CMN-AIR")
    User.objects.bulk_create(
        User(username=f"agent{n:04}", first_name="Inventé", last_name=f"Éxemple{n}", unit=unit) for n in range(2000)
    )
    User.objects.filter(username="agent1999").update(first_name="أنوار", last_name="المثالي")
    assert "agent1999" in desk.get("/units/people", {"text": "انوار"}).content.decode()
    assert "1 account<" in desk.get("/units/people", {"text": "exemple1998"}).content.decode()
    pages = [desk.get("/units/people", {"page": n, "unit": "MA-CMN-AIR"}).content.decode() for n in (1, 40, 999)]
    assert "2,001 accounts" in pages[0] or "2001 accounts" in pages[0]
    assert 'rel="next"' in pages[0]
    assert "agent1999" in pages[1]
    assert 'rel="next"' not in pages[2]
    assert "alice" in pages[2]


UNIT = {
    "code": "ma-rba-post", "kind": "customs", "name_fr": "Cellule postale", "name_ar": "خلية البريد",
    "phone": "+212 5 00 00 00 99", "hours": "24/7", "place": "Rabat", "address": "1, rue Inventée",
}  # fmt: skip


def test_a_unit_has_a_name_in_each_language_and_a_desk(desk: Client, as_user: Sign) -> None:
    assert desk.post("/units/new", UNIT).status_code == 302
    french, arabic, english = (as_user("bob", each).get("/units").content.decode() for each in ("fr", "ar", "en"))
    assert "خلية البريد" in arabic
    assert "Cellule postale" in french
    assert "Cellule postale" in english
    assert "+212 5 00 00 00 99" in french
    assert Entry.objects.get(action="write_unit").about == "unit/MA-RBA-POST"


@pytest.mark.parametrize(
    ("field", "value", "box"),
    [("code", "SN-RBA", "code"), ("code", "MA-CMN-AIR", "code"), ("name_fr", "", "name_fr"), ("kind", "cafe", "kind")],
)
def test_a_unit_without_a_right_code_a_name_or_a_kind_is_refused(
    desk: Client, field: str, value: str, box: str
) -> None:
    answer = desk.post("/units/new", UNIT | {"name_ar": ""} | {field: value})
    assert answer.status_code == 422
    assert f'href="#id_{box}_field"' in answer.content.decode()


def test_a_unit_with_people_and_the_bureau_stay_open(desk: Client) -> None:
    busy = desk.post("/units/MA-CMN-AIR/close", {"closed": "1"})
    assert busy.status_code == 409
    assert "Open accounts still belong to this unit (1)" in busy.content.decode()
    assert desk.post("/units/MA-NCB/close", {"closed": "1"}).status_code == 409
    User.objects.filter(unit="MA-CMN-AIR").update(is_active=False)
    assert desk.post("/units/MA-CMN-AIR/close", {"closed": "1"}).status_code == 302
    assert desk.post("/units/people/new", TYPED).status_code == 422
    assert not User.objects.filter(username="erin").exists()


def test_a_check_says_whom_to_call_about_a_record_of_ones_own_country(
    desk: Client, as_user: Sign, filed: Callable[..., Document]
) -> None:
    filed()
    desk.post("/units/MA-CMN-AIR", UNIT | {"name_fr": "Cellule de Casablanca"})
    page = as_user("bob", "fr").post("/check", {"q": "XK0417217"}).content.decode()
    assert "Cellule de Casablanca" in page
    assert "tel:+212500000099" in page


def test_a_hub_has_its_accounts_too(desk: Client, monkeypatch: pytest.MonkeyPatch, node: Member) -> None:
    from dataclasses import replace

    from cocaf import config

    hub = replace(config.current(), role="hub")
    monkeypatch.setattr(config, "current", lambda: hub)
    assert desk.get("/units/people").status_code == 200


@pytest.mark.parametrize("act", list(PeopleAct))
def test_no_role_but_the_administrators_governs_accounts(act: PeopleAct) -> None:
    from cocaf import vocab
    from cocaf.domain.policy import Allowed

    may = [code for code in vocab.load("role").codes if isinstance(decide_people(code, act), Allowed)]
    assert may == ["administrator"]
