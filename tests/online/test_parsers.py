"""What sellers write and what is read from it: substances, quantities, prices, places, dates, ways to reach them."""

from __future__ import annotations

import datetime
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaf import vocab
from cocaf.domain.things.keccak import keccak_256
from cocaf.domain.things.wallet import wallet
from cocaf.online.extract import money
from cocaf.online.extract.contacts import contacts, phones
from cocaf.online.extract.dates import dated
from cocaf.online.extract.numbers import number
from cocaf.online.extract.places import from_and_to, places
from cocaf.online.extract.quantities import UNITS, purity, quantities
from cocaf.online.extract.substances import by_piece, substances
from cocaf.online.extract.words import clean, fold, tokens
from cocaf.vocab import street

SEEN = datetime.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("title", "code", "certainty"),
    [
        ("3.5g Pure Fishscale Cocaine", "cocaine.unspec", "stated"),
        ("1g chlorhydrate de cocaïne", "cocaine.hcl", "stated"),
        ("14g of A+ Columbian Cociane", "cocaine.unspec", "likely"),
        ("h3roin #4", "opioid.heroin", "likely"),
        ("2C-B blotter 20mg", "nps.phenethylamine", "stated"),
        ("2C-I blotters", "nps.phenethylamine", "stated"),
        ("3.5 grams Amber Haze WAX", "cannabis.oil", "likely"),
        ("10 regular seeds - Skunk Kush", "cannabis.seed", "stated"),
        ("Résine de cannabis 50 g", "cannabis.resin", "stated"),
        ("أقراص الكبتاجون الأصلية", "ats.amphetamine.captagon", "stated"),
        ("كُوكَايِين نقي", "cocaine.unspec", "stated"),
        ("éxtasis 50 pastillas", "ats.mdma", "stated"),
        ("Methylone crystal 5g", "nps.cathinone", "stated"),
        ("co\u200bcaine", "cocaine.unspec", "stated"),
    ],
)
def test_a_title_names_its_substance(title, code, certainty):
    (first, *_) = substances(clean(title))
    assert (first.code, first.certainty) == (code, certainty)


@pytest.mark.parametrize("title", ["Pure SNOW 1g", "ICE 5g", "white, very clean", "Nieve de primera", "neige du matin"])
def test_an_ambiguous_word_alone_makes_a_substance_possible_and_no_more(title):
    found = substances(title)
    assert found
    assert {hit.certainty for hit in found} == {"possible"}


def test_a_category_lifts_an_ambiguous_word_to_likely_within_its_family_only():
    assert substances("SPEED 7g", hint="Stimulants > Amphetamine")[0].certainty == "likely"
    assert substances("SPEED 7g", hint="Cannabis")[0].certainty == "possible"


def test_an_ambiguous_word_beside_a_sure_one_of_another_substance_counts_for_nothing():
    assert [hit.code for hit in substances("MDMA crystal white 1g")] == ["ats.mdma"]


def test_what_is_said_not_to_be_there_is_not_read():
    assert [hit.code for hit in substances("heroin, no fentanyl, sans lidocaïne")] == ["opioid.heroin"]
    assert substances("not cocaine") == []


def test_the_words_that_led_to_a_substance_are_kept_as_they_stand():
    (hit,) = substances("★ Bolivian FISH-SCALE ★")
    assert hit.words == "FISH-SCALE"


def test_every_street_term_points_to_a_substance_of_the_list_and_no_plain_term_to_two():
    codes: dict[str, set[str]] = {}
    for term in street.terms():
        assert term.code in vocab.load("substance"), term
        assert fold(term.text), term
        if not term.ambiguous:
            codes.setdefault(fold(term.text), set()).add(term.code)
    assert {key: found for key, found in codes.items() if len(found) > 1} == {}
    assert set(UNITS.values()) <= set(vocab.load("unit"))


def shown(text, **more):
    return [
        (str(q.value) if q.value is not None else None, q.unit, str(q.each or ""), q.each_unit)
        for q in quantities(text, **more)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1g / 3.5g / 10g", [("1", "g", "", None), ("3.5", "g", "", None), ("10", "g", "", None)]),
        ("Valium [Diazepam] 30 Pills x 10mg", [("30", "tablet", "10", "mg")]),
        ("10 x 10mg Ambien", [("10", "piece", "10", "mg")]),
        ("1/4 oz (7 g)", [("0.25", "oz", "", None)]),
        ("QP Blackberry Kush", [("0.25", "lb", "", None)]),
        ("0,5 g cocaïne", [("0.5", "g", "", None)]),
        ("½ kilo", [("0.5", "kg", "", None)]),
        ("1 000 comprimés", [("1000", "tablet", "", None)]),
        ("1.000 pills 250mg", [("1000", "tablet", "250", "mg")]),
        ("PRIMOBOLAN 100mg/ml ,10ml", [("10", "ml", "", None)]),
        ("٥٠ غرام حشيش", [("50", "g", "", None)]),
        ("cocaine 84% $ 50", []),
        ("0.0412 BTC", []),
    ],
)
def test_quantities_are_read_as_shown(text, expected):
    assert shown(text) == expected


def test_a_lone_strength_of_a_tablet_leaves_the_number_unknown():
    found = substances("Xanax 2mg")
    assert shown("Xanax 2mg", pieces=by_piece(found)) == [(None, None, "2", "mg")]
    assert shown("DMT 100mg", pieces=by_piece(substances("DMT 100mg"))) == [("100", "mg", "", None)]


def test_a_discount_is_no_purity():
    assert purity("84% pure, 10% off") == (Decimal(84), "84%")
    assert purity("10% discount, 100% escrow") is None


@pytest.mark.parametrize(
    ("text", "amount", "currency", "certainty"),
    [
        ("0.0412 BTC", "0.0412", "BTC", "stated"),
        ("€ 85,00", "85.00", "EUR", "stated"),
        ("1 250 MAD", "1250", "MAD", "stated"),
        ("1.250,00 €", "1250.00", "EUR", "stated"),
        ("$55,00", "55.00", "USD", "likely"),
        ("السعر ١٢٥٠ درهم", "1250", "MAD", "stated"),
        ("£1,200", "1200", "GBP", "stated"),
        ("AU$ 30", "30", "AUD", "stated"),
    ],
)
def test_a_price_keeps_its_currency_and_is_never_converted(text, amount, currency, certainty):
    (price,) = money.prices(text)
    assert (str(price.amount), price.currency, price.certainty) == (amount, currency, certainty)


def test_a_bare_number_is_a_price_only_where_a_label_says_so_and_then_of_unknown_currency():
    assert money.prices("0.5") == []
    (price,) = money.prices("0.5", labelled=True)
    assert (price.currency, price.certainty) == (None, "possible")


@pytest.mark.parametrize(
    ("text", "countries", "excluded", "regions", "worldwide"),
    [
        ("The Netherlands", ("NL",), (), (), None),
        ("هولندا", ("NL",), (), (), None),
        ("Espagne, France et Belgique", ("ES", "FR", "BE"), (), (), None),
        ("Worldwide except USA/Israel/NL", (), ("US", "IL", "NL"), (), True),
        ("We do not ship to USA / Canada", (), ("US", "CA"), (), True),
        ("EU except Sweden, Norway", (), ("SE", "NO"), ("EU",), None),
        ("Torland", (), (), (), None),
    ],
)
def test_shipping_names_countries_and_a_joke_names_none(text, countries, excluded, regions, worldwide):
    found = places(text)
    assert (found.countries, found.excluded, found.regions, found.worldwide) == (
        countries,
        excluded,
        regions,
        worldwide,
    )
    assert found.as_given == text


def test_from_and_to_in_one_field_are_taken_apart():
    assert from_and_to("From: USA To: Worldwide") == ("USA", "Worldwide")
    assert from_and_to("USA") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 days ago", "2026-11-18"),
        ("il y a 3 jours", "2026-11-18"),
        ("hace 2 semanas", "2026-11-07"),
        ("منذ يومين", "2026-11-19"),
        ("ayer", "2026-11-20"),
        ("12 mars 2026", "2026-03-12"),
        ("2026-05-01", "2026-05-01"),
        ("١٢ مارس ٢٠٢٦", "2026-03-12"),
        ("12 غشت 2026", "2026-08-12"),
    ],
)
def test_a_date_is_read_from_the_day_on_which_the_page_was_seen(text, day):
    assert dated(text, SEEN).day.isoformat() == day


def test_a_day_and_month_that_may_be_either_are_possible_only():
    assert dated("03/04/2026", SEEN).certainty == "possible"
    assert dated("23/04/2026", SEEN).certainty == "likely"
    assert dated("12/12/2031", SEEN) is None


@pytest.mark.parametrize(
    "text",
    ["+212 6 00 00 04 17 24/7", "WhatsApp : + 2 1 2  6 0 0  0 0  0 4  1 7", "00212-600-000-417", "٠٠٢١٢ ٦٠٠ ٠٠٠ ٤١٧"],
)
def test_a_telephone_hidden_by_spaces_is_read_as_one_number(text):
    assert [(c.kind, c.value) for c in contacts(clean(text))] == [("phone", "+212600000417")]


def test_a_number_without_a_country_is_read_near_a_word_only_and_possible_only():
    assert phones("06 00 00 04 17", "MA") == []
    (found,) = phones("tél. 06 00 00 04 17", "MA")
    assert (found.value, found.certainty) == ("+212600000417", "possible")


def test_handles_mails_and_onions_are_read_and_a_price_is_no_telephone():
    found = {
        (c.kind, c.value)
        for c in contacts("Telegram @faro_demo, faro [at] example [dot] invalid, " + "a" * 56 + ".onion")
    }
    assert found == {
        ("handle", "telegram:faro_demo"),
        ("email", "faro@example.invalid"),
        ("onion", "a" * 56 + ".onion"),
    }
    assert contacts("Price 0.0412 BTC, 1 250 MAD, 2026-11-21 10:00") == []
    assert contacts("Signal only, Telegram channel soon") == []


@pytest.mark.parametrize(
    ("address", "chain"),
    [
        # test vectors of BIP 173, BIP 350, EIP-55 and Monero's donation address in its own documentation
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bitcoin"),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ethereum"),
        ("888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H", "monero"),
    ],
)
def test_an_address_that_passes_its_check_is_a_wallet_and_one_wrong_letter_makes_it_none(address, chain):
    assert wallet(address).chain == chain
    for place in (5, len(address) // 2, len(address) - 1):
        other = "q" if address[place].lower() != "q" else "p"
        assert wallet(address[:place] + other + address[place + 1 :]) is None


def test_keccak_agrees_with_its_published_digest_of_nothing():
    assert keccak_256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


@given(st.text(max_size=300))
def test_no_text_breaks_a_parser(text):
    line = clean(text)
    assert clean(line) == line
    for token in tokens(line):
        assert 0 <= token.start < token.end <= len(line)
    for hit in substances(line):
        assert line[hit.start : hit.end] == hit.words
    for quantity in quantities(line):
        assert quantity.value is None or quantity.value > 0
    for price in money.prices(line):
        assert price.amount > 0
    for contact in contacts(line, "MA"):
        assert contact.value
    dated(line, SEEN)
    places(line)


@given(st.decimals(min_value="0.001", max_value="99999", places=3))
def test_a_number_is_the_same_with_a_point_and_with_a_comma(value):
    text = f"{value:f}"
    if len(text.partition(".")[2].rstrip("0")) in {1, 2}:
        text = text.rstrip("0")
        assert number(text) == number(text.replace(".", ",")) == value


@pytest.mark.parametrize(
    "text",
    [
        "+" + "1 " * 50_000,
        "a" * 200_000,
        "a@" * 50_000,
        "1." * 100_000,
        "telegram " * 20_000,
        "0" * 200_000,
        "x1" * 100_000,
        "(" * 200_000,
        "1/" * 100_000,
        "$1" * 100_000,
        "1 day " * 40_000,
        "from: " * 40_000,
        "[at]" * 50_000,
        "½" * 100_000,
        "1 1" * 70_000,
        "abcd " * 40_000,
        "f" * 39 + " " + "F0 " * 60_000,
        "http://" * 30_000,
        "-" * 200_000,
        "9%" * 90_000,
    ],
)
def test_a_long_hostile_line_is_read_in_no_time(text):
    start = time.process_time()
    contacts(text, "MA")
    quantities(text)
    purity(text)
    money.prices(text)
    places(text)
    from_and_to(text)
    dated(text, SEEN)
    substances(text[:2_000])
    assert time.process_time() - start < 1.5
