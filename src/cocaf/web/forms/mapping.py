"""The forms of an import: the table, what each of its columns says, and which codes its words stand for. They only read
what was typed; `domain.mapping` says what fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cocaf import limits
from cocaf.domain.mapping import mapping as mappings
from cocaf.domain.mapping.fields import CONSTANTS, FIELDS, KEPT, PAPERS
from cocaf.domain.mapping.mapping import Column, TableMapping
from cocaf.domain.policy.terms import level
from cocaf.web.asking import Reader
from cocaf.web.forms.offered import Choices, codes, nations
from cocaf.web.forms.report import AUDIENCES, SERVICE, UNIT
from cocaf.web.words import comma, label

GROUPS: Final[tuple[tuple[Promise, tuple[str, ...]], ...]] = (
    (_("Where and when"), ("occurred_on", "occurred_at", "country", "region", "place", "place_type")),
    (_("What was found"), ("event", "substance", "substance_form", "quantity", "unit", "weight", "exactness", "purity",
                           "packages", "concealment", "detection")),
    (_("Way and numbers"), ("transport", "production", "departure", "transit", "destination", "flight", "container",
                            "seal", "plate", "imo", "awb", "bl", "parcel")),
    (_("Person"), ("person_name", "nationality", "born_on", "sex", "document_kind", "document_number", "phone", "role",
                   "status")),
    (_("The case"), ("own_reference", "arrests", "agency", "operation", "remarks")),
)  # fmt: skip
RULES: Final[Mapping[str, Promise]] = {
    "dmy": _("day, month, year"),
    "mdy": _("month, day, year"),
    "ymd": _("year, month, day"),
    "serial": _("day number of a spreadsheet"),
    "comma": _("decimal comma"),
    "point": _("decimal point"),
}
_SAMPLES: Final = 3


class QuickSelect(forms.Select):
    """A choice whose options are written in one go: a table of forty columns has thousands of them, and Django's own
    takes a template for each. `stored` says that the choices are texts of people, each in its own direction."""

    def __init__(self, *args: Any, stored: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._own = SafeString(' dir="auto"') if stored else SafeString("")

    def render(self, name: str, value: object, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element with its options."""
        chosen = "" if value is None else str(value)
        parts = [self._group(words, inner, chosen) for words, inner in self.choices]
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs(attrs or {}, {"name": name})), join(parts))

    def _group(self, code: Any, words: Any, chosen: str) -> SafeString:
        if not isinstance(words, list):
            mark = SafeString(" selected") if str(code) == chosen else ""
            return format_html('<option value="{}"{}{}>{}</option>', code, mark, self._own if code else "", words)
        options = join([self._group(each, text, chosen) for each, text in words])
        return format_html('<optgroup label="{}">{}</optgroup>', code, options)


def join(parts: Sequence[SafeString]) -> SafeString:
    """Ready HTML, one after the other."""
    return SafeString("".join(parts))


class TableForm(forms.Form):
    """The table, and the saved mapping by which it is to be read."""

    table = forms.FileField(
        label=_("Table"),
        help_text=_("A CSV file or an Excel workbook (.xlsx). Its first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.gz,.xlsx"}),
    )
    saved = forms.ChoiceField(label=_("Mapping"), required=False, widget=QuickSelect(stored=True))

    def __init__(self, *args: Any, saved: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", gettext("None yet: guess it from the columns")), *saved]
        self.fields["saved"].choices = offered  # type: ignore[attr-defined]
        self.fields["table"].error_messages |= {"required": _("Choose the table."), "empty": _("The file is empty.")}


class MappingForm(forms.Form):
    """A box for each column of the table, one for each value that may hold for all rows, and the terms of the records.
    A date or a number is chosen together with the way in which it is written."""

    def __init__(self, *args: Any, shown: Mapping[str, Any], mapping: TableMapping, terms: Mapping[str, Any],
                 reader: Reader, name: str = "", **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.headers: list[str] = shown["headers"]
        self._words, self._reader = mapping.words, reader
        led = {each.name: f"{each.field}:{each.rule}" if each.rule else each.field for each in mapping.columns}
        for place, header in enumerate(self.headers):
            if not mappings.is_ours(header):
                self._column(place, header, led.get(header, ""), shown)
        for field in CONSTANTS:
            self.fields[f"all-{field}"] = forms.ChoiceField(
                label=label("import_field", field), choices=_constants(field), required=False,
                initial=mapping.constants.get(field, ""), widget=QuickSelect,
            )  # fmt: skip
        self._terms(terms, name)

    def _column(self, place: int, header: str, led: str, shown: Mapping[str, Any]) -> None:
        values = (row[place] for row in shown["rows"] if place < len(row) and row[place].strip())
        samples = format_html("<bdi>{}</bdi>", comma().join([each[:40] for each in dict.fromkeys(values)][:_SAMPLES]))
        guessed = led not in {"", KEPT} and led.partition(":")[0] == shown["guessed"].get(header)
        said = gettext("Guessed. In the file: {samples}") if guessed else gettext("In the file: {samples}")
        self.fields[f"column-{place}"] = forms.ChoiceField(
            label=format_html("<bdi>{}</bdi>", header), choices=_targets, required=False, initial=led,
            widget=QuickSelect, help_text=format_html(said, samples=samples),
            error_messages={"invalid_choice": _("Choose from the list.")},
        )  # fmt: skip

    def _terms(self, terms: Mapping[str, Any], name: str) -> None:
        handling = terms.get("handling", {"codes": ["H0"], "tlp": "AMBER", "confidentiality": "OFFICIAL_USE"})
        evaluation = terms.get("evaluation", {"source": "X", "information": "4"})
        self.fields |= {
            "audience": forms.ChoiceField(
                label=_("Who may see it"), choices=AUDIENCES, widget=forms.RadioSelect,
                initial=UNIT if terms.get("own_unit_only") else SERVICE,
            ),
            "source": _choice(_("Source (4×4)"), codes("evaluation_4x4_source", blank=False), evaluation["source"]),
            "information": _choice(
                _("Information (4×4)"), codes("evaluation_4x4_information", blank=False), evaluation["information"]
            ),
            "handling": forms.MultipleChoiceField(
                label=_("Handling"), choices=codes("handling", blank=False), initial=handling["codes"],
                widget=forms.CheckboxSelectMultiple, required=False,
            ),
            "tlp": _choice(_("TLP"), codes("tlp", blank=False), handling["tlp"]),
            "confidentiality": _choice(
                _("Confidentiality"), codes("confidentiality", blank=False), handling["confidentiality"]
            ),
            "retain_years": _choice(_("Kept for"), _years, terms.get("retain_years", limits.RETAIN_YEARS)),
            "name": forms.CharField(
                label=_("Save this mapping as"), max_length=80, required=False, initial=name,
                help_text=_("Your unit can choose it for the next file. The same name replaces what it held."),
            ),
        }  # fmt: skip

    def clean_confidentiality(self) -> str:
        """Not above the officer's own clearance: the officer must see what comes in."""
        chosen: str = self.cleaned_data["confidentiality"]
        if level(chosen) > level(self._reader.actor.clearance):
            raise forms.ValidationError(gettext("This is above your clearance. Choose a lower one."))
        return chosen

    def clean(self) -> None:
        """Brings what keeps the mapping from being used back to its boxes."""
        if self.errors:
            return
        for where, fault in mappings.faults(self.mapping()):
            sentence = label("mapping_fault", fault)
            box = f"column-{self.headers.index(where)}" if where in self.headers else f"all-{where}"
            self.add_error(box if box in self.fields else None, sentence)

    def mapping(self) -> TableMapping:
        """The mapping that a form states."""
        columns = []
        for place, header in enumerate(self.headers):
            field, _colon, rule = self.cleaned_data.get(f"column-{place}", "").partition(":")
            if field:
                columns.append(Column(header, field, rule))
        constants = {name: code for name in CONSTANTS if (code := self.cleaned_data.get(f"all-{name}"))}
        return TableMapping(tuple(self.headers), tuple(columns), constants, self._words)

    def terms(self) -> dict[str, Any]:
        """The terms that a valid form states."""
        typed = self.cleaned_data
        return {
            "handling": {
                "codes": sorted(typed["handling"]) or ["H0"],
                "tlp": typed["tlp"],
                "confidentiality": typed["confidentiality"],
            },
            "evaluation": {"scheme": "4x4", "source": typed["source"], "information": typed["information"]},
            "own_unit_only": typed["audience"] == UNIT,
            "retain_years": int(typed["retain_years"]),
        }

    def columns(self) -> list[forms.BoundField]:
        """The boxes of the columns."""
        return [self[name] for name in self.fields if name.startswith("column-")]

    def constants(self) -> list[forms.BoundField]:
        """The boxes of what holds for all rows."""
        return [self[f"all-{name}"] for name in CONSTANTS]

    def terms_boxes(self) -> list[forms.BoundField]:
        """The boxes of the terms."""
        names = ("audience", "source", "information", "handling", "tlp", "confidentiality", "retain_years")
        return [self[name] for name in names]


def _choice(words: Any, offered: Any, initial: object) -> forms.ChoiceField:
    return forms.ChoiceField(label=words, choices=offered, initial=initial)


def _years() -> Choices:
    return [
        (str(years), ngettext("%(n)s year", "%(n)s years", years) % {"n": years})
        for years in range(1, limits.RETAIN_YEARS + 1)
    ]


def _targets() -> list[Any]:
    groups = [(str(title), [each for name in names for each in _ways(name)]) for title, names in GROUPS]
    return [("", gettext("Not taken in")), (KEPT, label("import_field", KEPT)), *groups]


def _ways(name: str) -> Choices:
    words, rules = label("import_field", name), FIELDS[name].rules
    return [(f"{name}:{rule}", f"{words} ({RULES[rule]})") for rule in rules] if rules else [(name, words)]


def _constants(field: str) -> Any:
    target = FIELDS[field]
    if target.words == "country":
        return nations()
    if field == "document_kind":
        return lambda: [(code, words) for code, words in codes("identifier")() if not code or code in PAPERS]
    return codes(target.words)
