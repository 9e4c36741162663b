"""The steps on the event and the goods: what, where, when; substances; how hidden and packed; the consignment; its
route."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from cocaf.web.forms.full.boxes import (
    AmountBox,
    Box,
    ClockBox,
    CodeBox,
    CodeLine,
    CountBox,
    CountryBox,
    DayBox,
    OrderBox,
    SignedBox,
)
from cocaf.web.forms.full.parts import Part, Step

IDENTIFIERS: Final = Part(
    "identifiers", _("Number"), _("Add a number"),
    (
        CodeBox("kind", _("Kind of number"), codes="identifier"),
        CodeLine("value", _("Number as written")),
        CountryBox("country", _("Country of the number")),
    ),
)  # fmt: skip
"""Numbers with their kind; what their check finds is written beside them."""

EVENT: Final = Step(
    "event", _("What, where, when"),
    (
        CodeBox("event", _("Event"), codes="event"),
        CodeBox("stage", _("Where the case stands"), codes="courier_stage"),
        DayBox("occurred_on", _("Date"), stated=True),
        ClockBox("occurred_at", _("Time, where it happened"), stated=True),
        CountryBox("place.country", _("Country")),
        Box("place.region", _("Region")),
        Box("place.name", _("Place"), stated=True, hint=_("Airport, port, town: as your service calls it.")),
        CodeBox("place.type", _("Kind of place"), stated=True, codes="place_type"),
        CodeLine("place.locode", _("UN/LOCODE"), hint=_("Country and three characters, as MACAS.")),
        SignedBox("place.point.latitude", _("Latitude, in degrees")),
        SignedBox("place.point.longitude", _("Longitude, in degrees")),
        AmountBox("place.point.within_km", _("Exact to how many kilometres")),
        Box("place.as_given", _("Place in the words of the source")),
        CodeBox("direction", _("Direction"), codes="direction"),
    ),
)  # fmt: skip

SUBSTANCES: Final = Step(
    "substances", _("Substances"), parts=(Part(
        "substances", _("Substance"), _("Add a substance"),
        (
            CodeBox("substance", _("Substance"), stated=True, codes="substance"),
            CodeBox("form", _("Form"), stated=True, codes="substance_form"),
            AmountBox("quantity.value", _("Quantity"), stated=True),
            CodeBox("quantity.unit", _("Unit of measure"), codes="unit"),
            CodeBox("quantity.weight", _("What was weighed"), codes="weight_kind"),
            CodeBox("quantity.exactness", _("How exact"), codes="exactness"),
            AmountBox("purity.percent", _("Purity, in per cent of mass"), stated=True),
            CodeBox("purity.basis", _("Purity of what"), stated=True, codes="purity_basis"),
            CountBox("purity.samples", _("Samples"), stated=True),
            CodeBox("purity.figure", _("Which figure of the samples"), codes="purity_figure"),
            CodeBox("purity.frame", _("What the samples stand for"), codes="purity_frame"),
            Box("as_given", _("Substance in the words of the source")),
            Box("quantity.as_given", _("Quantity in the words of the source")),
        ), ready=True,
    ),),
    hint=_("Each substance as it was reported. Kilograms are derived beside it, never in its place."),
)  # fmt: skip

MARKS: Final = Part(
    "marks", _("Mark"), _("Add a mark"),
    (
        CodeBox("kind", _("Kind of mark"), codes="mark_kind"),
        Box("motif", _("What the mark shows")),
        CodeBox("motif_class", _("Sort of motif"), codes="motif_class"),
        CodeBox("relief", _("Relief"), codes="mark_relief"),
        Box("position", _("Where on the package")),
        AmountBox("width_mm", _("Width, mm")),
        AmountBox("height_mm", _("Height, mm")),
    ),
)  # fmt: skip

HIDDEN: Final = Step(
    "hidden", _("How hidden and packed"), parts=(
        Part(
            "concealment", _("Way of hiding"), _("Add a way of hiding"),
            (
                CodeBox("code", _("How it was hidden"), codes="concealment"),
                Box("as_given", _("In the words of the source")),
            ), ready=True,
        ),
        Part(
            "packages", _("Packages of one kind"), _("Add packages"),
            (
                CodeBox("kind", _("Kind of package"), codes="package_kind"),
                CountBox("count", _("How many"), stated=True),
                AmountBox("grams", _("Mass of one, g"), stated=True),
                AmountBox("length_mm", _("Length, mm")),
                AmountBox("width_mm", _("Width, mm")),
                AmountBox("height_mm", _("Height, mm")),
                Box("colour", _("Colour")),
                AmountBox("measured_colour.lightness", _("Measured colour (CIELab): L*")),
                SignedBox("measured_colour.a", _("Measured colour (CIELab): a*")),
                SignedBox("measured_colour.b", _("Measured colour (CIELab): b*")),
                Box("tape_colour", _("Colour of the tape")),
                AmountBox("tape_mm", _("Width of the tape, mm")),
                OrderBox("wrapping", _("Wrapping, from inside out"), codes="wrapping"),
            ), (MARKS,),
        ),
    ),
    hint=_("Measure colours where you can: named shades do not tell tapes apart. The same mark does not prove the same "
           "producer."),
)  # fmt: skip

ROUTE: Final = Step(
    "route", _("Route of the goods"), parts=(Part(
        "route", _("Point of the route"), _("Add a point"),
        (
            CodeBox("role", _("What the goods did there"), codes="route_role"),
            CountryBox("country", _("Country")),
            Box("place", _("Place")),
            CodeLine("locode", _("UN/LOCODE")),
            DayBox("on", _("Date"), stated=True),
            CodeBox("certainty", _("How certain"), codes="certainty"),
            Box("as_given", _("In the words of the source")),
        ), ready=True,
    ),),
    hint=_("The way of the goods. A person’s journey is another step: a ticket need not begin where the goods did."),
)  # fmt: skip
