"""A country's own table becomes reports by a mapping: guessed, corrected, read cell by cell, never mended silently."""

from __future__ import annotations

import pytest

from cocaf.domain.errors import CocafError
from cocaf.domain.mapping import cells, guess, mapping
from cocaf.domain.mapping.cells import Unreadable
from cocaf.domain.mapping.mapping import Column, TableMapping
from cocaf.domain.mapping.rows import Fault, Reading, RowReader, Word

SPANISH = (
    "Nº de expediente", "Fecha de incautación", "País de origen", "Provincia", "Lugar", "Tipo de lugar", "Droga",
    "Cantidad", "Unidad", "Ocultación", "Nombre", "Apellidos", "Nacionalidad", "Fecha de nacimiento",
    "Nº de pasaporte", "Papel", "Vuelo", "Observaciones",
)  # fmt: skip
ROW = (
    "EXP-0417", "14/02/2026", "Brasil", "Madrid", "Barajas", "Aeropuerto", "Cocaína", "1,8", "Kilos",
    "Doble fondo de maleta", "Inventado", "Ejemplo Ruiz", "España", "03/05/1990", "XK0417217", "correo", "IB 6024",
    "Dos paquetes",
)  # fmt: skip


def _read(row: tuple[str, ...], headers: tuple[str, ...] = SPANISH, *, workbook: bool = False) -> Reading:
    made = guess.guess(mapping.named(headers), [row] * 3, "ES")
    return RowReader(made, mapping.named(headers), "ES", workbook=workbook).read(row)


def test_a_spanish_table_is_guessed_whole_and_its_row_becomes_a_report() -> None:
    made = guess.guess(mapping.named(SPANISH), [ROW] * 3, "ES")
    assert made.unread(SPANISH) == []
    assert mapping.faults(made) == []
    assert made.constants["country"] == "ES", "without a column of countries it happened at home"
    body = _read(ROW).body
    assert (body["occurred_on"], body["place"]["type"], body["place"]["name"]) == ("2026-02-14", "airport", "Barajas")
    (found,) = body["substances"]
    assert (found["substance"], found["as_given"]) == ("cocaine.unspec", "Cocaína")
    assert found["quantity"] == {"value": "1.8", "unit": "kg", "as_given": "Kilos"}
    assert found["kilograms"]["value"] == "1.8"
    (person,) = body["persons"]
    assert person["names"] == [{"text": "Inventado Ejemplo Ruiz", "script": "Latn"}]
    assert (person["nationality"], person["born_on"], person["role"]) == ("ES", "1990-05-03", "courier")
    assert body["route"] == [{"role": "departure", "country": "BR", "as_given": "Brasil"}]
    assert {each["kind"] for each in body["identifiers"]} == {"file_number", "flight"}
    assert body["narrative"] == "Dos paquetes"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date of seizure", "occurred_on"), ("Date de la saisie", "occurred_on"), ("تاريخ الضبط", "occurred_on"),
        ("Quantité saisie", "quantity"), ("الكمية", "quantity"), ("Numéro de passeport", "document_number"),
        ("PASAPORTE Nº", "document_number"), ("Moyen de transport", "transport"), ("المخدر", "substance"),
        ("PRODUCING_COUNTRY", "production"), ("Destino", "destination"), ("Mode de dissimulation", "concealment"),
    ],
)  # fmt: skip
def test_headers_of_four_languages_are_guessed(header: str, field: str) -> None:
    made = guess.guess((header,), [["x"]], "MA")
    assert [(each.name, each.field) for each in made.columns] == [(header, field)]


def test_a_column_that_no_field_holds_is_kept_under_its_name() -> None:
    assert _read((*ROW, "42"), (*SPANISH, "Talla")).body["given"] == [{"column": "Talla", "text": "42"}]
    long = _read((*ROW, "x" * 500), (*SPANISH, "Talla")).body
    assert long["narrative"] == f"Dos paquetes\nTalla: {'x' * 500}", "what is longer than a line stands in the account"
    assert "given" not in long


def test_a_column_without_a_telling_header_is_guessed_by_its_values() -> None:
    rows = [["14.02.2026", "Heroína", "Francia"], ["15.02.2026", "Cocaína", "España"], ["16.02.2026", "?", "Italia"]]
    made = guess.guess(("A", "B", "C"), rows[:2], "ES")
    assert [(each.field, each.rule) for each in made.columns] == [
        ("occurred_on", "dmy"), ("substance", ""), ("country", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        (["02/13/2026", "03/04/2026"], "mdy"), (["13/02/2026", "03/04/2026"], "dmy"), (["03/04/2026"], "dmy"),
        (["2026/04/03"], "ymd"), (["46066"], "serial"),
    ],
)  # fmt: skip
def test_the_order_of_dates_is_guessed_from_all_values_seen(values: list[str], rule: str) -> None:
    assert guess.rule_for("occurred_on", values) == rule


@pytest.mark.parametrize(
    ("text", "rule", "day"),
    [
        ("14/02/2014", "dmy", "2014-02-14"), ("02/14/2014", "mdy", "2014-02-14"), ("14-feb-2014", "dmy", "2014-02-14"),
        ("14 de marzo de 2014", "dmy", "2014-03-14"), ("14 février 2014", "dmy", "2014-02-14"),
        ("14 مارس 2014", "dmy", "2014-03-14"), ("١٤/٠٢/٢٠١٤", "dmy", "2014-02-14"), ("41684", "serial", "2014-02-14"),
        ("2014-02-14 00:00:00", "mdy", "2014-02-14"), ("14.02.2014 03:40", "dmy", "2014-02-14"),
        ("14/02/69", "dmy", "2069-02-14"), ("14/02/70", "dmy", "1970-02-14"),
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_order_that_the_mapping_says(text: str, rule: str, day: str) -> None:
    assert cells.day(text, rule) == day


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("31/02/2014", "dmy", "day_dmy"), ("02/14/2014", "dmy", "day_dmy"), ("yesterday", "ymd", "day_ymd"),
        ("2014", "dmy", "day_dmy"), ("-5", "serial", "day_serial"), ("99999999", "serial", "day_serial"),
    ],
)  # fmt: skip
def test_a_date_that_is_none_says_what_was_expected(text: str, rule: str, expected: str) -> None:
    with pytest.raises(Unreadable) as caught:
        cells.day(text, rule)
    assert caught.value.expected == expected


def test_a_date_of_birth_with_a_year_of_two_figures_is_not_guessed() -> None:
    with pytest.raises(Unreadable) as caught:
        cells.day("14/02/54", "dmy", birth=True)
    assert caught.value.expected == "year_four"


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("1.234,5", "comma", "1234.5"), ("1 234,5", "comma", "1234.5"), ("1,8", "comma", "1.8"),
        ("1.234", "comma", "1234"), ("1.8", "comma", "1.8"), ("1,234.5", "point", "1234.5"),
        ("1.234", "point", "1.234"),        ("5.9e-05", "comma", "0.000059"), ("٣٫٥", "point", "3.5"),
    ],
)  # fmt: skip
def test_a_number_is_read_with_the_mark_that_the_mapping_says(text: str, rule: str, value: str) -> None:
    assert cells.amount(text, rule) == value


@pytest.mark.parametrize("text", ["1,8", "-3", "NaN", "1e999", "many", "", "1.2.3", "1 23"])
def test_what_is_no_number_under_the_rule_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable):
        cells.amount(text, "point")


def test_a_workbooks_number_that_could_be_thousands_is_not_read_as_either() -> None:
    with pytest.raises(Unreadable) as caught:
        cells.amount("1.234", "comma", workbook=True)
    assert caught.value.expected == "number_unclear"
    assert cells.amount("1.8", "comma", workbook=True) == "1.8"


def test_a_unit_beside_the_number_is_taken_from_the_cell() -> None:
    row = tuple("750 gramos" if name == "Cantidad" else cell for name, cell in zip(SPANISH, ROW, strict=True))
    (found,) = _read(row).body["substances"]
    assert found["quantity"] == {"value": "750", "unit": "g", "as_given": "gramos"}
    assert found["kilograms"]["value"] == "0.75"


def test_every_wrong_cell_of_a_row_is_named_at_once_with_what_was_expected() -> None:
    row = tuple({"14/02/2026": "hoy", "1,8": "mucha"}.get(cell, cell) for cell in ROW)
    made = guess.guess(mapping.named(SPANISH), [ROW], "ES")
    assert RowReader(made, SPANISH, "ES").read(row).faults == [
        Fault("Fecha de incautación", "hoy", "day_dmy"), Fault("Cantidad", "mucha", "number_comma"),
    ]  # fmt: skip


def test_words_without_a_code_are_kept_as_given_and_counted_never_dropped() -> None:
    changed = {"Cocaína": "Polvo de luna", "Kilos": "Barriles", "correo": "jefe de escala", "Brasil": "Atlántida"}
    found = _read(tuple(changed.get(cell, cell) for cell in ROW))
    (substance,) = found.body["substances"]
    assert (substance["as_given"], substance["quantity"]["as_given"]) == ("Polvo de luna", "Barriles")
    assert found.body["route"] == [{"role": "departure", "as_given": "Atlántida"}]
    assert found.body["given"] == [{"column": "Papel", "text": "jefe de escala"}], (
        "what has no place is kept as written"
    )
    assert [flag for flag, _ in found.flags] == ["unknown_drug", "unknown_unit", "unknown_country"]
    assert Word("role", "person_role", "jefe de escala") in found.words
    assert found.not_converted


def test_the_officers_codes_for_words_are_used_whatever_their_case_and_accents() -> None:
    made = guess.guess(SPANISH, [ROW], "ES")
    words = {"substance": {mapping.word_key("Polvo de luna"): "cocaine.hcl"}}
    made = TableMapping(made.headers, made.columns, made.constants, words)
    row = tuple("POLVO  DE LUNA" if cell == "Cocaína" else cell for cell in ROW)
    (substance,) = RowReader(made, SPANISH, "ES").read(row).body["substances"]
    assert (substance["substance"], substance["as_given"]) == ("cocaine.hcl", "POLVO DE LUNA")


def test_a_row_without_a_country_says_so_and_one_with_too_many_cells_too() -> None:
    headers = ("Pais", "Fecha")
    made = TableMapping(
        headers, (Column("Pais", "country"), Column("Fecha", "occurred_on", "ymd")), {"event": "seizure"}
    )
    reader = RowReader(made, headers, "ES")
    assert reader.read(["", "2026-01-01"]).faults == [Fault("Pais", "", "country")]
    assert reader.read(["Atlántida", "2026-01-01"]).faults == [Fault("Pais", "Atlántida", "country")]
    assert reader.read(["ES", "2026-01-01", "", "x"]).faults == [Fault("", "", "columns")]


def test_a_number_whose_check_digit_fails_is_kept_with_a_warning() -> None:
    made = TableMapping(("C",), (Column("C", "container"),), {"event": "seizure", "country": "MA"})
    found = RowReader(made, ("C",), "MA").read(["CSQU3054384"])
    assert found.body["identifiers"] == [
        {"kind": "container", "value": "CSQU3054384", "warnings": ["check_digit"]},
    ]  # fmt: skip
    assert found.flags == [("check_digit", "container CSQU3054384")]


def test_control_characters_and_endless_lines_are_told() -> None:
    made = TableMapping(("P",), (Column("P", "place"),), {"event": "seizure", "country": "MA"})
    reader = RowReader(made, ("P",), "MA")
    assert reader.read(["a\x00b"]).faults[0].expected == "letters"
    assert reader.read(["x" * 401]).faults[0].expected == "line"
    assert len(reader.read(["x" * 401]).faults[0].found) == 80


def test_a_mapping_survives_its_json_form_and_says_when_a_file_does_not_fit() -> None:
    made = guess.guess(SPANISH, [ROW], "ES")
    again = mapping.checked(made.plain())
    assert again == made
    assert again.missing(SPANISH[1:]) == ["Nº de expediente"]
    with pytest.raises(CocafError, match=r"Nº de expediente"):
        again.positions(SPANISH[1:])
    assert again.unread((*SPANISH, "cocaf: reason", "Talla")) == ["Talla"]
    with pytest.raises(CocafError, match=r"cocaf/mapping/9"):
        TableMapping.of(made.plain() | {"version": "cocaf/mapping/9"})


def test_a_mapping_that_cannot_be_used_says_where() -> None:
    made = TableMapping(
        ("A", "B", "C"), (Column("A", "occurred_on"), Column("B", "unit"), Column("C", "unit")), {"event": "seizure"}
    )
    assert mapping.faults(made) == [("A", "rule"), ("B", "twice"), ("C", "twice"), ("country", "country")]


def test_columns_with_the_same_name_or_none_are_told_apart() -> None:
    assert mapping.named(["Name", "name", "", "Name", "", ""]) == ("Name", "name (2)", "#3", "Name (3)")
    with pytest.raises(CocafError):
        mapping.named([f"c{number}" for number in range(201)])
