"""Whole pages: the demonstration's untidy ones, and hostile ones, which get a sentence or a part and run nothing."""

from __future__ import annotations

import datetime
import time
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocaf.domain.errors import CocafError
from cocaf.online.extract import markup
from cocaf.online.extract.apart import read_page
from cocaf.online.extract.listing import UNKNOWN_FIELDS, read_listing
from cocaf.online.extract.page import MOST_LINES, of_plain, read

SEEN = datetime.date(2026, 11, 21)
MANY = 100_000


def demonstration(name):
    return resources.files("cocaf.online.demonstration").joinpath(name).read_bytes()


def listing(raw):
    return read_listing(read(raw), SEEN, "MA")


def test_nested_tables_with_unclosed_tags_give_every_field():
    reading = read_listing(read_page(demonstration("bazaar_nested_tables.html")), SEEN, "MA")
    fields = reading.fields
    assert fields["title"] == "★ 3.5g FISHSCALE ★ Peruvian cocaine 84%"
    assert (fields["vendor"], fields["deals"], fields["rating"]) == ("maison_du_phare", 312, "4.92 / 5")
    assert fields["category"] == "Drugs » Stimulants » Cocaine"
    assert [row["substance"] for row in fields["substances"]] == ["cocaine.unspec"]
    assert [(row["value"], row["unit"]) for row in fields["quantities"]] == [("1", "g"), ("3.5", "g"), ("10", "g")]
    assert fields["prices"][:3] == [
        {"amount": "0.0125", "currency": "BTC", "as_given": "0.0125 BTC", "quantity": "1 g"},
        {"amount": "0.0412", "currency": "BTC", "as_given": "0.0412 BTC", "quantity": "3.5 g"},
        {"amount": "0.108", "currency": "BTC", "as_given": "0.1080 BTC", "quantity": "10 g"},
    ]
    assert fields["prices"][3]["currency"] == "EUR"
    assert fields["ships_from"] == {"countries": ["NL"], "as_given": "Netherlands"}
    assert fields["ships_to"]["excluded"] == ["AU", "NZ"]
    assert (fields["listed_on"], fields["purity"]) == ("2026-11-18", "84")
    assert {"kind": "phone", "value": "+212600000417"} in fields["identifiers"]
    assert {"kind": "handle", "value": "telegram:maison_du_phare_demo"} in fields["identifiers"]
    assert [row["value"][:11] for row in fields["identifiers"] if row["kind"] == "wallet"] == ["bitcoin:bc1"]
    assert fields["address"].endswith(".onion/listing/4417")
    assert not [row for row in fields["identifiers"] if row["kind"] == "email"], "the market's own, in its footer"


def test_labels_in_blocks_in_french_give_every_field_and_other_offers_are_left_alone():
    fields = listing(demonstration("comptoir_blocs.html")).fields
    assert (fields["vendor"], fields["deals"], fields["rating"]) == ("atlas_demo_77", 1047, "98,5 %")
    assert [row["substance"] for row in fields["substances"]] == ["cannabis.resin"]
    assert [(row["amount"], row["quantity"]) for row in fields["prices"]] == [
        ("350", "25 g"),
        ("650", "50 g"),
        ("1250", "100 g"),
    ]
    assert {row["currency"] for row in fields["prices"]} == {"MAD"}
    assert fields["ships_from"]["countries"] == ["MA"]
    assert fields["ships_to"]["countries"] == ["ES", "FR", "BE"]
    assert fields["listed_on"] == "2026-11-07"


def test_a_definition_list_with_a_key_gives_its_fingerprint_and_an_ambiguous_name_stays_possible():
    reading = listing(demonstration("tienda_definiciones.html"))
    assert reading.fields["substances"] == [
        {"substance": "cocaine.unspec", "as_given": "Nieve", "certainty": "possible"}
    ]
    marks = [row["value"] for row in reading.fields["identifiers"] if row["kind"] == "pgp_fpr"]
    assert marks == ["5D688B3B263367DA37C938FA3993E08F6CE59113"]
    assert reading.fields["ships_to"] == {"regions": ["EU"], "as_given": "Unión Europea"}


def test_every_field_says_where_it_stands_and_what_was_not_found_is_unknown():
    reading = listing(b"<html><h1>Fishscale cocaine 1g</h1><p>Ships from: Peru")
    named = {row["field"].partition(".")[0] for row in reading.found}
    filled = {name for name in UNKNOWN_FIELDS if reading.fields[name] is not None}
    assert filled == named == {"title", "substances", "quantities", "ships_from"}
    assert {row["path"] for row in reading.found} == {"h1", "p"}
    assert reading.fields["vendor"] is None


@pytest.mark.parametrize(
    "html",
    [
        "<p>Ships from: Peru",
        "<b>Ships from</b> Peru",
        "<table><tr><td>Ships from<td>Peru</table>",
        "<table><tr><th>Ships from<th>Stock<tr><td>Peru<td>5</table>",
        "<dl><dt>Expédié depuis<dd>Pérou</dl>",
        "<div><div>Enviado desde</div><div><span>Perú</span></div></div>",
        "<p>Expédié depuis Pérou",
        "<span>يشحن من:</span> <bdi>بيرو</bdi>",
        "<ul><li><i>Origin</i>: Peru",
        "<p>Ships from: Peru | Ships to: Spain",
    ],
)
def test_a_label_finds_its_value_whatever_the_layout(html):
    assert listing(html.encode()).fields["ships_from"]["countries"] == ["PE"]


def test_a_label_whose_value_is_missing_does_not_take_the_next_label():
    fields = listing(b"<table><tr><td>Vendor<tr><td>Price<td>5 EUR</table>").fields
    assert fields["vendor"] is None
    assert fields["prices"][0]["amount"] == "5"


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ("<p>prix\u202e : 50 €".encode(), "direction_marks"),
        (b"<p>prix\x00 : 50 EUR", "control_characters"),
        (b'<meta charset="utf-8"><p>caf\xe9 : 50 EUR', "encoding_guessed"),
        (b"<script>alert(1)</script><p>x", "scripts_dropped"),
    ],
)
def test_what_had_to_be_done_to_a_page_is_said(raw, note):
    assert note in read(raw).notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "windows-1256"])
def test_pages_are_read_in_the_encodings_that_occur(encoding):
    page = f'<html><meta charset="{encoding}"><h1>حشيش 50 غرام</h1>'
    assert read(page.encode(encoding)).lines[0].text == "حشيش 50 غرام"


@pytest.mark.parametrize(
    "raw", [b"%PDF-1.7 x", b"PK\x03\x04" + b"x" * 99, b"just words", b"{}", b"<" * 1000, b"\x89PNG\r\n"]
)
def test_what_is_no_page_gets_a_sentence(raw):
    with pytest.raises(CocafError, match=r"capture\.not_a_page"):
        read_page(raw)


def test_an_empty_file_gets_its_own_sentence():
    with pytest.raises(CocafError, match=r"capture\.empty"):
        read_page(b" \x00\r\n")


def test_nothing_in_scripts_styles_frames_or_comments_is_read():
    hidden = (
        "<script>Price: 1 EUR</script><style>Price: 2 EUR</style><iframe>Price: 3 EUR</iframe><!-- Price: 4 EUR -->"
    )
    assert [line.text for line in read(f"<p>a{hidden}<p>b".encode()).lines] == ["a", "b"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * MANY,
        "<div><p>" * MANY,
        "<b><div>" * MANY,
        "<table><tr><td>" * MANY,
        "<select><option>" * MANY,
        "".join(f"<b a={n}>" for n in range(20_000)) + "<p>x" * 20_000,
        "<p>" + "<!--" * MANY,
        "<script>" * MANY,
        "<script></script " * MANY,
        "<div " * MANY,
        "<p " + "a=b " * MANY + ">",
        "</p></b></div>" * MANY,
        "<ruby><rt>" * MANY,
        "<form><button><p>" * MANY,
        "<svg><math>" * MANY,
        "<p>" + "x" * 5_000_000,
        "<template>" * MANY,
        "<p>\x00" * MANY,
    ],
)
def test_a_hostile_page_is_read_in_part_and_in_bounded_time(html):
    start = time.monotonic()
    page = read_page(html.encode())
    assert len(page.lines) <= MOST_LINES
    read_listing(page, SEEN)
    assert time.monotonic() - start < 15


def test_text_survives_where_nesting_is_cut():
    page = read(b"<div>" * 5_000 + b"Price: 5 EUR")
    assert page.lines[-1].text == "Price: 5 EUR"
    assert "nesting_cut" in page.notes


def test_a_page_that_breaks_the_bounds_ends_in_its_own_process(monkeypatch):
    monkeypatch.setattr("cocaf.online.extract.apart.WALL_SECONDS", 0.001)
    with pytest.raises(CocafError, match=r"capture\.too_hard"):
        read_page(b"<p>x")


@settings(max_examples=150)
@given(st.text(alphabet="<>/!-=\"' abdpt\n", max_size=400), st.binary(max_size=60))
def test_no_markup_breaks_the_reader(text, noise):
    raw = b"<p>" + text.encode() + noise
    page = read(raw)
    assert of_plain(page.plain()) == page
    assert markup.calm(raw).text.count("<script") == 0
    read_listing(page, SEEN)
