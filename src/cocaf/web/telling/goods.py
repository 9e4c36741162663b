"""What was found and how it was packed: substances, packages with marks, the consignment's papers, cash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from cocaf import vocab
from cocaf.domain.things.goods import Cash, Consignment, Mark, Package, Purity, Quantity, Substance
from cocaf.domain.things.stated import Absence
from cocaf.web.telling.people import organisation_facts
from cocaf.web.telling.words import (
    Fact,
    Section,
    codes,
    identifiers,
    joined,
    measured,
    numbered,
    section,
    termed,
    text,
)
from cocaf.web.templatetags.cocaf_tags import bdi, code, kilograms, label, number, stated


def substance_facts(substance: Substance) -> Iterator[Fact]:
    """The substance and its quantity as reported, with the kilograms derived beside it."""
    words = label(substance.substance, "substance")
    yield _("Substance"), joined((words, bdi(substance.as_given) if substance.as_given else ""))
    if isinstance(substance.substance, str) and (schedule := vocab.load("precursor_schedule").by(
        "substance", substance.substance
    )):  # fmt: skip
        yield _("Controlled under"), label(schedule.code, "precursor_schedule")
    yield _("Form"), label(substance.form, "substance_form")
    if substance.quantity is not None:
        yield _("Quantity"), quantity(substance.quantity)
    if substance.kilograms is not None and not (substance.quantity and substance.quantity.unit == "kg"):
        yield _("In kilograms"), format_html(
            '{} <span class="muted">{}</span>', kilograms(substance.kilograms.value),
            _("derived by factor %(factor)s") % {"factor": f"\u2066{substance.kilograms.factor}\u2069"},
        )  # fmt: skip
    if substance.purity is not None:
        yield _("Purity"), purity(substance.purity)


def quantity(given: Quantity) -> Any:
    """A quantity as reported: value and unit, what was weighed, how exact, the source's own words."""
    value: Any = None
    if isinstance(given.value, Absence):
        value = stated(given.value)
    elif given.value is not None:
        value = format_html("{} {}", number(given.value, 9), label(given.unit, "unit"))
    elif given.unit:
        value = label(given.unit, "unit")
    about = (label(given.weight, "weight_kind"), label(given.exactness, "exactness"))
    return joined((value, *about, bdi(given.as_given) if given.as_given else ""))


def purity(given: Purity) -> Any:
    """A purity with its basis and its sample: never a bare figure (field 7.3)."""
    percent = measured(given.percent, "%")
    samples: Any = ""
    if given.samples is not None:
        samples = termed(_("Samples"), number(given.samples))
    return joined((percent, label(given.basis, "purity_basis"), samples, label(given.figure, "purity_figure"),
                   label(given.frame, "purity_frame")))  # fmt: skip


def packages(given: tuple[Package, ...]) -> Iterator[Section]:
    """Each kind of package with its marks."""
    for place, each in enumerate(given, 1):
        yield from section(numbered(_("Packages"), place, len(given)), *_package(each))


def _package(each: Package) -> Iterator[Fact]:
    yield _("Kind of package"), label(each.kind, "package_kind")
    yield _("How many"), number(each.count)
    yield _("Mass of one"), measured(each.grams, "g")
    yield _("Length"), measured(each.length_mm, "mm")
    yield _("Width"), measured(each.width_mm, "mm")
    yield _("Height"), measured(each.height_mm, "mm")
    yield _("Colour"), text(each.colour)
    if each.measured_colour is not None:
        lab = each.measured_colour
        yield _("Measured colour (CIELab)"), code(f"L* {lab.lightness}  a* {lab.a}  b* {lab.b}")
    yield _("Wrapping, from inside out"), codes(each.wrapping, "wrapping")
    yield _("Colour of the tape"), text(each.tape_colour)
    yield _("Width of the tape"), measured(each.tape_mm, "mm")
    for mark in each.marks:
        yield _("Mark"), _mark(mark)


def _mark(mark: Mark) -> Any:
    sizes = ((_("Width"), mark.width_mm), (_("Height"), mark.height_mm))
    return joined((
        label(mark.kind, "mark_kind"), bdi(mark.motif) if mark.motif else "", label(mark.motif_class, "motif_class"),
        label(mark.relief, "mark_relief"), bdi(mark.position) if mark.position else "",
        *(termed(term, measured(value, "mm")) for term, value in sizes if value is not None),
    ))  # fmt: skip


def consignment(given: Consignment | None) -> Iterator[Section]:
    """The goods that travelled with papers, then the parties that the papers name."""
    if given is None:
        return
    weight = given.declared_weight
    yield from section(
        _("Consignment"),
        (_("Goods declared"), text(given.goods_declared)),
        (_("HS code"), code(given.hs_code) if given.hs_code else None),
        (_("Weight declared"), quantity(weight) if weight is not None else None),
        *identifiers(given.identifiers),
    )
    for place, party in enumerate(given.parties, 1):
        title = numbered(_("Consignor or consignee"), place, len(given.parties))
        yield from section(title, *organisation_facts(party))


def cash(given: tuple[Cash, ...]) -> Iterator[Section]:
    """Money found, in the currency in which it was found."""
    sums = ((_("Sum of money"), joined((_amount(each), code(each.currency)), " ")) for each in given)
    yield from section(_("Cash"), *sums)


def _amount(each: Cash) -> Any:
    return stated(each.amount) if isinstance(each.amount, Absence) else number(each.amount, 9)
