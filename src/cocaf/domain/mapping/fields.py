"""The fields to which a column can lead (vocab `import_field`), and the kind of value that each expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DAY, CLOCK, COUNTRY, CODE, AMOUNT, PERCENT, COUNT, LINE, NUMBER, TEXT = (
    "day", "clock", "country", "code", "amount", "percent", "count", "line", "number", "text",
)  # fmt: skip
"""Kinds of values; CODE reads a word of a code list, NUMBER an identifier, which is kept as written."""

KEPT: Final = "kept"
"""The field of a column that no other field holds: its text stands in the record under the column's name."""
DAY_RULES: Final = ("dmy", "mdy", "ymd", "serial")
"""Orders of a written date; `serial` counts days as spreadsheets do."""
NUMBER_RULES: Final = ("comma", "point")
"""Which mark stands before the decimals."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its code of `import_field`, the kind of its values, the code list of its words, and whether several
    columns may make it together (a family name and a first name)."""

    code: str
    kind: str
    words: str = ""
    joined: bool = False

    @property
    def rules(self) -> tuple[str, ...]:
        """The reading rules among which a column of this field needs one; empty where there is one way to read."""
        if self.kind == DAY:
            return DAY_RULES
        return NUMBER_RULES if self.kind in {AMOUNT, PERCENT} else ()


FIELDS: Final[dict[str, Field]] = {
    each.code: each
    for each in (
        Field("own_reference", NUMBER),
        Field("event", CODE, "event"),
        Field("occurred_on", DAY),
        Field("occurred_at", CLOCK),
        Field("country", COUNTRY, "country"),
        Field("region", LINE, joined=True),
        Field("place", LINE, joined=True),
        Field("place_type", CODE, "place_type"),
        Field("substance", CODE, "substance"),
        Field("substance_form", CODE, "substance_form"),
        Field("quantity", AMOUNT),
        Field("unit", CODE, "unit"),
        Field("weight", CODE, "weight_kind"),
        Field("exactness", CODE, "exactness"),
        Field("purity", PERCENT),
        Field("packages", COUNT),
        Field("concealment", CODE, "concealment"),
        Field("detection", CODE, "detection"),
        Field("transport", CODE, "transport"),
        *(Field(role, COUNTRY, "country") for role in ("production", "departure", "transit", "destination")),
        *(
            Field(kind, NUMBER)
            for kind in ("flight", "container", "seal", "plate", "imo", "awb", "bl", "parcel")
        ),
        Field("person_name", LINE, joined=True),
        Field("nationality", COUNTRY, "country"),
        Field("born_on", DAY),
        Field("sex", CODE, "sex"),
        Field("document_kind", CODE, "identifier"),
        Field("document_number", NUMBER),
        Field("phone", NUMBER),
        Field("role", CODE, "person_role"),
        Field("status", CODE, "person_status"),
        Field("arrests", COUNT),
        Field("agency", LINE, joined=True),
        Field("operation", LINE, joined=True),
        Field("remarks", TEXT, joined=True),
        Field(KEPT, TEXT, joined=True),
    )
}  # fmt: skip
"""Every field by its code, in the order of the list."""

CONSTANTS: Final = (
    "event", "country", "place_type", "substance", "unit", "weight", "transport", "document_kind", "role", "status",
)  # fmt: skip
"""The fields for which the mapping may give one value for all rows where no column says it."""
DEFAULTS: Final = {"event": "seizure", "document_kind": "passport", "role": "UNKNOWN", "status": "UNKNOWN"}
"""What a new mapping says of all rows until the officer changes it."""
PAPERS: Final = ("passport", "id_card", "residence", "visa", "seaman_book", "driving_licence")
"""The kinds of vocab `identifier` that are identity documents."""
ROUTE: Final = ("production", "departure", "transit", "destination")
"""The fields that are points of the route, each named as its role."""
NUMBERS: Final = {"own_reference": "file_number", "flight": "flight", "container": "container", "seal": "seal",
                  "plate": "plate", "imo": "imo", "awb": "awb", "bl": "bl", "parcel": "parcel"}  # fmt: skip
"""The fields that are identifiers of the case, with their kind of vocab `identifier`."""
