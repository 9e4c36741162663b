"""The rules over a file flag what has to be doubted and change no figure."""

from __future__ import annotations

from decimal import Decimal

from cocaf.picture.annual_file import Row
from cocaf.picture.rules import Reason, examine, not_counted


def row(line: int, year: int, kilograms: str | None, country: str = "US", drug: str = "Methamphetamine") -> Row:
    amount = None if kilograms is None else Decimal(kilograms)
    return Row(line, "Americas", country, country, "", "ATS", drug, year, amount, kilograms or "", invented=True)


def found(rows: list[Row]) -> set[tuple[int, Reason]]:
    return {(finding.line, finding.reason) for finding in examine(rows)}


def test_a_repeated_key_with_another_value_is_flagged_and_still_counted() -> None:
    rows = [row(2, 2001, "10"), row(3, 2001, "4.5"), row(4, 2002, "10")]
    assert found(rows) == {(3, Reason.KEY_REPEATED)}
    assert not not_counted(examine(rows))


def test_the_very_same_row_again_is_flagged_and_counted_once() -> None:
    rows = [row(2, 2001, "10"), row(3, 2001, "10"), row(4, 2001, "10.000")]
    assert found(rows) == {(3, Reason.SAME_ROW_AGAIN), (4, Reason.SAME_ROW_AGAIN)}
    assert not_counted(examine(rows)) == {3, 4}


def test_another_label_of_the_same_drug_is_no_repetition() -> None:
    assert not found([row(2, 2007, "10", drug="Cocaine salts"), row(3, 2007, "10", drug="Crack")])


def test_a_row_without_a_figure_is_flagged() -> None:
    assert found([row(2, 2001, None)]) == {(2, Reason.NO_FIGURE)}


def quiet(first_line: int, country: str, kilograms: str, drug: str = "Methamphetamine") -> list[Row]:
    return [row(first_line + i, 1998 + i, kilograms, country, drug) for i in range(8)]


def test_one_figure_that_makes_the_worlds_peak_is_flagged_wherever_it_stands() -> None:
    for country, year in (("US", 2001), ("ZZ", 2003)):
        rows = [*quiet(2, "US", "9000"), *quiet(20, "TH", "8000"), *quiet(40, "ZZ", "100")]
        rows.append(row(99, year, "90000", country))
        assert (99, Reason.ISOLATED_PEAK) in found(rows)
        assert sum(1 for _, reason in found(rows) if reason is Reason.ISOLATED_PEAK) == 1


def test_a_rise_that_stays_is_no_peak() -> None:
    rows = [*quiet(2, "US", "9000"), row(98, 2001, "90000"), row(99, 2002, "85000")]
    assert not any(reason is Reason.ISOLATED_PEAK for _, reason in found(rows))


def test_the_first_year_of_a_new_label_for_cocaine_is_no_peak() -> None:
    rows = [row(2 + i, 2004 + i, "9000", drug="Cocaine (base, paste and salts)") for i in range(4)]
    rows.append(row(9, 2008, "9500", drug="Cocaine salts"))
    rows += [row(20 + i, 2004 + i, "10", "BZ", "Cocaine salts") for i in range(6)]
    assert not any(reason is Reason.ISOLATED_PEAK for _, reason in found(rows))


def test_a_whole_given_again_as_its_parts_is_flagged() -> None:
    whole = row(2, 2008, "180.1", "TT", "Cocaine (base, paste and salts)")
    parts = [row(3, 2008, "100", "TT", "Cocaine salts"), row(4, 2008, "80.1", "TT", "Crack")]
    assert (2, Reason.PARTS_AND_WHOLE) in found([whole, *parts])
    assert not any(reason is Reason.PARTS_AND_WHOLE for _, reason in found([whole, parts[0]]))
