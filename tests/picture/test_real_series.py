"""The real annual series gives the figures that are known of it. Only where ../shared is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from cocaf.domain.trend import Word, coefficient_of_variation, end_to_end_change
from cocaf.picture import selectors, services
from cocaf.picture.lists import regions
from cocaf.picture.models import SeriesFlag
from cocaf.picture.questions import TOPICS, Answer, ask

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "unodc_annual_1970_2018.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REAL.is_file(), reason="../shared/data is absent: real series are not committed"),
]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[selectors.Held]:
    # Loaded once for the module and rolled back after it: the log, which tells of it, deletes nothing.
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        services.load_annual(REAL, "a test")
        held = selectors.held()
        assert held is not None
        yield held
        transaction.set_rollback(True)


def answer(held: selectors.Held, topic: str, region: str = "world", first: int = 2000, last: int = 2007) -> Answer:
    figures = selectors.figures(held.file, [TOPICS[topic]], first, last)
    return ask(figures, TOPICS[topic], regions()[region], first, last)


def tonnes(given: Answer) -> dict[int, float]:
    return {year.year: float(year.kilograms or 0) / 1000 for year in given.years}


def test_cocaine_in_the_world_is_what_is_known_and_increases(loaded: selectors.Held) -> None:
    given = answer(loaded, "cocaine", first=1998, last=2008)
    known = {1998: 396, 2000: 344, 2003: 502, 2004: 576, 2005: 774, 2006: 733, 2007: 731, 2008: 765}
    assert {year: round(amount) for year, amount in tonnes(given).items() if year in known} == known
    fitted = answer(loaded, "cocaine")
    assert fitted.verdict.word is Word.INCREASING
    assert fitted.verdict.fit is not None
    assert round(fitted.verdict.fit.change, 2) == 0.14
    ends = end_to_end_change(tonnes(fitted))
    assert ends is not None
    assert round(ends, 2) == 0.11
    assert fitted.coverage.panel_verdict.word is Word.INCREASING


def test_heroin_in_the_world_is_stable(loaded: selectors.Held) -> None:
    given = answer(loaded, "heroin")
    amounts = [float(year.kilograms or 0) / 1000 for year in given.years]
    assert round(sum(amounts) / len(amounts), 1) == 56.6
    assert round(coefficient_of_variation(amounts), 3) == 0.087
    assert given.verdict.word is Word.STABLE


def test_the_false_peak_of_2001_is_found_by_the_rule_and_shown_with_and_without(loaded: selectors.Held) -> None:
    given = answer(loaded, "synthetic")
    (peak,) = given.peaks
    assert (peak.country, peak.year, round(float(peak.kilograms or 0))) == ("US", 2001, 89_821)
    without, whole = given.years[1].kilograms, given.years[1].with_peaks
    assert [round(float(value or 0) / 1000) for value in (without, whole)] == [44, 134]
    assert given.verdict.fit is not None
    assert given.verdict_with_peaks is not None
    assert given.verdict_with_peaks.fit is not None
    assert given.verdict_with_peaks.fit.change < 0 < given.verdict.fit.change


def test_synthetic_drugs_rise_by_drug(loaded: selectors.Held) -> None:
    amphetamine, ecstasy = tonnes(answer(loaded, "amphetamine")), tonnes(answer(loaded, "ecstasy"))
    assert [round(amphetamine[year], 1) for year in (2000, 2007)] == [3.3, 27.6]
    assert [round(ecstasy[year], 1) for year in (2000, 2007)] == [10.5, 18.8]


def test_west_africa_and_the_caribbean_are_what_is_known(loaded: selectors.Held) -> None:
    west = answer(loaded, "cocaine", "west_central_africa.west", 1998, 2008)
    known = {1998: 40, 2000: 97, 2003: 269, 2004: 1912, 2005: 1363, 2006: 373, 2007: 4566, 2008: 2420}
    assert {year.year: round(float(year.kilograms or 0)) for year in west.years if year.year in known} == known
    caribbean = tonnes(answer(loaded, "cocaine", "caribbean", 1998, 2008))
    world = tonnes(answer(loaded, "cocaine", "world", 1998, 2008))
    shares = [round(100 * caribbean[year] / world[year], 1) for year in (1998, 2000, 2004, 2007, 2008)]
    assert shares == [6.9, 5.6, 2.3, 1.5, 1.3]


def test_absent_is_not_zero(loaded: selectors.Held) -> None:
    figures = selectors.figures(loaded.file, [TOPICS["cocaine"]], 2000, 2012)
    assert not {"GW", "MR"} & {figure.country for figure in figures}


def test_flags_are_few_where_they_change_a_line(loaded: selectors.Held) -> None:
    peaks = SeriesFlag.objects.filter(file=loaded.file, reason="isolated_peak", cell__year__range=(1995, 2018))
    drawn = {cell for topic in TOPICS.values() for cell in peaks.filter(cell__substance__in=topic.substances)}
    assert len(drawn) <= 5
