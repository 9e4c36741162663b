"""The page of the picture: the question in words, what it rests on, its table, its file; the same in every language."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from cocaf.domain.cells import guarded
from cocaf.members.models import User
from cocaf.picture import services
from cocaf.picture.annual_file import HEADER
from cocaf.picture.invented import write_annual

pytestmark = pytest.mark.django_db
PAGE = "/picture"
FILE = "/picture.csv"
ISOLATES = re.compile("[\u2060\u2066-\u2069]")


def reader(language: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.create_user(f"reader-{language}", language=language),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def text(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == status
    return unescape(answer.content.decode())


@pytest.fixture
def series(tmp_path: Path) -> None:
    services.load_annual(write_annual(tmp_path / "invented.csv"), "A. Loader")


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_a_visitor_is_sent_to_the_sign_in(address: str, series: None) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_without_a_series_the_page_says_how_to_load_one() -> None:
    assert "cocaf import" in text(reader("en"))
    assert reader("fr").get(FILE).status_code == 404


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", r"Seizures of cocaine, World, 2000–2007: increasing, \+\d+% to \+\d+% a year"),
        ("fr", "Saisies de cocaïne, Monde, 2000–2007\u00a0: en hausse, de \\+\\d+\u00a0% à \\+\\d+\u00a0% par an"),
        ("es", "Incautaciones de cocaína, Mundo, 2000–2007: al alza, de \\+\\d+\u00a0% a \\+\\d+\u00a0% al año"),
        ("ar", r"مضبوطات الكوكايين، العالم، 2000–2007: في ارتفاع، من \+\d+% إلى \+\d+% سنويًا"),
    ],
)
def test_the_question_and_its_answer_stand_in_words_at_the_top(language: str, headline: str, series: None) -> None:
    top = re.search(r"<h1>(.*?)</h1>", text(reader(language)))
    assert top is not None
    assert re.fullmatch(headline, ISOLATES.sub("", top.group(1)))


@pytest.mark.parametrize(
    ("language", "caution"),
    [
        ("en", "They measure neither the market nor consumption."),
        ("fr", "Elles ne mesurent ni le marché ni la consommation."),
        ("es", "No miden ni el mercado ni el consumo."),
        ("ar", "لا تقيس السوق ولا الاستهلاك"),
    ],
)
def test_seizures_are_never_passed_off_as_market_or_consumption(language: str, caution: str, series: None) -> None:
    assert caution in text(reader(language), "topic=heroin&region=caribbean")


def test_the_invented_series_is_named_as_such(series: None) -> None:
    page = text(reader("en"))
    assert "invented series" in page
    assert "Invented figures, made for demonstration." in page
    assert "UNODC" not in page


def test_a_real_series_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "annual.csv"
    lines = [f"Africa,Morocco,MAR,Cocaine-type,Cocaine salts,{year},{year - 1990}" for year in range(2000, 2004)]
    path.write_text("\n".join((",".join(HEADER), *lines)), encoding="utf-8")
    services.load_annual(path, "A. Loader")
    page = text(reader("en"))
    assert "reported by states to the UNODC" in page
    assert "Invented" not in page


def test_the_flagged_figure_is_shown_with_and_without_and_said(series: None) -> None:
    page = text(reader("en"), "topic=synthetic")
    assert "Flagged, left out of the line and the verdict, drawn dashed: Methamphetamine, United States, 2001" in page
    assert "Synthetic drugs with the flagged figure (t)" in page
    assert "With the flagged figure" in page


def test_the_table_says_what_the_chart_draws_and_no_figure_is_said(series: None) -> None:
    page = text(reader("en"), "region=west_central_africa.west&first=1998&last=2002")
    drawn = json.loads(re.search(r'id="picture-chart-data" type="application/json">(.*?)</script>', page).group(1))  # type: ignore[union-attr]
    assert [one["code"] for one in drawn["series"]] == ["cocaine", "heroin", "synthetic"]
    assert drawn["years"] == [1998, 1999, 2000, 2001, 2002]
    assert drawn["unit"] == "kilograms (kg) seized a year"
    table = page[page.index("picture-years") :]
    for point in drawn["series"][0]["points"]:
        assert point["text"].removesuffix("\u00a0kg") in table


def test_a_year_without_a_figure_is_null_in_the_chart_and_a_word_in_the_table(tmp_path: Path) -> None:
    path = tmp_path / "annual.csv"
    lines = [f"Africa,Morocco,MAR,Opioids,Heroin,{year},5" for year in (2000, 2002, 2003)]
    path.write_text("\n".join((",".join(HEADER), *lines)), encoding="utf-8")
    services.load_annual(path, "A. Loader")
    page = text(reader("en"), "topic=heroin")
    assert '{"year": 2001, "value": null}' in page
    assert '<td class="number"><bdi>no figure</bdi></td>' in page


@pytest.mark.parametrize("query", ["first=2007&last=2000", "topic=gold", "region=atlantis", "first=1066", "scale=x"])
def test_a_question_that_cannot_be_asked_is_answered_with_what_to_correct(query: str, series: None) -> None:
    page = text(reader("en"), query, status=422)
    assert "error-summary" in page
    assert "Seizures of cocaine, World, 2000–2007" in ISOLATES.sub("", page)
    assert reader("fr").get(f"{FILE}?{query}").status_code == 422


def test_the_file_holds_plain_kilograms_and_its_source(series: None) -> None:
    answer = reader("ar").get(f"{FILE}?region=world&first=2000&last=2002")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 6 * 3
    (peak,) = [row for row in rows if row["topic"] == "methamphetamine" and row["year"] == "2001"]
    assert float(peak["kilograms_with_flagged"]) - float(peak["kilograms"]) == pytest.approx(120_000)
    assert (peak["source"], peak["file"]) == ("invented_annual", "invented.csv")


def test_no_cell_of_a_file_is_taken_for_a_formula(tmp_path: Path) -> None:
    services.load_annual(write_annual(tmp_path / "=cmd|' !A0.csv"), "A. Loader")
    told = reader("en").get(FILE).content.decode("utf-8-sig")
    assert {row["file"] for row in csv.DictReader(io.StringIO(told))} == {"'=cmd|' !A0.csv"}
    for start in "=+-@\t\r":
        assert guarded(f"{start}1").startswith("'")
    assert guarded("12.5") == "12.5"


def test_the_page_keeps_to_few_queries_and_little_weight(series: None, django_assert_max_num_queries: object) -> None:
    client = reader("fr")
    client.get(PAGE)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        answer = client.get(PAGE)
    assert len(answer.content) < 60_000
