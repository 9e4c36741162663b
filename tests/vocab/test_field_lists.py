"""The lists hold what the field's practice asks for, by the facts: every code of the forms, the grades, the
requests and the crosswalks, in the spelling of our lists."""

from __future__ import annotations

import pytest

from cocaf import vocab

LISTS: dict[str, str] = {
    # purposes of RPD article 10; grades; handling; what may be done; caveats; requests
    "purpose": (
        "locate_wanted identify_interest support_investigation warn identify_person forensic security_check "
        "analyse border"
    ),
    "evaluation_scheme": "4x4 3x5x2 5x5x5 6x6",
    "evaluation_4x4_source": "A B C X",
    "evaluation_4x4_information": "1 2 3 4",
    "evaluation_3x5x2_source": "1 2 3",
    "evaluation_3x5x2_information": "A B C D E",
    "evaluation_3x5x2_handling": "P C",
    "evaluation_5x5x5_source": "A B C D E",
    "evaluation_5x5x5_information": "1 2 3 4 5",
    "evaluation_5x5x5_handling": "1 2 3 4 5",
    "evaluation_6x6_source": "A B C D E F",
    "evaluation_6x6_information": "1 2 3 4 5 6",
    "evaluation_band": "HIGH MEDIUM LOW UNKNOWN",
    "handling": "H0 H1 H2 H3",
    "tlp": "RED AMBER+STRICT AMBER GREEN CLEAR",
    "pap": "RED AMBER GREEN CLEAR",
    "confidentiality": "OFFICIAL_USE RESTRICTED CONFIDENTIAL",
    "caveat": (
        "NO_CAPITAL INTEL_ONLY NO_CONTACT NO_NATIONAL_REGISTER REFER_BEFORE_ACTION NO_AUTOMATED_MATCH SANITISED"
    ),
    "refusal_ground": (
        "not_available incomplete no_judicial_authorisation inaccurate essential_interests jeopardises "
        "minor_offence"
    ),
    "request_priority": "URGENT_8H URGENT_3D ROUTINE_7D",
    "request_state": (
        "draft approved sent delivered acknowledged clarification_asked clarification_given partial_reply replied "
        "refused expired"
    ),
    # substances: each family with what is told apart in it
    "substance": (
        "cocaine.hcl cocaine.base cocaine.crack cocaine.unspec cocaine.leaf cocaine.liquid cocaine.impregnated "
        "cannabis.herb cannabis.resin cannabis.oil cannabis.pollen cannabis.plant cannabis.seed cannabis.edible "
        "cannabis.unspec opioid.heroin opioid.heroin.white opioid.heroin.brown opioid.opium opioid.morphine "
        "opioid.poppy_straw opioid.codeine opioid.methadone opioid.buprenorphine opioid.tramadol opioid.tapentadol "
        "opioid.fentanyl opioid.fentanyl_analogue opioid.nitazene opioid.oxycodone opioid.unspec ats.amphetamine "
        "ats.amphetamine.captagon ats.methamphetamine ats.methamphetamine.crystal ats.methamphetamine.tablet "
        "ats.methamphetamine.liquid ats.mdma ats.mda ats.unspec nps.cannabinoid nps.cathinone nps.cathinone.3mmc "
        "nps.cathinone.mephedrone nps.cathinone.chlorinated.3cmc nps.cathinone.chlorinated.4cmc "
        "nps.cathinone.alpha_pvp nps.phenethylamine nps.phenethylamine.2cb nps.phenethylamine.nbome nps.tryptamine "
        "nps.piperazine nps.arylcyclohexylamine nps.benzodiazepine nps.opioid nps.plant nps.other halluc.lsd "
        "halluc.psilocybin halluc.dmt halluc.ketamine halluc.pcp sedative.benzodiazepine "
        "sedative.benzodiazepine.clonazepam sedative.benzodiazepine.diazepam sedative.benzodiazepine.alprazolam "
        "sedative.benzodiazepine.lorazepam sedative.benzodiazepine.bromazepam sedative.ghb_gbl sedative.pregabalin "
        "sedative.methaqualone sedative.barbiturate plant.khat inhalant steroid medicine.falsified "
        "precursor.potassium_permanganate precursor.acetic_anhydride precursor.hydrochloric_acid "
        "precursor.sulphuric_acid precursor.acetone precursor.mek precursor.toluene precursor.ephedrine "
        "precursor.pseudoephedrine precursor.p2p precursor.pmk precursor.apaan precursor.mapa precursor.4anpp "
        "precursor.safrole cutting.levamisole cutting.phenacetin cutting.caffeine cutting.lidocaine "
        "cutting.procaine cutting.paracetamol cutting.mannitol cutting.lactose cutting.xylazine"
    ),
    "substance_form": (
        "powder compressed_block rock crystal tablet capsule_pharma body_pellet liquid paste resin_slab resin_egg "
        "plant_fresh plant_dried blotter oil impregnated edible vape gel"
    ),
    "unit": (
        "mg g kg t lb oz ml l tablet capsule blotter dose plant ampoule vial patch sachet brick package pellet"
    ),
    "weight_kind": "gross net net_lab estimated",
    # ways and places
    "transport": (
        "sea rail road air post multimodal fixed inland_water none UNKNOWN air.scheduled air.cargo air.general "
        "air.drone air.helicopter sea.container sea.bulk sea.roro sea.fishing sea.yacht.sailing sea.yacht.motor "
        "sea.go_fast sea.semi_submersible sea.narco_sub sea.tug sea.cruise sea.ferry sea.hull_device road.car "
        "road.van road.truck road.bus road.motorcycle road.bicycle road.camper rail.passenger rail.freight "
        "post.letter post.parcel post.express post.forwarder person.on_foot person.animal"
    ),
    "place_type": (
        "airport seaport border_post green_border road rail_station post_office express_hub dwelling "
        "commercial_premises warehouse free_zone container_yard territorial_waters international_waters "
        "inland_water airstrip laboratory cultivation prison hotel checkpoint school public_place online"
    ),
    "route_role": (
        "production storage departure transit transhipment ticket_break seizure destination final_market return"
    ),
    "certainty": "known stated documents inferred assumed",
    "concealment": (
        "body.ingested body.inserted body.strapped body.clothing body.shoes body.hair body.surgical "
        "luggage.false_bottom luggage.lining luggage.among_items luggage.unaccompanied luggage.rip_tag "
        "goods.within_cargo goods.inside_product goods.canned goods.furniture goods.food goods.cosmetics "
        "goods.documents goods.electronics chemical.dissolved chemical.impregnated chemical.masked "
        "container.rip_on_off container.structure container.reefer container.false_wall container.switch "
        "container.cloned_seal container.pin_fraud container.empty vessel.hull_attached vessel.sea_chest "
        "vessel.anchor_locker vessel.tank vessel.engine_room vessel.crew_cabin vessel.net_buoy vessel.drop_off "
        "vehicle.hidden_compartment vehicle.fuel_tank vehicle.tyres vehicle.dashboard vehicle.bodywork "
        "vehicle.engine vehicle.load vehicle.trailer aircraft.lavatory aircraft.hold aircraft.panel "
        "aircraft.crew_bag aircraft.catering post.inside_item post.false_declaration post.layered post.letter_flat "
        "place.buried place.underwater place.wall place.tunnel none"
    ),
    "detection": (
        "intelligence_international intelligence_national risk_profiling targeting_pnr targeting_cargo "
        "routine_control random behaviour document_check body_scanner x_ray dog trace_detector density_meter "
        "fibre_scope informant phone_intercept surveillance controlled_delivery confession medical tip_public "
        "online_monitoring post_operator chance amnesty archway_detector detector_chair cell_search drone_recovery "
        "gate_search handheld_detector handed_over observed"
    ),
    # marks on packages
    "mark_kind": (
        "logo_moulded logo_printed sticker stamp_wax toolmark_press handwritten colour_code tape_pattern engraved "
        "number qr pill_imprint"
    ),
    "motif_class": (
        "animal brand car crown flag football geometric letter number person plant politician religious star "
        "weapon OTHER"
    ),
    "mark_relief": "raised sunken flat",
    "wrapping": (
        "grease coffee cling_film latex vacuum_bag carbon_paper aluminium brown_tape transparent_tape rubber wax"
    ),
    # people, bodies, what they did and what came of it
    "person_role": (
        "courier swallower organiser recruiter financier consignee consignor driver crew port_insider "
        "airline_insider chemist storage_keeper vendor_online money_collector buyer facilitator_documents "
        "conveyance_owner contact OTHER"
    ),
    "organisation_role": (
        "carrier freight_forwarder consignee consignor front_company travel_agency hotel exchange postal_operator "
        "platform"
    ),
    "offence": (
        "import export transit possession_with_intent manufacture cultivation conspiracy financing laundering "
        "precursor_diversion online_sale document_fraud"
    ),
    "person_status": (
        "wanted charged suspect convicted subject_of_interest witness victim associate missing deceased "
        "identified_innocent"
    ),
    "outcome": (
        "seizure arrest no_trace negative_control identification location prosecution_opened conviction acquittal "
        "controlled_delivery_done network_mapped asset_frozen information_wrong duplicate no_action"
    ),
    "agency_kind": (
        "ncb drug_police criminal_police border_police customs gendarmerie coast_guard navy airport_unit port_unit "
        "tcu prosecutor forensic_lab postal_security fiu immigration intl_org"
    ),
    "identifier": (
        "passport id_card residence seaman_book driving_licence phone imei imsi iccid email handle pgp_fpr wallet "
        "iban card plate vin imo mmsi callsign aircraft_reg container seal awb bl parcel flight pnr ip url onion "
        "tax_id company_reg lei visa cas"
    ),
}  # fmt: skip
OPEN = (
    "agency_kind", "concealment", "detection", "mark_kind", "motif_class", "offence", "organisation_role",
    "person_role", "place_type", "route_role", "substance", "substance_form", "transport", "unit", "wrapping",
)  # fmt: skip
"""Lists of what can be met anywhere: something else, and what is not known, are two answers beside an empty field."""
SAID_EXACTLY = (
    "purpose", "evaluation_scheme", "evaluation_4x4_source", "evaluation_4x4_information", "evaluation_3x5x2_source",
    "evaluation_3x5x2_information", "evaluation_3x5x2_handling", "evaluation_5x5x5_source",
    "evaluation_5x5x5_information", "evaluation_5x5x5_handling", "evaluation_6x6_source", "evaluation_6x6_information",
    "handling", "tlp", "pap", "confidentiality", "caveat", "request_priority", "request_state",
)  # fmt: skip
"""Lists that a rule closes: a code more would be wrong."""
UCR = (
    "AMPHETAMINES-METHAMPHETAMINES BARBITURATES COCAINE CRACK_COCAINE HASHISH HEROIN LSD MARIJUANA MORPHINE OPIUM "
    "OTHER_DEPRESSANTS OTHER_DRUGS OTHER_HALLUCINOGENS OTHER_NARCOTICS OTHER_STIMULANTS PCP UNKNOWN_DRUG_TYPE"
)
RECOMMENDATION_20 = {
    "kg": "KGM",
    "g": "GRM",
    "mg": "MGM",
    "t": "TNE",
    "l": "LTR",
    "ml": "MLT",
    "lb": "LBR",
    "oz": "ONZ",
}
RECOMMENDATION_19 = {
    "sea": "1", "rail": "2", "road": "3", "air": "4", "post": "5", "multimodal": "6", "fixed": "7", "inland_water": "8",
    "none": "9", "UNKNOWN": "0",
}  # fmt: skip
REGIONS = (
    "West and Central Africa", "East Africa", "Southern Africa", "North Africa", "Caribbean", "Central America",
    "North America", "South America", "Central Asia and Transcaucasia", "East and South-East Asia",
    "Near and Middle East / South-West Asia", "South Asia", "Eastern Europe", "South-Eastern Europe",
    "Western and Central Europe", "Oceania",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_lacks_none_of_the_codes_that_practice_asks_for(name: str) -> None:
    asked, held = LISTS[name].split(), set(vocab.load(name))
    assert len(asked) == len(set(asked))
    assert [code for code in asked if code not in held] == []


@pytest.mark.parametrize("name", SAID_EXACTLY)
def test_a_list_that_a_rule_closes_has_no_code_more(name: str) -> None:
    assert set(vocab.load(name)) == set(LISTS[name].split())


@pytest.mark.parametrize("name", OPEN)
def test_something_else_and_not_known_are_two_answers(name: str) -> None:
    assert {"OTHER", "UNKNOWN"} <= set(vocab.load(name))


@pytest.mark.parametrize("name", vocab.names())
def test_no_code_lacks_a_label_and_every_parent_is_there(name: str) -> None:
    codes = vocab.load(name).codes
    assert [
        each.code for each in codes.values() for lang in vocab.LANGUAGES if not each.labels.get(lang, "").strip()
    ] == []
    assert [each.code for each in codes.values() if each.parent and each.parent not in codes] == []


def test_the_crosswalks_lead_to_the_codes_of_the_united_nations_and_of_america() -> None:
    unit, transport, substance = vocab.load("unit"), vocab.load("transport"), vocab.load("substance")
    assert {code: each for code, each in RECOMMENDATION_20.items() if each in unit.codes[code].maps["cefact"]} == (
        RECOMMENDATION_20
    )
    assert {code: each for code, each in RECOMMENDATION_19.items() if each in transport.codes[code].maps["cefact"]} == (
        RECOMMENDATION_19
    )
    assert [word for word in UCR.split() if substance.by("ucr", word) is None] == []
    cocaine = {code: substance.by("dea", code) for code in ("C1", "C2", "C3", "H1", "H2", "H3", "M4", "M5")}
    assert {code: each.code if each else "" for code, each in cocaine.items()} == {
        "C1": "cocaine.hcl", "C2": "cocaine.base", "C3": "cocaine.crack", "H1": "opioid.heroin", "H2": "opioid.opium",
        "H3": "opioid.morphine", "M4": "cannabis.resin", "M5": "cannabis.oil",
    }  # fmt: skip
    assert [code for code, number in (("cocaine", "50-36-2"), ("opioid.heroin", "561-27-3"))
            if number not in _registry(code)] == []  # fmt: skip


def _registry(code: str) -> tuple[str, ...]:
    """Registry numbers of a substance and of what stands under it."""
    codes = vocab.load("substance")
    return tuple(number for each in codes.codes.values() if codes.is_in(each.code, code)
                 for number in each.maps.get("cas", ()))  # fmt: skip


def test_a_precursor_says_in_which_table_of_the_1988_convention_it_stands() -> None:
    schedules, substances = vocab.load("precursor_schedule"), vocab.load("substance")
    tables = {
        code: schedules.by("substance", code) for code in substances if substances.codes[code].parent == "precursor"
    }
    assert [code for code, table in tables.items() if table is None] == []
    named = {table.code: set(table.maps["substance"]) for table in schedules.codes.values()}
    assert {"precursor.acetic_anhydride", "precursor.potassium_permanganate", "precursor.apaan"} <= named["table_1"]
    assert {"precursor.acetone", "precursor.toluene", "precursor.sulphuric_acid"} <= named["table_2"]
    assert "sedative.ghb_gbl" in named["not_scheduled"]
    assert set().union(*named.values()) <= set(substances)


def test_the_reporting_regions_are_those_of_the_world_drug_report() -> None:
    regions = vocab.load("region")
    top = {each.labels["en"] for each in regions.codes.values() if not each.parent}
    assert top == set(REGIONS)
