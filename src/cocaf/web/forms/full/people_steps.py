"""The steps on people and ways: consignment, persons, organisations, conveyances, journeys, numbers and cash, how it
was found, and the terms of the record."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from cocaf.web.forms.full.boxes import (
    AmountBox,
    Box,
    CodeBox,
    CodeLine,
    CodesBox,
    CountBox,
    CountryBox,
    DayBox,
    LinesBox,
    LongBox,
    NamesBox,
    OrderBox,
    PersonBox,
    YesNoBox,
    ZoneBox,
)
from cocaf.web.forms.full.goods_steps import IDENTIFIERS
from cocaf.web.forms.full.head_boxes import AudienceBox, GradeBox
from cocaf.web.forms.full.parts import Part, Step

ORGANISATION: Final = (
    NamesBox("names", _("Names, one on each line")),
    CodeBox("role", _("Role"), codes="organisation_role"),
    CountryBox("country", _("Country")),
    Box("address", _("Address")),
    LinesBox("phones", _("Telephones, one on each line")),
)

CONSIGNMENT: Final = Step(
    "consignment", _("Consignment"),
    (
        Box("consignment.goods_declared", _("Goods declared"), stated=True),
        CodeLine("consignment.hs_code", _("HS code"), hint=_("4 to 12 digits.")),
        AmountBox("consignment.declared_weight.value", _("Weight declared"), stated=True),
        CodeBox("consignment.declared_weight.unit", _("Unit of measure"), codes="unit"),
        CodeBox("consignment.declared_weight.weight", _("What was weighed"), codes="weight_kind"),
        CodeBox("consignment.declared_weight.exactness", _("How exact"), codes="exactness"),
        Box("consignment.declared_weight.as_given", _("Weight in the words of the source")),
    ),
    (
        Part("consignment.identifiers", _("Number"), _("Add a number"), IDENTIFIERS.boxes, ready=True),
        Part("consignment.parties", _("Consignor or consignee"), _("Add a party"), ORGANISATION, (IDENTIFIERS,)),
    ),
    hint=_("Container, seal, bill of lading, air waybill, parcel: each is a number with its kind."),
)  # fmt: skip

PERSONS: Final = Step(
    "persons", _("Persons"),
    (CountBox("arrests", _("Persons arrested"), stated=True),),
    (Part(
        "persons", _("Person"), _("Add a person"),
        (
            NamesBox("names", _("Names, one on each line"), hint=_("As in the document, and in every other script.")),
            CodeBox("role", _("Role"), codes="person_role"),
            CodeBox("status", _("Status"), codes="person_status"),
            YesNoBox("arrested", _("Arrested")),
            DayBox("born_on", _("Date of birth"), stated=True),
            Box("born_at", _("Place of birth"), stated=True),
            YesNoBox("minor", _("Under 18 at the facts")),
            CodeBox("sex", _("Sex"), stated=True, codes="sex"),
            CountryBox("nationality", _("Nationality"), stated=True),
            Box("residence", _("Residence"), stated=True),
            Box("profession", _("Profession declared"), stated=True),
            LinesBox("languages", _("Languages, one on each line")),
            NamesBox("parents", _("Names of the parents, one on each line")),
            Box("marks", _("Distinguishing marks"), stated=True),
            LinesBox("phones", _("Telephones, one on each line")),
            CodesBox("search.methods", _("How the person was searched"), codes="search_method"),
            YesNoBox("search.consent", _("Consent to the search")),
            CodeBox("search.result", _("Result of the search"), codes="search_result"),
            YesNoBox("search.medical_emergency", _("Medical emergency")),
            CountBox("search.capsules", _("Capsules"), stated=True),
            AmountBox("search.capsule_grams", _("Mass of all capsules, g"), stated=True),
            Box("search.colour", _("Colour of the capsules")),
            OrderBox("search.wrapping", _("Wrapping of the capsules, from inside out"), codes="wrapping"),
        ),
        (
            Part(
                "documents", _("Identity document"), _("Add an identity document"),
                (
                    CodeBox("kind", _("Kind of document"), codes="identifier"),
                    CodeLine("number", _("Number of the document")),
                    CountryBox("issuer", _("Issued by")),
                    DayBox("issued_on", _("Issued on"), stated=True),
                    DayBox("expires_on", _("Expires on"), stated=True),
                    ZoneBox("mrz", _("Machine-readable lines")),
                ), ready=True,
            ),
            IDENTIFIERS,
        ), ready=True,
    ),),
)  # fmt: skip

ORGANISATIONS: Final = Step(
    "organisations",
    _("Organisations"),
    parts=(Part("organisations", _("Organisation"), _("Add an organisation"), ORGANISATION, (IDENTIFIERS,)),),
)

CONVEYANCES: Final = Step(
    "conveyances", _("Conveyances"),
    (
        CodeBox("transport.code", _("Transport"), codes="transport"),
        Box("transport.as_given", _("Transport in the words of the source")),
        CodeLine("flight", _("Flight"), stated=True),
    ),
    (Part(
        "conveyances", _("Conveyance"), _("Add a conveyance"),
        (
            CodeBox("kind", _("Kind of conveyance"), codes="transport"),
            Box("name", _("Name of the conveyance")),
            CountryBox("flag", _("Flag or country of registration")),
            Box("carrier", _("Carrier")),
            CodeLine("voyage", _("Voyage or trip number")),
        ), (IDENTIFIERS,),
    ),),
    hint=_("IMO, MMSI, plate, VIN, registration: each is a number with its kind."),
)  # fmt: skip

JOURNEYS: Final = Step(
    "journeys", _("Journeys of persons"), parts=(Part(
        "journeys", _("Journey"), _("Add a journey"),
        (
            PersonBox("person", _("Of which person"), hint=_("1 is the first person of the step before; empty is 1.")),
            CodeLine("locator", _("Booking reference (PNR)")),
            DayBox("booked_on", _("Booked on"), stated=True),
            CodeBox("payment", _("How the ticket was paid"), stated=True, codes="payment"),
            Box("agency", _("Travel agency")),
            CountBox("luggage_pieces", _("Pieces of luggage"), stated=True),
            AmountBox("luggage_kilograms", _("Luggage, kg"), stated=True),
            LinesBox("luggage_tags", _("Luggage tags, one on each line")),
            CountBox("stay_days", _("Length of stay, days"), stated=True),
            Box("purpose_declared", _("Purpose declared"), stated=True),
            Box("contact_at_destination", _("Contact at the destination"), stated=True),
            CountBox("companions", _("Travelling companions"), stated=True),
        ),
        (Part(
            "legs", _("Leg"), _("Add a leg"),
            (
                Box("carrier", _("Carrier")),
                CodeLine("flight", _("Flight"), stated=True),
                CountryBox("from_country", _("From: country")),
                Box("from_place", _("From: place")),
                CountryBox("to_country", _("To: country")),
                Box("to_place", _("To: place")),
                DayBox("on", _("Date"), stated=True),
                CodeLine("seat", _("Seat")),
                YesNoBox("new_ticket", _("New ticket bought on the way")),
            ), ready=True,
        ),),
    ),),
    hint=_("The way of a person, by ticket. Say at which leg a new ticket was bought: that is the ticket break."),
)  # fmt: skip

NUMBERS: Final = Step(
    "numbers", _("Other numbers, and cash"), parts=(
        IDENTIFIERS,
        Part(
            "cash", _("Sum of money"), _("Add a sum of money"),
            (
                AmountBox("amount", _("Amount"), stated=True),
                CodeLine("currency", _("Currency"), hint=_("Three letters (ISO 4217), as EUR, MAD, XOF.")),
            ), ready=True,
        ),
    ),
)  # fmt: skip

FOUND: Final = Step(
    "found", _("How found, and what followed"),
    (
        CodeBox("detection", _("How it was found"), stated=True, codes="detection"),
        Box("operation", _("Operation")),
        CodesBox("offences", _("Offences"), codes="offence"),
        CodesBox("follow_up", _("What followed"), codes="follow_up"),
        LongBox("narrative", _("What happened"), stated=True),
    ),
    (
        Part("triggers", _("Information that led to it"), _("Add a reference"),
             (CodeLine("reference", _("Reference of the record"), hint=_(
                 "The reference of the record, as MA-7K3Q-92F5. Its owner will learn what it led to.")),), ready=True),
        Part("agencies", _("Service that took part"), _("Add a service"),
             (CodeBox("kind", _("Kind of service"), codes="agency_kind"), Box("name", _("Name of the service")),
              YesNoBox("lead", _("Answers for the case")))),
    ),
)  # fmt: skip

TERMS: Final = Step(
    "terms", _("How sure, and who may see it"),
    (
        AudienceBox("audience", _("Who may see it")),
        GradeBox("evaluation.source", _("Source, in its scheme"), part="source"),
        GradeBox("evaluation.information", _("Information, in the same scheme"), part="information"),
        CodesBox("handling.codes", _("Handling"), codes="handling"),
        CodesBox("handling.caveats", _("Caveats"), codes="caveat"),
        CodeBox("handling.tlp", _("TLP"), codes="tlp"),
        CodeBox("handling.confidentiality", _("Confidentiality"), codes="confidentiality"),
        CodeBox("legal_basis", _("Legal basis"), codes="legal_basis"),
        DayBox("retain_until", _("Kept until")),
        Box("contact.desk", _("Desk to call")),
        CodeLine("contact.phone", _("Telephone of the desk")),
        CodeLine("contact.email", _("E-mail of the desk")),
        Box("contact.hours", _("Hours of the desk")),
    ), of="head",
)  # fmt: skip
