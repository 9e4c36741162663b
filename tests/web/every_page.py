"""Every page of a node, taken from the address list itself, in a world in which each of them has something to show.
Used by the tests over every page and by `tools/screenshots`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cocaf.crypto.client import PublicKeys
from cocaf.domain.things import draft as drafts
from cocaf.domain.things import record as records
from cocaf.domain.things.draft import Draft
from cocaf.domain.things.record import new_id
from cocaf.exchange import services as exchange
from cocaf.exchange.models import Delivery, InItem, InMessage
from cocaf.intake import services as intake
from cocaf.members.models import Member, Unit, User
from cocaf.picture import services as series_of
from cocaf.picture.invented import write_annual
from cocaf.records import selectors
from cocaf.records import services as kept
from cocaf.records.models import Document
from cocaf.search import saved
from cocaf.web.forms.full.steps import STEPS
from tests.conftest import ALICE, BOB, CHARLIE, COURIER, PURPOSE
from tests.intake.test_photographs import picture
from tests.web import import_world

PASSWORD = "a-long-invented-password"
BACKEND = "django.contrib.auth.backends.ModelBackend"
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "examples" / "report.json"
LONG_NAME = "عبد الرحمن محمد الطاهر بن عبد القادر المثالي المخترع للتجربة"
LONG_UNIT = "الخلية المشتركة لمكافحة المخدرات بمطار الدار البيضاء"
LONG_PLACE = "Plateforme logistique du port d’essai de Tanger, hangar 17, quai des conteneurs réfrigérés"


@dataclass(frozen=True)
class World:
    """What the pages are about: the values that stand in their addresses, by the name of the part."""

    parts: Mapping[str, Any]
    own: Mapping[str, Mapping[str, Any]]
    imports: tuple[Any, ...] = ()

    def values(self, name: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a page's address. Raises KeyError where nothing here is of that name."""
        here = {**self.parts, **self.own.get(name, {})}
        return {part: here[part] for part in wanted}


@dataclass(frozen=True)
class Page:
    """A page: its name in the address list, its address, and who reads it."""

    name: str
    address: str
    reader: str = "bob"


def cast(public: PublicKeys) -> dict[str, User]:
    """This node's member with its units, a partner, and who signs in: alice, bob and the administrator dora."""
    known = {"signing_key": public.signing, "sealing_id": public.sealing_id, "sealing_key": public.sealing}
    own = Member.objects.create(code="MA", name="Maroc", is_self=True, signing_id=public.signing_id, **known)
    Member.objects.create(code="SN", name="Sénégal", desk="Bureau de Dakar", phone="+221 33 000 00 00", **known)
    for actor, kind in ((BOB, "ncb"), (ALICE, "airport_unit"), (CHARLIE, "port_unit")):
        Unit.objects.create(code=actor.unit, member=own, name=actor.unit, kind=kind)
    dora = replace(BOB, user="dora", role="administrator")
    return {
        actor.user: User.objects.create_user(
            actor.user, password=PASSWORD, unit_id=actor.unit, role=actor.role, clearance=actor.clearance,
            purpose=PURPOSE, first_name=actor.user.title(), last_name="Exemple",
        )
        for actor in (ALICE, BOB, dora)
    }  # fmt: skip


def build(people: Mapping[str, User], series: Path) -> World:
    """Files, receives, releases, recalls and drafts, so that no page is empty. Through the real services only."""
    Unit.objects.filter(pk="MA-CMN-AIR").update(
        names={"fr": "Cellule aéroportuaire de Casablanca", "ar": LONG_UNIT},
        phone="+212 5 00 00 00 17", hours="24/7", place="Casablanca",
    )  # fmt: skip
    series_of.load_annual(write_annual(series / "invented.csv"), "A. Loader")
    full = json.loads(EXAMPLE.read_text(encoding="utf-8"))["body"]
    rich = _filed(full | {"triggers": [], "photos": []})
    sheet = _filed({key: value for key, value in _courier().items() if key != "substances"} | {"stage": "suspected"})
    known, again = _filed(_courier()), _filed(_courier())
    told = _told()
    photo = _photographed(people["alice"], rich)
    rich = Document.objects.get(record_id=rich.record_id, current=True)
    flags = [
        kept.flag(rich, "quantity_implausible", detail="4 500 000 kg"),
        kept.flag(known, "check_digit", detail="CSQU3054380"),
    ]
    exchange.release(BOB, rich.record_id, ["SN"], "Pour vérification", PURPOSE)
    exchange.release(BOB, known.record_id, ["SN"], "", PURPOSE)
    exchange.recall(BOB, known.record_id, "wrong", "", PURPOSE)
    browser = signed_in(people["bob"])
    capture = _capture(browser)
    draft = browser.post("/report/full", {"event": "seizure"}).headers["Location"].split("/")[3]
    search = saved.keep(people["bob"], "Cocaïne à Casablanca", {"substance": "cocaine", "country": "MA"})
    parts = {
        "record_id": rich.record_id, "one": again.record_id, "other": known.record_id, "draft_id": draft,
        "flag_id": flags[0].pk, "person_id": people["alice"].pk, "delivery_id": Delivery.objects.earliest("pk").pk,
        "code": "MA-CMN-AIR", "name": STEPS[0].name, "number": 1,
        "sha256": photo, "which": "small", "search_id": search.pk,
    }  # fmt: skip
    own = {
        "report_negative": {"record_id": sheet.record_id}, "report_seized": {"record_id": sheet.record_id},
        "outcome_new": {"record_id": told.record_id}, "acknowledge": {"record_id": told.record_id},
        "capture_file": {"record_id": capture.record_id},
    }  # fmt: skip
    tables = import_world.imported(people["bob"])
    return World(parts, own | tables.addresses(), (tables.at_work.pk, tables.refused.pk))


def _photographed(user: User, document: Document) -> str:
    raw = SimpleUploadedFile("IMG_0417.jpg", picture(), "image/jpeg")
    added = {"picture": raw, "caption": "Les capsules, sur la balance"}
    signed_in(user).post(f"/records/{document.record_id}/photographs/new", added)
    body = selectors.open_record(ALICE, document.record_id, PURPOSE).record.plain["body"]
    return str(body["photos"][0]["sha256"])


def _courier() -> dict[str, Any]:
    person = COURIER["persons"][0]
    names = [*person["names"], {"text": LONG_NAME, "script": "Arab"}]
    place = COURIER["place"] | {"name": LONG_PLACE}
    return COURIER | {"persons": [person | {"names": names}], "place": place}


def _filed(body: Mapping[str, Any], **head: Any) -> Document:
    return intake.file_record(ALICE, Draft(kind="report", body=body, purpose=PURPOSE, language="fr", **head))


def _told() -> Document:
    draft = Draft(
        kind="report", body=_courier(), purpose=PURPOSE, language="fr", members=("MA",),
        contact={"desk": "Veille de Dakar", "phone": "+221 33 000 00 00", "hours": "24/7"},
    )  # fmt: skip
    now = timezone.now()
    plain = drafts.document(draft, "SN", "SN-DKR-AIR", now)
    intake.receive("SN", [(records.encode(records.check(plain)), b"not looked at here")], new_id())
    row = Document.objects.get(owner="SN")
    message = InMessage.objects.create(
        message_id=new_id(), sender="SN", route="hub", state="stored", kind="release", conversation=new_id(),
        sequence=1, epoch=1, sent_at=now, received_at=now, next_attempt_at=now, claimed_until=now,
    )  # fmt: skip
    InItem.objects.create(
        message=message, record_id=row.record_id, version=1, kind="report", reference=row.reference, state="stored"
    )
    return row


def _capture(browser: Client) -> Document:
    from tests.web.test_online import boxes

    raw = resources.files("cocaf.online.demonstration").joinpath("bazaar_nested_tables.html").read_bytes()
    page = SimpleUploadedFile("page.html", raw, content_type="text/html")
    seen = {"page": page, "seen_at": "2026-11-20T10:42", "method": "saved_page", "pap": "AMBER", "note": ""}
    read = browser.post("/online/new", seen).content.decode()
    browser.post("/online/check", boxes(read))
    return Document.objects.get(kind="capture")


def signed_in(user: User, language: str = "") -> Client:
    """A browser in which this person is signed in, in a language where one is given."""
    if language:
        User.objects.filter(pk=user.pk).update(language=language)
    browser = Client()
    browser.force_login(User.objects.get(pk=user.pk), backend=BACKEND)
    return browser


def patterns() -> Iterator[URLPattern]:
    """Every named address of the officer's pages and of the account, from the address list itself."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and "api" not in str(entry.pattern):
            yield from (each for each in entry.url_patterns if isinstance(each, URLPattern) and each.name)


GOVERNED = {"bureau", "person_new", "person", "unit_new", "unit"}
"""Pages of an administrator."""
ELSEWHERE = {
    "account_inactive": "stands alone",
    "account_logout": "signs out",
    "hub": "a hub's page",
    "line": "a part of the bar",
    "metrics": "for machines",
    "components": "has a test of its own, and shows two languages at once",
}
"""Addresses that are no pages of a node, with the reason."""


def unknown(world: World) -> list[str]:
    """Names of addresses that have a part of which this world knows nothing."""
    return [str(pattern.name) for pattern in patterns() if not _address(world, pattern)]


def _address(world: World, pattern: URLPattern) -> str:
    name = str(pattern.name)
    try:
        return reverse(name, kwargs=world.values(name, pattern.pattern.converters))
    except KeyError:
        return ""


def pages(world: World, answers_get: Callable[[str, str], bool]) -> list[Page]:
    """Every address that answers with a page; `answers_get(reader, address)` says whether it takes a visit at all."""
    found = []
    for pattern in patterns():
        name, address = str(pattern.name), _address(world, pattern)
        reader = "dora" if name in GOVERNED else "bob"
        if name not in ELSEWHERE and address and answers_get(reader, address):
            found.append(Page(name, address, reader))
    found += [Page(f"report_step {step.name}", reverse("report_step", args=[world.parts["draft_id"], step.name]))
              for step in STEPS]  # fmt: skip
    found += [Page(f"import_run {n}", reverse("import_run", args=[key])) for n, key in enumerate(world.imports)]
    return [*found, Page("report_new seizure", "/report/new?event=seizure")]
