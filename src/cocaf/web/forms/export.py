"""The form of an export: in which format, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cocaf.web.forms.offered import codes

FORMATS = [
    ("csv", _("CSV: a table to read, one line for each substance")),
    ("xlsx", _("Excel workbook: the same table, with a sheet that says where it comes from")),
    ("ids-xlsx", _("IDS workbook: seizures in the columns of UNODC’s public workbook, a sheet for each year")),
    ("ids-csv", _("IDS as CSV: the same columns in one file")),
    ("jsonl", _("JSON lines: each record whole, for another program")),
]
"""Code and words of each format of `search.exporting`."""


class ExportForm(forms.Form):
    """Chooses a format and states the purpose; the filters stand in the address."""

    format = forms.ChoiceField(
        label=_("Format"), choices=FORMATS, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a format."), "invalid_choice": _("Choose from the list.")},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=codes("purpose"), help_text=_("It stands in the file and in the log."),
        error_messages={"required": _("This is needed."), "invalid_choice": _("Choose from the list.")},
    )  # fmt: skip
