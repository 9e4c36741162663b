"""The frame of every page: headers, languages, rail, sign-in, the look's measures, the weight of a first load."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from cocaf import config, vocab
from cocaf.members.models import Member, Unit, User
from cocaf.web import context, specimens
from cocaf.web.templatetags import cocaf_tags

STATIC = Path(specimens.__file__).parent / "static" / "cocaf"
SHEETS = sorted(STATIC.glob("*.css"))
PASSWORD = "a-long-invented-password"
LANGUAGES = ["fr", "en", "es", "ar"]


@pytest.fixture
def alice(db: None) -> User:
    member = Member.objects.create(code="MA", name="Maroc", is_self=True)
    unit = Unit.objects.create(code="MA-CMN-AIR", member=member, name="Cellule aéroportuaire", kind="airport_unit")
    return User.objects.create_user("alice", password=PASSWORD, unit=unit, first_name="Alice", last_name="Exemple")


@pytest.fixture
def signed_in(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    here = replace(config.current(), demo=True)
    monkeypatch.setattr(config, "current", lambda: here)


# ---- headers


def test_every_answer_forbids_inline_scripts_devices_frames_and_caching(client: Client, db: None) -> None:
    for path in ("/account/login/", "/no-such-page"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Cache-Control"] == "no-store, private"


def test_no_template_needs_what_the_policy_forbids() -> None:
    folder = STATIC.parent.parent / "templates"
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\son\w+=|hx-on|javascript:|js:|\sstyle=|<style", text), path
        for tag in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in tag, f"{path}: a script of its own, {tag}"


# ---- signing in


def test_nobody_signs_up_resets_or_takes_another_way_in(client: Client, db: None) -> None:
    for path in ("signup/", "password/reset/", "email/", "login/code/", "2fa/", "3rdparty/"):
        assert client.get(f"/account/{path}").status_code == 404


def test_the_sign_in_page_says_in_four_languages_that_it_is_independent(client: Client, db: None) -> None:
    page = client.get("/account/login/").content.decode()
    for words in (
        "indépendant d’INTERPOL",
        "independent of INTERPOL",
        "independiente de INTERPOL",
        "مستقل عن الإنتربول",
    ):
        assert words in page


def test_a_wrong_password_is_refused_with_what_to_do(client: Client, alice: User) -> None:
    answer = client.post("/account/login/", {"login": "alice", "password": "wrong"})
    assert answer.status_code == 200
    assert "ask your administrator" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_right_password_signs_in_and_is_kept_with_argon2(client: Client, alice: User) -> None:
    assert alice.password.startswith("argon2")
    answer = client.post("/account/login/", {"login": "alice", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_demonstration_sign_ins_stand_only_on_a_demonstration(
    client: Client, alice: User, request: pytest.FixtureRequest
) -> None:
    plain = client.get("/account/login/").content.decode()
    assert "Alice Exemple" not in plain
    assert config.DEMO_PASSWORD not in plain
    assert "demo-bar" not in plain
    request.getfixturevalue("demonstration")
    shown = client.get("/account/login/").content.decode()
    assert "Alice Exemple" in shown
    assert "Demonstration: invented persons" in shown


def test_pages_are_closed_to_whoever_is_not_signed_in(client: Client, db: None) -> None:
    for path in ("/components", "/line"):
        assert client.get(path).headers["Location"].startswith("/account/login/")


# ---- language and purpose


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_stands_in_the_readers_language_and_direction(signed_in: Client, alice: User, language: str) -> None:
    alice.language = language
    alice.save()
    answer = signed_in.get("/components", headers={"Accept-Language": "de"})
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()
    assert answer.headers["Content-Language"] == language


def test_the_language_is_kept_for_the_user_and_in_the_cookie_before_sign_in(signed_in: Client, alice: User) -> None:
    answer = signed_in.post("/preferences", {"language": "ar", "next": "/components"})
    assert answer.headers["Location"] == "/components"
    alice.refresh_from_db()
    assert alice.language == "ar"
    stranger = Client()
    stranger.post("/preferences", {"language": "es", "next": "/account/login/"})
    assert 'lang="es"' in stranger.get("/account/login/").content.decode()


def test_a_language_a_purpose_or_a_way_back_that_is_not_ours_is_passed_over(signed_in: Client, alice: User) -> None:
    before = (alice.language, alice.purpose)
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        answer = signed_in.post("/preferences", {"language": "xx", "purpose": "curiosity", "next": elsewhere})
        assert answer.headers["Location"] == "/"
    alice.refresh_from_db()
    assert (alice.language, alice.purpose) == before


def test_the_purpose_is_kept_and_always_visible(signed_in: Client, alice: User) -> None:
    chosen, words = vocab.load("purpose").choices("en")[2]
    assert alice.purpose != chosen
    signed_in.post("/preferences", {"purpose": chosen, "next": "/components"})
    alice.refresh_from_db()
    assert alice.purpose == chosen
    assert f'<span class="menu-value">{words}</span>' in signed_in.get("/components").content.decode()


def test_the_rail_has_at_most_nine_entries_in_the_order_of_the_day() -> None:
    names = [name for name, *_ in context.RAIL]
    assert names[:4] == ["desk", "check", "report_new", "records"]
    assert len(names) <= 9


# ---- the look's measures


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def tokens(scheme: str) -> dict[str, str]:
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    light, _, dark = text.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))


INKS, BACKS = ("ink", "muted", "accent", "accent-strong"), ("paper", "surface", "sunken", "hover")
KINDS = ("info", "success", "warning", "danger")
TEXT_PAIRS = [
    *[(ink, back) for ink in INKS for back in BACKS],
    *[(kind, back) for kind in KINDS for back in (f"{kind}-back", "surface", "paper")],
    *[("ink", f"{kind}-back") for kind in KINDS],
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-danger", "danger"), ("warning-back", "warning"),
    ("bar-ink", "bar"), ("bar-muted", "bar"), ("bar-ink", "bar-field"), ("bar-muted", "bar-field"), ("bar", "bar-ink"),
    ("paper", "ink"), ("ink", "line"), ("muted", "info-back"),
    *[(f"tlp-{name}", "tlp-back") for name in ("red", "amber", "green", "clear")],
]  # fmt: skip
EDGE_PAIRS = [("edge", "surface"), ("edge", "paper"), ("focus", "paper"), ("focus", "surface"), ("focus-bar", "bar")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_aa_and_edges_of_boxes_three_to_one(scheme: str) -> None:
    of = tokens(scheme)
    weak = [f"{a} on {b}: {contrast(of[a], of[b]):.2f}" for a, b in TEXT_PAIRS if contrast(of[a], of[b]) < 4.5]
    weak += [f"{a} on {b}: {contrast(of[a], of[b]):.2f}" for a, b in EDGE_PAIRS if contrast(of[a], of[b]) < 3]
    assert weak == []


PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin)-(?:left|right|top|bottom)|left|right|top|bottom"
    r"|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_speak_of_start_and_end_never_of_left_and_right(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/|@(?:media|container|page)[^{]*\{", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert PHYSICAL.findall(text) == []


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if sheet.name not in {"tokens.css", "print.css"}], ids=lambda p: p.name
)
def test_colours_come_from_the_tokens(sheet: Path) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;,\s)])", sheet.read_text(encoding="utf-8")) == []


def test_a_first_load_weighs_less_than_100_kb_compressed(signed_in: Client) -> None:
    page = signed_in.get("/line").content + signed_in.get("/components").content
    html = page.decode()
    wanted = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html))
    for module in [path for path in wanted if path.endswith("start.mjs")]:
        source = Path(finders.find(module) or "").read_text(encoding="utf-8")
        wanted |= {f"cocaf/{name}" for name in re.findall(r'from "\./([\w.]+)"', source)}
    assert {"cocaf/tokens.css", "cocaf/keys.mjs", "django_htmx/htmx-2.min.js"} <= wanted
    sizes = {path: len(gzip.compress(Path(finders.find(path) or "").read_bytes())) for path in wanted}
    total = sum(sizes.values()) + len(gzip.compress(page))
    assert total < 100_000, sizes


def test_every_icon_a_template_asks_for_is_drawn() -> None:
    drawn = set(specimens.icon_names())
    folder = STATIC.parent.parent / "templates"
    for path in folder.rglob("*.html"):
        for name in re.findall(r"{% icon [\"']([\w-]+)[\"']", path.read_text(encoding="utf-8")):
            assert name in drawn, f"{path}: {name}"
    assert {entry[2] for entry in context.RAIL} <= drawn
    assert drawn >= cocaf_tags.POINTING


# ---- components


def test_the_living_page_shows_every_part_in_both_directions(signed_in: Client) -> None:
    page = signed_in.get("/components").content.decode()
    assert page.count('class="specimen stack" lang="fr" dir="ltr"') == len(specimens.PARTS)
    assert page.count('class="specimen stack" lang="ar" dir="rtl"') == len(specimens.PARTS)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)


def test_a_field_in_error_is_tied_to_its_hint_its_error_and_the_summary() -> None:
    texts = specimens._texts()["fr"]
    form = specimens.sample_form(texts, "fr", {})
    html = render_to_string("components/field.html", {"field": form["name"]})
    assert 'aria-describedby="id_fr-wrong-name_helptext id_fr-wrong-name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'dir="auto"' in html
    assert 'id="id_fr-wrong-name_error"' in html
    assert 'href="#id_fr-wrong-name_field"' in render_to_string("components/errors.html", {"form": form})


def test_dates_and_amounts_are_written_as_the_reader_writes_them() -> None:
    written = {}
    for language in LANGUAGES:
        with translation.override(language):
            written[language] = (cocaf_tags.day("2007-11-07"), cocaf_tags.number("12345.678"))
    assert written["en"] == ("7 Nov 2007", "12,345.678")
    assert written["fr"][0] == "7 nov. 2007"
    assert written["es"] == ("7 nov 2007", "12.345,678")
    assert written["ar"] == ("7 نوفمبر 2007", "12,345.678")


def test_a_stored_text_is_isolated_and_cannot_become_markup() -> None:
    assert cocaf_tags.bdi("<b>أنوار") == "<bdi>&lt;b&gt;أنوار</bdi>"
    assert cocaf_tags.stated("<i>") == "<bdi>&lt;i&gt;</bdi>"
    assert "&lt;" in cocaf_tags.code("<")


@pytest.mark.parametrize("language", LANGUAGES)
def test_error_pages_say_what_to_do_in_each_language(client: Client, db: None, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()
    with translation.override(language):
        for name in ("400", "403", "403_csrf", "500"):
            assert f'lang="{language}"' in render_to_string(f"{name}.html")
