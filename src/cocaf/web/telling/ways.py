"""By what way, and from where to where: conveyances, the route of the goods, the journeys of persons. A route and a
journey are told apart: a ticket need not begin where the goods did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from cocaf.domain.things.report import Report
from cocaf.domain.things.ways import Conveyance, Journey, Leg, Place, RoutePoint, days_before_departure
from cocaf.web.telling.words import (
    Fact,
    Section,
    coded,
    identifiers,
    joined,
    measured,
    number_or_word,
    numbered,
    section,
    termed,
    text,
    yes_no,
)
from cocaf.web.templatetags.cocaf_tags import bdi, code, country, day, label, number


def place_facts(place: Place) -> Iterator[Fact]:
    """Where it happened, from the country down to the point on the map."""
    yield _("Country"), country(place.country)
    yield _("Place"), text(place.name)
    yield _("Region"), text(place.region)
    yield _("Kind of place"), label(place.type, "place_type")
    yield _("UN/LOCODE"), code(place.locode) if place.locode else None
    if place.point is not None:
        point = place.point
        near = measured(point.within_km, "km")
        yield _("Point on the map"), joined((
            code(f"{point.latitude}, {point.longitude}"),
            _("within %(distance)s") % {"distance": near} if near else "",
        ))  # fmt: skip
    yield _("As written by the source"), text(place.as_given)


def way(body: Report) -> Iterator[Section]:
    """By what way: transport, flight, the conveyances with their numbers."""
    yield from section(
        _("By what way"),
        (_("Transport"), coded(body.transport, "transport")),
        (_("Flight"), number_or_word(body.flight)),
        *identifiers(body.identifiers),
    )
    for place, each in enumerate(body.conveyances, 1):
        title = numbered(_("Conveyance"), place, len(body.conveyances))
        yield from section(title, *conveyance_facts(each))


def conveyance_facts(each: Conveyance) -> Iterator[Fact]:
    """What it travelled in, with its numbers."""
    yield _("Kind of conveyance"), label(each.kind, "transport")
    yield _("Name of the conveyance"), text(each.name)
    yield _("Flag or country of registration"), country(each.flag)
    yield _("Carrier"), text(each.carrier)
    yield _("Voyage or trip number"), code(each.voyage) if each.voyage else None
    yield from identifiers(each.identifiers)


def route(body: Report) -> Iterator[Section]:
    """The route of the goods, each point with its role and how certain it is."""
    yield from section(
        _("Route of the goods"), *((label(each.role, "route_role"), _point(each)) for each in body.route)
    )


def _point(point: RoutePoint) -> Any:
    return joined((
        country(point.country), bdi(point.place) if point.place else "", code(point.locode) if point.locode else "",
        day(point.on), bdi(point.as_given) if point.as_given else "", label(point.certainty, "certainty"),
    ))  # fmt: skip


def journeys(body: Report) -> Iterator[Section]:
    """The journeys of persons, leg by leg."""
    for place, each in enumerate(body.journeys, 1):
        title = numbered(_("Journey"), place, len(body.journeys))
        yield from section(title, (_("Who travelled"), _traveller(body, each)), *_journey(each))


def _traveller(body: Report, journey: Journey) -> Any:
    """The person by name, or by number where the record gives no name."""
    known = body.persons[journey.person] if journey.person < len(body.persons) else None
    if known is not None and known.names:
        return bdi(known.names[0].text)
    return _("Person %(number)s") % {"number": journey.person + 1} if body.persons or journey.person else None


def _journey(each: Journey) -> Iterator[Fact]:
    for leg in each.legs:
        yield _("Leg"), _leg(leg)
    yield _("Booking reference (PNR)"), code(each.locator) if each.locator else None
    yield _("Booked on"), day(each.booked_on)
    yield _("From booking to departure, days"), number(days_before_departure(each))
    yield _("How the ticket was paid"), label(each.payment, "payment")
    yield _("Travel agency"), text(each.agency)
    yield _("Pieces of luggage"), number(each.luggage_pieces)
    yield _("Mass of the luggage"), measured(each.luggage_kilograms, "kg")
    yield _("Luggage tags"), joined(code(tag) for tag in each.luggage_tags)
    yield _("Length of stay, days"), number(each.stay_days)
    yield _("Purpose declared"), text(each.purpose_declared)
    yield _("Contact at the destination"), text(each.contact_at_destination)
    yield _("Travelling companions"), number(each.companions)


def _leg(leg: Leg) -> Any:
    start = joined((bdi(leg.from_place) if leg.from_place else "", country(leg.from_country)), " ")
    end = joined((bdi(leg.to_place) if leg.to_place else "", country(leg.to_country)), " ")
    between = format_html(_("from {start} to {end}"), start=start or "…", end=end or "…") if start or end else ""
    ticket = yes_no(leg.new_ticket)
    return joined((
        number_or_word(leg.flight), bdi(leg.carrier) if leg.carrier else "", between, day(leg.on),
        termed(_("Seat"), code(leg.seat)) if leg.seat else "",
        termed(_("New ticket bought on the way"), ticket) if ticket else "",
    ))  # fmt: skip
