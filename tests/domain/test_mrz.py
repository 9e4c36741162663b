"""A machine-readable zone is read as printed; what does not fit is told, never mended. The specimens are ICAO's, of the
invented state UTO, and our own."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocaf.domain.errors import CocafError
from cocaf.domain.things import mrz

TODAY = datetime.date(2026, 11, 23)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
MRVA = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
MRVB = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"


def test_a_passport_says_who_and_until_when() -> None:
    found = mrz.read(TD3, today=TODAY)
    assert (found.surname, found.given, found.names) == ("ERIKSSON", "ANNA MARIA", "ANNA MARIA ERIKSSON")
    assert (found.number, found.kind, found.issuer, found.nationality) == ("L898902C3", "passport", "UTO", "UTO")
    assert (found.born_on, found.sex, found.expires_on) == ("1974-08-12", "F", "2012-04-15")
    assert found.optional == "ZE184226B"
    assert [check.field for check in found.checks] == ["document_number", "birth", "expiry", "optional", "composite"]
    assert found.wrong == ()


@pytest.mark.parametrize(
    ("zone", "layout", "kind", "number"),
    [
        (TD1, "TD1", "id_card", "D23145890"),
        (TD2, "TD2", "id_card", "D23145890"),
        (MRVA, "MRVA", "visa", "L8988901C"),
        (MRVB, "MRVB", "visa", "L8988901C"),
    ],
)
def test_each_layout_is_read(zone: str, layout: str, kind: str, number: str) -> None:
    found = mrz.read(zone, today=TODAY)
    assert (found.layout, found.kind, found.number, found.wrong) == (layout, kind, number, ())
    assert found.names == "ANNA MARIA ERIKSSON"


def test_a_long_number_runs_on_in_the_optional_data_of_a_card() -> None:
    number = "D23145890734"
    first = f"I<UTO{number[:9]}<{number[9:]}{mrz.check_digit(number)}".ljust(30, "<")
    second = "7408122F1204159UTO<<<<<<<<<<<"
    composite = mrz.check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    found = mrz.read(f"{first}\n{second}{composite}\nERIKSSON<<ANNA<MARIA<<<<<<<<<<", today=TODAY)
    assert (found.number, found.optional, found.wrong) == (number, "", ())


def _own(number: str, issuer: str, names: str, born: str, sex: str, expires: str) -> str:
    digit = mrz.check_digit
    number, optional = number.ljust(9, "<"), "<" * 14
    body = f"{number}{digit(number)}{issuer}{born}{digit(born)}{sex}{expires}{digit(expires)}{optional}<"
    return f"{f'P<{issuer}{names}'.ljust(44, '<')}\n{body}{digit(body[0:10] + body[13:20] + body[21:43])}"


def test_a_country_that_we_know_is_told_by_its_code() -> None:
    found = mrz.read(_own("QX0418273", "MAR", "BEN<EXEMPLE<<MOHAMED<LAMINE", "000229", "M", "300101"), today=TODAY)
    assert (found.issuer, found.nationality, found.names) == ("MA", "MA", "MOHAMED LAMINE BEN EXEMPLE")
    assert (found.born_on, found.expires_on, found.wrong) == ("2000-02-29", "2030-01-01", ())
    assert mrz.read(_own("C01X0006H", "D<<", "MUSTER<<ERIKA", "640812", "F", "271031"), today=TODAY).issuer == "DE"


def test_a_birth_date_is_never_in_the_future() -> None:
    found = mrz.read(_own("QX0418273", "MAR", "EXEMPLE<<A", "300101", "M", "300101"), today=TODAY)
    assert (found.born_on, found.expires_on) == ("1930-01-01", "2030-01-01")


def test_an_open_or_impossible_date_is_left_open() -> None:
    open_date = mrz.read(_own("QX0418273", "MAR", "EXEMPLE<<A", "85<<<<", "<", "271399"), today=TODAY)
    assert (open_date.born_on, open_date.expires_on, open_date.sex) == (None, None, "X")
    assert open_date.wrong == ()


@pytest.mark.parametrize(
    "typed",
    [
        TD3.lower(),
        TD3.replace("\n", ""),
        TD3.replace("\n", "\r\n\r\n "),
        " ".join(TD3),
        TD3.replace("<" * 19, ""),
        TD3.replace("<<", "«"),
        TD3.replace("8", "٨").replace("1", "۱"),
        "\u202a" + TD3 + "\u202c",
    ],
)
def test_the_way_it_was_typed_does_not_count(typed: str) -> None:
    assert mrz.read(typed, today=TODAY) == mrz.read(TD3, today=TODAY)


def test_a_letter_read_for_a_digit_is_hinted_at_and_kept() -> None:
    found = mrz.read(TD3.replace("7408122F", "74O8122F"), today=TODAY)
    assert found.wrong == ("birth", "composite")
    assert found.born_on is None
    assert found.checks[1].perhaps == "740812"
    assert found.lines[1][13:19] == "74O812"


def test_a_false_number_is_kept_with_its_warning() -> None:
    found = mrz.read(TD3.replace("L898902C3", "L898902C4"), today=TODAY)
    assert found.number == "L898902C4"
    assert found.wrong == ("document_number", "composite")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mrz.length"),
        ("P<UTO", "mrz.length"),
        (TD3[:-1], "mrz.length"),
        ("A" * 10_000, "mrz.length"),
        (TD3.replace("ANNA", "ÄNNA"), "mrz.characters"),
        ("<script>alert(1)</script>\n<b>", "mrz.characters"),
    ],
)
def test_what_is_no_zone_is_refused_with_a_sentence(text: str, code: str) -> None:
    with pytest.raises(CocafError) as met:
        mrz.read(text)
    assert met.value.code == code
    assert "{" not in met.value.sentence("ar")


zones = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=72, max_size=90)


@given(st.one_of(st.text(max_size=500), zones, st.lists(st.text("A0<", min_size=30, max_size=30)).map("\n".join)))
def test_any_text_is_read_or_refused_and_quickly(text: str) -> None:
    started = time.perf_counter()
    assert _outcome(text) in {"mrz.length", "mrz.characters", "TD1", "TD2", "TD3", "MRVA", "MRVB"}
    assert time.perf_counter() - started < 0.5


def _outcome(text: str) -> str:
    try:
        return mrz.read(text, today=TODAY).layout
    except CocafError as error:
        return error.code


@given(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9), st.dates(datetime.date(1930, 1, 1), TODAY)
)
def test_what_was_printed_is_what_is_read(number: str, born: datetime.date) -> None:
    found = mrz.read(_own(number, "SEN", "EXEMPLE<<AWA", born.strftime("%y%m%d"), "F", "301231"), today=TODAY)
    assert (found.number, found.wrong) == (number, ())
    assert found.born_on is not None
    assert found.born_on[2:] == born.isoformat()[2:]
