"""What an answer rests on, in sentences: interval, coverage, what was left out and why, how the word was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext, ngettext

from cocaf import vocab
from cocaf.domain.trend import Parameters, PeakRule
from cocaf.picture.questions import Answer, Figure
from cocaf.web.picture.words import amount, country_name, language, number, percent, said

Facts = list[tuple[str, str]]


def caution() -> str:
    """The sentence under every chart of seizures."""
    return gettext(
        "Seizures show what police and customs found and reported. They measure neither the market nor consumption."
    )


def rests_on(answer: Answer) -> Facts:
    """Term and words, in the order in which a reader doubts."""
    return [*_change(answer), *_who_reported(answer), *_what_was_done(answer)]


def _change(answer: Answer) -> Iterator[tuple[str, str]]:
    fit = answer.verdict.fit
    if fit is not None:
        yield gettext("Fitted yearly change"), percent(fit.change, signed=True)
        yield gettext("Interval (%(level)s)") % {"level": percent(fit.level)}, said(answer.verdict)
    if answer.verdict_with_peaks is not None:
        yield gettext("With the flagged figure"), said(answer.verdict_with_peaks)


def _who_reported(answer: Answer) -> Iterator[tuple[str, str]]:
    coverage = answer.coverage
    yield (
        gettext("Years with a figure"),
        gettext("%(some)s of %(all)s") % {"some": coverage.years, "all": coverage.asked_years},
    )
    yield (
        gettext("Countries that gave a figure"),
        gettext("%(fewest)s to %(most)s a year") % {"fewest": coverage.fewest, "most": coverage.most},
    )
    yield gettext("Only countries that gave one every year"), _panel(answer)
    if coverage.largest is not None:
        share = percent(coverage.largest.share)
        country = country_name(coverage.largest.country)
        text = gettext("%(country)s, %(share)s: driven by one country")
        if not coverage.driven_by_one:
            text = gettext("%(country)s, %(share)s")
        yield gettext("Largest share of one country"), text % {"country": country, "share": share}


def _panel(answer: Answer) -> str:
    count = answer.coverage.panel
    countries = ngettext("%(count)s country", "%(count)s countries", count) % {"count": count}
    if not count:
        return countries
    words = said(answer.coverage.panel_verdict)
    return gettext("%(countries)s: %(answer)s") % {"countries": countries, "answer": words}


def _what_was_done(answer: Answer) -> Iterator[tuple[str, str]]:
    if answer.repeated:
        text = ngettext(
            "%(count)s further row of a country, drug and year was added",
            "%(count)s further rows of a country, drug and year were added",
            answer.repeated,
        )
        yield gettext("Repeated rows"), text % {"count": number(answer.repeated, "#,##0")}
    if answer.doubled:
        yield gettext("Perhaps counted twice"), amount(answer.doubled, "kg")


def left_out(answer: Answer) -> list[str]:
    """One sentence for each flagged figure that the line and the verdict leave out."""
    return [_left_out(figure) for figure in answer.peaks]


def _left_out(figure: Figure) -> str:
    rule = PeakRule()
    return gettext(
        "Flagged, left out of the line and the verdict, drawn dashed: %(drug)s, %(country)s, %(year)s, %(amount)s. "
        "It is at least %(times)s times that country's greatest year within %(span)s years on either side, and at "
        "least %(share)s of what the whole world reported for the drug that year."
    ) % {
        "drug": vocab.load("substance").label(figure.substance, language()),
        "country": country_name(figure.country),
        "year": figure.year,
        "amount": amount(figure.kilograms, "kg") if figure.kilograms is not None else "",
        "times": number(rule.times, "0.#"),
        "span": rule.span,
        "share": percent(rule.share),
    }


def method(parameters: Parameters) -> str:
    """How the word follows from the interval, with the limits that were used."""
    return gettext(
        "A straight line is fitted to the logarithm of the yearly amounts (least squares, Student interval of "
        "%(level)s). Increasing: the whole interval lies above %(rise)s a year; decreasing: below %(fall)s; stable: "
        "inside ±%(band)s; otherwise not clear. At least %(years)s years. These limits are this project's own."
    ) % {
        "level": percent(parameters.level),
        "rise": percent(parameters.rise, signed=True),
        "fall": percent(parameters.fall, signed=True),
        "band": percent(parameters.band),
        "years": parameters.minimum_years,
    }
